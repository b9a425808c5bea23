"""The page that calls a macro, and what is the same for every page of a build."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .facts import model
from .facts.errors import DataError, unknown
from .facts.load import DUE_DAYS
from .facts.site import Site
from .render import tables
from .render.view import View

Value = TypeVar("Value")


@dataclass(frozen=True)
class Book:
    """All that is the same for every page of one build; `tables` has the computed ones too, and `archive` names the ZIP
    at the site's root, if there is one.
    """

    site: Site
    tables: Mapping[str, model.Table]
    day: dt.date
    directories: bool
    archive: str = ""

    def page(self, here: str, meta: dict[str, Any]) -> Page:
        due = self.day - dt.timedelta(days=DUE_DAYS)
        return Page(self.site, here, self.directories, due, book=self, meta=meta)


@dataclass(frozen=True, kw_only=True)
class Page(View):
    """The page that calls, and what it keeps between calls (mkdocs' `page.meta`)."""

    book: Book
    meta: dict[str, Any]

    def mark(self, source: str) -> str:
        """A mark that leads to the page's list of sources."""
        if "listed" in self.meta:
            raise DataError("stands below sources(), expected it above")
        cited = self.meta.setdefault("cited", [])
        of = lookup("source", source, self.site.sources)
        if source not in cited:
            cited.append(source)
        return tables.cite(cited.index(source) + 1, of)

    def cell(self, table: str, row: str, column: str) -> model.Cell:
        rows = {one.id: one for one in lookup("table", table, self.book.tables).rows}
        return lookup("column", column, lookup("row", row, rows).cells)


def lookup(what: str, name: str, known: Mapping[str, Value]) -> Value:
    """The one of the known things that is called `name`. Raises `DataError` for one that is unknown."""
    if name not in known:
        raise DataError(unknown(what, name, known))
    return known[name]
