"""The facts that questions rest on: whether they exist, what they say, and whether they still say it.

A question is right as long as its facts do not change. `links/questions.txt` keeps a digest of the text of each fact on
the day on which the question was checked: where one has changed since, the question is retired until somebody checks
it again. Sections of pages have no digest: prose is edited often, and no right answer rests on prose alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from . import model
from .errors import DataError, format_path, unknown
from .files import Reader, read_text
from .quantities import Units, format_quantity
from .site import Site

LEDGER = Path("links/questions.txt")


def fact_text(facts: Site, name: str) -> str | None:
    """The text of a fact, in the order of the data; None where no fact has this name."""
    kind, _, key = name.rpartition(":")
    if kind == "change":
        change = facts.changes.get(key)
        return f"{change.old} {change.new}" if change else None
    if kind == "term":
        term = facts.terms.get(key)
        return " ".join((term.term, *term.also, term.text)) if term else None
    name = name.replace("chooser:", "chooser.")
    cells = [name] if name in facts.index else facts.index.rows.get(name, [])
    return " ".join(_value_text(facts.index[cell].value, facts.units) for cell in cells) if cells else None


def _value_text(value: object, units: Units) -> str:
    match value:
        case model.Quantity():
            return f"{format_quantity(value, units)} {value.note or ''}".strip()
        case model.Link():
            return value.text
        case tuple():
            return " ".join(_value_text(part, units) for part in value)
        case bool():
            return "yes" if value else "no"
    return str(value)


def fact_checked_on(facts: Site, name: str) -> dt.date | None:
    """The day on which the fact was read; None for a term and a section, which have no such day."""
    name = name.replace("chooser:", "chooser.")
    location = facts.index.get(facts.index.rows.get(name, [name])[0])
    return location.checked if location else None


def check(facts: Site, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Check the questions against the exam and the facts; returns each section that one names, with its position."""
    version = facts.exam.newest
    tasks, sections = [task.number for task in version.tasks], []
    for key, question in facts.questions.items():
        file = reader.file_of[model.Question, key]
        for index, task in enumerate(question.tasks):
            if task not in tasks:
                raise file.fault((key, "tasks", index), unknown(f"task of {version.code}", task, tasks))
        if question.old and question.old not in facts.changes:
            raise file.fault((key, "old"), unknown("change", question.old, facts.changes))
        for index, option in enumerate(question.options):
            key_path = (key, "options", index, "rests_on")
            for position, name in enumerate(option.rests_on):
                path = (*key_path, position)
                if message := _unknown_fact_message(name, facts):
                    raise file.fault(path, message)
                if "#" in name:
                    sections.append((f"{file.position(path)}: {format_path(path)}", name))
            if option.right and all("#" in name for name in option.rests_on):
                raise file.fault(key_path, "names sections alone, expected a row, a line, a change or a term")
    return tuple(sections)


def _unknown_fact_message(name: str, facts: Site) -> str:
    """The message that there is no such fact; empty where there is one."""
    page = name.partition("#")[0]
    if "#" in name:
        return "" if page in facts.pages else unknown("page", page, facts.pages)
    if fact_text(facts, name) is not None:
        return ""
    kind, _, key = name.rpartition(":")
    if kind in ("change", "term"):
        return unknown(kind, key, facts.changes if kind == "change" else facts.terms)
    return unknown("row, cell or line", name, [*facts.index.rows, *facts.index])


def digest(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12]


def fact_digests(question: model.Question, facts: Site) -> Iterator[tuple[str, str]]:
    """Each fact whose change retires the question, and the digest of its text."""
    for name in question.facts:
        if (text := fact_text(facts, name)) is not None and "#" not in name:
            yield name, digest(text)


def read_ledger(root: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """The day of the check and the digest, by question and fact. Raises `DataError` for an invalid line."""
    if not (root / LEDGER).exists():
        return {}
    lines, name = read_text(root / LEDGER, root)
    entries = {}
    for number, line in enumerate(lines.splitlines(), 1):
        parts = line.split(" ")
        if len(parts) != 4:
            raise DataError(f"{name}:{number}: is no line of the ledger, expected: question fact day digest")
        entries[parts[0], parts[1]] = (parts[2], parts[3])
    return entries


def retired(facts: Site, ledger: Mapping[tuple[str, str], tuple[str, str]]) -> dict[str, list[str]]:
    """By question, the facts that have changed since it was checked."""
    changed_facts: dict[str, list[str]] = {}
    for key, question in facts.questions.items():
        for fact, current_digest in fact_digests(question, facts):
            day, checked_digest = ledger.get((key, fact), ("", current_digest))
            if current_digest != checked_digest and day == question.checked.isoformat():
                changed_facts.setdefault(key, []).append(fact)
    return changed_facts


def shuffled_options(key: str, options: Iterable[model.Option]) -> list[model.Option]:
    """The options in the order of a hash: no position is more often right, and every build has the same order."""
    return sorted(options, key=lambda option: hashlib.sha256(f"{key} {option.id}".encode()).digest())


def pages_by_task(pages: Mapping[str, model.PageMeta]) -> dict[str, list[str]]:
    """The pages that ask the questions of each task, by its number; two that call questions("1.1") share them."""
    pages_by_task: dict[str, list[str]] = {}
    for path, meta in pages.items():
        for task in meta.collects.get("questions", ()):
            pages_by_task.setdefault(task, []).append(path)
    return pages_by_task


def question_pages(facts: Site) -> dict[str, str]:
    """The page that has the address of each question that a second reader has read.

    Of the pages that ask its first task, a digest of its name chooses one.
    """
    pages, homes = pages_by_task(facts.pages), {}
    for key, question in facts.questions.items():
        candidates = pages.get(question.tasks[0])
        if question.read and candidates:
            homes[key] = candidates[int(digest(key), 16) % len(candidates)]
    return homes


def active(facts: Site) -> list[str]:
    """The questions on pages whose facts have not changed."""
    return [key for key in question_pages(facts) if key not in facts.retired]


def by_task(facts: Site) -> dict[str, list[str]]:
    """The active questions, by task."""
    keys_by_task: dict[str, list[str]] = {}
    for key in active(facts):
        keys_by_task.setdefault(facts.questions[key].tasks[0], []).append(key)
    return keys_by_task


def on_changes(facts: Site) -> list[str]:
    """The active questions about a change: an option was right before it, or rests on it."""
    return [
        key
        for key in active(facts)
        if (question := facts.questions[key]).old or any(name.startswith("change:") for name in question.facts)
    ]
