"""Text in, facts out: strict YAML with line numbers, shaped by a model; no files.

Whatever is wrong ends in one `DataError` whose text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from . import model

# Far above what anybody writes, far below what stops a machine: letters of a value, values in one another.
LONGEST, DEEPEST = 2_000, 32
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


def parse(text: str, name: str) -> tuple[Any, dict[Where, int]]:
    """Return the document in `text` and the line (from 1) on which each value starts.

    `name` is the file's name as messages show it. Raises `DataError` on broken YAML, on an empty document,
    and on what PyYAML forgives: a repeated key, an alias, a tag, a second document, a number or truth in odd clothes.
    """
    lines: dict[Where, int] = {}
    try:
        events = yaml.parse(text, _Reader)
        reader = _Reader("")  # for what a plain scalar means
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            raise DataError(f"{name}:1: the file is empty, expected a mapping")
        document = _build(events, next(events), (), lines, name, reader)
        next(events)
        if not isinstance(after := next(events), yaml.StreamEndEvent):
            raise DataError(f"{name}:{after.start_mark.line + 1}: a second document begins, expected one")
        return document, lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DataError(f"{name}:{line}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise DataError(f"{name}:1: not valid YAML: {' '.join(str(error).split())}") from None


def _build(events: Iterator, event, where: Where, lines: dict[Where, int], name: str, reader):
    """The value that begins with `event`; its own recursion, since the reader's has no bottom."""
    line = event.start_mark.line + 1
    lines[where] = line
    if len(where) > DEEPEST:
        raise DataError(f"{name}:{line}: more than {DEEPEST} values stand in one another, expected fewer")
    if event.anchor is not None:
        raise DataError(f"{name}:{line}: {short.repr(event.anchor)} is an anchor or an alias, expected the value itself")
    if event.tag is not None:
        raise DataError(f"{name}:{line}: {short.repr(event.tag)} is a tag, expected a plain value")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, f"{name}:{line}", reader)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_build(events, event, (*where, len(items)), lines, name, reader))
        return items
    found: dict = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise DataError(f"{name}:{line}: a key is not text, expected a plain name")
        key = _build(events, event, where, {}, name, reader)
        if not isinstance(key, str):
            raise DataError(f"{name}:{line}: key {short.repr(event.value)} reads as {type(key).__name__}, expected text: put it in quotes")
        if key in found:
            raise DataError(f"{name}:{line}: key {short.repr(key)} is repeated, expected it once")
        found[key] = _build(events, next(events), (*where, key), lines, name, reader)
        lines[(*where, key)] = line
    return found


def _scalar(event: yaml.ScalarEvent, place: str, reader):
    """What a scalar means; text stays text, and what is written in an odd way is none of our numbers, days and truths."""
    if len(event.value) > LONGEST:
        raise DataError(f"{place}: a value of {len(event.value):,} letters, expected at most {LONGEST:,}")
    tag = reader.resolve(yaml.ScalarNode, event.value, event.implicit)
    if tag == "tag:yaml.org,2002:str":
        return event.value
    form = _FORMS.get(tag.rpartition(":")[2])
    if not form or not form.fullmatch(event.value):
        raise DataError(f"{place}: {short.repr(event.value)} reads as {tag.rpartition(':')[2]}, expected {_PLAIN}, or text in quotes")
    try:
        return reader.construct_object(yaml.ScalarNode(tag, event.value))
    except ValueError as error:  # a day that does not exist
        raise DataError(f"{place}: {short.repr(event.value)} is no value: {error}, expected one that exists") from None


# YAML 1.1 reads 1:30 as 90, 010 as 8 and off as false.
_PLAIN = "true, false, 5, 0.25 or 2026-11-22"
_FORMS = {
    "bool": re.compile("true|false|yes|no"),
    "int": re.compile("-?(0|[1-9][0-9]{0,15})"),
    "float": re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}"),
    "null": re.compile("|~|null"),
    "timestamp": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


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
        raise DataError(f"{name}:{line}: a conflict that git left open, expected one of the two texts, without its marks")
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


def _said(error: dict) -> str:
    """Pydantic's message in the form 'what is wrong, expected what'."""
    kind, said = error["type"], short.repr(error["input"])
    if kind == "missing":
        return "is missing, expected a value"
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
