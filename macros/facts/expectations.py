"""Which probes check a fact, and what each of them is expected to find.

Pure: facts and probes in, checks out. A faulty probe raises a `ValueError`; the loader adds file and line.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import model

_CODE = re.compile(r"`([^`]+)`")
# A number, a word, a yes or no, or several of them in any order.
Value = int | float | str | bool | tuple[Any, ...]


@dataclass(frozen=True)
class Location:
    """File and line of a fact, its value, source and day of reading; `is_row_name`: the cell names its row."""

    file: str
    line: int
    value: Any
    source: str = ""
    checked: dt.date = dt.date.min
    is_row_name: bool = False


@dataclass(frozen=True)
class Check:
    """One fact against one reading. `service` is the folder of the probe; `at` and `find` have no placeholders."""

    name: str
    service: str
    fact: str
    probe: model.Probe
    at: str
    find: str | None
    expected: Value


@dataclass(frozen=True)
class Verification:
    """The packages, with versions, against which a row or a line is checked, and its checked columns ('' for a line).

    The cells of `whole` columns are established; of those in `part`, only a name, a word or one of several numbers.
    """

    whole: tuple[str, ...]
    part: tuple[str, ...]
    packages: tuple[str, ...]


class FactIndex(dict[str, Location]):
    """The location of each fact, by its name."""

    @functools.cached_property
    def _by_table(self) -> dict[str, list[str]]:
        names_by_table: dict[str, list[str]] = {}
        for name in self:
            names_by_table.setdefault(name.partition(".")[0], []).append(name)
        return names_by_table

    @functools.cached_property
    def rows(self) -> dict[str, list[str]]:
        """The cells of each row, by its name."""
        cells_by_row: dict[str, list[str]] = {}
        for name in self:
            row, column = row_and_column(name)
            if column and name == f"{row}.{column}":
                cells_by_row.setdefault(row, []).append(name)
        return cells_by_row

    def match(self, fact: str) -> list[str]:
        """The names that the pattern `fact` matches, in the order of the data; `*` is any row, `|` is "or"."""
        if fact in self:
            return [fact]
        table, *words = fact.split(".")
        patterns = (re.escape(word).replace(r"\*", "[a-z0-9-]+").replace(r"\|", "|") for word in words)
        pattern = re.compile(r"\.".join((re.escape(table), *(f"({word})" for word in patterns))))
        return [name for name in self._by_table.get(table, ()) if pattern.fullmatch(name)]


def checks(name: str, service: str, probe: model.Probe, index: FactIndex) -> Iterator[Check]:
    """The checks of the probe `name`; every fact that it names exists."""
    facts = index.match(probe.fact)
    if probe.also and len(facts) > 1:
        raise ValueError("has 'also' beside several rows, expected one fact that the others repeat")
    for fact in facts:
        expected_value = compute_expected(probe, index[fact].value)
        yield Check(name, service, fact, probe, *_fill_placeholders(probe, fact, index), expected_value)
    for fact in probe.also:
        value = index[fact].value
        if isinstance(value, str) and not is_mentioned(expected_value, value):
            first, other = _with_location(facts[0], index), _with_location(fact, index)
            raise ValueError(
                f"{first} says {format_value(expected_value)}, which is not in {other} ({value!r}), "
                "expected the same in both"
            )
        own_value = expected_value if isinstance(value, str) else compute_expected(probe, value)
        yield Check(name, service, fact, probe, *_fill_placeholders(probe, facts[0], index), own_value)


def _with_location(fact: str, locations: Mapping[str, Location]) -> str:
    return f"{fact} ({locations[fact].file}:{locations[fact].line})"


def row_and_column(fact: str) -> tuple[str, str]:
    """The row, line or change that `fact` belongs to, and its column if it has one."""
    if ":" in fact:
        return fact, ""
    table, row, column, *_ = fact.split(".")
    return f"{table}.{row}", column


def _fill_placeholders(probe: model.Probe, fact: str, locations: Mapping[str, Location]) -> tuple[str, str | None]:
    """`at` and `find` of the probe, with each '{column}' replaced by the word in that column of the fact's row."""
    row, _ = row_and_column(fact)

    def replace(match: re.Match[str]) -> str:
        if f"{row}.{match[1]}" not in locations:
            raise ValueError(f"{match[0]} stands for a column that {row} has not, expected one that it has")
        return str(code_words(locations[f"{row}.{match[1]}"].value))

    def fill(text: str) -> str:
        return re.sub(r"\{([a-z-]+)\}", replace, text)

    return fill(probe.at), probe.find and fill(probe.find)


def compute_expected(probe: model.Probe, value: Any) -> Value:
    """What the probe has to find, by `value`: a number of a quantity, the code words of a text, or yes or no."""
    if probe.expect is not None:
        if isinstance(value, bool | model.Quantity) or not is_mentioned(probe.expect, value):
            raise ValueError(
                f"{format_value(probe.expect)} does not stand in {value!r}, expected it to; a quantity and a mark need "
                "no 'expect'"
            )
        return normalize(probe.expect)
    if isinstance(value, bool):
        return value
    if isinstance(value, model.Quantity):
        return _quantity_values(value, probe.field)
    return code_words(value)


def _quantity_values(quantity: model.Quantity, field: str | None) -> Value:
    """One number of a quantity, or, without a field, every number that it allows."""
    if field or quantity.value is not None:
        number: Value | None = getattr(quantity, field or "value")
        if number is None:
            raise ValueError(
                f"the quantity has no {field!r}, expected one of: {', '.join(quantity.model_dump(exclude_none=True))}"
            )
        return number
    if quantity.values:
        return quantity.values
    if quantity.min is None or quantity.max is None or quantity.step is None:
        raise ValueError("the quantity is a range, expected 'field', or min, max and step")
    if (quantity.max - quantity.min) / quantity.step > 100_000:
        raise ValueError("the quantity has more than 100,000 steps, expected 'field', or a range that can be listed")
    steps = int((quantity.max - quantity.min) / quantity.step)
    return tuple(quantity.min + quantity.step * index for index in range(steps + 1))


def _as_tuple(value: Any) -> tuple[Any, ...]:
    """The items of a list; anything else as its one item."""
    return value if isinstance(value, tuple) else (value,)


def code_words(value: Any) -> Value:
    """The code words of a text or a list of texts, a single one as itself; a text without any is the word itself."""
    texts = [part for part in _as_tuple(value) if isinstance(part, str)]
    words = [word for text in texts for word in _CODE.findall(text)] or texts
    if not words:
        raise ValueError("holds no text, expected a word")
    return normalize(words[0] if len(words) == 1 else tuple(words))


def normalize(value: Value | list[Any]) -> Value:
    """`value` with texts that are numbers as numbers: '1,024' is 1024, and 5.0 is 5."""
    if isinstance(value, tuple | list):
        return tuple(normalize(item) for item in value)
    if isinstance(value, str) and re.fullmatch(r"-?(\d[\d,]*)?\.?\d+", value):
        value = float(value.replace(",", ""))
    if isinstance(value, float):
        value = round(value, 9)  # 0.05 of 0.01 are 5, not 5.000000000000001
        return int(value) if value.is_integer() else value
    return value


def is_mentioned(expected_value: Value, value: Any) -> bool:
    """Whether `expected_value`, a number or every word of it, is a whole word of a text or a list of texts."""
    text = " ".join(part for part in _as_tuple(value) if isinstance(part, str))
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    words = (str(normalize(part)) for part in _as_tuple(expected_value))
    return all(re.search(rf"(?<![\w.-]){re.escape(part)}(?![\w-]|\.\d)", text) for part in words)


def format_value(value: Any) -> str:
    """`value` in a message: 'yes', '10240', 'Rolling', or several with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(format_value, sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    return "nothing" if value is None else str(value)


# Readings that find one of many names: they show that it exists, not that it belongs in this cell.
_MEMBERSHIP_READINGS = {"commands", "members", "one-of", "operations", "policies", "stacks"}
_NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)*(?![\w-])")


def is_established(location: Location, checks: Iterable[Check]) -> bool:
    """Whether the checks establish every number of the value, or, where there is none, each of its words.

    A check that only shows that a name exists, or that a word stands in a sentence, does not.
    """
    value = location.value
    if isinstance(value, bool):
        return True
    if isinstance(value, model.Quantity):
        fields = {check.probe.field or "all" for check in checks}
        return "all" in fields or value.model_dump(exclude_none=True, exclude={"unit", "note"}).keys() <= fields
    expected_values = [check.expected for check in checks if check.probe.reads not in _MEMBERSHIP_READINGS]
    texts = _as_tuple(value)
    if location.is_row_name or not expected_values or not all(isinstance(text, str) for text in texts):
        return False
    established = {item for check in checks for item in _as_tuple(check.expected)}
    if numbers := {normalize(number) for text in texts for number in _NUMBER.findall(text.replace("`", " "))}:
        return numbers <= established
    code = {normalize(word) for text in texts for word in _CODE.findall(text)}
    if not code:
        return code_words(value) in expected_values
    other_text = re.sub(r"`[^`]*`|\b(?:and|or)\b", "", " ".join(texts))
    return code <= established and not re.search(r"\w", other_text)


def _is_cell_established(cell: str, checks: Mapping[str, list[Check]], locations: Mapping[str, Location]) -> bool:
    """Whether the checks of a cell, by fact, establish it: as one fact, or in each of its items."""
    names = [cell] if cell in checks else [f"{cell}.{index}" for index in range(len(locations[cell].value))]
    return all(name in checks and is_established(locations[name], checks[name]) for name in names)


def verifications(
    checks: Iterable[Check], packages: Mapping[str, str], locations: Mapping[str, Location]
) -> dict[str, Verification]:
    """By what each row, line and change is checked, by its name: 'table.row', 'sheet:name.line', 'change:id'."""
    by_column: dict[str, dict[str, dict[str, list[Check]]]] = {}
    for check in checks:
        row, column = row_and_column(check.fact)
        by_column.setdefault(row, {}).setdefault(column, {}).setdefault(check.fact, []).append(check)
    result = {}
    for row, columns in by_column.items():
        whole = {
            column
            for column, by_fact in columns.items()
            if _is_cell_established(f"{row}.{column}" if column else row, by_fact, locations)
        }
        used = {check.probe.package for by_fact in columns.values() for group in by_fact.values() for check in group}
        versions = sorted(f"{package} {packages[package]}" for package in used)
        result[row] = Verification(tuple(sorted(whole)), tuple(sorted(columns.keys() - whole)), tuple(versions))
    return result
