"""The rules of form that a reader would stumble over and no build minds; without a browser, all faults at once."""

from __future__ import annotations

import re
from pathlib import Path

from macros.facts import load
from macros.facts.errors import DataError
from macros.facts.files import text as text_of
from macros.facts.pages import Page

from .. import questions
from . import data, drawings, pages


def every(root: Path) -> list[str]:
    """Each fault of the pages, the data and the pictures below `root`, as `file:line: what, expected`, in order."""
    read, found = {}, []
    for file in sorted((root / "docs").rglob("[!.]*.md")):
        name = file.relative_to(root / "docs").as_posix()
        try:
            page = read[name] = Page(text_of(file, root)[0])
            found += [f"docs/{name}:{line}: {what}" for rule in pages.RULES for line, what in rule(page, name)]
        except DataError as error:
            found.append(str(error))
    classes = set(re.findall(r"\.(p-[a-z-]+)", text_of(root / "overrides/assets/notes.css", root)[0]))
    try:
        site = load.site(root)
    except DataError as error:
        return _ordered([*found, str(error)])
    found += [fault for rule in data.RULES for fault in rule(data.Content(root, site, read))]
    found += questions.find_faults(questions.Bank(site, {name: page.body for name, page in read.items()}))
    found += [
        f"{site.origins['Picture', name].rpartition(':')[0]}:{line}: {what}"
        for name, svg in site.pictures.items()
        for line, what in drawings.faults(svg, name, classes)
    ]
    return _ordered(found)


def _ordered(found: list[str]) -> list[str]:
    """Each fault once, by file and line."""

    def place(fault: str) -> tuple[str, int, str]:
        file, line, what = [*fault.split(":", 2), "", ""][:3]
        return file, int(line) if line.isdecimal() else 0, what

    return sorted(set(found), key=place)


def concerns(service: str, fault: str) -> bool:
    """Whether a fault is in a file of the service: in its folder of docs/, data/ or images/."""
    return fault.split("/")[1:2] == [service]
