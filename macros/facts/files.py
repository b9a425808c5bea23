"""Data files: their facts by id, the line of each, and their references."""

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
from .references import find_references
from .strict_yaml import decode, parse


def read_text(path: Path, root: Path) -> tuple[str, str]:
    """Return the text and the shown name of the file at `path`."""
    name = path.relative_to(root).as_posix()
    try:
        return decode(path.read_bytes(), name), name
    except OSError as error:
        raise DataError(f"{name}:1: cannot be read: {error.strerror}, expected a file") from None


def read_yaml(path: Path, root: Path) -> tuple[Any, dict[KeyPath, int], str]:
    """Return document, lines and shown name of the YAML file at `path`."""
    content, name = read_text(path, root)
    return *parse(content, name), name


# Keyed by the text of a file, so that the next load parses only what has changed. The results must not be mutated.
cached = lru_cache(maxsize=4096)


@dataclass(frozen=True)
class DataFile:
    """A data file: its facts and their key paths by id, the line of each value, the sources, pages, units and cells
    that they refer to, and the location of everything that a probe can name.
    """

    name: str
    lines: dict[KeyPath, int]
    facts: dict[str, Any]
    key_paths: dict[str, KeyPath]
    references: list[tuple[KeyPath, str, str]] = field(default_factory=list)
    locations: dict[str, Location] = field(default_factory=dict)

    def position(self, key_path: KeyPath) -> str:
        return f"{self.name}:{line_of(self.lines, key_path)}"

    def fault(self, key_path: KeyPath, message: str) -> DataError:
        return DataError(f"{self.position(key_path)}: {format_path(key_path)}: {message}")

    def index(self, key: str, fact: Any) -> None:
        """Add the location of each part of `fact` that a probe or a reference can name."""
        rows = fact.rows if isinstance(fact, model.Table) else ()
        row_names = {f"{key}.{row.id}.{next(iter(fact.columns))}" for row in rows}
        for name, key_path, value, sourced in iter_addressable(key, fact):
            line = line_of(self.lines, (*self.key_paths[key], *key_path))
            source, checked = sourced.source or fact.source, sourced.checked or fact.checked
            self.locations[name] = Location(self.name, line, value, source, checked, name in row_names)


@cached
def data_file(kind: type[Model], fact_name: str | None, text: str, name: str) -> DataFile:
    """The file with this text: one fact called `fact_name`, else a fact for each key."""
    document, lines = parse(text, name)
    if fact_name is not None:
        document = {fact_name: document}
    elif not isinstance(document, dict) or not document:
        raise DataError(f"{name}:1: is not a mapping with something in it, expected ids as keys")
    file = DataFile(name, lines, {}, {})
    for key, value in document.items():
        key_path = file.key_paths[key] = () if fact_name is not None else (key,)
        if not re.fullmatch(model.KEBAB, key):
            message = f"{short.repr(key)} is not kebab-case, expected for example 'task-role'"
            raise DataError(f"{file.position(key_path)}: {message}")
        fact = file.facts[key] = validate(kind, value, lines, name, key_path)
        file.references.extend(_iter_references(fact, key_path))
        file.index(key, fact)
    return file


class Reader:
    """The data files read so far, by path, and the file of each fact, by its model and id."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[Path, DataFile] = {}
        self.file_of: dict[tuple[type, str], DataFile] = {}

    def load(self, path: Path, kind: type[Model], fact_name: str | None = None) -> DataFile:
        file = self.files[path] = data_file(kind, fact_name, *read_text(path, self.root))
        return file

    def load_all(
        self, kind: type[Model], pattern: str, fact_name: Callable[[Path], str] | None = None
    ) -> dict[str, Model]:
        """The facts of every `data/<service>/<pattern>`, a file one fact called `fact_name(path)`, or one a key."""
        facts: dict[str, Model] = {}
        for path in sorted((self.root / "data").glob(f"[!.]*/{pattern}")):
            file = self.load(path, kind, fact_name and fact_name(path))
            for key, fact in file.facts.items():
                if key in facts:
                    message = f"id {key!r} stands in {self.file_of[kind, key].name} already, expected it once"
                    raise DataError(f"{file.position(file.key_paths[key])}: {message}")
                facts[key], self.file_of[kind, key] = fact, file
        return facts

    def origins(self) -> dict[tuple[str, str], str]:
        return {(kind.__name__, key): file.position(file.key_paths[key]) for (kind, key), file in self.file_of.items()}


# The fields that refer to something else, and its kind.
_REFERENCE_FIELDS = {"source": "source", "see": "page", "page": "page", "news": "page", "unit": "unit"}


def _iter_references(value: Any, key_path: KeyPath, kind: str = "cell") -> Iterator[tuple[KeyPath, str, str]]:
    """What `value`, which stands at `key_path`, refers to: key path, kind and name, with a page's `#part`.

    A text names something of this `kind`; of the kind "cell" it may refer to cells in its words.
    """
    if isinstance(value, str):
        yield from ((key_path, kind, name) for name in (find_references(value) if kind == "cell" else (value,)))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _iter_references(part, (*key_path, index), kind)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _iter_references(part, (*key_path, key))
    elif isinstance(value, model.Fact) and not isinstance(value, model.Probe):
        for name in type(value).model_fields:
            yield from _iter_references(getattr(value, name), (*key_path, name), _REFERENCE_FIELDS.get(name, "cell"))


def iter_addressable(key: str, fact: Any) -> Iterator[tuple[str, KeyPath, Any, Any]]:
    """What a probe or a reference can name of `fact`, whose id is `key`.

    Yields name, key path in the fact, value, and the part of the fact that may have a source and a day of its own.
    """
    match fact:
        case model.Table():
            yield from _iter_cells(key, fact)
        case model.CheatSheet():
            for group_index, group in enumerate(fact.groups):
                for line_index, line in enumerate(group.lines):
                    key_path = ("groups", group_index, "lines", line_index, "text")
                    yield f"sheet:{key}.{line.id}", key_path, line.text, line
        case model.Change():
            yield f"change:{key}", ("new",), fact.new, fact
        case model.Choice():
            for column in ("says", "pick", "because"):
                yield f"chooser.{key}.{column}", (column,), getattr(fact, column), fact


def _iter_cells(key: str, table: model.Table) -> Iterator[tuple[str, KeyPath, Any, Any]]:
    for index, row in enumerate(table.rows):
        for column, cell in row.cells.items():
            key_path = ("rows", index, "cells", column)
            yield f"{key}.{row.id}.{column}", key_path, cell, row
            for item_index, item in enumerate(cell if isinstance(cell, tuple) else ()):
                yield f"{key}.{row.id}.{column}.{item_index}", (*key_path, item_index), item, row
