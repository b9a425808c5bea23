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

# The parser in C, ten times as fast, where it is available.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The accepted forms of scalars other than text: YAML 1.1 reads 1:30 as 90, 010 as 8 and off as false.
_FORMS = {
    "bool": re.compile("true|false|yes|no"),
    "int": re.compile("-?(0|[1-9][0-9]{0,15})"),
    "float": re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}"),
    "null": re.compile("|~|null"),
    "timestamp": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
# Common errors of authors: a pattern of the line, and what is expected instead.
_VALUE = r".*?(?:: |- |[\[{,] ?)"
_HYPHEN_ERROR = (r"\s*-[^\s-]", "a space after the hyphen")
_ERRORS = (
    (r"\s*\t", "spaces at its start, no tab"),
    _HYPHEN_ERROR,
    (_VALUE + r"([@`%*&!|>])", "quotes around a text that begins with {0}"),
    (_VALUE + r"([\"'])(?:(?!\1).)*$", "the same quote at the end of the text"),
    (_VALUE + r"([\"']).*\1\s*[^\s,\]}:]", "quotes around the whole text, and of the other kind than those in it"),
    (r".*: .*: ", "quotes around a text with a colon in it"),
    (_VALUE + r"[\[{].*[\]}] *[^\s,\]}]", "quotes around a text that begins with a bracket"),
)
# Errors that PyYAML may report on the next line only.
_LATE_ERRORS = (
    (_VALUE + r"[\[{][^\]}]*$", "a closing bracket, or quotes around a text that begins with one"),
    (r"\s*(?:- )?[\w-]+:[^\s/]", "a space after the colon"),
    _HYPHEN_ERROR,
)


def parse(text: str, name: str) -> tuple[Any, dict[KeyPath, int]]:
    """Return the document in `text` and the line (from 1) on which each value starts.

    `name` is the file's name as messages show it. Raises `DataError` on broken YAML, on an empty document, and on what
    PyYAML forgives: a repeated key, an alias, a tag, a second document, a number or truth value in an unusual form.
    """
    try:
        events: list[Any] = list(yaml.parse(text, _Loader))
    except yaml.MarkedYAMLError as error:
        raise DataError(_syntax_error_message(error, text, name)) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise DataError(f"{name}:1: not valid YAML: {' '.join(str(error).split())}, expected plain text") from None
    start_lines = [_line(event) for event in events if isinstance(event, yaml.DocumentStartEvent)]
    if len(start_lines) != 1:
        if not start_lines:
            raise DataError(f"{name}:1: the file is empty, expected a mapping")
        raise DataError(f"{name}:{start_lines[1]}: a second document begins, expected one")
    document = _DocumentBuilder(name, iter(events[2:]))
    return document.value(next(document.events), ()), document.lines


def _syntax_error_message(error: Any, text: str, name: str) -> str:
    """The message for a text that is no YAML: the line, the problem and the likely fix."""
    # An unclosed quote is reported at the end of the file; its context is where it opens.
    mark = (error.context_mark if "quoted" in str(error.context) else None) or error.problem_mark
    problem = f"not valid YAML: {error.problem or error.context}, expected"
    lines = text.split("\n")
    for index, errors in ((mark.line, _ERRORS + _LATE_ERRORS), (mark.line - 1, _LATE_ERRORS)):
        for pattern, hint in errors:
            if 0 <= index < len(lines) and (match := re.match(pattern, lines[index])):
                return f"{name}:{index + 1}: {problem} {hint.format(*match.groups())}"
    hint = "the indentation of the lines around it, or quotes around a text that holds any of : # , [ ] { }"
    return f"{name}:{mark.line + 1}: {problem} {hint}"


class _DocumentBuilder:
    """Builds a document from its events, with the line of each value; what PyYAML forgives is a `DataError`."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name, self.events, self.lines = name, events, dict[KeyPath, int]()
        self.loader = _Loader("")  # resolves plain scalars

    def fault(self, event: Any, message: str) -> DataError:
        return DataError(f"{self.name}:{_line(event)}: {message}")

    def value(self, event: Any, key_path: KeyPath) -> Any:
        """The value that begins with `event`."""
        self.lines[key_path] = _line(event)
        hint = "expected the value itself, or quotes around a text that begins with"
        if event.anchor is not None:
            raise self.fault(event, f"{short.repr(event.anchor)} is an anchor or an alias, {hint} & or *")
        if event.tag is not None:
            raise self.fault(event, f"{short.repr(event.tag)} is a tag, {hint} !")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, key_path)
        items: list[Any] = []
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(item, (*key_path, len(items))))
        return items

    def mapping(self, event: Any, key_path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self.fault(key, "a key is not text, expected a plain name")
            value = next(self.events)
            if event.flow_style and _is_adjacent(key, value):  # no colon between them
                raise self.fault(key, _missing_value_message(key.value, next(reversed(mapping.values()), None)))
            if not isinstance(name := self.scalar(key), str):
                problem = f"key {short.repr(key.value)} reads as {type(name).__name__}"
                raise self.fault(key, f"{problem}, expected text: put it in quotes")
            if name in mapping:
                raise self.fault(key, f"key {short.repr(name)} is repeated, expected it once")
            mapping[name] = self.value(value, (*key_path, name))
            self.lines[(*key_path, name)] = _line(key)
        return mapping

    def scalar(self, event: Any) -> Any:
        """The value of a scalar; raises where a number, a day or a truth value is not in its accepted form."""
        tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        kind = tag.rpartition(":")[2]
        if kind == "str":
            return event.value
        if kind not in _FORMS or not _FORMS[kind].fullmatch(event.value):
            expected = "true, false, 5, 0.25 or 2026-11-22, or text in quotes"
            raise self.fault(event, f"{short.repr(event.value)} reads as {kind}, expected {expected}")
        try:
            return self.loader.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError as error:  # such as 2026-02-30
            raise self.fault(
                event, f"{short.repr(event.value)} is no value: {error}, expected one that exists"
            ) from None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _is_adjacent(key: Any, value: Any) -> bool:
    return bool(value.start_mark.index == key.end_mark.index)


def _missing_value_message(key: str, previous_value: Any) -> str:
    """The message for a key in braces without a value: a comma has split it from the value before it."""
    if key.isdecimal() and type(previous_value) is int:
        return f"'{previous_value},{key}' is no number, expected digits alone: {previous_value}{key}"
    return f"{short.repr(key)} has no value, expected one, or quotes around a text with a comma in it"


_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


def decode(raw: bytes, name: str) -> str:
    """Return `raw` as text. Raises `DataError` where it is not UTF-8, or holds an invisible character."""
    raw = raw.replace(b"\r\n", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}:{line}: not UTF-8 text, expected UTF-8") from None
    if match := _CONFLICT.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise DataError(
            f"{name}:{line}: a conflict that git left open, expected one of the two texts, without its marks"
        )
    if match := INVISIBLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise DataError(f"{name}:{line}: holds the unseen character U+{ord(match[0]):04X}, expected visible text")
    return text
