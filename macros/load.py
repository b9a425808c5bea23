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

    areas: dict[str, model.Area]
    services: dict[str, model.Service]
    sources: dict[str, model.Source]
    tables: dict[str, model.Table]
    sheets: dict[str, model.Sheet]
    changes: dict[str, model.Change]
    choices: dict[str, model.Choice]
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


def _file(kind: type[Model], whole: str | None, text: str, name: str) -> _File:
    """The file with this text: one fact called `whole`, else one a key."""
    document, lines = parse(text, name)
    if whole is not None:
        document = {whole: document}
    elif not isinstance(document, dict) or not document:
        raise DataError(f"{name}:1: is not a mapping with something in it, expected ids as keys")
    file = _File(name, lines, {}, {})
    for key, value in document.items():
        at = file.at[key] = () if whole is not None else (key,)
        if not re.fullmatch(model.KEBAB, key):
            raise DataError(f"{name}:{line_of(lines, at)}: {short.repr(key)} is not kebab-case, expected for example 'task-role'")
        fact = file.facts[key] = shape(kind, value, lines, name, at)
        file.names.extend(_names(fact, at))
        names = {f"{key}.{row.id}.{next(iter(fact.columns))}" for row in fact.rows} if isinstance(fact, model.Table) else set()
        for said, where, one in _said(key, fact):
            file.places[said] = standing.Place(name, line_of(lines, (*at, *where)), one, said in names)
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


_NAMED = {"source": "source", "see": "page", "page": "page", "news": "page"}


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
        case model.Choice():
            for column in ("says", "pick", "because"):
                yield f"chooser.{key}.{column}", (column,), getattr(fact, column)


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    """
    read: dict[Path, _File] = {}
    homes: dict[tuple[type, str], _File] = {}
    origins: dict[tuple[str, str], str] = {}

    def each(kind: type[Model], files: str, whole: Callable[[Path], str] | None = None) -> dict[str, Model]:
        """The facts of every `data/<service>/<files>`, a file one fact called `whole(path)`, or one a key."""
        found: dict[str, Model] = {}
        for path in sorted((root / "data").glob(f"[!.]*/{files}")):
            file = read[path] = _once(path, root, partial(_file, kind, whole and whole(path)))
            for key, fact in file.facts.items():
                if key in found:
                    first = homes[kind, key].name
                    raise DataError(f"{file.name}:{line_of(file.lines, file.at[key])}: id {key!r} stands in {first} already, expected it once")
                found[key], homes[kind, key] = fact, file
                origins[kind.__name__, key] = f"{file.name}:{line_of(file.lines, file.at[key])}"
        return found

    def folder(path: Path) -> str:
        return path.parent.name

    services = each(model.Service, "service.yml", folder)
    areas = _areas(root, read, services)
    tables, sheets = each(model.Table, "tables/[!.]*.yml", lambda path: path.stem), each(model.Sheet, "sheet.yml", folder)
    changes, choices = each(model.Change, "changes.yml"), each(model.Choice, "chooser.yml")
    probes, sources = each(model.Probe, "probes.yml"), each(model.Source, "sources.yml")
    terms, policies = each(model.Term, "glossary.yml"), each(model.Policy, "deployments.yml")
    exam = each(model.Exam, "exam.yml", folder)
    if list(exam) != ["exam"]:
        raise DataError("data/exam/exam.yml:1: cannot be read: no such file, or another in data/, expected this one")
    locked, read_pages, drawn = packages(root), _pages(root), _drawings(root)
    pictures = {name: _once(path, root, _picture) for name, path in drawn.items()}
    origins |= {("Picture", name): f"{path.relative_to(root).as_posix()}:1" for name, path in drawn.items()}
    described = {path: meta for path, (meta, _) in read_pages.items()}
    used = read.keys() | {root / "docs" / path for path in described} | {path for path in drawn.values()}
    _strangers(root, used)
    places = standing.Places({name: place for file in read.values() for name, place in file.places.items()})
    checks = tuple(check for key, probe in probes.items() for check in _checks(key, probe, places, locked, homes[model.Probe, key]))
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
            raise homes[model.Source, source].fault((source,), "nothing cites it, expected a page or a fact that does, or no such source")
    _anchors(tables, sheets, homes)
    newest = exam["exam"].newest
    skills = {skill.number for skill in newest.skills}
    for path, (meta, lines) in read_pages.items():
        for index, skill in enumerate(meta.skills):
            if skill not in skills or skill in meta.skills[:index]:
                what = "is repeated, expected it once" if skill in skills else unknown(f"skill of {newest.code}", skill, skills)
                raise DataError(f"docs/{path}:{line_of(lines, ('skills', index))}: skills: {what}")
    for path in _made.keys() - used:
        del _made[path]
    return Site(areas, services, sources, tables, sheets, changes, choices, terms, policies, exam["exam"], described, pictures, probes, places, checks, locked, tuple(aims), origins)


def _areas(root: Path, read: dict[Path, _File], services: Mapping[str, model.Service]) -> dict[str, model.Area]:
    """The groups of services, in their order; each service of data/ stands in one of them."""
    path = root / "data/areas.yml"
    file = read[path] = _once(path, root, partial(_file, model.Area, None))
    for name in sorted({of.parent.name for of in (root / "data").glob("[!.]*/[!.]*.yml")} - services.keys()):
        raise DataError(f"data/{name}/service.yml:1: cannot be read: no such file, expected the service's label and line")
    grouped: dict[str, str] = {}
    for key, area in file.facts.items():
        for index, name in enumerate(area.services):
            if name not in services:
                raise file.fault((key, "services", index), f"{unknown('service', name, services)}; a service has data/<service>/service.yml")
            if (first := grouped.setdefault(name, key)) != key:
                raise file.fault((key, "services", index), f"{name!r} stands in {first!r} already, expected it once")
    for name in services.keys() - grouped.keys():
        raise DataError(f"data/areas.yml:1: names no {name!r}, which has data/{name}/service.yml, expected it in one of the groups")
    return file.facts


# What stands in each room: what is laid elsewhere would be missed by nobody.
_ROOMS = {
    "data": "data/areas.yml, or in data/<service>/: service.yml, sources.yml, tables/<name>.yml, sheet.yml, glossary.yml, changes.yml, chooser.yml or probes.yml",
    "docs": "a page docs/<folder>/<name>.md, and pictures in images/",
    "images": "images/<service>/<name>.svg",
}


def _strangers(root: Path, read: Set[Path]) -> None:
    """Raise `DataError` for a file that nothing reads. Hidden ones, an editor's copies and the README's picture may be there."""
    for room, expected in _ROOMS.items():
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path not in read and path.is_file() and name != "images/screenshot.png" and not re.search(r"/\.|~$|/#[^/]*#$", name):
                raise DataError(f"{name}:1: nothing reads this file, expected {expected}")


def _anchors(tables: dict[str, model.Table], sheets: dict[str, model.Sheet], homes: dict[tuple[type, str], _File]) -> None:
    """Raise `DataError` where two rows, or two tabs, would have one address."""
    taken: dict[str, str] = {}
    for name, table in tables.items():
        for index, row in enumerate(table.rows):
            anchor = f"{name}-{row.id}"
            if row.id.startswith("source-"):
                raise homes[model.Table, name].fault(("rows", index, "id"), "begins with 'source-', which is for the table's sources, expected another id")
            if (first := taken.setdefault(anchor, name)) != name:
                raise homes[model.Table, name].fault(("rows", index, "id"), f"'#{anchor}' is the address of a row of the table {first!r} already, expected another id")
    labels: dict[str, str] = {}
    for name, sheet in sheets.items():
        if (first := labels.setdefault(sheet.label.lower().replace("-", " "), name)) != name:
            raise homes[model.Sheet, name].fault(("label",), f"{sheet.label!r} has the address of the sheet {first!r}, expected another label")


def _checks(key: str, probe: model.Probe, places: standing.Places, locked: dict[str, str], file: _File) -> list[standing.Check]:
    """What the probe checks; a fact, a package or an expectation that does not fit is a `DataError`."""
    if probe.package not in locked:
        raise file.fault((key, "package"), unknown("package of requirements/test.txt", probe.package, locked))
    for where, facts in (("fact", (probe.fact,)), ("also", probe.also)):
        for fact in facts:
            if not places.named(fact):
                raise file.fault((key, where), unknown("fact", fact, places))
    try:
        return list(standing.checks(key, Path(file.name).parent.name, probe, places))
    except ValueError as error:
        raise file.fault((key, "fact"), str(error)) from None


def packages(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    found, _ = text(root / "requirements/test.txt", root)
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", found, re.MULTILINE))


def _pages(root: Path) -> dict[str, tuple[model.PageMeta, dict[Where, int]]]:
    """What every page says of itself and on which line, by its path below `docs/`."""
    return {path.relative_to(root / "docs").as_posix(): _once(path, root, pages.read) for path in sorted((root / "docs").rglob("[!.]*.md"))}


def _drawings(root: Path) -> dict[str, Path]:
    """The file of each drawing, by its name."""
    found: dict[str, Path] = {}
    for path in sorted((root / "images").glob("[!.]*/[!.]*.svg")):
        if path.stem in found:
            name, first = (one.relative_to(root).as_posix() for one in (path, found[path.stem]))
            raise DataError(f"{name}:1: a picture of this name stands in {first} already, expected another name")
        found[path.stem] = path
    return found


def _picture(text: str, name: str) -> str:
    stem = Path(name).stem
    if not re.fullmatch(model.KEBAB, stem):
        raise DataError(f"{name}:1: {short.repr(stem)} is not kebab-case, expected for example 'task-role'")
    if fault := drawing.fault(stem, text):
        raise DataError(f"{name}:{fault[0]}: {fault[1]}")
    return text
