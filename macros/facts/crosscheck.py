"""Checks of facts against each other, one function per rule; each raises `DataError` for the first fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from . import expectations, model
from .errors import DataError, KeyPath, format_path, line_of, unknown
from .files import DataFile, Reader
from .references import unresolved
from .site import Site


def groups(file: DataFile, services: Mapping[str, model.Service], folders: Set[str]) -> None:
    """Each folder of data/ is a service, and each service stands in one group."""
    for name in sorted(folders - services.keys()):
        raise DataError(
            f"data/{name}/service.yml:1: cannot be read: no such file, expected the service's label and line"
        )
    grouped: dict[str, str] = {}
    for key, group in file.facts.items():
        for index, name in enumerate(group.services):
            if name not in services:
                message = f"{unknown('service', name, services)}; a service has data/<service>/service.yml"
                raise file.fault((key, "services", index), message)
            if (first := grouped.setdefault(name, key)) != key:
                raise file.fault((key, "services", index), f"{name!r} stands in {first!r} already, expected it once")
    for name in services.keys() - grouped.keys():
        raise DataError(
            f"{file.name}:1: names no {name!r}, which has data/{name}/service.yml, expected it in one of the groups"
        )


# What each directory may hold: a misplaced file would have no effect, and nobody would notice.
_EXPECTED_FILES = {
    "data": "data/areas.yml, data/units.yml, or in data/<service>/: service.yml, sources.yml, "
    "tables/<name>.yml, sheet.yml, glossary.yml, changes.yml, chooser.yml, questions.yml, labs.yml, differences.yml, "
    "probes.yml or searches.yml",
    "docs": "a page docs/<folder>/<name>.md, and pictures in images/",
    "images": "images/<service>/<name>.svg",
}


def unread_files(root: Path, used: Set[Path]) -> None:
    """Every file is read, except hidden ones, an editor's copies and the README's picture."""
    for directory, expected in _EXPECTED_FILES.items():
        for path in sorted((root / directory).rglob("*")):
            name = path.relative_to(root).as_posix()
            if (
                path not in used
                and path.is_file()
                and name != "images/screenshot.png"
                and not re.search(r"/\.|~$|/#[^/]*#$", name)
            ):
                raise DataError(f"{name}:1: nothing reads this file, expected {expected}")


def references(
    files: Iterable[DataFile], index: expectations.FactIndex, known: Mapping[str, Mapping[str, object]]
) -> tuple[tuple[str, str], ...]:
    """Every reference leads to something; returns those to a part of a page, each with its position in the data."""
    deep_links = []
    for file in files:
        for key_path, kind, name in file.references:
            if kind == "cell":
                if problem := unresolved(name, index):
                    raise file.fault(key_path, problem)
                continue
            name, _, fragment = name.partition("#")
            if name not in known[kind]:
                hint = "; a unit is a line of data/units.yml" if kind == "unit" else ""
                raise file.fault(key_path, unknown(kind, name, known[kind]) + hint)
            if fragment:
                deep_links.append((f"{file.position(key_path)}: {format_path(key_path)}", f"{name}#{fragment}"))
    return tuple(deep_links)


def sources(facts: Site, reader: Reader) -> None:
    """Every source is cited, by a page or a fact."""
    cited = {source for meta in facts.pages.values() for source in meta.cites}
    cited |= {name for file in reader.files.values() for _, kind, name in file.references if kind == "source"}
    for source in facts.sources:
        if source not in cited:
            message = "nothing cites it, expected a page or a fact that does, or no such source"
            raise reader.file_of[model.Source, source].fault((source,), message)


def anchors(facts: Site, reader: Reader) -> None:
    """No two rows, and no two tabs, share an address."""
    owners: dict[str, str] = {}
    for name, table in facts.tables.items():
        for index, row in enumerate(table.rows):
            anchor, file = f"{name}-{row.id}", reader.file_of[model.Table, name]
            if row.id.startswith("source-"):
                message = "begins with 'source-', which is for the table's sources, expected another id"
                raise file.fault(("rows", index, "id"), message)
            if (first := owners.setdefault(anchor, name)) != name:
                message = f"'#{anchor}' is the address of a row of the table {first!r} already, expected another id"
                raise file.fault(("rows", index, "id"), message)
    labels: dict[str, str] = {}
    for name, sheet in facts.sheets.items():
        if (first := labels.setdefault(sheet.label.lower().replace("-", " "), name)) != name:
            message = f"{sheet.label!r} has the address of the sheet {first!r}, expected another label"
            raise reader.file_of[model.CheatSheet, name].fault(("label",), message)


def labs(facts: Site, reader: Reader) -> None:
    """A difference belongs to a lab, and no page has two labs."""
    pages: dict[str, str] = {}
    for key, lab in facts.labs.items():
        if (first := pages.setdefault(lab.page, key)) != key:
            message = f"is the page of the lab {first!r}, expected another"
            raise reader.file_of[model.Lab, key].fault((key, "page"), message)
    for key, difference in facts.differences.items():
        if difference.lab not in facts.labs:
            raise reader.file_of[model.Difference, key].fault((key, "lab"), unknown("lab", difference.lab, facts.labs))


def skills(version: model.ExamVersion, pages: Mapping[str, tuple[model.PageMeta, dict[KeyPath, int]]]) -> None:
    """The skills that pages name are the exam's, each once a page."""
    known = {skill.number for skill in version.skills}
    for path, (meta, lines) in pages.items():
        for index, skill in enumerate(meta.skills):
            position = f"docs/{path}:{line_of(lines, ('skills', index))}: skills"
            if skill not in known:
                raise DataError(f"{position}: {unknown(f'skill of {version.code}', skill, known)}")
            if skill in meta.skills[:index]:
                raise DataError(f"{position}: is repeated, expected it once")


def probes(facts: Site, reader: Reader) -> tuple[expectations.Check, ...]:
    """What the probes check: their facts and packages exist, and what they expect fits."""
    checks: list[expectations.Check] = []
    for key, probe in facts.probes.items():
        file = reader.file_of[model.Probe, key]
        if probe.package not in facts.packages:
            message = unknown("package of requirements/test.txt", probe.package, facts.packages)
            raise file.fault((key, "package"), message)
        for field, fact_names in (("fact", (probe.fact,)), ("also", probe.also)):
            for fact in fact_names:
                if not facts.index.match(fact):
                    raise file.fault((key, field), unknown("fact", fact, facts.index))
        try:
            checks += expectations.checks(key, facts.service("Probe", key), probe, facts.index)
        except ValueError as error:
            raise file.fault((key, "fact"), str(error)) from None
    return tuple(checks)
