"""The inverted index: how much each section says a word, by BM25F."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from .sections import Section, fields, plain_text
from .tokenize import STOP_WORDS, stem, tokens

# A page's title counts for its sections too; a sample of code says many words in passing.
# The first sentence of a page is its answer. A question tells a story around what it asks.
WEIGHTS = {"title": 2.5, "page": 1, "lead": 1, "text": 1, "code": 0.5, "situations": 1, "stems": 0.5}
HIDDEN_FIELDS = {"situations", "stems"}  # the fields that no reader sees
SOURCES_FACTOR = 0.1  # of a list of sources
SCORE_STEP = 0.04  # scores are quantized to it
K1, B = 1.2, 0.7  # BM25: term frequency saturation, and field length normalization
MAX_SECTIONS = 2_000  # of a posting list
# Section and score in turn, by word. A score is in steps, times 8, plus, where the word is of the section's title, the
# number of stems in that, 6 at most, and `EXPANSION_ONLY` where the section has the word in no visible field.
EXPANSION_ONLY = 7
Postings = dict[str, "array[int]"]


def invert(pages: Sequence[list[Section]]) -> tuple[Postings, Postings]:
    """The postings of each word, and of each bigram (the stem of both written as one), over all sections."""
    sections = [(section, fields(section, page[0])) for page in pages for section in page]
    rows = [{field: tokens(plain_text(html)) for field, html in html_fields.items()} for _, html_fields in sections]
    mean_lengths = {field: sum(len(row[field]) for row in rows) / len(rows) or 1 for field in WEIGHTS}
    words: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
    bigrams: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
    for number, (row, (section, _)) in enumerate(zip(rows, sections, strict=True)):
        factor = section.boost * (SOURCES_FACTOR if section.location.endswith("#sources") else 1)
        title = {stem(word) for word, parts in row["title"] if parts == 1 and word not in STOP_WORDS}
        visible_words = {word for field in WEIGHTS.keys() - HIDDEN_FIELDS for word, _ in row[field]}
        word_scores: defaultdict[str, float] = defaultdict(float)
        bigram_scores: defaultdict[str, float] = defaultdict(float)
        for field, weight in WEIGHTS.items():
            saturation = K1 * (1 - B + B * len(row[field]) / mean_lengths[field])
            neighbours = pairwise(word for word, parts in row[field] if parts == 1)
            pairs = [stem("".join(pair)) for pair in neighbours if not STOP_WORDS.intersection(pair)]
            terms = [word for word, _ in row[field] if word not in STOP_WORDS]
            for scores, units in ((word_scores, terms), (bigram_scores, pairs if field != "stems" else [])):
                for unit, count in Counter(units).items():
                    scores[unit] += factor * weight * count / (count + saturation)
        for word, score in word_scores.items():
            kind = EXPANSION_ONLY if word not in visible_words else min(len(title), 6) if stem(word) in title else 0
            words[word].extend((number, _quantize(score) * 8 + kind))
        for bigram, score in bigram_scores.items():
            bigrams[bigram].extend((number, _quantize(score) * 8))
    return words, bigrams


def _quantize(score: float) -> int:
    return max(1, round(score / SCORE_STEP))


def pack(postings: Sequence[int]) -> list[int]:
    """Postings as they are stored: sections delta-encoded.

    Of more than `MAX_SECTIONS` the best are kept, and the list begins with minus the number of all.
    """
    pairs = list(zip(postings[::2], postings[1::2], strict=True))
    kept = sorted(sorted(pairs, key=lambda pair: -pair[1])[:MAX_SECTIONS]) if len(pairs) > MAX_SECTIONS else pairs
    header = [-len(pairs)] if kept is not pairs else []
    neighbours = pairwise([(0, 0), *kept])
    return header + [item for (previous, _), (section, score) in neighbours for item in (section - previous, score)]
