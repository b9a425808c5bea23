"""The index cut into files of about 4 kB as sent, so that a search fetches few bytes at any size of the site."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .index import Postings, invert, packed
from .names import TERM, Definitions
from .sections import Section, plain
from .tokenize import STOP_WORDS, stem

SIZE = 9_000  # characters of a shard
FUZZY = 5  # letters of a word from which on a wrong one is forgiven: of shorter ones, everything is one letter away

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def files(
    pages: Mapping[str, list[Section]],
    synonyms: Mapping[str, list[list[str]]],
    definitions: Definitions,
    places: list[tuple[str, str, int]],
    suggestions: list[str],
) -> dict[str, str]:
    """The text of each file, by its name below `search/` without ending."""
    words, bigrams = invert([*pages.values()])
    families = defaultdict(list)
    for word in sorted(words):
        families[stem(word)].append(word)

    def entry(key: str) -> list[Any]:
        family = {word: packed(words[word]) for word in families.get(key, ())}
        defined = {
            name: [section * 4 + sure for section, sure in sorted(found.items())]
            for name, found in sorted(definitions.get(key, {}).items())
        }
        return [key, family, packed(bigrams.get(key, ())), synonyms.get(key, []), defined]

    shards: dict[str, list[str]] = {}  # the items of each file, as JSON
    keys = sorted({*families, *bigrams, *synonyms, *definitions})
    counts = [len(sections) for sections in pages.values()]
    ranks = dict(_ranked(words, definitions, _tops(counts, places)))
    ends = sorted((word[::-1], rank) for word, rank in ranks.items())
    root = {
        "pages": counts,
        "leaves": _cut("k", ((key, _json(entry(key))) for key in keys), shards),
        "words": _cut("w", ((word, _json(word + rank)) for word, rank in sorted(ranks.items())), shards),
        "ends": _cut("e", ((end, _json(end + rank)) for end, rank in ends), shards),
        "places": places,
        "suggestions": suggestions,
        "stop": sorted(STOP_WORDS),
    }
    for number, sections in enumerate(pages.values()):
        texts = ([of.location, plain(of.title), " ".join(plain(of.text).split())] for of in sections)
        shards[f"p{number}"] = [*map(_json, texts)]
    made = {name: f"[{','.join(items)}]" for name, items in shards.items()}
    version = hashlib.sha256(_json(made).encode()).hexdigest()[:8]
    return {"index": _json({"version": version, **root}), **{f"{version}/{name}": text for name, text in made.items()}}


def _tops(counts: list[int], places: list[tuple[str, str, int]]) -> set[int]:
    """The sections with which services begin; `counts` has the sections of each page."""
    first: dict[str, int] = {}
    page = 0
    for service, _, pages in places:
        first.setdefault(service, sum(counts[:page]))
        page += pages
    return {section for service, section in first.items() if service}


def _ranked(words: Postings, definitions: Definitions, tops: set[int]) -> Iterator[tuple[str, str]]:
    """Each word for which a slip may stand, and a digit: how common it is, by the logarithm of its sections; 9 names a
    service, which begins with one of the sections `tops`.
    """
    for word, postings in words.items():
        count = len(postings) // 2
        defined = definitions.get(stem(word), {}).get(word, {})
        named = any(sure == TERM and section in tops for section, sure in defined.items())
        if len(word) >= FUZZY - named and word.isalpha() and (count > 1 or defined):
            yield word, "9" if named else str(min(8, count.bit_length() - 1))


def _cut(kind: str, items: Iterable[tuple[str, str]], shards: dict[str, list[str]]) -> list[str]:
    """Cut items (key and JSON), in the order of their keys, into `shards`.

    Returns of each shard as much of its first key as tells it from the one before.
    """
    firsts, size, last = [], SIZE, ""
    for key, text in items:
        if size + len(text) > SIZE:
            firsts.append(next((key[:n] for n in range(len(key)) if key[:n] > last), key))
            shard, size = shards.setdefault(f"{kind}{len(firsts) - 1}", []), 0
        shard.append(text)
        last, size = key, size + len(text)
    return firsts
