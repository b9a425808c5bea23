"""Messages about bad input: one line `file:line: where: what is wrong, what is expected`."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .model import INVISIBLE

Model = TypeVar("Model", bound=BaseModel)
KeyPath = tuple[str | int, ...]  # the keys and indexes that lead to a value, from the top of its file

# For fields that an author may not know how to write.
MISSING_HINTS = {"unit": "one of data/units.yml, for example GB", "checked": "the day on which it was read"}

short = reprlib.Repr()
short.maxstring = short.maxother = short.maxlong = 80


class DataError(Exception):
    """Bad input, with a message of one line and at most 1,000 letters."""

    def __init__(self, message: str) -> None:
        line = re.sub(rf"[\t\n]|{INVISIBLE.pattern}", lambda match: f"\\u{{{ord(match[0]):x}}}", message)
        super().__init__(line if len(line) <= 1000 else f"{line[:990]} ...")


def line_of(lines: dict[KeyPath, int], key_path: KeyPath) -> int:
    """The line of the value at `key_path`, or of the nearest one around it that has a line."""
    while key_path not in lines:
        key_path = key_path[:-1]
    return lines[key_path]


def validate(model_type: type[Model], data: Any, lines: dict[KeyPath, int], name: str, key_path: KeyPath = ()) -> Model:
    """Return `data`, which stands at `key_path`, as a `model_type`, or raise `DataError` for its first fault."""
    try:
        return model_type.model_validate(data, context="file")
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        for part in (*details["loc"], *details.get("ctx", {}).get("key_path", ())):
            # The tags of a union, such as '=quantity', are no keys of the file.
            if (*key_path, part) in lines or (details["type"] == "missing" and not str(part).startswith("=")):
                key_path = (*key_path, part)
        raise DataError(f"{name}:{line_of(lines, key_path)}: {format_path(key_path)}: {_describe(details)}") from None


def format_path(key_path: KeyPath) -> str:
    return ".".join(str(part)[:80] for part in key_path) or "file"


def _describe(error: Mapping[str, Any]) -> str:
    """Pydantic's message in the form 'what is wrong, expected what'."""
    kind, value = error["type"], short.repr(error["input"])
    if kind == "missing":
        return f"is missing, expected {MISSING_HINTS.get(str(error['loc'][-1]), 'a value')}"
    if kind.startswith("date"):
        return f"{value} is no day, expected one such as 2026-11-22, without quotes"
    if kind == "literal_error":
        return f"{value} is not known, expected {error['ctx']['expected']}"
    if kind == "tuple_type":
        return f"{value} is no list, expected for example [{short.repr(error['input']).strip(chr(39))}]"
    if kind == "too_long":
        return f"has {error['ctx']['actual_length']} items, expected at most {error['ctx']['max_length']}"
    if error["msg"].startswith("Input should be "):
        return f"{value} does not fit, expected {error['msg'].removeprefix('Input should be ')}"
    return error["msg"] if "expected" in error["msg"] else f"{value} does not fit: {error['msg']}"


def unknown(kind: str, value: object, known: Collection[str]) -> str:
    """Say that `value` names no `kind`, with the nearest names that do."""
    close = difflib.get_close_matches(str(value), known, 3)
    suggestions = ", ".join(close) if close else ", ".join(sorted(known)[:12]) or "none, there is none yet"
    return f"no {kind} is called {short.repr(value)}, expected {'for example ' if close else 'one of: '}{suggestions}"
