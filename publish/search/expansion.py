"""What sections are asked for, from data: in the words of learners, where the page says it in its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from macros.facts import derive
from macros.facts.load import Site

from .names import address
from .sections import Asked


def asked(places: Mapping[str, int], directories: bool, facts: Site) -> dict[int, Asked]:
    """What each section is asked for, by its number. `places` has the number of the section at each address.

    The right options of a question rest on it; what a wrong one says is never in it.
    """

    def by_section(texts: Iterator[tuple[str, str]]) -> dict[int, str]:
        found: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for place, text in texts:
            if (section := places.get(address(place, directories))) is not None:
                found[section][text] = None
        return {section: " ".join(of) for section, of in found.items()}

    situations, stems = by_section(_situations(facts)), by_section(_stems(facts))
    return {section: Asked(situations.get(section, ""), stems.get(section, "")) for section in {**situations, **stems}}


def _situations(facts: Site) -> Iterator[tuple[str, str]]:
    """Where each situation of the chooser is explained, and each page, with what it says of itself."""
    for choice in facts.choices.values():
        yield choice.see, choice.says
    for path, meta in facts.pages.items():
        yield path, meta.description


def _stems(facts: Site) -> Iterator[tuple[str, str]]:
    """Where each fact stands on which the right option of a question rests, and the question."""
    homes = derive.canonical_pages(facts.tables, facts)
    for question in facts.questions.values():
        for fact in {name: None for option in question.right for name in option.rests_on}:
            if place := _place(fact, homes, facts):
                yield place, f"{question.stem} {question.ask}"


def _place(fact: str, homes: Mapping[str, str], facts: Site) -> str | None:
    """Where the page stands that explains what a question rests on, if a page does."""
    kind, _, key = fact.rpartition(":")
    if kind == "chooser":
        return facts.choices[key.partition(".")[0]].see
    if kind == "term":
        return facts.terms[key].see
    if kind == "change":
        return f"{facts.changes[key].page}#changed-{key}"
    if kind == "sheet":
        return None  # it says in short what a page explains
    if "#" in fact:
        return fact
    table, row, *_ = fact.split(".")
    return f"{homes[table]}#{table}-{row}" if table in homes else None
