"""Read the data files: the only code that opens one.

Everything comes back as a model of `macros.model`. Whatever is wrong with a
file ends in one `DataError` whose text is `file:line: where: what is wrong,
what is expected`.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from . import model, standing

# A fact read longer ago than this says that it is due; one overdue fails the weekly check (checks/age.py), never a build.
DUE_DAYS, OVERDUE_DAYS = 180, 365
Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]


class DataError(Exception):
    """Bad input, said in one line: `file:line: where: what, expected`."""


class _Reader(yaml.SafeLoader):
    """YAML 1.1 as PyYAML reads it; built by `_build`, which keeps line numbers."""


def parse(text: str, name: str) -> tuple[Any, dict[Where, int]]:
    """Return the document in `text` and the line (from 1) on which each value starts.

    `name` is the file's name as messages show it. Raises `DataError` on broken
    YAML, on an empty document and on a repeated key, which PyYAML forgives.
    """
    reader = _Reader(text)
    reader.name = name
    lines: dict[Where, int] = {}
    try:
        node = reader.get_single_node()
        if node is None:
            raise DataError(f"{name}:1: the file is empty, expected a mapping")
        return _build(reader, node, (), lines, name, frozenset()), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DataError(f"{name}:{line}: not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise DataError(f"{name}:1: not valid YAML: {' '.join(str(error).split())}") from None
    finally:
        reader.dispose()


def _build(reader, node, where: Where, lines, name: str, above: frozenset[int]):
    line = node.start_mark.line + 1
    lines[where] = line
    if id(node) in above:
        raise DataError(f"{name}:{line}: an alias refers to what contains it, expected a value")
    above = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        found: dict = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataError(f"{name}:{key_line}: a key is not text, expected a plain name")
            key = reader.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise DataError(
                    f"{name}:{key_line}: key {key_node.value!r} reads as {type(key).__name__},"
                    " expected text: put it in quotes"
                )
            if key in found:
                raise DataError(f"{name}:{key_line}: key {key!r} is repeated, expected it once")
            found[key] = _build(reader, value_node, (*where, key), lines, name, above)
            lines[(*where, key)] = key_line
        return found
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(reader, child, (*where, index), lines, name, above)
            for index, child in enumerate(node.value)
        ]
    try:
        return reader.construct_object(node, deep=True)
    except ValueError as error:  # a day that does not exist, a number of a million digits
        raise DataError(f"{name}:{line}: {node.value[:40]!r} is no value: {error}, expected one that exists") from None


def _line(lines: dict[Where, int], where: Where) -> int:
    """The line of `where`, or of the nearest thing around it that has one."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


def read(path: Path, root: Path) -> tuple[Any, dict[Where, int], str]:
    """Return document, lines and shown name of the YAML file at `path`."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataError(f"{name}:1: not UTF-8 text, expected UTF-8") from None
    except OSError as error:
        raise DataError(f"{name}:1: cannot be read: {error.strerror}") from None
    return *parse(text, name), name


def shape(kind: type[Model], data: Any, lines: dict[Where, int], name: str, at: Where = ()) -> Model:
    """Return `data` as a `kind`, or raise `DataError` for its first fault."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        context = first.get("ctx", {})
        inner = tuple(part for part in first["loc"] if not str(part).startswith("="))  # a union's tag
        inner += tuple(context.get("at", ())) + ((context["key"],) if "key" in context else ())
        where = at + inner
        raise DataError(f"{name}:{_line(lines, where)}: {_shown(where)}: {_said(first)}") from None


def _shown(where: Where) -> str:
    return ".".join(str(part) for part in where) or "file"


def _said(error: dict) -> str:
    """Pydantic's message in the form 'what is wrong, expected what'."""
    kind = error["type"]
    if kind == "missing":
        return "is missing, expected a value"
    if kind == "literal_error":
        return f"{error['input']!r} is not known, expected {error['ctx']['expected']}"
    if error["msg"].startswith("Input should be "):
        return f"{error['input']!r} does not fit, expected {error['msg'].removeprefix('Input should be ')}"
    return error["msg"]


@dataclass(frozen=True)
class Site:
    """All facts of `data/`, by id, and the front matter of every page, by its path in `docs/`.

    `places` says where each fact stands, `checks` what the probes hold against it, `packages` the locked version of each package.
    """

    sources: dict[str, model.Source]
    tables: dict[str, model.Table]
    sheets: dict[str, model.Sheet]
    changes: dict[str, model.Change]
    terms: dict[str, model.Term]
    policies: dict[str, model.Policy]
    exam: model.Exam
    pages: dict[str, model.PageMeta]
    pictures: dict[str, str]
    probes: dict[str, model.Probe]
    places: dict[str, standing.Place]
    checks: tuple[standing.Check, ...]
    packages: dict[str, str]


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    Read once and kept until a file changes: Zensical asks again for each page.
    """
    files = [path for room in ("data", "docs", "images", "requirements") for path in (root / room).rglob("*")]
    return _site(root, tuple((path, path.lstat().st_mtime_ns) for path in files))


@functools.lru_cache(maxsize=1)
def _site(root: Path, _stamps: tuple[tuple[Path, int], ...]) -> Site:
    data = root / "data"
    where: dict[tuple[str, str], tuple[str, dict[Where, int], Where]] = {}

    def each_file(folder: str, kind: type[Model]) -> dict[str, Model]:
        found = {}
        for path in sorted((data / folder).glob("*.yml")):
            document, lines, name = read(path, root)
            found[path.stem] = shape(kind, document, lines, name)
            where[folder, path.stem] = (name, lines, ())
        return found

    def each_key(folder: str, kind: type[Model]) -> dict[str, Model]:
        found: dict[str, Model] = {}
        paths = [data / f"{folder}.yml"] if (data / f"{folder}.yml").exists() else sorted((data / folder).glob("*.yml"))
        for path in paths:
            document, lines, name = read(path, root)
            if not isinstance(document, dict):
                raise DataError(f"{name}:1: is not a mapping, expected ids as keys")
            for key, value in document.items():
                if key in found:
                    first = where[folder, key][0]
                    raise DataError(f"{name}:{lines[key,]}: id {key!r} stands in {first} already, expected it once")
                found[key] = shape(kind, value, lines, name, (key,))
                where[folder, key] = (name, lines, (key,))
        return found

    document, lines, name = read(data / "exam.yml", root)
    tables, sheets, changes = each_file("tables", model.Table), each_file("sheets", model.Sheet), each_key("changes", model.Change)
    probes, locked = each_key("probes", model.Probe), packages(root)
    places = {
        fact: standing.Place(where[home][0], _line(where[home][1], where[home][2] + at), value)
        for fact, home, at, value in _facts(tables, sheets, changes)
    }
    everything = Site(
        sources=each_key("sources", model.Source),
        tables=tables,
        sheets=sheets,
        changes=changes,
        terms=each_key("glossary", model.Term),
        policies=each_key("deployments", model.Policy),
        exam=shape(model.Exam, document, lines, name),
        pages=pages(root),
        pictures={path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "images").glob("*.svg"))},
        probes=probes,
        places=places,
        checks=tuple(check for key, probe in probes.items() for check in _checks(key, probe, places, locked, *where["probes", key])),
        packages=locked,
    )
    where["exam", ""] = (name, lines, ())
    for group, facts in (
        ("tables", everything.tables),
        ("sheets", everything.sheets),
        ("changes", everything.changes),
        ("glossary", everything.terms),
        ("deployments", everything.policies),
        ("exam", {"": everything.exam}),
    ):
        for key, fact in facts.items():
            _references(fact, everything, *where[group, key])
    cited = {source for meta in everything.pages.values() for source in meta.cites}
    for facts in (everything.tables, everything.sheets, everything.changes, everything.policies, {"": everything.exam}):
        cited |= {source for fact in facts.values() for source in named(fact)}
    for source in everything.sources:
        if source not in cited:
            name, lines, at = where["sources", source]
            raise DataError(f"{name}:{_line(lines, at)}: {source}: nothing cites it, expected a page or a fact that does, or no such source")
    tasks = {f"{version.code} {task.number}" for version in everything.exam.versions for task in version.tasks}
    for path, meta in everything.pages.items():
        for task in meta.tasks:
            if task not in tasks:
                raise DataError(f"docs/{path}:1: tasks: {unknown('exam task', task, tasks)}")
    return everything


def named(fact: Any) -> set[str]:
    """Every source that `fact` and what is in it names."""
    if isinstance(fact, tuple):
        return {source for one in fact for source in named(one)}
    if not isinstance(fact, model.Fact):
        return set()
    own = {fact.source} if getattr(fact, "source", None) else set()
    return own.union(*(named(getattr(fact, field)) for field in type(fact).model_fields))


def _references(fact: Any, everything: Site, name: str, lines: dict[Where, int], at: Where) -> None:
    """Raise `DataError` where `fact` names a source or a page that does not exist."""
    if isinstance(fact, model.Fact):
        for field in type(fact).model_fields:
            value, place = getattr(fact, field), (*at, field)
            if field == "source" and value is not None and value not in everything.sources:
                raise DataError(f"{name}:{_line(lines, place)}: {_shown(place)}: {unknown('source', value, everything.sources)}")
            if field in ("see", "page") and value is not None and value.split("#")[0] not in everything.pages:
                raise DataError(f"{name}:{_line(lines, place)}: {_shown(place)}: {unknown('page', value.split('#')[0], everything.pages)}")
            _references(value, everything, name, lines, place)
    elif isinstance(fact, tuple):
        for index, value in enumerate(fact):
            _references(value, everything, name, lines, (*at, index))


def _facts(tables, sheets, changes):
    """Each fact that a probe can name: its name, the file's key, the place in the file, and what stands there."""
    for key, table in tables.items():
        for index, row in enumerate(table.rows):
            for column, cell in row.cells.items():
                at = ("rows", index, "cells", column)
                yield f"{key}.{row.id}.{column}", ("tables", key), at, cell
                for part, value in enumerate(cell if isinstance(cell, tuple) else ()):
                    yield f"{key}.{row.id}.{column}.{part}", ("tables", key), (*at, part), value
    for key, sheet in sheets.items():
        for at, group in enumerate(sheet.groups):
            for index, line in enumerate(group.lines):
                yield f"sheet:{key}.{line.id}", ("sheets", key), ("groups", at, "lines", index, "text"), line.text
    for key, change in changes.items():
        yield f"change:{key}", ("changes", key), ("new",), change.new


def _checks(key: str, probe: model.Probe, places, locked, name: str, lines, at: Where) -> list[standing.Check]:
    """What the probe checks; a fact, a package or an expectation that does not fit is a `DataError`."""

    def fault(field: str, what: str) -> DataError:
        return DataError(f"{name}:{_line(lines, (*at, field))}: {key}.{field}: {what}")

    if probe.package not in locked:
        raise fault("package", unknown("package of requirements/test.txt", probe.package, locked))
    for field, facts in (("fact", (probe.fact,)), ("also", probe.also)):
        for fact in facts:
            if not standing.named(fact, places):
                raise fault(field, unknown("fact", fact, places))
    try:
        return list(standing.checks(key, Path(name).stem, probe, places))
    except ValueError as error:
        raise fault("fact", str(error)) from None


def packages(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    name = "requirements/test.txt"
    try:
        text = (root / name).read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{name}:1: cannot be read: {error.strerror}") from None
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))


def unknown(what: str, value: str, known: Iterable[str]) -> str:
    """Say that `value` names no `what`, with the nearest names that do."""
    near = difflib.get_close_matches(value, list(known), 3)
    listed = ", ".join(near) if near else ", ".join(sorted(known)[:12]) or "none, there is none yet"
    return f"no {what} is called {value!r}, expected {'for example ' if near else 'one of: '}{listed}"


FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


def pages(root: Path) -> dict[str, model.PageMeta]:
    """Return the front matter of every page, by its path below `docs/`."""
    found = {}
    for path in sorted((root / "docs").rglob("*.md")):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        front = FRONT.match(text)
        if not front:
            raise DataError(f"{name}:1: has no front matter, expected '---', description, tasks, '---'")
        document, lines = parse("\n" + front[1], name)
        heading = re.search(r"^# (.+)$", text[front.end() :], re.MULTILINE)
        if not heading:
            raise DataError(f"{name}:{front[0].count(chr(10)) + 1}: has no heading, expected one '# Title'")
        if isinstance(document, dict):
            document.setdefault("title", heading[1])
            document["cites"] = re.findall(r'"([a-z0-9-]+)"', " ".join(re.findall(r"\{\{ *cite\(([^)]*)\)", text)))
            document["tables"] = re.findall(r'\{\{ table\("([a-z0-9-]+)"\) \}\}', text)
            document["advice"] = len(re.findall(r"^(?:- )?Advice: ", text, re.MULTILINE))
        found[path.relative_to(root / "docs").as_posix()] = shape(model.PageMeta, document, lines, name)
    return found
