"""The search finds what learners type."""

import re
from collections import Counter, defaultdict

import pytest
from conftest import FACTS
from search_client import SPELLINGS, is_answer, is_answering_page, is_held_out, is_sampled, queries

from macros.facts import derive
from macros.render.text import url

QUERIES = queries(FACTS)


def test_every_page_is_found(pages, sections):
    pages_found = {location.partition("#")[0] for location, _, _ in sections}
    assert pages_found == {path.removesuffix("index.html") for path in pages if path != "404.html"}


# Selectors of what stands in one line and of its parts, and the text that separates these for the search.
LINES = {
    "lists": ("td ul", "li", " · "),
    "rows": ("figure:not([data-search-exclude]) tr:not(.head, :has(ul))", "td p", " · "),
    "tabs": (".tabbed-labels", "label", " "),
}


@pytest.mark.parametrize("kind", LINES)
def test_words_stay_apart(pages, sections, kind):
    """No word is made of the end of one item and the beginning of the next, nor a sentence of two cells."""
    line_selector, part_selector, separator = LINES[kind]
    page_texts = defaultdict(str)
    for location, _, text in sections:
        page_texts[location.partition("#")[0]] += f" {text}"
    lines = [
        (path, separator.join(part.get_text() for part in line.select(part_selector)))
        for path, page in pages.items()
        for line in page.select(line_selector)
    ]
    assert lines
    for path, text in lines:
        text = re.sub(r"(?<=[.:!?]) · ", " ", text).replace("\u2060", "")  # a full stop parts too
        assert " ".join(text.split()) in page_texts[path.removesuffix("index.html")], path


def test_pictures_are_not_searched(pages, sections):
    """Neither what they show nor how they are described: the text beside them says what they teach."""
    pictures = [picture for page in pages.values() for picture in page.select("figure svg")]
    assert len(pictures) > 100
    assert [
        str(picture)
        for picture in pictures
        if not picture.find_parent(attrs={"data-search-exclude": True}) and not picture.has_attr("data-search-exclude")
    ] == []
    assert [location for location, _, text in sections if "Diagram of" in text] == []


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held out"])
def test_most_queries_are_answered_first(ask, held_out):
    """At least 85 % come first, section and all, and 98 % of the pages among the first three.

    `pytest -n0 -s tests/test_search.py` shows the rates.
    """
    sample = [query for query in QUERIES if is_held_out(query) == held_out]
    counts, first, first_three = Counter(), Counter(), Counter()
    for query, locations in zip(sample, ask([query.words for query in sample]), strict=True):
        for kind in (query.kind, "all"):
            counts[kind] += 1
            first[kind] += bool(locations) and is_answer(query, locations[0])
            first_three[kind] += any(is_answering_page(query, place) for place in locations[:3])
    rates = {kind: (first[kind] / count, first_three[kind] / count) for kind, count in counts.items()}
    for kind, (first_rate, three_rate) in rates.items():
        print(f"\n{kind:12} first {first_rate:6.1%}, first three {three_rate:6.1%}", end="")
    assert rates["all"][0] >= 0.85 and rates["all"][1] >= 0.98, rates


@pytest.mark.parametrize("word", ["immutable", "annotations", "fargate", "instrumentation"])
def test_one_wrong_letter_is_forgiven(ask, word):
    """Wherever the letter is wrong, missing, doubled or swapped, the page comes among the first three."""
    slips = set()
    for i, letter in enumerate(word):
        slips |= {word[:i] + "q" + word[i + 1 :], word[:i] + word[i + 1 :], word[:i] + letter + word[i:]}
        slips |= {word[:i] + word[i + 1 : i + 2] + letter + word[i + 2 :]} - {word}
    expected_locations, *results = ask([word, *sorted(slips)])
    page = expected_locations[0].partition("#")[0]
    lost = [
        slip
        for slip, locations in zip(sorted(slips), results, strict=True)
        if page not in [location.partition("#")[0] for location in locations[:3]]
    ]
    assert lost == []


def test_other_characters_find_the_same(ask):
    """The same results as the plain spelling, in the same order."""
    unusual, plain = ask([*SPELLINGS]), ask([*SPELLINGS.values()])
    for query, result, expected in zip(SPELLINGS, unusual, plain, strict=True):
        assert expected and result == expected, query


def test_a_name_comes_first(ask, facts, pages, sections):
    """Headings, terms with their other names, and rows named by code or three words, typed as they are written.

    The first result is the section that defines them.
    """
    known = {location for location, _, _ in sections}
    definitions: dict[str, set[str]] = defaultdict(set)

    def address(place: str | None) -> str:
        return url(place, "index.md").removeprefix("./") if place else "glossary/"

    def define(name: str, place: str) -> None:
        """`place` is an address, whose fragment may stand anywhere in a section."""
        if not re.search(r"\w", name):
            return  # a sign alone, such as `/`
        page, _, fragment = place.partition("#")
        if place not in known:
            heading = pages[f"{page}index.html"].find(id=fragment).find_previous(re.compile("^h[1-6]$"))
            place = f"{page}#{heading.get('id')}"
        definitions[" ".join(name.replace("`", "").lower().split())].add(place if place in known else page)

    for location, title, _ in sections:
        if title != "Sources":
            define(title, location)
    for term in facts.terms.values():
        for name in (term.term, re.sub(r" \(.*\)", "", term.term), *term.also):
            define(name, address(term.see))
    for table, home in derive.canonical_pages(facts.tables, facts).items():
        first = next(iter(facts.tables[table].columns))
        for row in facts.tables[table].rows:
            name = row.cells[first]
            if isinstance(name, str) and ("`" in name or len(name.split()) > 2):
                for place in (f"{home}#{table}-{row.id}", row.see):
                    for part in (name, *re.findall("`([^`]+)`", name)) if place else ():
                        define(part, address(place))
    names = [name for name in definitions if is_sampled(name)]
    lost = [
        (name, locations[:3], definitions[name])
        for name, locations in zip(names, ask(names), strict=True)
        if not definitions[name] & {*locations[:1]}
    ]
    print(f"\n{len(names)} names, {len(names) - len(lost)} first", end="")
    assert lost == []


def test_an_exact_word_is_not_corrected(ask, sections):
    """`stage` is not taken for `state`, and nonsense finds nothing."""
    locations, nothing, empty = ask(["stage", "zzqxwv", " "])
    page_texts: dict[str, str] = {}  # by page: its top is shown above the section that matched
    for location, title, text in sections:
        page = location.partition("#")[0]
        page_texts[page] = f"{page_texts.get(page, '')} {title} {text}".lower()
    assert len(locations) > 2
    assert [location for location in locations if "stag" not in page_texts[location.partition("#")[0]]] == []
    assert nothing == empty == []


def test_disk_answers_as_published(ask, ask_disk):
    sample = [query.words for query in QUERIES[::12]]
    assert ask(sample) == ask_disk(sample)
