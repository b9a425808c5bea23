"""Text in, facts out: strict YAML with line numbers, shaped by a model; no files.

Whatever is wrong ends in one `DataError` whose text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from . import model

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]

short = reprlib.Repr()
short.maxstring = short.maxother = short.maxlong = 80


class DataError(Exception):
    """Bad input, said in one line of at most 1,000 letters: `file:line: where: what, expected`."""

    def __init__(self, message: str) -> None:
        line = re.sub(rf"[\t\n]|{model.ODD.pattern}", lambda odd: f"\\u{{{ord(odd[0]):x}}}", message)
        super().__init__(line if len(line) <= 1000 else f"{line[:990]} ...")


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


def parse(text: str, name: str) -> tuple[Any, dict[Where, int]]:
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
        fault = (
            f"{begins[1]}: a second document begins, expected one"
            if begins
            else "1: the file is empty, expected a mapping"
        )
        raise DataError(f"{name}:{fault}")
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
        self.name, self.events, self.lines = name, events, dict[Where, int]()
        self.reader = _Reader("")  # for what a plain scalar means

    def fault(self, event: Any, what: str) -> DataError:
        return DataError(f"{self.name}:{_line(event)}: {what}")

    def value(self, event: Any, where: Where) -> Any:
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

    def mapping(self, event: Any, where: Where) -> dict[str, Any]:
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


def line_of(lines: dict[Where, int], where: Where) -> int:
    """The line of `where`, or of the nearest thing around it that has one."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


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
    if odd := model.ODD.search(found):
        line = found.count("\n", 0, odd.start()) + 1
        raise DataError(f"{name}:{line}: holds the unseen character U+{ord(odd[0]):04X}, expected visible text")
    return found


def shape(kind: type[Model], data: Any, lines: dict[Where, int], name: str, at: Where = ()) -> Model:
    """Return `data` as a `kind`, or raise `DataError` for its first fault."""
    try:
        return kind.model_validate(data, context="file")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        context = first.get("ctx", {})
        where = at
        for part in (*first["loc"], *context.get("at", ()), *((context["key"],) if "key" in context else ())):
            # A union's tags are no places.
            if (*where, part) in lines or first["type"] == "missing":
                where = (*where, part)
        raise DataError(f"{name}:{line_of(lines, where)}: {shown(where)}: {_said(first)}") from None


def shown(where: Where) -> str:
    return ".".join(str(part)[:80] for part in where) or "file"


def _said(error: Mapping[str, Any]) -> str:
    """Pydantic's message in the form 'what is wrong, expected what'."""
    kind, said = error["type"], short.repr(error["input"])
    if kind == "missing":
        return "is missing, expected a value"
    if kind.startswith("date"):
        return f"{said} is no day, expected one such as 2026-11-22, without quotes"
    if kind == "literal_error":
        return f"{said} is not known, expected {error['ctx']['expected']}"
    if kind == "tuple_type":
        return f"{said} is no list, expected for example [{short.repr(error['input']).strip(chr(39))}]"
    if kind == "too_long":
        return f"has {error['ctx']['actual_length']} items, expected at most {error['ctx']['max_length']}"
    if error["msg"].startswith("Input should be "):
        return f"{said} does not fit, expected {error['msg'].removeprefix('Input should be ')}"
    return error["msg"] if "expected" in error["msg"] else f"{said} does not fit: {error['msg']}"


def unknown(what: str, value: object, known: Collection[str]) -> str:
    """Say that `value` names no `what`, with the nearest names that do."""
    near = difflib.get_close_matches(str(value), known, 3)
    listed = ", ".join(near) if near else ", ".join(sorted(known)[:12]) or "none, there is none yet"
    return f"no {what} is called {short.repr(value)}, expected {'for example ' if near else 'one of: '}{listed}"
