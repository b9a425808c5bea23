"""Tables: comparisons and lists."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Fact, FrozenMapping, Id, PageRef, PastDate, Sourced, Text, fault, require_unique
from .quantity import Cell, Quantity


class Row(Fact):
    """One row. `source` and `checked` override the table's; `see` links the row's name to a page."""

    id: Id
    cells: FrozenMapping[Cell]
    source: Id | None = None
    checked: PastDate | None = None
    see: PageRef | None = None


class Table(Sourced):
    """A comparison or a list. The first column names the row; `columns` maps column id to heading.

    Comparisons are on the compare page as well, a list only where a page calls it. The cells of the column `heads`
    stand once above the rows that share them, and not in each row.
    """

    caption: Text
    kind: Literal["comparison", "list"] = "comparison"
    columns: Annotated[FrozenMapping[Text], Field(min_length=1)]
    rows: tuple[Row, ...] = Field(min_length=1)
    note: Text | None = None
    heads: Id | None = None

    @model_validator(mode="after")
    def _validate_rows(self) -> Table:
        require_unique("id", self.rows, "rows")
        for index, row in enumerate(self.rows):
            for column in row.cells:
                if column not in self.columns:
                    message = f"no such column, expected one of: {', '.join(self.columns)}"
                    raise fault(message, "rows", index, "cells", column)
            for column in self.columns:
                if column not in row.cells:
                    raise fault(f"the cell '{column}' is missing, expected one for each column", "rows", index)
            if not isinstance(row.cells[next(iter(self.columns))], str | Quantity):
                raise fault("the first cell is not text or a quantity, expected the row's name", "rows", index)
        if self.heads and self.heads not in [*self.columns][1:]:
            raise fault(f"no such column, expected one of: {', '.join([*self.columns][1:])}", "heads")
        heads = [row.cells[self.heads] for row in self.rows] if self.heads else []
        for index, head in enumerate(heads):
            if head in heads[:index] and head != heads[index - 1]:
                raise fault("stands apart from the other rows below its head, expected them together", "rows", index)
        return self
