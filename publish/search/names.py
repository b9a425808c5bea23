"""What has a name of its own, from data: its other names, and the section that defines it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

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
    return {_address(path, directories): meta.search.boost for path, meta in metas if meta.search and meta.search.boost}


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
    for place, name, sure in (*_terms(facts), *_rows(facts)) if facts else ():
        define(name, places.get(_address(place, directories)), sure)
    return found


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


def _address(place: str, directories: bool) -> str:
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
