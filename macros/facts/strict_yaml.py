"""Strict YAML with line numbers: text in, plain values out; no files.

Whatever is wrong ends in one `DataError` whose text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from .errors import DataError, KeyPath, short
from .model import INVISIBLE

# The same parser, written in C where it could be compiled: ten times as fast.
_Reader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How what is no text has to be written: YAML 1.1 reads 1:30 as 90, 010 as 8 and off as false.
_FORMS = {
    "bool": re.compile("true|false|yes|no"),
    "int": re.compile("-?(0|[1-9][0-9]{0,15})"),
    "float": re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}"),
    "null": re.compile("|~|null"),
    "timestamp": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
# What authors do to a line that YAML cannot read, and the cure.
_VALUE = r".*?(?:: |- |[\[{,] ?)"
_HYPHEN = (r"\s*-[^\s-]", "a space after the hyphen")
_SLIPS = (
    (r"\s*\t", "spaces at its start, no tab"),
    _HYPHEN,
    (_VALUE + r"([@`%*&!|>])", "quotes around a text that begins with {0}"),
    (_VALUE + r"([\"'])(?:(?!\1).)*$", "the same quote at the end of the text"),
    (_VALUE + r"([\"']).*\1\s*[^\s,\]}:]", "quotes around the whole text, and of the other kind than those in it"),
    (r".*: .*: ", "quotes around a text with a colon in it"),
    (_VALUE + r"[\[{].*[\]}] *[^\s,\]}]", "quotes around a text that begins with a bracket"),
)
# What is found out on the line or on the next.
_LATE = (
    (_VALUE + r"[\[{][^\]}]*$", "a closing bracket, or quotes around a text that begins with one"),
    (r"\s*(?:- )?[\w-]+:[^\s/]", "a space after the colon"),
    _HYPHEN,
)


def parse(text: str, name: str) -> tuple[Any, dict[KeyPath, int]]:
    """Return the document in `text` and the line (from 1) on which each value starts.

    `name` is the file's name as messages show it. Raises `DataError` on broken YAML, on an empty document,
    and on what PyYAML forgives: a repeated key, an alias, a tag, a second document, a number or truth in odd clothes.
    """
    try:
        events: list[Any] = list(yaml.parse(text, _Reader))
    except yaml.MarkedYAMLError as error:
        raise DataError(_unreadable(error, text, name)) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise DataError(f"{name}:1: not valid YAML: {' '.join(str(error).split())}, expected plain text") from None
    begins = [_line(event) for event in events if isinstance(event, yaml.DocumentStartEvent)]
    if len(begins) != 1:
        if not begins:
            raise DataError(f"{name}:1: the file is empty, expected a mapping")
        raise DataError(f"{name}:{begins[1]}: a second document begins, expected one")
    document = _Document(name, iter(events[2:]))
    return document.value(next(document.events), ()), document.lines


def _unreadable(error: Any, text: str, name: str) -> str:
    """What is wrong with a text that is no YAML, on which line, and the usual cure."""
    # A quote that nothing closes is found out where the file ends.
    mark = (error.context_mark if "quoted" in str(error.context) else None) or error.problem_mark
    what = f"not valid YAML: {error.problem or error.context}, expected"
    lines = text.split("\n")
    for at, slips in ((mark.line, _SLIPS + _LATE), (mark.line - 1, _LATE)):
        for slip, cure in slips:
            if 0 <= at < len(lines) and (found := re.match(slip, lines[at])):
                return f"{name}:{at + 1}: {what} {cure.format(*found.groups())}"
    cure = "the indentation of the lines around it, or quotes around a text that holds any of : # , [ ] { }"
    return f"{name}:{mark.line + 1}: {what} {cure}"


class _Document:
    """A document from its events, and the line of each value; what PyYAML forgives is a `DataError`."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name, self.events, self.lines = name, events, dict[KeyPath, int]()
        self.reader = _Reader("")  # for what a plain scalar means

    def fault(self, event: Any, what: str) -> DataError:
        return DataError(f"{self.name}:{_line(event)}: {what}")

    def value(self, event: Any, where: KeyPath) -> Any:
        """The value that begins with `event`."""
        self.lines[where] = _line(event)
        cure = "expected the value itself, or quotes around a text that begins with"
        if event.anchor is not None:
            raise self.fault(event, f"{short.repr(event.anchor)} is an anchor or an alias, {cure} & or *")
        if event.tag is not None:
            raise self.fault(event, f"{short.repr(event.tag)} is a tag, {cure} !")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, where)
        items: list[Any] = []
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(item, (*where, len(items))))
        return items

    def mapping(self, event: Any, where: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self.fault(key, "a key is not text, expected a plain name")
            value = next(self.events)
            if event.flow_style and _touch(key, value):  # no colon between them
                raise self.fault(key, _comma(key.value, next(reversed(found.values()), None)))
            if not isinstance(name := self.scalar(key), str):
                what = f"key {short.repr(key.value)} reads as {type(name).__name__}"
                raise self.fault(key, f"{what}, expected text: put it in quotes")
            if name in found:
                raise self.fault(key, f"key {short.repr(name)} is repeated, expected it once")
            found[name] = self.value(value, (*where, name))
            self.lines[(*where, name)] = _line(key)
        return found

    def scalar(self, event: Any) -> Any:
        """What a scalar means; text stays text, and what is oddly written is none of our numbers, days and truths."""
        tag = self.reader.resolve(yaml.ScalarNode, event.value, event.implicit)
        kind = tag.rpartition(":")[2]
        if kind == "str":
            return event.value
        if kind not in _FORMS or not _FORMS[kind].fullmatch(event.value):
            expected = "true, false, 5, 0.25 or 2026-11-22, or text in quotes"
            raise self.fault(event, f"{short.repr(event.value)} reads as {kind}, expected {expected}")
        try:
            return self.reader.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError as error:  # a day that does not exist
            raise self.fault(
                event, f"{short.repr(event.value)} is no value: {error}, expected one that exists"
            ) from None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _touch(key: Any, value: Any) -> bool:
    return bool(value.start_mark.index == key.end_mark.index)


def _comma(key: str, before: Any) -> str:
    """What to say of a key in braces that has no value: a comma has parted it from what stands before."""
    if key.isdecimal() and type(before) is int:
        return f"'{before},{key}' is no number, expected digits alone: {before}{key}"
    return f"{short.repr(key)} has no value, expected one, or quotes around a text with a comma in it"


_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


def decode(raw: bytes, name: str) -> str:
    """Return `raw` as text. Raises `DataError` where it is not UTF-8, or holds what nobody can see."""
    raw = raw.replace(b"\r\n", b"\n")
    try:
        found = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}:{line}: not UTF-8 text, expected UTF-8") from None
    if conflict := _CONFLICT.search(found):
        line = found.count("\n", 0, conflict.start()) + 1
        raise DataError(
            f"{name}:{line}: a conflict that git left open, expected one of the two texts, without its marks"
        )
    if unseen := INVISIBLE.search(found):
        line = found.count("\n", 0, unseen.start()) + 1
        raise DataError(f"{name}:{line}: holds the unseen character U+{ord(unseen[0]):04X}, expected visible text")
    return found
