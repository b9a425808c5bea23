"""Names, from data: their synonyms, and the sections that define them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby

from macros.facts import derive
from macros.facts.load import Site
from macros.facts.model import Term
from publish import address

from .sections import Section, plain_text
from .tokenize import spelling, stem, words

# How certain it is that a section defines a name: the glossary leads there; it is its heading; a table there has a row
# of that name, which is code or long; or is one or two plain words, which may name an aspect, as in a row "Memory".
TERM, HEADING, ROW, ASPECT = 3, 2, 1, 0
# Key (the stem of the name's words written as one) -> spelling of the name -> number of a section -> certainty.
Definitions = dict[str, dict[str, dict[int, int]]]
# What answers say, by what questions say.
QUERY_SYNONYMS = {
    "long": ("duration", "timeout", "execution time"),
    "big": ("size", "maximum", "limit"),
    "large": ("size", "maximum", "limit"),
    "max": ("maximum", "limit"),
    "duration": ("timeout",),
    "multiple": ("several",),
    "every": ("each",),
    "keep": ("retention", "retain", "stay"),
    "mail": ("email",),
    "cheap": ("cost", "price"),
}


def synonyms(terms: Iterable[Term]) -> dict[str, list[list[str]]]:
    """The other names of each name, as words, by key."""
    result = defaultdict(list, {stem(word): [*map(words, others)] for word, others in QUERY_SYNONYMS.items()})
    for term in terms:
        group = [words(name) for name in (_without_qualifier(term.term), *map(_without_backticks, term.also))]
        for name in group:
            others = [other for other in group if stem("".join(other)) != stem("".join(name))]
            if others:
                result[stem("".join(name))] += others
    return result


def page_boosts(pages: Mapping[str, list[Section]], facts: Site | None) -> dict[str, float]:
    """The factor of the scores of each page's sections, by its address, where its front matter has one."""
    use_directory_urls = "index.html" not in pages
    searches = ((path, meta.search) for path, meta in facts.pages.items()) if facts else ()
    return {address(path, use_directory_urls): search.boost for path, search in searches if search and search.boost}


def service_runs(pages: Iterable[str], facts: Site | None) -> list[tuple[str, str, int]]:
    """The service and the group of each page, run-length encoded: their labels, none is "", and the number of pages.

    The first page of a service is its own.
    """
    groups = {name: group.label for group in facts.groups.values() for name in group.services} if facts else {}

    def labels(page: str) -> tuple[str, str]:
        folder = page.partition("/")[0]
        if facts and folder in facts.services:
            return facts.services[folder].label, groups.get(folder, "")
        return "", facts.groups[folder].label if facts and folder in facts.groups else ""

    return [(*both, len([*run])) for both, run in groupby(map(labels, pages))]


def suggestions(facts: Site | None) -> list[str]:
    """What somebody may ask who has typed nothing: the first question of the first service of each of three groups."""
    first_searches = (facts.searches.get(group.services[0]) for group in facts.groups.values()) if facts else ()
    return [searches.questions[0].query for searches in first_searches if searches and searches.questions][:3]


def definitions(pages: Mapping[str, list[Section]], numbers: Mapping[str, int], facts: Site | None) -> Definitions:
    """Which sections define which names. `numbers` has the number of the section at each address."""
    result: Definitions = defaultdict(lambda: defaultdict(dict))
    use_directory_urls = "index.html" not in pages

    def define(name: str, section: int | None, certainty: int) -> None:
        if section is not None and (key := "".join(words(name))):
            sections = result[stem(key)][spelling(name)]
            sections[section] = max(certainty, sections.get(section, 0))

    for number, section in enumerate(chain.from_iterable(pages.values())):
        if not section.location.endswith("#sources"):
            define(plain_text(section.title), number, HEADING)
    for location, name, certainty in (*_services(facts), *_terms(facts), *_rows(facts)) if facts else ():
        define(name, numbers.get(address(location, use_directory_urls)), certainty)
    return result


def _services(facts: Site) -> Iterator[tuple[str, str, int]]:
    """The location, the name and the certainty of each name of a service."""
    for folder, service in facts.services.items():
        codes = [version.code for version in facts.exam.versions] if folder == "exam" else ()
        for name in (service.label.removeprefix("The "), *codes):
            yield f"{folder}/index.md", name, TERM


def _terms(facts: Site) -> Iterator[tuple[str, str, int]]:
    """The location, the name and the certainty of each name of a term."""
    for term in facts.terms.values():
        for name in {_without_backticks(term.term), _without_qualifier(term.term), *map(_without_backticks, term.also)}:
            if term.see:
                yield term.see, name, TERM


def _rows(facts: Site) -> Iterator[tuple[str, str, int]]:
    """The location, the name and the certainty of each name of a row: where it stands, and where it leads."""
    for table, page in derive.canonical_pages(facts.tables, facts).items():
        first = next(iter(facts.tables[table].columns))
        for row in facts.tables[table].rows:
            if isinstance(cell := row.cells[first], str):
                for name in _row_names(cell):
                    certainty = ROW if "`" in cell or len(words(name)) > 2 else ASPECT
                    for location in filter(None, (f"{page}#{table}-{row.id}", row.see)):
                        yield location, name, certainty


def _without_backticks(name: str) -> str:
    return name.replace("`", "")


def _without_qualifier(name: str) -> str:
    """Without the disambiguation in brackets."""
    return _without_backticks(re.sub(r"\(.*?\)", "", name))


def _row_names(cell: str) -> Iterator[str]:
    """The cell, each piece of code in it, and both without `<placeholders>`."""
    for name in (_without_backticks(cell), *re.findall("`([^`]+)`", cell)):
        yield from {name, re.sub("<.*?>", "", name)}
