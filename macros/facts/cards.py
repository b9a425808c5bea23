"""Flashcards, computed from the facts: a front that asks for one thing, and a back that answers it.

Whoever sees a front sees nothing else, so a fact whose front would mean nothing alone is no card: a mark, a row that
speaks of the row above it, a worked example, a term whose text says its name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from . import model, questions, terms
from .quantities import format_number, format_quantity
from .site import Site

Kind = Literal["number", "choice", "change", "term", "question"]
KINDS: dict[Kind, str] = {
    "number": "numbers",
    "choice": "situations with what to pick",
    "change": "things that have changed or never were so",
    "term": "terms",
    "question": "practice questions",
}
# The question for a quantity, by its unit; for other units it is how many there are.
_TIME_UNITS = ("ms", "s", "minutes", "hours", "days", "working days", "calendar days", "weeks", "months", "years")
_SIZE_UNITS = ("bytes", "kB", "KB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB")
_QUESTION_BY_UNIT = (
    dict.fromkeys(_TIME_UNITS, "how long?")
    | dict.fromkeys(_SIZE_UNITS, "how large?")
    | {"%": "what percentage?", "USD": "how much?"}
)
# The name of a row or a column that means nothing without the one before it.
_NEEDS_CONTEXT = re.compile(
    r"(?:the same|of (?:these|those)|(?:these|those|its|both|they|their|it|or)\b|.*\b(?:in its?|after that)\b)",
    re.IGNORECASE,
)
_OPEN_HEADING = re.compile(r" (?:of|with|by|for|to)$")  # a heading that the row goes on from: "Values of", an hour
_ASPECT_HEADINGS = ("Aspect", "Question")  # name what is asked of each column; elsewhere a row is what is asked about
_STOP_WORDS = frozenset(("a", "an", "and", "by", "for", "in", "of", "the", "to", ""))
_COMPARE_FOLDER, _EXAM_FOLDER = "compare", "exam"  # what belongs to no service; what no question is about


@dataclass(frozen=True)
class Card:
    """What is asked and what is to be remembered, as text of data: `backticks` mark code, each line is a paragraph.

    `id` is the fact's name, as questions and probes name it; `about` says what the front is about, `note` why the back
    is so. `page` is where it stands ('lambda/limits.md#lambda-limits-timeout'), `source` and `day` where and when it
    was read (of a term and a question it is None), `group` and `service` are ids.
    """

    id: str
    kind: Kind
    about: str
    front: str
    back: str
    note: str
    page: str
    source: str | None
    day: dt.date | None
    group: str
    service: str


def cards(facts: Site) -> list[Card]:
    """Every card, by group and in it mixed, in the same order in every build.

    Of those with the same front only one is left, the first by name; none where their backs differ.
    """
    candidates = [card for generate in (_numbers, _choices, _changes, _terms, _questions) for card in generate(facts)]
    backs: dict[tuple[str, str], set[str]] = {}
    for card in candidates:
        backs.setdefault((card.about, card.front), set()).add(card.back)
    unique: dict[tuple[str, str], Card] = {}
    for card in sorted(candidates, key=lambda card: card.id):
        if card.service != _EXAM_FOLDER and len(backs[card.about, card.front]) == 1:
            unique.setdefault((card.about, card.front), card)
    group_order = list(facts.groups)
    return sorted(unique.values(), key=lambda card: (group_order.index(card.group), questions.digest(card.id)))


def _group_and_service(facts: Site, kind: str, key: str) -> tuple[str, str]:
    """The group and the service of a fact."""
    service = facts.service(kind, key)
    return facts.group_of[service], service


def _numbers(facts: Site) -> Iterator[Card]:
    pages = facts.table_pages
    for name, table in facts.tables.items():
        if name not in pages or "worked out" in table.caption:
            continue
        group, service = _group_and_service(facts, "Table", name)
        label, about = facts.services[service].label, table.caption
        if label.lower() not in about.lower() and service != _COMPARE_FOLDER:
            about = f"{label}: {about}"
        (name_column, name_heading), *columns = table.columns.items()
        for row in table.rows:
            first = row.cells[name_column]
            row_name = format_quantity(first, facts.units) if isinstance(first, model.Quantity) else str(first)
            for column, heading in columns:
                value = row.cells[column]
                if isinstance(value, model.Quantity) and not _is_unsuitable(value, row_name, heading):
                    subject, aspect = row_name, "" if heading == "Value" or len(columns) == 1 else heading
                    if aspect and name_heading in _ASPECT_HEADINGS:
                        subject, aspect = aspect, subject
                    elif _OPEN_HEADING.search(name_heading):
                        subject = f"{name_heading} {_lower_first(subject)}"
                    yield Card(
                        f"{name}.{row.id}.{column}", "number", about, _prompt(subject, aspect, value.unit),
                        format_quantity(value, facts.units), "", f"{pages[name]}#{name}-{row.id}",
                        row.source or table.source, row.checked or table.checked, group, service,
                    )  # fmt: skip


def _is_unsuitable(value: model.Quantity, *texts: str) -> bool:
    """Whether one of the texts needs another row or has a number of the value, or the value says next to nothing."""
    numbers = (value.value, value.min, value.max, *(value.values or ()))
    known = {format_number(number) for number in numbers if number is not None}
    is_trivial = value.min is not None and value.max is None and value.min <= 1
    is_trivial |= (value.min, value.max, value.unit, value.default) == (0, 100, "%", None)
    return is_trivial or any(
        _NEEDS_CONTEXT.match(text) or known & set(re.findall(r"\d[\d,.]*", text)) for text in texts
    )


def _prompt(subject: str, aspect: str, unit: str) -> str:
    """'Lambda, memory: how large?'"""
    counted, _, period = unit.partition("/")
    question = _QUESTION_BY_UNIT.get(unit) or f"how many {counted}{' a second' if period == 's' else ''}?"
    aspect = aspect.removesuffix("?")
    if re.match(r"How\b", subject):
        return f"{subject}?"
    if re.match(r"How\b", aspect):
        return f"{subject}: {question}" if len(aspect.split()) <= 3 else f"{subject}: {_lower_first(aspect)}?"
    return f"{subject}, {_lower_first(aspect)}: {question}" if aspect else f"{subject}: {question}"


def _lower_first(text: str) -> str:
    """`text` with a small first letter, for use inside a sentence, unless it begins with a name or an abbreviation."""
    return text[:1].lower() + text[1:] if re.match(r"(?:A|[A-Z][a-z]+)\b(?! [A-Z])", text) else text


def _choices(facts: Site) -> Iterator[Card]:
    for key, choice in facts.choices.items():
        group, service = _group_and_service(facts, "Choice", key)
        yield Card(
            f"chooser:{key}", "choice", f"{facts.groups[group].label}: what do you pick?", choice.says, choice.pick,
            choice.because, choice.see, choice.source, choice.checked, group, service,
        )  # fmt: skip


def _changes(facts: Site) -> Iterator[Card]:
    for key, change in facts.changes.items():
        group, service = _group_and_service(facts, "Change", key)
        front = (
            f"Until {change.since}, {change.old}. What holds now?"
            if change.since
            else f"Older courses say that {change.old}. What is so?"
        )
        yield Card(
            f"change:{key}", "change", f"{facts.services[service].label}: {change.topic}", front, change.new, "",
            f"{change.page}#changed-{key}", change.source, change.checked, group, service,
        )  # fmt: skip


def _terms(facts: Site) -> Iterator[Card]:
    pages = terms.term_pages(facts)
    for key, term in facts.terms.items():
        if key not in pages or _stems(term.term) <= _stems(term.text):
            continue
        group, service = _group_and_service(facts, "Term", key)
        names, about = " ".join((term.term, *term.also)).lower(), facts.services[service].label
        if about.lower() in names:
            about = facts.groups[group].label
        synonyms = [name for name in term.also if _is_synonym(name, term.term)]
        yield Card(
            f"term:{key}", "term", f"{about}: what is it called?", term.text, term.term,
            f"Also: {', '.join(synonyms)}" if synonyms else "",
            term.see or f"{pages[key]}#{key}", None, None, group, service,
        )  # fmt: skip


def _is_synonym(name: str, term: str) -> bool:
    """Whether the name is a short or a full form of the term; others, such as a kind of the thing, only lead to it."""
    initials, name_initials = ("".join(word[0] for word in re.findall(r"\w+", text.lower())) for text in (term, name))
    is_part = _stems(name) - {"amazon", "aw"} <= _stems(term)
    return is_part or name_initials == term.lower() or (len(name) > 1 and initials.startswith(name.lower()))


def _stems(text: str) -> set[str]:
    """The stems of the words of a text, without stop words and the endings of plurals and verbs."""
    return {
        re.sub(r"(?<=..)s$|(?<=....)(?:es?|e?d)$", "", word) for word in re.findall(r"[a-z0-9]+", text.lower())
    } - _STOP_WORDS


def _questions(facts: Site) -> Iterator[Card]:
    pages = questions.question_pages(facts)
    for key in questions.active(facts):
        question, (group, service) = facts.questions[key], _group_and_service(facts, "Question", key)
        letters = dict(zip(questions.shuffled_options(key, question.options), "ABCDEF", strict=False))
        lines = (f"{letter}. {option.text}" for option, letter in letters.items())
        right = [option for option in letters if option.right]
        yield Card(
            key, "question", f"{facts.groups[group].label}: a practice question",
            "\n".join((f"{question.stem} {question.ask}", *lines)),
            "\n".join(f"{letters[option]}. {option.text}" for option in right),
            "\n".join(option.why for option in right), f"{pages[key]}#{key}", None, question.checked, group, service,
        )  # fmt: skip
