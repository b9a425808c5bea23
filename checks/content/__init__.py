"""Rules of form for content, that no build holds and a reader would miss; without a browser, all faults at once."""

from __future__ import annotations

import re
from pathlib import Path

from macros.facts import load
from macros.facts.errors import DataError
from macros.facts.files import read_text
from macros.facts.pages import Page

from .. import questions
from . import data, drawings, pages


def find_faults(root: Path) -> list[str]:
    """Each fault of the pages, the data and the pictures below `root`, as `file:line: what, expected`, in order."""
    parsed, faults = {}, []
    for file in sorted((root / "docs").rglob("[!.]*.md")):
        name = file.relative_to(root / "docs").as_posix()
        try:
            page = parsed[name] = Page(read_text(file, root)[0])
            faults += [f"docs/{name}:{line}: {fault}" for rule in pages.RULES for line, fault in rule(page, name)]
        except DataError as error:
            faults.append(str(error))
    classes = set(re.findall(r"\.(p-[a-z-]+)", read_text(root / "overrides/assets/notes.css", root)[0]))
    try:
        site = load.site(root)
    except DataError as error:
        return _sort([*faults, str(error)])
    faults += [fault for rule in data.RULES for fault in rule(data.Content(root, site, parsed))]
    faults += questions.find_faults(questions.Bank(site, {name: page.body for name, page in parsed.items()}))
    for name, svg in site.pictures.items():
        file_name = site.origins["Picture", name].rpartition(":")[0]
        faults += [f"{file_name}:{line}: {fault}" for line, fault in drawings.find_faults(svg, name, classes)]
    return _sort(faults)


def _sort(faults: list[str]) -> list[str]:
    """Each fault once, by file and line."""

    def sort_key(fault: str) -> tuple[str, int, str]:
        file, line, message = [*fault.split(":", 2), "", ""][:3]
        return file, int(line) if line.isdecimal() else 0, message

    return sorted(set(faults), key=sort_key)


def is_in_service(fault: str, service: str) -> bool:
    """Whether a fault is in a file of the service: in its folder of docs/, data/ or images/."""
    return fault.split("/")[1:2] == [service]
