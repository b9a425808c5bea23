"""The inverted index: how much each section says a word, by BM25F."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from .sections import Section, fields, plain
from .tokenize import STOP_WORDS, stem, tokens

# A page's title counts for its sections too; a sample of code says many words in passing.
# The first sentence of a page is its answer. A question tells a story around what it asks.
WEIGHTS = {"title": 2.5, "page": 1, "lead": 1, "text": 1, "code": 0.5, "situations": 1, "stems": 0.5}
UNSAID = {"situations", "stems"}  # the fields that no reader sees
SOURCES = 0.1  # the factor of a list of sources
STEP = 0.04  # scores are stored in steps of this
K1, B = 1.2, 0.7  # BM25: how soon a repeated word counts for no more, and how much a long field counts for less
MOST = 2_000  # sections in which a word is looked up
# Section and score in turn, by word. A score is in steps, times 8, plus, where the word is of the section's title, the
# number of stems in that, 6 at most, and `ASKED` where only those who ask for the section use it.
ASKED = 7
Postings = dict[str, "array[int]"]


def invert(pages: Sequence[list[Section]]) -> tuple[Postings, Postings]:
    """The postings of each word, and of each bigram (the stem of both written as one), over all sections."""
    sections = [(section, page[0]) for page in pages for section in page]
    rows = [{field: tokens(plain(html)) for field, html in fields(section, top).items()} for section, top in sections]
    mean = {field: sum(len(row[field]) for row in rows) / len(rows) or 1 for field in WEIGHTS}
    words: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
    bigrams: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
    for number, (row, (section, _)) in enumerate(zip(rows, sections, strict=True)):
        factor = section.boost * (SOURCES if section.location.endswith("#sources") else 1)
        title = {stem(word) for word, parts in row["title"] if parts == 1 and word not in STOP_WORDS}
        said = {word for field in WEIGHTS.keys() - UNSAID for word, _ in row[field]}
        word_scores: defaultdict[str, float] = defaultdict(float)
        bigram_scores: defaultdict[str, float] = defaultdict(float)
        for field, weight in WEIGHTS.items():
            saturation = K1 * (1 - B + B * len(row[field]) / mean[field])
            smallest = [word for word, parts in row[field] if parts == 1]
            neighbours = [stem(a + b) for a, b in pairwise(smallest) if a not in STOP_WORDS and b not in STOP_WORDS]
            names = [word for word, _ in row[field] if word not in STOP_WORDS]
            for scores, units in ((word_scores, names), (bigram_scores, neighbours if field != "stems" else [])):
                for word, count in Counter(units).items():
                    scores[word] += factor * weight * count / (count + saturation)
        for word, score in word_scores.items():
            kind = ASKED if word not in said else min(len(title), 6) if stem(word) in title else 0
            words[word].extend((number, _steps(score) * 8 + kind))
        for bigram, score in bigram_scores.items():
            bigrams[bigram].extend((number, _steps(score) * 8))
    return words, bigrams


def _steps(score: float) -> int:
    return max(1, round(score / STEP))


def packed(postings: Sequence[int]) -> list[int]:
    """Postings as they are stored: sections counted from the one before.

    Of more than `MOST` the best are kept, and the list begins with minus their number.
    """
    pairs = list(zip(postings[::2], postings[1::2], strict=True))
    kept = sorted(sorted(pairs, key=lambda pair: -pair[1])[:MOST]) if len(pairs) > MOST else pairs
    head = [-len(pairs)] if kept is not pairs else []
    steps = pairwise([(0, 0), *kept])
    return head + [number for (before, _), (section, score) in steps for number in (section - before, score)]
