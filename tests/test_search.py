"""The search finds what learners type."""

import re
from collections import Counter, defaultdict

import pytest
from asking import DRESSED, asked, fits, held, near, queries
from conftest import FACTS

from macros.facts import derive
from macros.render.text import url

QUERIES = queries(FACTS)
KINDS = {"words", "identifiers", "names", "typos", "questions"}


def test_every_page_is_found(pages, sections):
    located = {location.partition("#")[0] for location, _, _ in sections}
    assert located == {path.removesuffix("index.html") for path in pages if path != "404.html"}


# What stands in one line, its parts, and what parts them for the search.
RUNS = {
    "lists": ("td ul", "li", " · "),
    "rows": ("figure:not([data-search-exclude]) tr:not(.head, :has(ul))", "td p", " · "),
    "tabs": (".tabbed-labels", "label", " "),
}


@pytest.mark.parametrize("kind", RUNS)
def test_words_stay_apart(pages, sections, kind):
    """No word is made of the end of one item and the beginning of the next, nor a sentence of two cells."""
    whole, part, between = RUNS[kind]
    texts = defaultdict(str)
    for location, _, text in sections:
        texts[location.partition("#")[0]] += f" {text}"
    found = [
        (path, between.join(one.get_text() for one in items.select(part)))
        for path, page in pages.items()
        for items in page.select(whole)
    ]
    assert found
    for path, text in found:
        text = re.sub(r"(?<=[.:!?]) · ", " ", text).replace("\u2060", "")  # a full stop parts too
        assert " ".join(text.split()) in texts[path.removesuffix("index.html")], path


def test_pictures_are_no_text(pages, sections):
    """Neither what they show nor how they are described: the text beside them says what they teach."""
    pictures = [picture for page in pages.values() for picture in page.select("figure svg")]
    assert len(pictures) > 100
    assert [
        str(one)
        for one in pictures
        if not one.find_parent(attrs={"data-search-exclude": True}) and not one.has_attr("data-search-exclude")
    ] == []
    assert [location for location, _, text in sections if "Diagram of" in text] == []


def test_queries_are_sound():
    """None is there twice, and a third of each kind is held out; that the places exist, the build knows."""
    assert [words for words, times in Counter(query.words for query in QUERIES).items() if times > 1] == []
    assert {query.kind for query in QUERIES if held(query)} == KINDS
    assert len(QUERIES) / 4 < sum(map(held, QUERIES)) < len(QUERIES) / 2


@pytest.mark.parametrize("apart", [False, True], ids=["tuned", "held out"])
def test_rates(ask, apart):
    """At least 85 % come first, section and all, and 98 % of the pages among the first three.

    `pytest -n0 -s tests/test_search.py` shows the rates.
    """
    some = [query for query in QUERIES if held(query) == apart]
    asked, first, three = Counter(), Counter(), Counter()
    for query, (places, _) in zip(some, ask([query.words for query in some]), strict=True):
        for kind in (query.kind, "all"):
            asked[kind] += 1
            first[kind] += bool(places) and fits(query, places[0])
            three[kind] += any(near(query, place) for place in places[:3])
    rates = {kind: (first[kind] / of, three[kind] / of) for kind, of in asked.items()}
    print(*(f"\n{kind:12} first {one:6.1%}, first three {more:6.1%}" for kind, (one, more) in rates.items()), end="")
    assert rates["all"][0] >= 0.85 and rates["all"][1] >= 0.98, rates


@pytest.mark.parametrize("word", ["immutable", "annotations", "fargate", "instrumentation"])
def test_one_wrong_letter(ask, word):
    """Wherever the letter is wrong, missing, doubled or swapped, the page comes among the first three."""
    slips = set()
    for i, letter in enumerate(word):
        slips |= {word[:i] + "q" + word[i + 1 :], word[:i] + word[i + 1 :], word[:i] + letter + word[i:]}
        slips |= {word[:i] + word[i + 1 : i + 2] + letter + word[i + 2 :]} - {word}
    (right, _), *found = ask([word, *sorted(slips)])
    page = right[0].partition("#")[0]
    lost = [
        slip
        for slip, (places, _) in zip(sorted(slips), found, strict=True)
        if page not in [place.partition("#")[0] for place in places[:3]]
    ]
    assert lost == []


def test_letters_in_another_dress(ask):
    """The same results as the plain spelling, in the same order."""
    dressed, plain = ask([*DRESSED]), ask([*DRESSED.values()])
    for words, (found, _), (expected, _) in zip(DRESSED, dressed, plain, strict=True):
        assert expected and found == expected, words


def test_a_name_comes_first(ask, facts, pages, sections):
    """Headings, terms with their other names, and rows named by code or three words, typed as they are written.

    The first result is the section that defines them.
    """
    known = {location for location, _, _ in sections}
    defining: dict[str, set[str]] = defaultdict(set)

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
        defining[" ".join(name.replace("`", "").lower().split())].add(place if place in known else page)

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
    names = [name for name in defining if asked(name)]
    found = zip(names, ask(names), strict=True)
    lost = [(name, places[:3], defining[name]) for name, (places, _) in found if not defining[name] & {*places[:1]}]
    print(f"\n{len(names)} names, {len(names) - len(lost)} first", end="")
    assert lost == []


def test_exact_comes_first(ask, sections):
    """`stage` is not taken for `state`, and nonsense finds nothing."""
    (places, _), (nothing, _), (empty, _) = ask(["stage", "zzqxwv", " "])
    said: dict[str, str] = {}  # by page: its top is shown above the section that matched
    for location, title, text in sections:
        page = location.partition("#")[0]
        said[page] = f"{said.get(page, '')} {title} {text}".lower()
    assert len(places) > 2
    assert [place for place in places if "stag" not in said[place.partition("#")[0]]] == []
    assert nothing == empty == []


def test_disk_answers_as_published(ask, ask_disk):
    some = [query.words for query in QUERIES[::12]]
    assert [places for places, _ in ask(some)] == [places for places, _ in ask_disk(some)]
