"""Quantities as text, in the words a person uses."""

from __future__ import annotations

from collections.abc import Mapping

from . import model

# The singular of each unit; a symbol is its own (data/units.yml).
Units = Mapping[str, str]
_UNITS_WITHOUT_SPACE = {"%"}
# From so many seconds on, a whole number of minutes, hours or days is given in these.
MIN_SPOKEN_SECONDS = 300


def format_number(value: int | float) -> str:
    """1234567.5 -> '1,234,567.5', without trailing zeros."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")


def format_amount(value: str, unit: str, units: Units) -> str:
    """'5', 'GB' -> '5 GB'; '1', 'hours' -> '1 hour'."""
    if unit == "USD":
        return f"USD {value}"
    word = units.get(unit, unit) if value == "1" else unit
    return value + ("" if unit in _UNITS_WITHOUT_SPACE else "\N{NO-BREAK SPACE}") + word


def format_duration(seconds: int | float, units: Units) -> str:
    """Seconds in the largest unit of which they are a whole number: 345600 -> '4 days', 90 -> '90 s'."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds and seconds % size == 0:
            return format_amount(format_number(int(seconds // size)), unit, units)
    return format_amount(format_number(seconds), "s", units)


def format_quantity(quantity: model.Quantity, units: Units) -> str:
    """A quantity as text: '20-200 GiB', '60, 120 or 244 GB', 'up to 15 minutes (900 s)', 'USD 150'."""
    largest = quantity.value if quantity.value is not None else quantity.max or 0
    spoken = quantity.unit == "s" and largest >= MIN_SPOKEN_SECONDS and largest % 60 == 0

    def format_value(value: int | float) -> str:
        return format_duration(value, units) if spoken else format_amount(format_number(value), quantity.unit, units)

    text, details = _format_numbers(quantity, units), []
    if spoken:  # the seconds, which APIs and some questions use, follow in brackets
        details.append(text.removeprefix("up to "))
        least = "up to " if quantity.min is None else f"{format_value(quantity.min)}\N{EN DASH}"
        text = ("" if quantity.value is not None else least) + format_value(largest)
    if quantity.step is not None:
        details.append(f"steps of {format_value(quantity.step)}")
    if quantity.default is not None:
        details.append(f"default {format_value(quantity.default)}")
    if quantity.note:
        details.append(quantity.note)
    return text + (f" ({', '.join(details)})" if details else "")


def _format_numbers(quantity: model.Quantity, units: Units) -> str:
    """The value, values or range of a quantity with its unit."""
    if quantity.value is not None:
        return format_amount(format_number(quantity.value), quantity.unit, units)
    if quantity.values:
        *others, last = map(format_number, quantity.values)
        return format_amount(f"{', '.join(others)} or {last}" if others else last, quantity.unit, units)
    if quantity.min is None:
        return f"up to {format_amount(format_number(quantity.max or 0), quantity.unit, units)}"
    if quantity.max is None:
        return f"at least {format_amount(format_number(quantity.min), quantity.unit, units)}"
    return format_amount(f"{format_number(quantity.min)}\N{EN DASH}{format_number(quantity.max)}", quantity.unit, units)


def strip_details(value: model.Cell) -> model.Cell:
    """A quantity without its steps, default and note; any other cell as it is."""
    if not isinstance(value, model.Quantity):
        return value
    return value.model_copy(update={"step": None, "default": None, "note": None})
