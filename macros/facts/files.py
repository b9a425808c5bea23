"""Data files: their facts by id, the line of each, and what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import model
from .errors import DataError, KeyPath, Model, format_path, line_of, short, validate
from .expectations import Location
from .references import references
from .strict_yaml import decode, parse


def text(path: Path, root: Path) -> tuple[str, str]:
    """Return the text and the shown name of the file at `path`."""
    name = path.relative_to(root).as_posix()
    try:
        return decode(path.read_bytes(), name), name
    except OSError as error:
        raise DataError(f"{name}:1: cannot be read: {error.strerror}, expected a file") from None


def read(path: Path, root: Path) -> tuple[Any, dict[KeyPath, int], str]:
    """Return document, lines and shown name of the YAML file at `path`."""
    found, name = text(path, root)
    return *parse(found, name), name


# What is made of a text is made once: the next load makes anew only what has changed. Nobody may change it.
once = lru_cache(maxsize=4096)


@dataclass(frozen=True)
class DataFile:
    """A data file: its facts by id, where each stands, which sources, pages, units and cells they name, and what a
    probe can name.
    """

    name: str
    lines: dict[KeyPath, int]
    facts: dict[str, Any]
    at: dict[str, KeyPath]
    names: list[tuple[KeyPath, str, str]] = field(default_factory=list)
    locations: dict[str, Location] = field(default_factory=dict)

    def place(self, where: KeyPath) -> str:
        return f"{self.name}:{line_of(self.lines, where)}"

    def fault(self, where: KeyPath, what: str) -> DataError:
        return DataError(f"{self.place(where)}: {format_path(where)}: {what}")

    def index(self, key: str, fact: Any) -> None:
        """Say where each part of `fact` that a probe or a reference can name stands."""
        rows = fact.rows if isinstance(fact, model.Table) else ()
        names = {f"{key}.{row.id}.{next(iter(fact.columns))}" for row in rows}
        for name, where, value, read in addressable(key, fact):
            line = line_of(self.lines, (*self.at[key], *where))
            source, checked = read.source or fact.source, read.checked or fact.checked
            self.locations[name] = Location(self.name, line, value, source, checked, name in names)


@once
def data_file(kind: type[Model], whole: str | None, text: str, name: str) -> DataFile:
    """The file with this text: one fact called `whole`, else one a key."""
    document, lines = parse(text, name)
    if whole is not None:
        document = {whole: document}
    elif not isinstance(document, dict) or not document:
        raise DataError(f"{name}:1: is not a mapping with something in it, expected ids as keys")
    file = DataFile(name, lines, {}, {})
    for key, value in document.items():
        at = file.at[key] = () if whole is not None else (key,)
        if not re.fullmatch(model.KEBAB, key):
            raise DataError(f"{file.place(at)}: {short.repr(key)} is not kebab-case, expected for example 'task-role'")
        fact = file.facts[key] = validate(kind, value, lines, name, at)
        file.names.extend(_names(fact, at))
        file.index(key, fact)
    return file


class Reader:
    """The data files read so far: the file of each fact, by its kind and id."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[Path, DataFile] = {}
        self.homes: dict[tuple[type, str], DataFile] = {}

    def file(self, path: Path, kind: type[Model], whole: str | None = None) -> DataFile:
        file = self.files[path] = data_file(kind, whole, *text(path, self.root))
        return file

    def each(self, kind: type[Model], files: str, whole: Callable[[Path], str] | None = None) -> dict[str, Model]:
        """The facts of every `data/<service>/<files>`, a file one fact called `whole(path)`, or one a key."""
        found: dict[str, Model] = {}
        for path in sorted((self.root / "data").glob(f"[!.]*/{files}")):
            file = self.file(path, kind, whole and whole(path))
            for key, fact in file.facts.items():
                if key in found:
                    raise DataError(
                        f"{file.place(file.at[key])}: id {key!r} stands in {self.homes[kind, key].name} "
                        "already, expected it once"
                    )
                found[key], self.homes[kind, key] = fact, file
        return found

    def origins(self) -> dict[tuple[str, str], str]:
        return {(kind.__name__, key): file.place(file.at[key]) for (kind, key), file in self.homes.items()}


# The fields that name something else, and what it is.
_NAMED = {"source": "source", "see": "page", "page": "page", "news": "page", "unit": "unit"}


def _names(value: Any, at: KeyPath, what: str = "cell") -> Iterator[tuple[KeyPath, str, str]]:
    """What `value`, which stands at `at`, names: where, what it is, and its name, with a page's `#part`.

    A text is the name of a `what`, and any other text may name cells.
    """
    if isinstance(value, str):
        yield from ((at, what, name) for name in (references(value) if what == "cell" else (value,)))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _names(part, (*at, index), what)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _names(part, (*at, key))
    elif isinstance(value, model.Fact) and not isinstance(value, model.Probe):
        for name in type(value).model_fields:
            yield from _names(getattr(value, name), (*at, name), _NAMED.get(name, "cell"))


def addressable(key: str, fact: Any) -> Iterator[tuple[str, KeyPath, Any, Any]]:
    """What a probe or a reference can name of `fact`, whose id is `key`.

    For each its name, the place in the fact, what stands there, and what may have a source and a day of its own.
    """
    match fact:
        case model.Table():
            yield from _cells(key, fact)
        case model.CheatSheet():
            for number, group in enumerate(fact.groups):
                for index, line in enumerate(group.lines):
                    yield f"sheet:{key}.{line.id}", ("groups", number, "lines", index, "text"), line.text, line
        case model.Change():
            yield f"change:{key}", ("new",), fact.new, fact
        case model.Choice():
            for column in ("says", "pick", "because"):
                yield f"chooser.{key}.{column}", (column,), getattr(fact, column), fact


def _cells(key: str, table: model.Table) -> Iterator[tuple[str, KeyPath, Any, Any]]:
    for index, row in enumerate(table.rows):
        for column, cell in row.cells.items():
            at = ("rows", index, "cells", column)
            yield f"{key}.{row.id}.{column}", at, cell, row
            for part, value in enumerate(cell if isinstance(cell, tuple) else ()):
                yield f"{key}.{row.id}.{column}.{part}", (*at, part), value, row
