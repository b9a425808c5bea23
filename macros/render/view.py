"""The context in which a page is rendered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..facts import model
from ..facts.quantities import format_quantity
from ..facts.site import Site
from .text import attribute, literal, text, url


@dataclass(frozen=True)
class View:
    """The facts, as seen from the page at `path` below docs/.

    `use_directory_urls` is mkdocs' setting: addresses end in a slash. A reading before the day `due` shows as due.
    """

    site: Site
    path: str
    use_directory_urls: bool = True
    due: dt.date = dt.date.min

    def href(self, page: str) -> str:
        """The address of `page` ('ecs/roles.md#task-role'), as an attribute's value."""
        return attribute(url(page, self.path, self.use_directory_urls))

    def link(self, page: str, words: str) -> str:
        return f'<a href="{self.href(page)}">{text(words)}</a>'

    def source_link(self, name: str) -> str:
        """A link to a source."""
        return f'<a href="{literal(self.site.sources[name].url)}">{text(self.site.sources[name].title)}</a>'

    def checked_date(self, day: dt.date) -> str:
        """The day of a reading, and whether it is due again; `publish/places.py` takes the oldest of a page."""
        return f'<time class="checked">{day}</time>' + (" (due to be read again)" if day < self.due else "")

    def format_quantity(self, value: model.Quantity) -> str:
        return format_quantity(value, self.site.units)
