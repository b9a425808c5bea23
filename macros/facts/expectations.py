"""Which probes check a fact, and what each of them is expected to find.

Pure: facts and probes in, checks out. What is wrong with a probe is a `ValueError` in words; the loader adds the place.
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
    """Where a fact is typed, what stands there, and where and when that was read; `name` tells the cell that names its
    row.
    """

    file: str
    line: int
    value: Any
    source: str = ""
    checked: dt.date = dt.date.min
    name: bool = False


@dataclass(frozen=True)
class Check:
    """One fact held against one reading. `service` is the folder of the probe; `at` and `find` hold the row's own
    words.
    """

    name: str
    service: str
    fact: str
    probe: model.Probe
    at: str
    find: str | None
    expected: Value


@dataclass(frozen=True)
class Verification:
    """By what a row or a line is checked: the packages with their versions, and its columns ('' for a line): those
    that are
    established whole, and those of which only a name, a word or one of several numbers is (`whole` below)."""

    whole: tuple[str, ...]
    part: tuple[str, ...]
    packages: tuple[str, ...]


class FactIndex(dict[str, Location]):
    """Where each fact stands, by its name."""

    @functools.cached_property
    def _by_table(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self:
            found.setdefault(name.partition(".")[0], []).append(name)
        return found

    @functools.cached_property
    def rows(self) -> dict[str, list[str]]:
        """The cells of each row, by its name."""
        found: dict[str, list[str]] = {}
        for name in self:
            row, column = row_and_column(name)
            if column and name == f"{row}.{column}":
                found.setdefault(row, []).append(name)
        return found

    def match(self, fact: str) -> list[str]:
        """The facts that `fact` names, in the order of the data; in a table `*` stands for any row and `|` parts
        alternatives.
        """
        if fact in self:
            return [fact]
        table, *words = fact.split(".")
        patterns = (re.escape(word).replace(r"\*", "[a-z0-9-]+").replace(r"\|", "|") for word in words)
        pattern = re.compile(r"\.".join((re.escape(table), *(f"({word})" for word in patterns))))
        return [known for known in self._by_table.get(table, ()) if pattern.fullmatch(known)]


def checks(name: str, service: str, probe: model.Probe, places: FactIndex) -> Iterator[Check]:
    """What the probe `name` checks; every fact that it names exists."""
    facts = places.match(probe.fact)
    if probe.also and len(facts) > 1:
        raise ValueError("has 'also' beside several rows, expected one fact that the others repeat")
    for fact in facts:
        said = expected(probe, places[fact].value)
        yield Check(name, service, fact, probe, *_looks(probe, fact, places), said)
    for fact in probe.also:
        value = places[fact].value
        if isinstance(value, str) and not stands(said, value):
            raise ValueError(
                f"{_here(facts[0], places)} says {show(said)}, which is not in {_here(fact, places)} "
                f"({value!r}), expected the same in both"
            )
        says = said if isinstance(value, str) else expected(probe, value)
        yield Check(name, service, fact, probe, *_looks(probe, facts[0], places), says)


def _here(fact: str, places: Mapping[str, Location]) -> str:
    return f"{fact} ({places[fact].file}:{places[fact].line})"


def row_and_column(fact: str) -> tuple[str, str]:
    """The row, line or change that `fact` belongs to, and its column if it has one."""
    if ":" in fact:
        return fact, ""
    table, row, column, *_ = fact.split(".")
    return f"{table}.{row}", column


def _looks(probe: model.Probe, fact: str, places: Mapping[str, Location]) -> tuple[str, str | None]:
    """`at` and `find` of the probe, with each '{column}' replaced by the word in that column of the fact's row."""
    row, _ = row_and_column(fact)

    def word(column: re.Match[str]) -> str:
        if f"{row}.{column[1]}" not in places:
            raise ValueError(f"{column[0]} stands for a column that {row} has not, expected one that it has")
        return str(words(places[f"{row}.{column[1]}"].value))

    def own(text: str) -> str:
        return re.sub(r"\{([a-z-]+)\}", word, text)

    return own(probe.at), probe.find and own(probe.find)


def expected(probe: model.Probe, value: Any) -> Value:
    """What `value` says that the probe will find: a number of a quantity, the code words of a text, or yes or no."""
    if probe.expect is not None:
        if isinstance(value, bool | model.Quantity) or not stands(probe.expect, value):
            raise ValueError(
                f"{show(probe.expect)} does not stand in {value!r}, expected it to; a quantity and a mark need "
                "no 'expect'"
            )
        return plain(probe.expect)
    if isinstance(value, bool):
        return value
    if isinstance(value, model.Quantity):
        return _number(value, probe.field)
    return words(value)


def _number(of: model.Quantity, field: str | None) -> Value:
    """One number of a quantity, or, without a field, every number that it allows."""
    if field or of.value is not None:
        found: Value | None = getattr(of, field or "value")
        if found is None:
            raise ValueError(
                f"the quantity has no {field!r}, expected one of: {', '.join(of.model_dump(exclude_none=True))}"
            )
        return found
    if of.values:
        return of.values
    if of.min is None or of.max is None or of.step is None:
        raise ValueError("the quantity is a range, expected 'field', or min, max and step")
    if (of.max - of.min) / of.step > 100_000:
        raise ValueError("the quantity has more than 100,000 steps, expected 'field', or a range that can be listed")
    return tuple(of.min + of.step * index for index in range(int((of.max - of.min) / of.step) + 1))


def _parts(value: Any) -> tuple[Any, ...]:
    """What a list has in it; of anything else itself."""
    return value if isinstance(value, tuple) else (value,)


def words(value: Any) -> Value:
    """The code words of a text or a list of texts, one as itself; a text without any is the word."""
    texts = [part for part in _parts(value) if isinstance(part, str)]
    found = [word for text in texts for word in _CODE.findall(text)] or texts
    if not found:
        raise ValueError("holds no text, expected a word")
    return plain(found[0] if len(found) == 1 else tuple(found))


def plain(value: Value | list[Any]) -> Value:
    """`value` with each text that is a number as that number: '1,024' is 1024, and 5.0 is 5."""
    if isinstance(value, tuple | list):
        return tuple(plain(one) for one in value)
    if isinstance(value, str) and re.fullmatch(r"-?(\d[\d,]*)?\.?\d+", value):
        value = float(value.replace(",", ""))
    if isinstance(value, float):
        value = round(value, 9)  # 0.05 of 0.01 are 5, not 5.000000000000001
        return int(value) if value.is_integer() else value
    return value


def stands(said: Value, value: Any) -> bool:
    """Whether `said`, a number or every word of it, stands in a text or a list of texts as a whole word."""
    text = " ".join(part for part in _parts(value) if isinstance(part, str))
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    parts = (str(plain(part)) for part in _parts(said))
    return all(re.search(rf"(?<![\w.-]){re.escape(part)}(?![\w-]|\.\d)", text) for part in parts)


def show(value: Any) -> str:
    """`value` in a message: 'yes', '10240', 'Rolling', or several with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(show, sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    return "nothing" if value is None else str(value)


# Readings of which a fact names one of many values: they show that the name exists, not that it belongs here.
_MEMBERSHIP = {"commands", "members", "one-of", "operations", "policies", "stacks"}
_NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)*(?![\w-])")


def whole(place: Location, done: Iterable[Check]) -> bool:
    """Whether the checks establish every number at `place`, or, where there is none, each of the words that it
    consists of.

    What only shows that a name exists, or that a word stands in a sentence, is less.
    """
    value = place.value
    if isinstance(value, bool):
        return True
    if isinstance(value, model.Quantity):
        fields = {check.probe.field or "all" for check in done}
        return "all" in fields or value.model_dump(exclude_none=True, exclude={"unit", "note"}).keys() <= fields
    shown = [check.expected for check in done if check.probe.reads not in _MEMBERSHIP]
    texts = _parts(value)
    if place.name or not shown or not all(isinstance(text, str) for text in texts):
        return False
    every = {one for check in done for one in _parts(check.expected)}
    if numbers := {plain(number) for text in texts for number in _NUMBER.findall(text.replace("`", " "))}:
        return numbers <= every
    code = {plain(word) for text in texts for word in _CODE.findall(text)}
    if not code:
        return words(value) in shown
    beside = re.sub(r"`[^`]*`|\b(?:and|or)\b", "", " ".join(texts))
    return code <= every and not re.search(r"\w", beside)


def _cell(name: str, facts: Mapping[str, list[Check]], places: Mapping[str, Location]) -> bool:
    """Whether the checks of a cell, by fact, establish it: as one fact, or in each of its parts."""
    parts = [name] if name in facts else [f"{name}.{part}" for part in range(len(places[name].value))]
    return all(part in facts and whole(places[part], facts[part]) for part in parts)


def verifications(
    done: Iterable[Check], packages: Mapping[str, str], places: Mapping[str, Location]
) -> dict[str, Verification]:
    """By what each row, line and change is checked, by its name: 'table.row', 'sheet:name.line', 'change:id'."""
    by_column: dict[str, dict[str, dict[str, list[Check]]]] = {}
    for check in done:
        row, column = row_and_column(check.fact)
        by_column.setdefault(row, {}).setdefault(column, {}).setdefault(check.fact, []).append(check)
    found = {}
    for row, columns in by_column.items():
        checked = [check for facts in columns.values() for of in facts.values() for check in of]
        full = {
            column for column, facts in columns.items() if _cell(f"{row}.{column}" if column else row, facts, places)
        }
        read = {f"{check.probe.package} {packages[check.probe.package]}" for check in checked}
        found[row] = Verification(tuple(sorted(full)), tuple(sorted(columns.keys() - full)), tuple(sorted(read)))
    return found
