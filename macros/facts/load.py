"""Read `data/`, `docs/` and `images/`: the only code that takes facts from files.

Everything comes back as a model of `macros.facts.model`. Whatever is wrong with a file ends in one `DataError` whose
text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import crosscheck, expectations, model, pages, questions as rests, svg
from .errors import DataError, KeyPath, short
from .files import Reader, addressable, once, text
from .references import filled
from .site import Site as Site

# A fact read longer ago than this says that it is due; one overdue fails the weekly check (checks/age.py), never a
# build.
DUE_DAYS, OVERDUE_DAYS = 180, 365


def _folder(path: Path) -> str:
    return path.parent.name


def _stem(path: Path) -> str:
    return path.stem


# What `data/<service>/` holds: by its name in `Site` the model, the files, and the name of a fact that is a whole file.
KINDS: dict[str, tuple[type[model.Fact], str, Callable[[Path], str] | None]] = {
    "services": (model.Service, "service.yml", _folder),
    "tables": (model.Table, "tables/[!.]*.yml", _stem),
    "sheets": (model.CheatSheet, "sheet.yml", _folder),
    "changes": (model.Change, "changes.yml", None),
    "choices": (model.Choice, "chooser.yml", None),
    "probes": (model.Probe, "probes.yml", None),
    "sources": (model.Source, "sources.yml", None),
    "terms": (model.Term, "glossary.yml", None),
    "deployments": (model.DeploymentMethod, "deployments.yml", None),
    "searches": (model.Searches, "searches.yml", _folder),
    "questions": (model.Question, "questions.yml", None),
    "labs": (model.Lab, "labs.yml", None),
    "differences": (model.Difference, "differences.yml", None),
}


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    """
    reader = Reader(root)
    found: dict[str, Any] = {name: reader.each(*of) for name, of in KINDS.items()}
    groups = reader.file(root / "data/areas.yml", model.ServiceGroup)
    folders = {path.parent.name for path in (root / "data").glob("[!.]*/[!.]*.yml")}
    crosscheck.groups(groups, found["services"], folders)
    exams = reader.each(model.Exam, "exam.yml", _folder)
    if list(exams) != ["exam"]:
        raise DataError("data/exam/exam.yml:1: cannot be read: no such file, or another in data/, expected this one")
    units = reader.file(root / "data/units.yml", model.Units, "units").facts["units"].one
    read_pages, drawn = _pages(root), _drawings(root)
    described = {path: meta for path, (meta, _) in read_pages.items()}
    crosscheck.unreferenced(root, {*reader.files, *(root / "docs" / path for path in described), *drawn.values()})
    index = expectations.FactIndex(
        {name: location for file in reader.files.values() for name, location in file.locations.items()}
    )
    known = {"source": found["sources"], "page": described, "unit": units}
    deep_links = crosscheck.names(reader.files.values(), index, known)
    for name, (kind, *_) in KINDS.items():
        _fill(found[name], reader, kind, index, units)
    pictures = {name: _picture(*text(path, root)) for name, path in drawn.items()}
    origins = reader.origins() | {
        ("Picture", name): f"{path.relative_to(root).as_posix()}:1" for name, path in drawn.items()
    }
    facts = Site(
        **found, groups=groups.facts, exam=exams["exam"], pages=described, pictures=pictures, units=units, index=index,
        packages=locked(root), origins=origins,
    )  # fmt: skip
    crosscheck.labs(facts, reader)
    crosscheck.sources(facts, reader)
    crosscheck.anchors(facts, reader)
    crosscheck.skills(facts.exam.newest, read_pages)
    checks = crosscheck.probes(facts, reader)
    return replace(
        facts,
        deep_links=deep_links + rests.check(facts, reader),
        retired=rests.retired(facts, rests.read_ledger(root)),
        checks=checks,
        verifications=expectations.verifications(checks, facts.packages, index),
    )


def _fill(
    found: dict[str, Any], reader: Reader, kind: type, index: expectations.FactIndex, units: Mapping[str, str]
) -> None:
    """Fill in what the texts of `found` refer to, there and in the index."""
    for key in found:
        file = reader.homes[kind, key]
        if any(what == "cell" and where[: len(file.at[key])] == file.at[key] for where, what, _ in file.names):
            found[key] = filled(found[key], index, units)
            for name, _, value, _ in addressable(key, found[key]):
                index[name] = replace(index[name], value=value)


def locked(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    found, _ = text(root / "requirements/test.txt", root)
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", found, re.MULTILINE))


def _pages(root: Path) -> dict[str, tuple[model.PageMeta, dict[KeyPath, int]]]:
    """What every page says of itself and on which line, by its path below `docs/`."""
    return {
        path.relative_to(root / "docs").as_posix(): pages.read(*text(path, root))
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


@once
def _picture(text: str, name: str) -> str:
    stem = Path(name).stem
    if not re.fullmatch(model.KEBAB, stem):
        raise DataError(f"{name}:1: {short.repr(stem)} is not kebab-case, expected for example 'task-role'")
    if fault := svg.fault(stem, text):
        raise DataError(f"{name}:{fault[0]}: {fault[1]}")
    return text
