"""Read `data/`, `docs/` and `images/`: the only code that takes facts from files.

Everything comes back as a model of `macros.facts.model`. Whatever is wrong with a file ends in one `DataError` whose
text is `file:line: where: what is wrong, what is expected`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from . import crosscheck, expectations, model, pages, questions, svg
from .errors import DataError, KeyPath, short
from .files import Reader, cached, iter_addressable, read_text
from .references import fill_references
from .site import Site as Site

# The age in days from which a page shows a fact as due, and from which the weekly check (checks/stale.py) fails.
DUE_DAYS, OVERDUE_DAYS = 180, 365
_folder_name, _stem = attrgetter("parent.name"), attrgetter("stem")
# The files in `data/<service>/`, by their name in `Site`: the model, the pattern, and of a file that is one fact, what
# gives the fact its name.
KINDS: dict[str, tuple[type[model.Fact], str, Callable[[Path], str] | None]] = {
    "services": (model.Service, "service.yml", _folder_name),
    "tables": (model.Table, "tables/[!.]*.yml", _stem),
    "sheets": (model.CheatSheet, "sheet.yml", _folder_name),
    "changes": (model.Change, "changes.yml", None),
    "choices": (model.Choice, "chooser.yml", None),
    "probes": (model.Probe, "probes.yml", None),
    "sources": (model.Source, "sources.yml", None),
    "terms": (model.Term, "glossary.yml", None),
    "deployments": (model.DeploymentMethod, "deployments.yml", None),
    "searches": (model.Searches, "searches.yml", _folder_name),
    "questions": (model.Question, "questions.yml", None),
    "labs": (model.Lab, "labs.yml", None),
    "differences": (model.Difference, "differences.yml", None),
}


def site(root: Path) -> Site:
    """Return everything below `root`, checked one by one and against each other.

    Raises `DataError` for the first fault found; files are read in order of name.
    """
    reader = Reader(root)
    facts_by_kind: dict[str, Any] = {name: reader.load_all(*arguments) for name, arguments in KINDS.items()}
    groups = reader.load(root / "data/areas.yml", model.ServiceGroup)
    folders = {path.parent.name for path in (root / "data").glob("[!.]*/[!.]*.yml")}
    crosscheck.groups(groups, facts_by_kind["services"], folders)
    exams = reader.load_all(model.Exam, "exam.yml", _folder_name)
    if list(exams) != ["exam"]:
        raise DataError("data/exam/exam.yml:1: cannot be read: no such file, or another in data/, expected this one")
    units = reader.load(root / "data/units.yml", model.Units, "units").facts["units"].one
    read_pages, drawings = _pages(root), _picture_paths(root)
    metadata = {path: meta for path, (meta, _) in read_pages.items()}
    crosscheck.unread_files(root, {*reader.files, *(root / "docs" / path for path in metadata), *drawings.values()})
    index = expectations.FactIndex(
        {name: location for file in reader.files.values() for name, location in file.locations.items()}
    )
    known = {"source": facts_by_kind["sources"], "page": metadata, "unit": units}
    deep_links = crosscheck.references(reader.files.values(), index, known)
    for name, (kind, *_) in KINDS.items():
        _fill_references(facts_by_kind[name], reader, kind, index, units)
    pictures = {name: _picture(*read_text(path, root)) for name, path in drawings.items()}
    origins = reader.origins() | {
        ("Picture", name): f"{path.relative_to(root).as_posix()}:1" for name, path in drawings.items()
    }
    facts = Site(
        **facts_by_kind, groups=groups.facts, exam=exams["exam"], pages=metadata, pictures=pictures, units=units,
        index=index, packages=locked_versions(root), origins=origins,
    )  # fmt: skip
    crosscheck.labs(facts, reader)
    crosscheck.sources(facts, reader)
    crosscheck.anchors(facts, reader)
    crosscheck.skills(facts.exam.newest, read_pages)
    checks = crosscheck.probes(facts, reader)
    return replace(
        facts,
        deep_links=deep_links + questions.check(facts, reader),
        retired=questions.retired(facts, questions.read_ledger(root)),
        checks=checks,
        verifications=expectations.verifications(checks, facts.packages, index),
    )


def _fill_references(
    facts: dict[str, Any], reader: Reader, model_type: type, index: expectations.FactIndex, units: Mapping[str, str]
) -> None:
    """Fill in the references in the texts of `facts`, there and in the index."""
    for key in facts:
        file = reader.file_of[model_type, key]
        start = file.key_paths[key]
        if any(kind == "cell" and key_path[: len(start)] == start for key_path, kind, _ in file.references):
            facts[key] = fill_references(facts[key], index, units)
            for name, _, value, _ in iter_addressable(key, facts[key]):
                index[name] = replace(index[name], value=value)


def locked_versions(root: Path) -> dict[str, str]:
    """The version of each package that the tests run with, by its name: the lock file is their one home."""
    requirements, _ = read_text(root / "requirements/test.txt", root)
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", requirements, re.MULTILINE))


def _pages(root: Path) -> dict[str, tuple[model.PageMeta, dict[KeyPath, int]]]:
    """The metadata of every page with the line of each value, by its path below `docs/`."""
    return {
        path.relative_to(root / "docs").as_posix(): pages.read_metadata(*read_text(path, root))
        for path in sorted((root / "docs").rglob("[!.]*.md"))
    }


def _picture_paths(root: Path) -> dict[str, Path]:
    """The file of each drawing, by its name."""
    paths: dict[str, Path] = {}
    for path in sorted((root / "images").glob("[!.]*/[!.]*.svg")):
        if path.stem in paths:
            name, first = (picture.relative_to(root).as_posix() for picture in (path, paths[path.stem]))
            raise DataError(f"{name}:1: a picture of this name stands in {first} already, expected another name")
        paths[path.stem] = path
    return paths


@cached
def _picture(text: str, name: str) -> str:
    stem = Path(name).stem
    if not re.fullmatch(model.KEBAB, stem):
        raise DataError(f"{name}:1: {short.repr(stem)} is not kebab-case, expected for example 'task-role'")
    if fault := svg.find_fault(stem, text):
        raise DataError(f"{name}:{fault[0]}: {fault[1]}")
    return text
