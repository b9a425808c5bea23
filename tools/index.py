"""The search index in small files, so that a search fetches what its words need and no more, at any size of the site.

Works on the folder of a built site, after mkdocs and after Zensical:

    python -m tools.index site

It takes the place of the engine's one big index, for `overrides/assets/search.js`, which says how the files are asked:

    search/index.json          the files' version, how many sections each page has, what each k, w and e begins with, the words of questions
    search/<version>/k<n>.json a leaf: [[key, {word: said}, said of pairs, names], ...], the keys (stems, and pairs of them) in order
    search/<version>/w<n>.json words of five letters or more, in order, for a word that is not there
    search/<version>/e<n>.json the same turned round, for one that begins wrongly
    search/<version>/p<n>.json a page: [[location, title, text], ...], a section each
    search/all.js              all of these, for pages opened from disk

`said` is a flat list: sections (counted from the one before), and how much each says the word, times 8, plus the number of
stems in its title if this is one. What too many sections say keeps the best, and begins with minus their number.
How words are split is told here and in `search.js`; tests/test_search.py holds them together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import threading
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

# Words of questions: they say that something is asked, not what.
STOP = frozenset(
    """a an and are as at be been being between by can could did difference different do does for from get gets had
    happen happened happens has have how i if in into is it its just many may me mean means much must my need needs of on or our
    shall should so take takes than that the their them then there these they this those to use used uses using versus vs was we
    were what when where which who whom whose why will with would you your""".split()
)
# A page's title counts for its sections too; a sample of code says many words in passing.
# The first sentence of a page is its answer.
WEIGHT = {"title": 2.5, "page": 1, "lead": 1, "text": 1, "code": 0.5}
SOURCES = 0.1  # the weight of a list of sources
STEP = 0.04  # weights are told in steps of this
LEAF = 12_000  # characters of a leaf, about 4 kB when sent
MOST = 2_000  # sections that a word is looked up in
# The files of both engines, and the key of the sections in each.
INDEXES = {"search/search_index.json": "docs", "search.json": "items"}

# A block of code, with the file's name above it, looked for from where a word begins: from each of its letters takes ages on a long one.
_SAMPLE = re.compile(r"(?:(?<![^\s<>])[^\s<>]+)?<pre>.*?</pre>", re.DOTALL)
# A page whose name begins with glossary says other names where the reader sees them: "<p>...</p> Term also called this, that <p>...</p>".
_OTHER_NAMES = re.compile(r"</p>((?:(?!</?p>).)*?) also called ((?:(?!</?p>).)*)<p>", re.DOTALL)
_CHUNK = re.compile(r'\w+(?:[^\s\w<>&,;:/()"]+\w+)*')  # once _ is no letter
_DIGIT = re.compile("[0-9]")
_RUN = re.compile(r"\w+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NoIndex(Exception):
    """One line: what is wrong with the folder, and what was expected."""


# Words, as in search.js


@cache
def stem(word: str) -> str:
    """A word without the endings in which questions and pages differ."""
    if len(word) < 4 or _DIGIT.search(word):
        return word
    one = word[:-3] + "y" if word.endswith("ies") else word[:-1] if word[-1] == "s" and word[-2] not in "su" else word
    root = one[:-3] if one.endswith(("ing", "ion")) else one.removesuffix("ed")
    if len(root) < 4 or root == one:
        return one.removesuffix("e")
    return root[:-1] if root[-1] == root[-2] and root[-1] not in "ls" else root


@cache
def _split(chunk: str) -> list[tuple[str, int]]:
    found, whole, count, runs = [], "", 0, _RUN.findall(chunk)
    for run in runs:
        parts = _CAMEL.sub(" ", run).lower().split(" ")
        found += [(part, 1) for part in parts]
        if len(parts) > 1:
            found.append((run.lower(), len(parts)))
        whole, count = whole + run.lower(), count + len(parts)
    return [*found, (whole, count)] if len(runs) > 1 else found


def names(text: str) -> list[tuple[str, int]]:
    """Each written name with its number of parts, parts and whole: `x-GetRole` gives x, get, role, getrole, xgetrole."""
    return [name for chunk in _CHUNK.findall(text.replace("_", "-")) for name in _split(chunk)]


def words(text: str) -> list[str]:
    """The words of `text`, in their order."""
    return [word for word, parts in names(text) if parts == 1]


def plain(html: str) -> str:
    """The plain text of an entry's HTML, without the labels of the boxes; a dot parts what no full stop ends."""
    text = re.sub("<p>(?:Exam|Trap|Loss|Costs)</p>|\u2060", "", html).replace("</code><code>", " ")
    text = re.sub(r"(?<=[^\s.:!?>])\s*(?:</(?:p|li|pre|code)>)*</(?:p|li|pre)>(?=.*\S)", " · ", text)
    text = re.sub("<[^>]+>", " ", re.sub("</?(?:code|su[bp])>", "", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# Index


def _said(heard: array) -> list[int]:
    """One list of a leaf, from section and weight in turn."""
    found = list(zip(heard[::2], heard[1::2], strict=True))
    kept = sorted(sorted(found, key=lambda one: -one[1])[:MOST]) if len(found) > MOST else found
    steps = zip(kept, [(0, 0), *kept], strict=False)
    return [-len(found)] * (kept is not found) + [number for (at, weight), (before, _) in steps for number in (at - before, weight)]


def _hear(docs: list[tuple[dict, dict]]) -> tuple[dict[str, array], dict[str, array]]:
    """Section and weight in turn, by word and by pair of neighbours, of each section with its page's top."""
    rows = [{field: names(plain(text)) for field, text in _fields(doc, top).items()} for doc, top in docs]
    mean = {field: sum(len(row[field]) for row in rows) / len(rows) or 1 for field in WEIGHT}
    single, pairs = defaultdict(lambda: array("L")), defaultdict(lambda: array("L"))
    for at, (row, (doc, _)) in enumerate(zip(rows, docs, strict=True)):
        factor = doc.get("boost", 1) * (SOURCES if doc["location"].endswith("#sources") else 1)
        title = {stem(word) for word, parts in row["title"] if parts == 1 and word not in STOP}
        alone, beside = defaultdict(float), defaultdict(float)
        for field, weight in WEIGHT.items():
            # Said twice counts less than double, and in a long text less than in a short one.
            long = 1.2 * (0.3 + 0.7 * len(row[field]) / mean[field])
            told = [word for word, parts in row[field] if parts == 1]
            next_to = [stem(one + two) for one, two in zip(told, told[1:], strict=False) if one not in STOP and two not in STOP]
            for weights, all_names in ((alone, [word for word, _ in row[field] if word not in STOP]), (beside, next_to)):
                for name, often in Counter(all_names).items():
                    weights[name] += factor * weight * often / (often + long)
        for word, weight in alone.items():
            single[word].extend((at, max(1, round(weight / STEP)) * 8 + (min(len(title), 7) if stem(word) in title else 0)))
        for pair, weight in beside.items():
            pairs[pair].extend((at, max(1, round(weight / STEP)) * 8))
    return single, pairs


def files(docs: list[dict]) -> dict[str, str]:
    """The text of each file, by name without ending, of the engine's `docs`: location, title, text and boost each."""
    pages: dict[str, list[dict]] = {}
    for doc in docs:
        pages.setdefault(doc["location"].partition("#")[0], []).append(doc)
    single, pairs = _hear([(doc, of[0]) for of in pages.values() for doc in of])
    families, others = defaultdict(list), defaultdict(list)
    for word in sorted(single):
        families[stem(word)].append(word)
    glossaries = "".join(doc["text"] for doc in docs if re.search(r"(^|/)glossary[^/#]*(/|\.html)$", doc["location"]))
    for term, also in _OTHER_NAMES.findall(glossaries):
        # What stands in brackets tells apart two terms of one name.
        group = [words(plain(name)) for name in (re.sub(r"\(.*?\)", "", term), *also.split(","))]
        for name in group:
            key = stem("".join(name))
            others[key] += [other for other in group if stem("".join(other)) != key]

    def piece(key: str) -> list:
        return [key, {word: _said(single[word]) for word in families.get(key, ())}, _said(pairs.get(key, ())), others.get(key, [])]

    made: dict[str, list[str]] = {}  # the items of each file, as JSON

    def cut(name: str, pieces: Iterable[str | list]) -> list[str]:
        """Cut what is in order into files; returns of each as much of its first key as parts it from the one before."""
        firsts, size, last = [], LEAF, ""
        for piece in pieces:
            key, text = piece if isinstance(piece, str) else piece[0], _json(piece)
            if size + len(text) > LEAF:
                firsts.append(next((key[:n] for n in range(len(key)) if key[:n] > last), key))
                leaf, size = made.setdefault(f"{name}{len(firsts) - 1}", []), 0
            leaf.append(text)
            last, size = key, size + len(text)
        return firsts

    long = [word for word in single if len(word) > 4]  # of shorter ones, everything is one letter away
    root = {
        "pages": [len(of) for of in pages.values()],
        "leaves": cut("k", map(piece, sorted({*families, *pairs, *others}))),
        "words": cut("w", sorted(long)),
        "ends": cut("e", sorted(word[::-1] for word in long)),
        "stop": sorted(STOP),
    }
    for at, of in enumerate(pages.values()):
        made[f"p{at}"] = [_json([doc["location"], plain(doc["title"]), " ".join(plain(doc["text"]).split())]) for doc in of]
    texts = {name: f"[{','.join(items)}]" for name, items in made.items()}
    version = hashlib.sha256(_json(texts).encode()).hexdigest()[:8]
    return {"index": _json({"version": version, **root}), **{f"{version}/{name}": text for name, text in texts.items()}}


def _fields(doc: dict, top: dict) -> dict[str, str]:
    return {
        "title": doc["title"],
        "page": ("" if doc is top else top["title"]) + " " + re.sub(r"(index)?\.html$", "", top["location"]),
        "lead": re.match("(?:<p>.*?</p>)?", doc["text"], re.DOTALL)[0] if doc is top else "",
        "text": _SAMPLE.sub(" ", doc["text"]),
        "code": " ".join(_SAMPLE.findall(doc["text"])),
    }


def apply(site: Path) -> None:
    """Put the small files into the built `site`, in place of the engine's index. Raises `NoIndex`."""
    path = next((site / name for name in INDEXES if (site / name).is_file()), None)
    if path is None:
        raise NoIndex(f"{site}: no search index, expected {' or '.join(INDEXES)} as the build wrote it")
    key = INDEXES[path.relative_to(site).as_posix()]
    try:
        docs = json.loads(path.read_text(encoding="utf-8"))[key]
    except (ValueError, KeyError, TypeError):
        docs = []
    if not docs:
        raise NoIndex(f"{path}: no search index, expected JSON with pages under {key!r}")
    made = files(docs)
    for name, text in made.items():
        target = site / "search" / f"{name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if any(".html" in doc["location"] for doc in docs):  # made to be opened from disk
        all_files = ",\n".join(f'"{name}": {text}' for name, text in made.items())
        (site / "search/all.js").write_text(f"searchFiles = {{\n{all_files}\n}};\n", encoding="utf-8")
    path.unlink()


def lazily(app: Callable, site: Callable[[], Path]) -> Callable:
    """The WSGI application `app`, which serves the folder that `site` names, with the files made when a search asks for them: a save need not wait."""
    lock = threading.Lock()

    def serve(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/search/index.json"):
            with lock, suppress(NoIndex):  # made already, and nothing built since
                apply(site())
        return app(environ, start_response)

    return serve


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.index")
    parser.add_argument("site", type=Path)
    try:
        apply(parser.parse_args().site)
    except NoIndex as error:
        sys.exit(f"Error: {error}")
