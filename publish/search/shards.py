"""The index split into files of about 4 kB as sent, so that a search fetches few bytes at any size of the site."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .index import Postings, invert, pack
from .names import TERM, Definitions
from .sections import Section, plain_text
from .tokenize import STOP_WORDS, stem

SHARD_SIZE = 9_000  # characters of a shard
MIN_FUZZY_LENGTH = 5  # letters of a word that is a correction: any shorter one is one letter away from others

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def files(
    pages: Mapping[str, list[Section]],
    synonyms: Mapping[str, list[list[str]]],
    definitions: Definitions,
    service_runs: list[tuple[str, str, int]],
    suggestions: list[str],
) -> dict[str, str]:
    """The text of each file, by its name below `search/` without ending."""
    words, bigrams = invert([*pages.values()])
    families = defaultdict(list)
    for word in sorted(words):
        families[stem(word)].append(word)

    def entry(key: str) -> list[Any]:
        family = {word: pack(words[word]) for word in families.get(key, ())}
        defined = {
            name: [section * 4 + certainty for section, certainty in sorted(sections.items())]
            for name, sections in sorted(definitions.get(key, {}).items())
        }
        return [key, family, pack(bigrams.get(key, ())), synonyms.get(key, []), defined]

    shards: dict[str, list[str]] = {}  # the items of each file, as JSON
    keys = sorted({*families, *bigrams, *synonyms, *definitions})
    counts = [len(sections) for sections in pages.values()]
    ranks = dict(_rank_words(words, definitions, _first_sections(counts, service_runs)))
    reversed_words = sorted((word[::-1], rank) for word, rank in ranks.items())
    root = {
        "pages": counts,
        "leaves": _split("k", ((key, entry(key)) for key in keys), shards),
        "words": _split("w", ((word, word + rank) for word, rank in sorted(ranks.items())), shards),
        "ends": _split("e", ((word, word + rank) for word, rank in reversed_words), shards),
        "places": service_runs,
        "suggestions": suggestions,
        "stop": sorted(STOP_WORDS),
    }
    for number, sections in enumerate(pages.values()):
        texts = ((section.location, plain_text(section.title), plain_text(section.text)) for section in sections)
        shards[f"p{number}"] = [_to_json([location, title, " ".join(text.split())]) for location, title, text in texts]
    contents = {name: f"[{','.join(items)}]" for name, items in shards.items()}
    version = hashlib.sha256(_to_json(contents).encode()).hexdigest()[:8]
    index = _to_json({"version": version, **root})
    return {"index": index, **{f"{version}/{name}": text for name, text in contents.items()}}


def _first_sections(counts: list[int], service_runs: list[tuple[str, str, int]]) -> set[int]:
    """The first section of each service; `counts` has the number of sections of each page."""
    first_sections: dict[str, int] = {}
    page = 0
    for service, _, pages in service_runs:
        first_sections.setdefault(service, sum(counts[:page]))
        page += pages
    return {section for service, section in first_sections.items() if service}


def _rank_words(words: Postings, definitions: Definitions, first_sections: set[int]) -> Iterator[tuple[str, str]]:
    """Each word that may correct a misspelled one, and a digit: how common it is, by the logarithm of its sections; 9
    names a service, which begins with one of `first_sections`.
    """
    for word, postings in words.items():
        count = len(postings) // 2
        certainties = definitions.get(stem(word), {}).get(word, {})
        names_service = any(certainties[section] == TERM for section in first_sections & certainties.keys())
        if len(word) >= MIN_FUZZY_LENGTH - names_service and word.isalpha() and (count > 1 or certainties):
            yield word, "9" if names_service else str(min(8, count.bit_length() - 1))


def _split(kind: str, items: Iterable[tuple[str, Any]], shards: dict[str, list[str]]) -> list[str]:
    """Split items (key and value), in the order of their keys, into `shards`, as JSON.

    Returns of each shard the shortest prefix of its first key that is greater than the key before.
    """
    first_keys, size, previous = [], SHARD_SIZE, ""
    for key, text in ((key, _to_json(value)) for key, value in items):
        if size + len(text) > SHARD_SIZE:
            first_keys.append(next((key[:length] for length in range(len(key)) if key[:length] > previous), key))
            shard, size = shards.setdefault(f"{kind}{len(first_keys) - 1}", []), 0
        shard.append(text)
        previous, size = key, size + len(text)
    return first_keys
