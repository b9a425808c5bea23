"""What questions rest on: that it exists, what it says, and whether it still says what it said.

A question stays true as long as its facts do. `links/questions.txt` keeps a digest of the words of each, as they were
on the day on which the question was checked: where they have changed since, the question is retired until somebody
reads it again. Sections of pages are not in it: prose is polished, and no right answer rests on prose alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from . import model
from .errors import DataError, format_path, unknown
from .files import Reader, text
from .quantities import Units, quantity
from .site import Site

LEDGER = Path("links/questions.txt")


def words(facts: Site, name: str) -> str | None:
    """What the fact says, in the order of the data; None where there is none of this name."""
    kind, _, key = name.rpartition(":")
    if kind == "change":
        change = facts.changes.get(key)
        return f"{change.old} {change.new}" if change else None
    if kind == "term":
        term = facts.terms.get(key)
        return " ".join((term.term, *term.also, term.text)) if term else None
    name = name.replace("chooser:", "chooser.")
    cells = [name] if name in facts.index else facts.index.rows.get(name, [])
    return " ".join(_said(facts.index[cell].value, facts.units) for cell in cells) if cells else None


def _said(value: object, units: Units) -> str:
    match value:
        case model.Quantity():
            return f"{quantity(value, units)} {value.note or ''}".strip()
        case model.Link():
            return value.text
        case tuple():
            return " ".join(_said(part, units) for part in value)
        case bool():
            return "yes" if value else "no"
    return str(value)


def checked(facts: Site, name: str) -> dt.date | None:
    """The day on which the fact was read; None for a term and a section, which have none."""
    name = name.replace("chooser:", "chooser.")
    place = facts.index.get(facts.index.rows.get(name, [name])[0])
    return place.checked if place else None


def check(facts: Site, of: Reader) -> tuple[tuple[str, str], ...]:
    """Hold the questions against the exam and the facts; returns each section that one names, with where."""
    version = facts.exam.newest
    tasks, sections = [task.number for task in version.tasks], []
    for key, question in facts.questions.items():
        file = of.homes[model.Question, key]
        for number, task in enumerate(question.tasks):
            if task not in tasks:
                raise file.fault((key, "tasks", number), unknown(f"task of {version.code}", task, tasks))
        if question.old and question.old not in facts.changes:
            raise file.fault((key, "old"), unknown("change", question.old, facts.changes))
        for number, option in enumerate(question.options):
            at = (key, "options", number, "rests_on")
            for place, name in enumerate(option.rests_on):
                if fault := _unknown(name, facts):
                    raise file.fault((*at, place), fault)
                if "#" in name:
                    sections.append((f"{file.place((*at, place))}: {format_path((*at, place))}", name))
            if option.right and all("#" in name for name in option.rests_on):
                raise file.fault(at, "names sections alone, expected a row, a line, a change or a term")
    return tuple(sections)


def _unknown(name: str, facts: Site) -> str:
    """Why there is no such fact; nothing where there is."""
    page = name.partition("#")[0]
    if "#" in name:
        return "" if page in facts.pages else unknown("page", page, facts.pages)
    if words(facts, name) is not None:
        return ""
    kind, _, key = name.rpartition(":")
    if kind in ("change", "term"):
        return unknown(kind, key, facts.changes if kind == "change" else facts.terms)
    return unknown("row, cell or line", name, [*facts.index.rows, *facts.index])


def digest(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12]


def watched(question: model.Question, facts: Site) -> Iterator[tuple[str, str]]:
    """Each fact of the question whose change retires it, and the digest of what it says."""
    for name in question.facts:
        if (said := words(facts, name)) is not None and "#" not in name:
            yield name, digest(said)


def read_ledger(root: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """The day of the check and the digest, by question and fact. Raises `DataError` for a line that is none."""
    if not (root / LEDGER).exists():
        return {}
    lines, name = text(root / LEDGER, root)
    found = {}
    for number, line in enumerate(lines.splitlines(), 1):
        parts = line.split(" ")
        if len(parts) != 4:
            raise DataError(f"{name}:{number}: is no line of the ledger, expected: question fact day digest")
        found[parts[0], parts[1]] = (parts[2], parts[3])
    return found


def retired(facts: Site, ledger: Mapping[tuple[str, str], tuple[str, str]]) -> dict[str, list[str]]:
    """The facts that have changed since a question was checked, by the question."""
    found: dict[str, list[str]] = {}
    for key, question in facts.questions.items():
        for fact, now in watched(question, facts):
            day, then = ledger.get((key, fact), ("", now))
            if now != then and day == question.checked.isoformat():
                found.setdefault(key, []).append(fact)
    return found


def ordered(key: str, options: Iterable[model.Option]) -> list[model.Option]:
    """The options in the order of a hash: no place is more often right, and every build has the same."""
    return sorted(options, key=lambda option: hashlib.sha256(f"{key} {option.id}".encode()).digest())


def task_pages(pages: Mapping[str, model.PageMeta]) -> dict[str, list[str]]:
    """The pages that ask the questions of each task, by its number; two that call questions("1.1") share them."""
    found: dict[str, list[str]] = {}
    for path, meta in pages.items():
        for task in meta.collects.get("questions", ()):
            found.setdefault(task, []).append(path)
    return found


def homes(facts: Site) -> dict[str, str]:
    """The page of each question that a second reader has read, where its address is: of those that ask its first task
    the one that a digest of its name chooses.
    """
    pages, found = task_pages(facts.pages), {}
    for key, question in facts.questions.items():
        of = pages.get(question.tasks[0])
        if question.read and of:
            found[key] = of[int(digest(key), 16) % len(of)]
    return found


def asked(facts: Site) -> list[str]:
    """The questions on pages whose facts still say what they said."""
    return [key for key in homes(facts) if key not in facts.retired]


def by_task(facts: Site) -> dict[str, list[str]]:
    """The questions that are asked, by task."""
    found: dict[str, list[str]] = {}
    for key in asked(facts):
        found.setdefault(facts.questions[key].tasks[0], []).append(key)
    return found


def on_changes(facts: Site) -> list[str]:
    """The questions that are asked and tell what was from what is: an option was right once, or rests on a change."""
    of = facts.questions
    return [key for key in asked(facts) if of[key].old or any(name.startswith("change:") for name in of[key].facts)]
