"""Counts of the facts: how many there are, their sources, and how many a machine checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from . import model
from .expectations import row_and_column
from .site import Site


def counts(facts: Site) -> dict[str, int]:
    """How many facts are in data, each counted once by how it was established; then advice, sources and checks."""
    source_by_fact = {row_and_column(name): location.source for name, location in facts.index.items()}
    source_by_fact |= {(f"deployment:{name}", ""): method.source for name, method in facts.deployments.items()}
    source_by_fact |= {(f"exam:{version.code}", ""): version.source for version in facts.exam.versions}
    verifications = facts.verifications.values()
    machine_checked = {(row, column) for row, by in facts.verifications.items() for column in (*by.whole, *by.part)}
    in_documentation = [
        facts.sources[source].kind in get_args(model.Documentation)
        for name, source in source_by_fact.items()
        if name not in machine_checked
    ]
    return {
        "facts": len(source_by_fact),
        "whole": sum(len(verification.whole) for verification in verifications),
        "part": sum(len(verification.part) for verification in verifications),
        "documentation": in_documentation.count(True),
        "elsewhere": in_documentation.count(False),
        "advice": sum(page.advice for page in facts.pages.values()),
        "unsourced": sum(source not in facts.sources for source in source_by_fact.values()),
        "sources": len(facts.sources),
        "checks": len(facts.checks),
    }


@dataclass(frozen=True)
class Checked:
    """Of the `facts` at `link`, the number that a machine checks whole and in part, and against which packages."""

    link: model.Link
    facts: int
    whole: int
    part: int
    packages: tuple[str, ...]


def by_machine(facts: Site) -> list[Checked]:
    """Each table and sheet, the chooser and the changes, where a machine checks some of it."""
    rows = []

    def add_row(page: str, text: str, prefix: str, count: int) -> None:
        if verifications := facts.verified(prefix).values():
            whole = sum(len(verification.whole) for verification in verifications)
            part = sum(len(verification.part) for verification in verifications)
            packages = tuple(sorted({package for verification in verifications for package in verification.packages}))
            rows.append(Checked(model.Link(page=page, text=text), count, whole, part, packages))

    def add_collection(macro: str, prefix: str, count: int) -> None:
        """All facts of a kind in one row, on the first page that collects them."""
        if page := next((path for path, meta in facts.pages.items() if macro in meta.collects), None):
            add_row(page, facts.pages[page].title, prefix, count)

    for name, table in facts.tables.items():
        if page := facts.table_pages.get(name):
            add_row(f"{page}#table-{name}", table.caption, f"{name}.", len(table.rows) * len(table.columns))
    for name, sheet in facts.sheets.items():
        lines = sum(len(group.lines) for group in sheet.groups)
        add_row(sheet.page, f"Cheat sheet of {sheet.label}", f"sheet:{name}.", lines)
    add_collection("chooser", "chooser.", 3 * len(facts.choices))
    add_collection("changes", "change:", len(facts.changes))
    return sorted(rows, key=lambda row: row.link.text.lower())
