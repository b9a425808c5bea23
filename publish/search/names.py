"""What has a name of its own, from data: its other names, and the section that defines it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby

from macros.facts import derive
from macros.facts.load import Site
from macros.facts.model import Term
from macros.render.text import url

from .sections import Section, plain
from .tokenize import spelling, stem, words

# How sure a section defines a name: the glossary leads there; it bears it; a table there has a row of that name,
# which is code or long; or is one or two plain words, which may name an aspect, as in a row "Memory".
TERM, HEADING, ROW, ASPECT = 3, 2, 1, 0
# How sure each section, by number, is of a name, by spelling, by key: the stem of the name's words written as one.
Definitions = dict[str, dict[str, dict[int, int]]]
# What answers say, by what questions say.
QUESTIONS = {
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
    found = defaultdict(list, {stem(asked): [words(other) for other in others] for asked, others in QUESTIONS.items()})
    for term in terms:
        group = [words(name) for name in (_unqualified(term.term), *map(_text, term.also))]
        for name in group:
            others = [other for other in group if stem("".join(other)) != stem("".join(name))]
            if others:
                found[stem("".join(name))] += others
    return found


def factors(pages: Mapping[str, list[Section]], facts: Site | None) -> dict[str, float]:
    """How much each page's sections count, by its address, where its front matter says so."""
    directories = "index.html" not in pages
    metas = facts.pages.items() if facts else ()
    return {address(path, directories): meta.search.boost for path, meta in metas if meta.search and meta.search.boost}


def services(pages: Iterable[str], facts: Site | None) -> list[tuple[str, str, int]]:
    """The service and the group of each page, by their labels, and how many pages in a row are of both; none is "".

    The first page of a service is its own.
    """
    groups = {name: group.label for group in facts.groups.values() for name in group.services} if facts else {}

    def labels(page: str) -> tuple[str, str]:
        folder = page.partition("/")[0]
        if facts and folder in facts.services:
            return facts.services[folder].label, groups.get(folder, "")
        return "", facts.groups[folder].label if facts and folder in facts.groups else ""

    return [(*of, len([*run])) for of, run in groupby(map(labels, pages))]


def suggestions(facts: Site | None) -> list[str]:
    """What somebody may ask who has typed nothing: the first question of the first service of each of three groups."""
    first = (facts.searches.get(group.services[0]) for group in facts.groups.values()) if facts else ()
    return [of.questions[0].query for of in first if of and of.questions][:3]


def definitions(pages: Mapping[str, list[Section]], places: Mapping[str, int], facts: Site | None) -> Definitions:
    """Which sections define which names. `places` has the number of the section at each address."""
    found: Definitions = defaultdict(lambda: defaultdict(dict))
    directories = "index.html" not in pages

    def define(name: str, section: int | None, sure: int) -> None:
        if section is not None and (joined := "".join(words(name))):
            sections = found[stem(joined)][spelling(name)]
            sections[section] = max(sure, sections.get(section, 0))

    for number, section in enumerate(chain.from_iterable(pages.values())):
        if not section.location.endswith("#sources"):
            define(plain(section.title), number, HEADING)
    for place, name, sure in (*_services(facts), *_terms(facts), *_rows(facts)) if facts else ():
        define(name, places.get(address(place, directories)), sure)
    return found


def _services(facts: Site) -> Iterator[tuple[str, str, int]]:
    """Where each service begins, each of its names, and how sure that is."""
    for folder, service in facts.services.items():
        codes = [version.code for version in facts.exam.versions] if folder == "exam" else ()
        for name in (service.label.removeprefix("The "), *codes):
            yield f"{folder}/index.md", name, TERM


def _terms(facts: Site) -> Iterator[tuple[str, str, int]]:
    """Where each term is explained, each of its names, and how sure that is."""
    for term in facts.terms.values():
        for name in {_text(term.term), _unqualified(term.term), *map(_text, term.also)}:
            if term.see:
                yield term.see, name, TERM


def _rows(facts: Site) -> Iterator[tuple[str, str, int]]:
    """Where each row of a table stands and leads, each of its names, and how sure it defines it."""
    for table, page in derive.canonical_pages(facts.tables, facts).items():
        first = next(iter(facts.tables[table].columns))
        for row in facts.tables[table].rows:
            if isinstance(cell := row.cells[first], str):
                for name in _row_names(cell):
                    sure = ROW if "`" in cell or len(words(name)) > 2 else ASPECT
                    for place in filter(None, (f"{page}#{table}-{row.id}", row.see)):
                        yield place, name, sure


def address(place: str, directories: bool) -> str:
    return url(place, "index.md", directories).removeprefix("./")


def _text(name: str) -> str:
    return name.replace("`", "")


def _unqualified(name: str) -> str:
    """Without what stands in brackets, which tells apart two things of one name."""
    return _text(re.sub(r"\(.*?\)", "", name))


def _row_names(cell: str) -> Iterator[str]:
    """All of the cell, each piece of code in it, and both without `<placeholders>`."""
    for name in (_text(cell), *re.findall("`([^`]+)`", cell)):
        yield from {name, re.sub("<.*?>", "", name)}
