"""Read `data/`, `docs/` and `images/`: the only code that takes facts from files.

Everything comes back as a model of `macros.facts.model`. Whatever is wrong with a file ends in one `DataError` whose
text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from . import crosscheck, expectations, model, pages, questions as rests, svg
from .errors import DataError, Model, Where, short
from .files import DataFile, addressable, cached, data_file, forget_others, text
from .references import filled

# A fact read longer ago than this says that it is due; one overdue fails the weekly check (checks/age.py), never a
# build.
DUE_DAYS, OVERDUE_DAYS = 180, 365


@dataclass(frozen=True)
class Site:
    """All facts of `data/`, by id, and the front matter of every page, by its path in `docs/`.

    `index` says where each fact stands, `checks` what the probes hold against it, `packages` the locked version of
    each package, `deep_links` where a fact leads to a part of a page, and to which, as in `ecs/roles.md#task-role`,
    `named` what the facts of questions say, `retired` which of them have changed since a question was checked,
    `origins` the `file:line` of each fact by its model's name and its id, and `units` the word for exactly one of
    each unit.
    """

    groups: dict[str, model.ServiceGroup]
    services: dict[str, model.Service]
    sources: dict[str, model.Source]
    tables: dict[str, model.Table]
    sheets: dict[str, model.CheatSheet]
    changes: dict[str, model.Change]
    choices: dict[str, model.Choice]
    terms: dict[str, model.Term]
    deployments: dict[str, model.DeploymentMethod]
    exam: model.Exam
    pages: dict[str, model.PageMeta]
    pictures: dict[str, str]
    probes: dict[str, model.Probe]
    searches: dict[str, model.Searches]
    questions: dict[str, model.Question]
    labs: dict[str, model.Lab]
    differences: dict[str, model.Difference]
    named: rests.Named
    retired: dict[str, list[str]]
    units: Mapping[str, str]
    index: expectations.FactIndex
    checks: tuple[expectations.Check, ...]
    packages: dict[str, str]
    deep_links: tuple[tuple[str, str], ...]
    origins: dict[tuple[str, str], str]


class _Reader:
    """The data files read so far: the file of each fact, by its kind and id."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[Path, DataFile] = {}
        self.homes: dict[tuple[type, str], DataFile] = {}

    def file(self, path: Path, kind: type[Model], whole: str | None = None) -> DataFile:
        file = self.files[path] = cached(path, self.root, partial(data_file, kind, whole))
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


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    """
    reader = _Reader(root)
    services = reader.each(model.Service, "service.yml", _folder)
    groups = reader.file(root / "data/areas.yml", model.ServiceGroup)
    crosscheck.groups(groups, services, {path.parent.name for path in (root / "data").glob("[!.]*/[!.]*.yml")})
    tables, sheets = (
        reader.each(model.Table, "tables/[!.]*.yml", lambda path: path.stem),
        reader.each(model.CheatSheet, "sheet.yml", _folder),
    )
    changes, choices = reader.each(model.Change, "changes.yml"), reader.each(model.Choice, "chooser.yml")
    probes, sources = reader.each(model.Probe, "probes.yml"), reader.each(model.Source, "sources.yml")
    terms, deployments = reader.each(model.Term, "glossary.yml"), reader.each(model.DeploymentMethod, "deployments.yml")
    searches = reader.each(model.Searches, "searches.yml", _folder)
    questions = reader.each(model.Question, "questions.yml")
    labs, differences = reader.each(model.Lab, "labs.yml"), reader.each(model.Difference, "differences.yml")
    exams = reader.each(model.Exam, "exam.yml", _folder)
    if list(exams) != ["exam"]:
        raise DataError("data/exam/exam.yml:1: cannot be read: no such file, or another in data/, expected this one")
    exam = exams["exam"]
    units = reader.file(root / "data/units.yml", model.Units, "units").facts["units"].one
    read_pages, drawn = _pages(root), _drawings(root)
    described = {path: meta for path, (meta, _) in read_pages.items()}
    used = reader.files.keys() | {root / "docs" / path for path in described} | set(drawn.values())
    crosscheck.unreferenced(root, used)
    index = expectations.FactIndex(
        {name: location for file in reader.files.values() for name, location in file.locations.items()}
    )
    deep_links = crosscheck.names(reader.files.values(), index, {"source": sources, "page": described, "unit": units})
    for kind, found in (
        (model.Table, tables),
        (model.CheatSheet, sheets),
        (model.Change, changes),
        (model.Choice, choices),
        (model.Term, terms),
        (model.Question, questions),
        (model.Lab, labs),
        (model.Difference, differences),
    ):
        _fill(found, reader.homes, kind, index, units)
    crosscheck.labs(labs, differences, reader)
    crosscheck.sources(sources, described, reader)
    crosscheck.anchors(tables, sheets, reader)
    crosscheck.skills(exam.newest, read_pages)
    named = rests.Named(index, tables, sheets, changes, choices, terms, described, units)
    deep_links += rests.check(questions, exam.newest, named, reader)
    retired = rests.retired(questions, named, rests.read_ledger(root))
    packages = locked(root)
    checks = tuple(
        check
        for key, probe in probes.items()
        for check in crosscheck.probe(key, probe, index, packages, reader.homes[model.Probe, key])
    )
    origins = reader.origins() | {
        ("Picture", name): f"{path.relative_to(root).as_posix()}:1" for name, path in drawn.items()
    }
    pictures = {name: cached(path, root, _picture) for name, path in drawn.items()}
    forget_others(used)
    return Site(
        groups.facts, services, sources, tables, sheets, changes, choices, terms, deployments, exam, described,
        pictures, probes, searches, questions, labs, differences, named, retired, units, index, checks,
        packages, deep_links, origins,
    )  # fmt: skip


def _folder(path: Path) -> str:
    return path.parent.name


def _fill(
    found: dict[str, Any],
    homes: Mapping[tuple[type, str], DataFile],
    kind: type,
    index: expectations.FactIndex,
    units: Mapping[str, str],
) -> None:
    """Fill in what the texts of `found` refer to, there and in the index."""
    for key in found:
        file = homes[kind, key]
        if any(what == "cell" and where[: len(file.at[key])] == file.at[key] for where, what, _ in file.names):
            found[key] = filled(found[key], index, units)
            for name, _, value in addressable(key, found[key]):
                index[name] = replace(index[name], value=value)


def locked(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    found, _ = text(root / "requirements/test.txt", root)
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", found, re.MULTILINE))


def _pages(root: Path) -> dict[str, tuple[model.PageMeta, dict[Where, int]]]:
    """What every page says of itself and on which line, by its path below `docs/`."""
    return {
        path.relative_to(root / "docs").as_posix(): cached(path, root, pages.read)
        for path in sorted((root / "docs").rglob("[!.]*.md"))
    }


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
    if fault := svg.fault(stem, text):
        raise DataError(f"{name}:{fault[0]}: {fault[1]}")
    return text
