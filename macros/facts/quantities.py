"""Quantities in words, as a person says them."""

from __future__ import annotations

from collections.abc import Mapping

from . import model

# A unit and its word for exactly one; a symbol is its own (data/units.yml).
Units = Mapping[str, str]
_CLOSE = {"%"}  # stands close to the number
# From so many seconds on a time is told in minutes, hours or days, if it has a whole number of them.
SPOKEN = 300


def number(value: int | float) -> str:
    """1234567.5 -> '1,234,567.5', without trailing zeros."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")


def amount(value: str, unit: str, units: Units) -> str:
    """'5', 'GB' -> '5 GB'; '1', 'hours' -> '1 hour'."""
    if unit == "USD":
        return f"USD {value}"
    name = units.get(unit, unit) if value == "1" else unit
    return value + ("" if unit in _CLOSE else "\N{NO-BREAK SPACE}") + name


def spoken(seconds: int | float, units: Units) -> str:
    """Seconds in the largest unit of which they are a whole number: 345600 -> '4 days', 90 -> '90 s'."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds and seconds % size == 0:
            return amount(number(int(seconds // size)), unit, units)
    return amount(number(seconds), "s", units)


def quantity(of: model.Quantity, units: Units) -> str:
    """A quantity in words: '20-200 GiB', '60, 120 or 244 GB', 'up to 15 minutes (900 s)', 'USD 150'."""

    def exactly(value: int | float) -> str:
        return amount(number(value), of.unit, units)

    def aloud(value: int | float) -> str:
        return spoken(value, units)

    words, extra, say = _words(of, units), [], exactly
    largest = of.value if of.value is not None else of.max
    if of.unit == "s" and largest is not None and largest >= SPOKEN and largest % 60 == 0:
        # As a person says it; the seconds, which APIs and some questions have, stand beside it.
        extra, say = [words.removeprefix("up to ")], aloud
        words = say(largest) if of.min is None else f"{say(of.min)}\N{EN DASH}{say(largest)}"
        words = f"up to {words}" if of.value is None and of.min is None else words
    if of.step is not None:
        extra.append(f"steps of {say(of.step)}")
    if of.default is not None:
        extra.append(f"default {say(of.default)}")
    if of.note:
        extra.append(of.note)
    return words + (f" ({', '.join(extra)})" if extra else "")


def _words(of: model.Quantity, units: Units) -> str:
    """The numbers of a quantity with their unit."""
    if of.value is not None:
        return amount(number(of.value), of.unit, units)
    if of.values:
        *most, last = map(number, of.values)
        return amount(f"{', '.join(most)} or {last}" if most else last, of.unit, units)
    if of.min is None:
        return f"up to {amount(number(of.max or 0), of.unit, units)}"
    if of.max is None:
        return f"at least {amount(number(of.min), of.unit, units)}"
    return amount(f"{number(of.min)}\N{EN DASH}{number(of.max)}", of.unit, units)


def bare(value: model.Cell) -> model.Cell:
    """A quantity without its steps, default and note; any other cell as it is."""
    if not isinstance(value, model.Quantity):
        return value
    return value.model_copy(update={"step": None, "default": None, "note": None})
