"""The page that calls a macro, and what all pages of a build share."""

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
class Build:
    """What all pages of a build share: facts, tables with the computed ones, and the name of the ZIP (or "")."""

    site: Site
    tables: Mapping[str, model.Table]
    day: dt.date
    use_directory_urls: bool
    archive: str = ""

    def page(self, path: str, meta: dict[str, Any]) -> Page:
        due = self.day - dt.timedelta(days=DUE_DAYS)
        return Page(self.site, path, self.use_directory_urls, due, build=self, meta=meta)


@dataclass(frozen=True, kw_only=True)
class Page(View):
    """The page that calls a macro, and what it keeps between calls (mkdocs' `page.meta`)."""

    build: Build
    meta: dict[str, Any]

    def mark(self, source: str) -> str:
        """A mark that leads to the page's list of sources."""
        if "listed" in self.meta:
            raise DataError("stands below sources(), expected it above")
        cited = self.meta.setdefault("cited", [])
        source_fact = lookup("source", source, self.site.sources)
        if source not in cited:
            cited.append(source)
        return tables.cite_mark(cited.index(source) + 1, source_fact)

    def cell(self, table: str, row: str, column: str) -> model.Cell:
        rows = {row.id: row for row in lookup("table", table, self.build.tables).rows}
        return lookup("column", column, lookup("row", row, rows).cells)


def lookup(kind: str, name: str, known: Mapping[str, Value]) -> Value:
    """The value called `name`. Raises `DataError` where it is unknown."""
    if name not in known:
        raise DataError(unknown(kind, name, known))
    return known[name]
