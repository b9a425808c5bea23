"""What is said of bad input: one line `file:line: where: what is wrong, what is expected`."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .model import INVISIBLE

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]

# What an author may not know how to write.
MISSING = {"unit": "one of data/units.yml, for example GB", "checked": "the day on which it was read"}

short = reprlib.Repr()
short.maxstring = short.maxother = short.maxlong = 80


class DataError(Exception):
    """Bad input, said in one line of at most 1,000 letters: `file:line: where: what, expected`."""

    def __init__(self, message: str) -> None:
        line = re.sub(rf"[\t\n]|{INVISIBLE.pattern}", lambda found: f"\\u{{{ord(found[0]):x}}}", message)
        super().__init__(line if len(line) <= 1000 else f"{line[:990]} ...")


def line_of(lines: dict[Where, int], where: Where) -> int:
    """The line of `where`, or of the nearest thing around it that has one."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


def validate(kind: type[Model], data: Any, lines: dict[Where, int], name: str, at: Where = ()) -> Model:
    """Return `data` as a `kind`, or raise `DataError` for its first fault."""
    try:
        return kind.model_validate(data, context="file")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        context = first.get("ctx", {})
        where = at
        for part in (*first["loc"], *context.get("at", ())):
            # A union's tags, such as '=quantity', are no places.
            if (*where, part) in lines or (first["type"] == "missing" and not str(part).startswith("=")):
                where = (*where, part)
        raise DataError(f"{name}:{line_of(lines, where)}: {shown(where)}: {_said(first)}") from None


def shown(where: Where) -> str:
    return ".".join(str(part)[:80] for part in where) or "file"


def _said(error: Mapping[str, Any]) -> str:
    """Pydantic's message in the form 'what is wrong, expected what'."""
    kind, said = error["type"], short.repr(error["input"])
    if kind == "missing":
        return f"is missing, expected {MISSING.get(str(error['loc'][-1]), 'a value')}"
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
