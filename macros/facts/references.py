"""References in texts: `{table.row.column}` stands for what the cell says, so that a number is typed once.

`{table.row.column.default}` names one number of a quantity (value, min, max, step or default).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from . import model
from .errors import unknown
from .expectations import FactIndex
from .quantities import Units, bare, quantity

_REFERENCE = re.compile(r"\{([a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9-]+(?:\.(?:value|min|max|step|default))?)\}")
Value = TypeVar("Value")


def references(text: str) -> Iterator[str]:
    """The references in `text`, outside `code`."""
    for part in text.split("`")[::2]:
        yield from _REFERENCE.findall(part)


def unresolved(reference: str, facts: FactIndex) -> str:
    """Why `reference` cannot be filled in, what is expected; nothing where it can be."""
    name, field = _parts(reference)
    if name not in facts:
        return unknown("cell", name, facts)
    value = facts[name].value
    if isinstance(value, str) and any(references(value)):
        return f"the cell {name} is filled in itself, expected one that says its value"
    if not isinstance(value, str | model.Quantity) or (field and not isinstance(value, model.Quantity)):
        return f"the cell {name} is {type(value).__name__.lower()}, expected a text, or a quantity"
    if isinstance(value, model.Quantity) and field and getattr(value, field) is None:
        known = ", ".join(value.model_dump(exclude_none=True, exclude={"unit", "note"}))
        return f"the cell {name} has no {field!r}, expected one of: {known}"
    return ""


def filled(value: Value, facts: FactIndex, units: Units) -> Value:
    """`value`, a fact or a part of one, with every reference in its texts filled in."""
    found: object = value
    if isinstance(value, str):
        parts = value.split("`")
        parts[::2] = [_REFERENCE.sub(lambda reference: _words(reference[1], facts, units), part) for part in parts[::2]]
        found = "`".join(parts)
    elif isinstance(value, tuple):
        found = tuple(filled(one, facts, units) for one in value)
    elif isinstance(value, Mapping):
        found = MappingProxyType({key: filled(one, facts, units) for key, one in value.items()})
    elif isinstance(value, model.Fact):
        found = value.model_copy(
            update={name: filled(getattr(value, name), facts, units) for name in type(value).model_fields}
        )
    return found  # type: ignore[return-value]  # of the type that came in


def _words(reference: str, facts: FactIndex, units: Units) -> str:
    name, field = _parts(reference)
    value = facts[name].value
    if isinstance(value, model.Quantity):
        value = model.Quantity(value=getattr(value, field), unit=value.unit) if field else value
        # In a sentence a time is said once, in the unit a person would say.
        return re.sub(r" \([\d,–-]+\N{NO-BREAK SPACE}s\)$", "", quantity(bare(value), units))  # type: ignore[arg-type]
    return str(value)


def _parts(reference: str) -> tuple[str, str]:
    table, row, column, *field = reference.split(".")
    return f"{table}.{row}.{column}", field[0] if field else ""
