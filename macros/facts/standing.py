"""How many facts there are, what they rest on, and what a machine checks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from . import model
from .expectations import row_and_column
from .site import Site


def counts(facts: Site) -> dict[str, int]:
    """How many facts stand in data, each counted once as what it rests on; then advice, sources, probes and checks."""
    rests = {row_and_column(name): place.source for name, place in facts.index.items()}
    rests |= {(f"deployment:{name}", ""): of.source for name, of in facts.deployments.items()}
    rests |= {(f"exam:{of.code}", ""): of.source for of in facts.exam.versions}
    done = {(row, column) for row, by in facts.verifications.items() for column in (*by.whole, *by.part)}
    read = [
        facts.sources[source].kind in get_args(model.Documentation)
        for name, source in rests.items()
        if name not in done
    ]
    return {
        "facts": len(rests),
        "whole": sum(len(by.whole) for by in facts.verifications.values()),
        "part": sum(len(by.part) for by in facts.verifications.values()),
        "documentation": read.count(True),
        "elsewhere": read.count(False),
        "advice": sum(page.advice for page in facts.pages.values()),
        "unsourced": sum(source not in facts.sources for source in rests.values()),
        "sources": len(facts.sources),
        "checks": len(facts.checks),
    }


@dataclass(frozen=True)
class Checked:
    """Of how many `facts` on a page a machine checks how many whole and in part, against which packages."""

    link: model.Link
    facts: int
    whole: int
    part: int
    packages: tuple[str, ...]


def by_machine(facts: Site) -> list[Checked]:
    """Each table and sheet, the chooser and the changes, if a machine checks something of it."""
    found = []

    def add(page: str, text: str, prefix: str, count: int) -> None:
        if done := facts.verified(prefix).values():
            whole, part = sum(len(by.whole) for by in done), sum(len(by.part) for by in done)
            packages = tuple(sorted({package for by in done for package in by.packages}))
            found.append(Checked(model.Link(page=page, text=text), count, whole, part, packages))

    def collecting(macro: str, prefix: str, count: int) -> None:
        """All of a kind in one row, on the first page that collects it."""
        if page := next((path for path, meta in facts.pages.items() if macro in meta.collects), None):
            add(page, facts.pages[page].title, prefix, count)

    for name, table in facts.tables.items():
        if page := facts.table_pages.get(name):
            add(f"{page}#table-{name}", table.caption, f"{name}.", len(table.rows) * len(table.columns))
    for name, sheet in facts.sheets.items():
        lines = sum(len(group.lines) for group in sheet.groups)
        add(sheet.page, f"Cheat sheet of {sheet.label}", f"sheet:{name}.", lines)
    collecting("chooser", "chooser.", 3 * len(facts.choices))
    collecting("changes", "change:", len(facts.changes))
    return sorted(found, key=lambda row: row.link.text.lower())
