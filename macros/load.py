"""Read the data files: the only code that takes facts from them.

Everything comes back as a model of `macros.model`. Whatever is wrong with a
file ends in one `DataError` whose text is `file:line: where: what is wrong,
what is expected`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from . import drawing, model, pages, standing
from .pages import COLLECTING
from .reader import DataError, Model, Where, decode, line_of, parse, shape, short, shown, unknown

__all__ = ["COLLECTING", "DUE_DAYS", "OVERDUE_DAYS", "DataError", "Site", "parse", "read", "shape", "site", "unknown"]

# A fact read longer ago than this says that it is due; one overdue fails the weekly check (checks/age.py), never a build.
DUE_DAYS, OVERDUE_DAYS = 180, 365
Made = TypeVar("Made")


def text(path: Path, root: Path) -> tuple[str, str]:
    """Return the text and the shown name of the file at `path`."""
    name = path.relative_to(root).as_posix()
    try:
        return decode(path.read_bytes(), name), name
    except OSError as error:
        raise DataError(f"{name}:1: cannot be read: {error.strerror}, expected a file") from None


def read(path: Path, root: Path) -> tuple[Any, dict[Where, int], str]:
    """Return document, lines and shown name of the YAML file at `path`."""
    found, name = text(path, root)
    return *parse(found, name), name


# What was made of each file, and of which text: the next call makes anew only what has changed.
_made: dict[Path, tuple[str, Any]] = {}


def _once(path: Path, root: Path, make: Callable[[str, str], Made]) -> Made:
    """What `make(text, name)` returns for the file at `path`. Nobody may change it: it is returned again."""
    found, name = text(path, root)
    if path not in _made or _made[path][0] != found:
        _made[path] = found, make(found, name)
    return _made[path][1]


@dataclass(frozen=True)
class Site:
    """All facts of `data/`, by id, and the front matter of every page, by its path in `docs/`.

    `places` says where each fact stands, `checks` what the probes hold against it, `packages` the locked version of each package,
    `aims` where a fact leads to a part of a page, and to which, as in `ecs/roles.md#task-role`, and `origins` the `file:line`
    of each fact by its model's name and its id.
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
    places: standing.Places
    checks: tuple[standing.Check, ...]
    packages: dict[str, str]
    aims: tuple[tuple[str, str], ...]
    origins: dict[tuple[str, str], str]


@dataclass(frozen=True)
class _File:
    """A data file: its facts by id, the line of each, which sources and pages (or parts of one) they name, and what a probe can name."""

    name: str
    lines: dict[Where, int]
    facts: dict[str, Any]
    at: dict[str, Where]
    names: list[tuple[Where, str, str]] = field(default_factory=list)
    places: dict[str, standing.Place] = field(default_factory=dict)

    def fault(self, where: Where, what: str) -> DataError:
        return DataError(f"{self.name}:{line_of(self.lines, where)}: {shown(where)}: {what}")


def _file(kind: type[Model], whole: bool, text: str, name: str) -> _File:
    """The file with this text: one fact named as the file is where `whole`, else one a key."""
    document, lines = parse(text, name)
    if whole:
        document = {Path(name).stem: document}
    elif not isinstance(document, dict) or not document:
        raise DataError(f"{name}:1: is not a mapping with something in it, expected ids as keys")
    file = _File(name, lines, {}, {})
    for key, value in document.items():
        at = file.at[key] = () if whole else (key,)
        if not re.fullmatch(model.KEBAB, key):
            raise DataError(f"{name}:{line_of(lines, at)}: {short.repr(key)} is not kebab-case, expected for example 'task-role'")
        fact = file.facts[key] = shape(kind, value, lines, name, at)
        file.names.extend(_names(fact, at))
        for said, where, one in _said(key, fact):
            file.places[said] = standing.Place(name, line_of(lines, (*at, *where)), one)
    return file


def _names(fact: Any, at: Where) -> Iterator[tuple[Where, str, str]]:
    """Each source and page that `fact`, which stands at `at`, and what is in it names: where, which of both, and its name, with a page's `#part`."""
    if isinstance(fact, tuple):
        for index, value in enumerate(fact):
            yield from _names(value, (*at, index))
    elif isinstance(fact, Mapping):
        for key, value in fact.items():
            yield from _names(value, (*at, key))
    elif isinstance(fact, model.Fact):
        for name in type(fact).model_fields:
            value = getattr(fact, name)
            if name in _NAMED and value is not None:
                yield (*at, name), _NAMED[name], value
            else:
                yield from _names(value, (*at, name))


_NAMED = {"source": "source", "see": "page", "page": "page"}


def _said(key: str, fact: Any) -> Iterator[tuple[str, Where, Any]]:
    """What a probe can name of `fact`, whose id is `key`: the name, the place in the fact, and what stands there."""
    match fact:
        case model.Table():
            for index, row in enumerate(fact.rows):
                for column, cell in row.cells.items():
                    at = ("rows", index, "cells", column)
                    yield f"{key}.{row.id}.{column}", at, cell
                    for part, value in enumerate(cell if isinstance(cell, tuple) else ()):
                        yield f"{key}.{row.id}.{column}.{part}", (*at, part), value
        case model.Sheet():
            for at, group in enumerate(fact.groups):
                for index, line in enumerate(group.lines):
                    yield f"sheet:{key}.{line.id}", ("groups", at, "lines", index, "text"), line.text
        case model.Change():
            yield f"change:{key}", ("new",), fact.new


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    """
    read: dict[Path, _File] = {}
    homes: dict[tuple[str, str], _File] = {}
    origins: dict[tuple[str, str], str] = {}

    def each(folder: str, kind: type[Model], whole: bool = False) -> dict[str, Model]:
        """The facts of the folder, or of the one file."""
        found: dict[str, Model] = {}
        of = root / "data" / folder
        if not of.suffix and not of.is_dir():
            raise DataError(f"data/{folder}:1: is no folder, expected one, with a file in it, or git does not keep it")
        for path in [of] if of.suffix else sorted(of.glob("[!.]*.yml")):
            file = read[path] = _once(path, root, partial(_file, kind, whole))
            for key, fact in file.facts.items():
                if key in found:
                    first = homes[folder, key].name
                    raise DataError(f"{file.name}:{line_of(file.lines, file.at[key])}: id {key!r} stands in {first} already, expected it once")
                found[key], homes[folder, key] = fact, file
                origins[kind.__name__, key] = f"{file.name}:{line_of(file.lines, file.at[key])}"
        return found

    tables, sheets, changes = each("tables", model.Table, True), each("sheets", model.Sheet, True), each("changes", model.Change)
    probes, sources, exam = each("probes", model.Probe), each("sources", model.Source), each("exam.yml", model.Exam, True)["exam"]
    terms, policies = each("glossary", model.Term), each("deployments.yml", model.Policy)
    locked, read_pages, pictures = packages(root), _pages(root), _pictures(root)
    described = {path: meta for path, (meta, _) in read_pages.items()}
    used = read.keys() | {root / "docs" / path for path in described} | {root / "images" / f"{name}.svg" for name in pictures}
    _strangers(root, used)
    places = standing.Places({name: place for file in read.values() for name, place in file.places.items()})
    checks = tuple(check for key, probe in probes.items() for check in _checks(key, probe, places, locked, homes["probes", key]))
    known = {"source": sources, "page": described}
    cited = {source for meta in described.values() for source in meta.cites}
    aims = []
    for file in read.values():
        for where, what, name in file.names:
            name, _, part = name.partition("#")
            if name not in known[what]:
                raise file.fault(where, unknown(what, name, known[what]))
            if what == "source":
                cited.add(name)
            elif part:
                aims.append((f"{file.name}:{line_of(file.lines, where)}: {shown(where)}", f"{name}#{part}"))
    for source in sources:
        if source not in cited:
            raise homes["sources", source].fault((source,), "nothing cites it, expected a page or a fact that does, or no such source")
    _anchors(tables, sheets, homes)
    tasks = {f"{version.code} {task.number}" for version in exam.versions for task in version.tasks}
    for path, (meta, lines) in read_pages.items():
        for index, task in enumerate(meta.tasks):
            if task not in tasks:
                raise DataError(f"docs/{path}:{line_of(lines, ('tasks', index))}: tasks: {unknown('exam task', task, tasks)}")
    for path in _made.keys() - used:
        del _made[path]
    return Site(sources, tables, sheets, changes, terms, policies, exam, described, pictures, probes, places, checks, locked, tuple(aims), origins)


# What stands in each room: what is laid elsewhere would be missed by nobody.
_ROOMS = {
    "data": "data/exam.yml, data/deployments.yml, or <name>.yml in data/changes, glossary, probes, sheets, sources or tables",
    "docs": "a page docs/<folder>/<name>.md, and pictures in images/",
    "images": "images/<name>.svg",
}


def _strangers(root: Path, read: Set[Path]) -> None:
    """Raise `DataError` for a file that nothing reads. Hidden ones, an editor's copies and the README's picture may be there."""
    for room, expected in _ROOMS.items():
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path not in read and path.is_file() and name != "images/screenshot.png" and not re.search(r"/\.|~$|/#[^/]*#$", name):
                raise DataError(f"{name}:1: nothing reads this file, expected {expected}")


def _anchors(tables: dict[str, model.Table], sheets: dict[str, model.Sheet], homes: dict[tuple[str, str], _File]) -> None:
    """Raise `DataError` where two rows, or two tabs, would have one address, and where two tabs would have one place."""
    taken: dict[str, str] = {}
    for name, table in tables.items():
        for index, row in enumerate(table.rows):
            anchor = f"{name}-{row.id}"
            if row.id.startswith("source-"):
                raise homes["tables", name].fault(("rows", index, "id"), "begins with 'source-', which is for the table's sources, expected another id")
            if (first := taken.setdefault(anchor, name)) != name:
                raise homes["tables", name].fault(("rows", index, "id"), f"'#{anchor}' is the address of a row of the table {first!r} already, expected another id")
    labels: dict[str, str] = {}
    for name, sheet in sheets.items():
        if (first := labels.setdefault(sheet.label.lower().replace("-", " "), name)) != name:
            raise homes["sheets", name].fault(("label",), f"{sheet.label!r} has the address of the sheet {first!r}, expected another label")
    orders: dict[int, str] = {}
    for name, sheet in sheets.items():
        if (first := orders.setdefault(sheet.order, name)) != name:
            raise homes["sheets", name].fault(("order",), f"{sheet.order} is the order of the sheet {first!r} already, expected another number")


def _checks(key: str, probe: model.Probe, places: standing.Places, locked: dict[str, str], file: _File) -> list[standing.Check]:
    """What the probe checks; a fact, a package or an expectation that does not fit is a `DataError`."""
    if probe.package not in locked:
        raise file.fault((key, "package"), unknown("package of requirements/test.txt", probe.package, locked))
    for where, facts in (("fact", (probe.fact,)), ("also", probe.also)):
        for fact in facts:
            if not places.named(fact):
                raise file.fault((key, where), unknown("fact", fact, places))
    try:
        return list(standing.checks(key, Path(file.name).stem, probe, places))
    except ValueError as error:
        raise file.fault((key, "fact"), str(error)) from None


def packages(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    found, _ = text(root / "requirements/test.txt", root)
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", found, re.MULTILINE))


def _pages(root: Path) -> dict[str, tuple[model.PageMeta, dict[Where, int]]]:
    """What every page says of itself and on which line, by its path below `docs/`."""
    return {path.relative_to(root / "docs").as_posix(): _once(path, root, pages.read) for path in sorted((root / "docs").rglob("[!.]*.md"))}


def _pictures(root: Path) -> dict[str, str]:
    return {path.stem: _once(path, root, _picture) for path in sorted((root / "images").glob("[!.]*.svg"))}


def _picture(text: str, name: str) -> str:
    stem = Path(name).stem
    if not re.fullmatch(model.KEBAB, stem):
        raise DataError(f"{name}:1: {short.repr(stem)} is not kebab-case, expected for example 'task-role'")
    if fault := drawing.fault(stem, text):
        raise DataError(f"{name}:{fault[0]}: {fault[1]}")
    return text
