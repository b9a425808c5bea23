"""References in texts: `{table.row.column}` stands for the text of the cell, so that a number is typed once.

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
from .quantities import Units, format_quantity, strip_details

_REFERENCE = re.compile(r"\{([a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9-]+(?:\.(?:value|min|max|step|default))?)\}")
Value = TypeVar("Value")


def find_references(text: str) -> Iterator[str]:
    """The references in `text`, except in `code`."""
    for part in text.split("`")[::2]:
        yield from _REFERENCE.findall(part)


def unresolved(reference: str, facts: FactIndex) -> str:
    """The message why `reference` cannot be filled in; empty where it can."""
    name, field = _split_reference(reference)
    if name not in facts:
        return unknown("cell", name, facts)
    value = facts[name].value
    if isinstance(value, str) and any(find_references(value)):
        return f"the cell {name} is filled in itself, expected one that says its value"
    if not isinstance(value, str | model.Quantity) or (field and not isinstance(value, model.Quantity)):
        return f"the cell {name} is {type(value).__name__.lower()}, expected a text, or a quantity"
    if isinstance(value, model.Quantity) and field and getattr(value, field) is None:
        known = ", ".join(value.model_dump(exclude_none=True, exclude={"unit", "note"}))
        return f"the cell {name} has no {field!r}, expected one of: {known}"
    return ""


def fill_references(value: Value, facts: FactIndex, units: Units) -> Value:
    """`value`, a fact or a part of one, with every reference in its texts filled in."""
    result: object = value
    if isinstance(value, str):
        parts = value.split("`")
        parts[::2] = [
            _REFERENCE.sub(lambda match: _reference_text(match[1], facts, units), part) for part in parts[::2]
        ]
        result = "`".join(parts)
    elif isinstance(value, tuple):
        result = tuple(fill_references(item, facts, units) for item in value)
    elif isinstance(value, Mapping):
        result = MappingProxyType({key: fill_references(item, facts, units) for key, item in value.items()})
    elif isinstance(value, model.Fact):
        result = value.model_copy(
            update={name: fill_references(getattr(value, name), facts, units) for name in type(value).model_fields}
        )
    return result  # type: ignore[return-value]  # the same type as `value`


def _reference_text(reference: str, facts: FactIndex, units: Units) -> str:
    name, field = _split_reference(reference)
    value = facts[name].value
    if isinstance(value, model.Quantity):
        value = model.Quantity(value=getattr(value, field), unit=value.unit) if field else value
        # In a sentence a duration is given once, without its seconds in brackets.
        return re.sub(r" \([\d,–-]+\N{NO-BREAK SPACE}s\)$", "", format_quantity(strip_details(value), units))  # type: ignore[arg-type]
    return str(value)


def _split_reference(reference: str) -> tuple[str, str]:
    table, row, column, *field = reference.split(".")
    return f"{table}.{row}.{column}", field[0] if field else ""
