"""Flashcards, computed from the facts: a front that asks for one thing, and a back that says it.

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
from .quantities import number, quantity
from .site import Site

Kind = Literal["number", "choice", "change", "term", "question"]
KINDS: dict[Kind, str] = {
    "number": "numbers",
    "choice": "situations with what to pick",
    "change": "things that have changed or never were so",
    "term": "terms",
    "question": "practice questions",
}
# What is asked of a quantity, by its unit; of any other it is how many there are.
_LONG = ("ms", "s", "minutes", "hours", "days", "working days", "calendar days", "weeks", "months", "years")
_LARGE = ("bytes", "kB", "KB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB")
_ASKED = (
    dict.fromkeys(_LONG, "how long?")
    | dict.fromkeys(_LARGE, "how large?")
    | {"%": "what percentage?", "USD": "how much?"}
)
# A row or a column that means nothing without the one before it.
_LEANS = re.compile(
    r"(?:the same|of (?:these|those)|(?:these|those|its|both|they|their|it|or)\b|.*\b(?:in its?|after that)\b)",
    re.IGNORECASE,
)
_OPEN = re.compile(r" (?:of|with|by|for|to)$")  # a heading that the row goes on from: "Values of", an hour
_ASPECTS = ("Aspect", "Question")  # name what is asked of each column; elsewhere a row is what is asked about
_SMALL_WORDS = frozenset(("a", "an", "and", "by", "for", "in", "of", "the", "to", ""))
_COMPARE, _EXAM = "compare", "exam"  # the folder of what belongs to no service; and of what no question is about


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
    made = [card for of in (_numbers, _choices, _changes, _terms, _questions) for card in of(facts)]
    backs: dict[tuple[str, str], set[str]] = {}
    for card in made:
        backs.setdefault((card.about, card.front), set()).add(card.back)
    once: dict[tuple[str, str], Card] = {}
    for card in sorted(made, key=lambda card: card.id):
        if card.service != _EXAM and len(backs[card.about, card.front]) == 1:
            once.setdefault((card.about, card.front), card)
    place = list(facts.groups)
    return sorted(once.values(), key=lambda card: (place.index(card.group), questions.digest(card.id)))


def _home(facts: Site, kind: str, key: str) -> tuple[str, str]:
    """The group and the service of a fact."""
    service = facts.service(kind, key)
    return facts.group_of[service], service


def _numbers(facts: Site) -> Iterator[Card]:
    pages = facts.table_pages
    for name, table in facts.tables.items():
        if name not in pages or "worked out" in table.caption:
            continue
        group, service = _home(facts, "Table", name)
        label, about = facts.services[service].label, table.caption
        if label.lower() not in about.lower() and service != _COMPARE:
            about = f"{label}: {about}"
        first, *columns = table.columns.items()
        for row in table.rows:
            named = row.cells[first[0]]
            said = quantity(named, facts.units) if isinstance(named, model.Quantity) else str(named)
            for column, heading in columns:
                value = row.cells[column]
                if isinstance(value, model.Quantity) and not _poor(value, said, heading):
                    of, aspect = said, "" if heading == "Value" or len(columns) == 1 else heading
                    if aspect and first[1] in _ASPECTS:
                        of, aspect = aspect, of
                    elif _OPEN.search(first[1]):
                        of = f"{first[1]} {_small(of)}"
                    yield Card(
                        f"{name}.{row.id}.{column}", "number", about, _prompt(of, aspect, value.unit),
                        quantity(value, facts.units), "", f"{pages[name]}#{name}-{row.id}",
                        row.source or table.source, row.checked or table.checked, group, service,
                    )  # fmt: skip


def _poor(value: model.Quantity, *said: str) -> bool:
    """Whether what is said of the value needs another row, or has a number of it, or the value says next to nothing."""
    numbers = {number(one) for one in (value.value, value.min, value.max, *(value.values or ())) if one is not None}
    least = value.min is not None and value.max is None and value.min <= 1
    whole = (value.min, value.max, value.unit, value.default) == (0, 100, "%", None)
    return least or whole or any(_LEANS.match(text) or numbers & set(re.findall(r"\d[\d,.]*", text)) for text in said)


def _prompt(of: str, aspect: str, unit: str) -> str:
    """'Lambda, memory: how large?'"""
    count, _, each = unit.partition("/")
    asked = _ASKED.get(unit) or f"how many {count}{' a second' if each == 's' else ''}?"
    aspect = aspect.removesuffix("?")
    if re.match(r"How\b", of):
        return f"{of}?"
    if re.match(r"How\b", aspect):
        return f"{of}: {asked}" if len(aspect.split()) <= 3 else f"{of}: {_small(aspect)}?"
    return f"{of}, {_small(aspect)}: {asked}" if aspect else f"{of}: {asked}"


def _small(text: str) -> str:
    """`text` as it goes on in a sentence, its first letter small, unless it begins with a name or a short form."""
    return text[:1].lower() + text[1:] if re.match(r"(?:A|[A-Z][a-z]+)\b(?! [A-Z])", text) else text


def _choices(facts: Site) -> Iterator[Card]:
    for key, of in facts.choices.items():
        group, service = _home(facts, "Choice", key)
        yield Card(
            f"chooser:{key}", "choice", f"{facts.groups[group].label}: what do you pick?", of.says, of.pick,
            of.because, of.see, of.source, of.checked, group, service,
        )  # fmt: skip


def _changes(facts: Site) -> Iterator[Card]:
    for key, of in facts.changes.items():
        group, service = _home(facts, "Change", key)
        was = (
            f"Until {of.since}, {of.old}. What holds now?"
            if of.since
            else f"Older courses say that {of.old}. What is so?"
        )
        yield Card(
            f"change:{key}", "change", f"{facts.services[service].label}: {of.topic}", was, of.new, "",
            f"{of.page}#changed-{key}", of.source, of.checked, group, service,
        )  # fmt: skip


def _terms(facts: Site) -> Iterator[Card]:
    pages = terms.term_pages(facts)
    for key, of in facts.terms.items():
        if key not in pages or _words(of.term) <= _words(of.text):
            continue
        group, service = _home(facts, "Term", key)
        names, about = " ".join((of.term, *of.also)).lower(), facts.services[service].label
        if about.lower() in names:
            about = facts.groups[group].label
        also = [name for name in of.also if _same(name, of.term)]
        yield Card(
            f"term:{key}", "term", f"{about}: what is it called?", of.text, of.term,
            f"Also: {', '.join(also)}" if also else "",
            of.see or f"{pages[key]}#{key}", None, None, group, service,
        )  # fmt: skip


def _same(name: str, term: str) -> bool:
    """Whether the name says the term in short or in full: others are found by it, such as a kind of the thing."""
    short, full = ("".join(word[0] for word in re.findall(r"\w+", text.lower())) for text in (term, name))
    shorter = _words(name) - {"amazon", "aw"} <= _words(term)
    return shorter or full == term.lower() or (len(name) > 1 and short.startswith(name.lower()))


def _words(text: str) -> set[str]:
    """The words of a text that mean something, without the endings of plurals and of verbs."""
    return {
        re.sub(r"(?<=..)s$|(?<=....)(?:es?|e?d)$", "", word) for word in re.findall(r"[a-z0-9]+", text.lower())
    } - _SMALL_WORDS


def _questions(facts: Site) -> Iterator[Card]:
    homes = questions.homes(facts)
    for key in questions.asked(facts):
        of, (group, service) = facts.questions[key], _home(facts, "Question", key)
        letters = {option: letter for letter, option in zip("ABCDEF", questions.ordered(key, of.options), strict=False)}
        right = [option for option in letters if option.right]
        yield Card(
            key, "question", f"{facts.groups[group].label}: a practice question",
            "\n".join((f"{of.stem} {of.ask}", *(f"{letter}. {option.text}" for option, letter in letters.items()))),
            "\n".join(f"{letters[option]}. {option.text}" for option in right),
            "\n".join(option.why for option in right), f"{homes[key]}#{key}", None, of.checked, group, service,
        )  # fmt: skip
