"""Other names of the same thing, as the glossary's data has them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from macros.model import Term

from .tokenize import stem, words


def synonyms(terms: Iterable[Term]) -> dict[str, list[list[str]]]:
    """The other names of each name, as words, by the stem of its words written as one."""
    found = defaultdict(list)
    for term in terms:
        if not term.also:
            continue
        # What stands in brackets tells apart two terms of one name.
        group = [words(name.replace("`", "")) for name in (re.sub(r"\(.*?\)", "", term.term), *term.also)]
        for name in group:
            key = stem("".join(name))
            found[key] += [other for other in group if stem("".join(other)) != key]
    return found
