"""Document expansion: what learners ask a section for, from data, in other words than those of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from macros.facts import derive
from macros.facts.load import Site
from publish import address

from .sections import Expansion


def find_expansions(section_numbers: Mapping[str, int], use_directory_urls: bool, facts: Site) -> dict[int, Expansion]:
    """The expansion of each section, by its number. `section_numbers` has the number of the section at each address.

    A question expands the sections that its right options rest on; what a wrong one says is never in it.
    """

    def by_section(texts: Iterator[tuple[str, str]]) -> dict[int, str]:
        texts_by_section: defaultdict[int, dict[str, None]] = defaultdict(dict)
        for location, text in texts:
            if (section := section_numbers.get(address(location, use_directory_urls))) is not None:
                texts_by_section[section][text] = None
        return {section: " ".join(unique) for section, unique in texts_by_section.items()}

    situations, stems = by_section(_situations(facts)), by_section(_stems(facts))
    numbers = {**situations, **stems}
    return {number: Expansion(situations.get(number, ""), stems.get(number, "")) for number in numbers}


def _situations(facts: Site) -> Iterator[tuple[str, str]]:
    """The location and text of what explains each situation of the chooser, and of each page's description."""
    for choice in facts.choices.values():
        yield choice.see, choice.says
    for path, meta in facts.pages.items():
        yield path, meta.description


def _stems(facts: Site) -> Iterator[tuple[str, str]]:
    """The location of each fact on which a right option of a question rests, and the question's text."""
    table_pages = derive.canonical_pages(facts.tables, facts)
    for question in facts.questions.values():
        for fact in {name: None for option in question.right for name in option.rests_on}:
            if location := _location(fact, table_pages, facts):
                yield location, f"{question.stem} {question.ask}"


def _location(fact: str, table_pages: Mapping[str, str], facts: Site) -> str | None:
    """The page or section that explains what a question rests on, if any does."""
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
    return f"{table_pages[table]}#{table}-{row}" if table in table_pages else None
