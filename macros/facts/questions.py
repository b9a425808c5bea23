"""What questions rest on: that it exists, what it says, and whether it still says what it said.

A question stays true as long as its facts do. `links/questions.txt` keeps a digest of the words of each, as they were
on the day on which the question was checked: where they have changed since, the question is retired until somebody
reads it again. Sections of pages are not in it: prose is polished, and no right answer rests on prose alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import model
from .crosscheck import Homes
from .errors import DataError, shown, unknown
from .expectations import FactIndex
from .files import text
from .quantities import quantity

LEDGER = Path("links/questions.txt")


@dataclass(frozen=True)
class Named:
    """What a question can rest on."""

    index: FactIndex
    tables: Mapping[str, model.Table]
    sheets: Mapping[str, model.CheatSheet]
    changes: Mapping[str, model.Change]
    choices: Mapping[str, model.Choice]
    terms: Mapping[str, model.Term]
    pages: Mapping[str, model.PageMeta]
    units: Mapping[str, str]

    def words(self, name: str) -> str | None:
        """What the fact says, in the order of the data; None where there is none of this name."""
        kind, _, key = name.rpartition(":")
        if kind == "change":
            return f"{self.changes[key].old} {self.changes[key].new}" if key in self.changes else None
        if kind == "term":
            return (
                " ".join((self.terms[key].term, *self.terms[key].also, self.terms[key].text))
                if key in self.terms
                else None
            )
        name = name.replace("chooser:", "chooser.")
        cells = [name] if name in self.index else self._rows.get(name, [])
        return " ".join(self._said(self.index[cell].value) for cell in cells) if cells else None

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.index:
            parts = name.split(".")
            if len(parts) == 3:
                found.setdefault(".".join(parts[:2]), []).append(name)
        return found

    def checked(self, name: str) -> dt.date | None:
        """The day on which the fact was read; None for a term and a section, which have none."""
        kind, _, key = name.rpartition(":")
        if kind == "change":
            return self.changes[key].checked
        if kind == "sheet":
            sheet, _, line = key.partition(".")
            own = {of.id: of.checked for group in self.sheets[sheet].groups for of in group.lines}
            return own[line] or self.sheets[sheet].checked
        if kind == "chooser":
            return self.choices[key].checked
        table, _, rest = name.partition(".")
        if table not in self.tables:
            return None
        rows = {row.id: row.checked for row in self.tables[table].rows}
        return rows[rest.partition(".")[0]] or self.tables[table].checked

    def _said(self, value: object) -> str:
        match value:
            case model.Quantity():
                return f"{quantity(value, self.units)} {value.note or ''}".strip()
            case model.Link():
                return value.text
            case tuple():
                return " ".join(map(self._said, value))
            case bool():
                return "yes" if value else "no"
        return str(value)


def check(
    known: Mapping[str, model.Question], version: model.ExamVersion, named: Named, of: Homes
) -> tuple[tuple[str, str], ...]:
    """Hold the questions against the exam and the facts; returns each section that one names, with where."""
    tasks, sections = [task.number for task in version.tasks], []
    for key, question in known.items():
        file = of.homes[model.Question, key]
        for number, task in enumerate(question.tasks):
            if task not in tasks:
                raise file.fault((key, "tasks", number), unknown(f"task of {version.code}", task, tasks))
        if question.old and question.old not in named.changes:
            raise file.fault((key, "old"), unknown("change", question.old, named.changes))
        for number, option in enumerate(question.options):
            at = (key, "options", number, "rests_on")
            for place, name in enumerate(option.rests_on):
                if fault := _unknown(name, named):
                    raise file.fault((*at, place), fault)
                if "#" in name:
                    sections.append((f"{file.place((*at, place))}: {shown((*at, place))}", name))
            if option.right and all("#" in name for name in option.rests_on):
                raise file.fault(at, "names sections alone, expected a row, a line, a change or a term")
    return tuple(sections)


def _unknown(name: str, named: Named) -> str:
    """Why there is no such fact; nothing where there is."""
    page = name.partition("#")[0]
    if "#" in name:
        return "" if page in named.pages else unknown("page", page, named.pages)
    if named.words(name) is not None:
        return ""
    kind, _, key = name.rpartition(":")
    if kind in ("change", "term"):
        return unknown(kind, key, named.changes if kind == "change" else named.terms)
    return unknown("row, cell or line", name, [*named._rows, *named.index])


def digest(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12]


def watched(question: model.Question, named: Named) -> Iterator[tuple[str, str]]:
    """Each fact of the question whose change retires it, and the digest of what it says."""
    for name in question.facts:
        if (words := named.words(name)) is not None and "#" not in name:
            yield name, digest(words)


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


def retired(
    known: Mapping[str, model.Question], named: Named, ledger: Mapping[tuple[str, str], tuple[str, str]]
) -> dict[str, list[str]]:
    """The facts that have changed since a question was checked, by the question."""
    found: dict[str, list[str]] = {}
    for key, question in known.items():
        for fact, now in watched(question, named):
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


def homes(known: Mapping[str, model.Question], pages: Mapping[str, model.PageMeta]) -> dict[str, str]:
    """The page of each question, where its address is: of those of its first task the one that a digest of its name
    chooses. Raises `DataError` for a task that no page asks.
    """
    of, found = task_pages(pages), {}
    for key, question in known.items():
        task = question.tasks[0]
        if task not in of:
            raise DataError(f'no page asks {key!r}, of task {task}, expected {{{{ questions("{task}") }}}} on one')
        found[key] = of[task][int(digest(key), 16) % len(of[task])]
    return found


def asked(known: Mapping[str, model.Question], retired: Mapping[str, object]) -> list[str]:
    """The questions that a second reader has read, and whose facts still say what they said."""
    return [key for key, question in known.items() if question.read and key not in retired]


def by_task(known: Mapping[str, model.Question], retired: Mapping[str, object]) -> dict[str, list[str]]:
    """The questions that are asked, by task."""
    found: dict[str, list[str]] = {}
    for key in asked(known, retired):
        found.setdefault(known[key].tasks[0], []).append(key)
    return found


def on_changes(known: Mapping[str, model.Question], retired: Mapping[str, object]) -> list[str]:
    """The questions that are asked and tell what was from what is: an option was right once, or rests on a change."""
    return [
        key
        for key in asked(known, retired)
        if known[key].old or any(name.startswith("change:") for name in known[key].facts)
    ]
