"""Cheat sheets."""

from __future__ import annotations

from pydantic import Field, model_validator

from .base import Fact, Id, Label, Page, PageRef, PastDate, Sourced, Text, fault


class SheetLine(Fact):
    """One statement of a cheat sheet. `see` explains it."""

    id: Id
    text: Text
    see: PageRef
    source: Id | None = None
    checked: PastDate | None = None


class SheetGroup(Fact):
    """A headed part of a cheat sheet."""

    id: Id
    label: Text
    lines: tuple[SheetLine, ...] = Field(min_length=1)


class CheatSheet(Sourced):
    """A cheat sheet; `label` is its tab, and the tab's fragment is the label's slug."""

    label: Label
    page: Page
    groups: tuple[SheetGroup, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _validate_unique_lines(self) -> CheatSheet:
        seen: set[str] = set()
        for group_index, group in enumerate(self.groups):
            for line_index, line in enumerate(group.lines):
                if line.id in seen:
                    message = f"line id '{line.id}' is repeated, expected it once"
                    raise fault(message, "groups", group_index, "lines", line_index)
                seen.add(line.id)
        return self
