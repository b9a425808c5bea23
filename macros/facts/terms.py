"""The page that explains each term, and the page of the glossary that lists its names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .derive import page_filter
from .errors import DataError
from .site import Site

DIGITS = "Digits"


def term_pages(facts: Site) -> dict[str, str]:
    """The page whose glossary has each term, by the term's id."""
    pages: dict[str, str] = {}
    for path, meta in facts.pages.items():
        if "glossary" in meta.collects:
            is_listed = page_filter("glossary", meta.collects["glossary"], facts)
            pages |= {key: path for key, term in facts.terms.items() if is_listed(term.see)}
    return pages


def by_letter(facts: Site) -> dict[str, list[tuple[str, str]]]:
    """Each term's name, and each other name, with the address of its meaning, by first letter."""
    pages = term_pages(facts)
    names = {
        ((re.sub(r"^\W+", "", name) or name).lower(), key): name  # once, in whichever case
        for key in pages
        for name in (*facts.terms[key].also, facts.terms[key].term)
    }
    letters: dict[str, list[tuple[str, str]]] = {}
    for (sort_name, key), name in sorted(names.items()):
        letter = sort_name[0].upper() if sort_name[0].isalpha() else DIGITS
        letters.setdefault(letter, []).append((name, f"{pages[key]}#{key}"))
    return letters


def is_in_range(letter: str, first: str = "", last: str = "") -> bool:
    """Whether all_terms(first, last) lists the letter; digits come before A, and without letters it lists all."""
    return first <= ("" if letter == DIGITS else letter) and (not last or letter == DIGITS or letter <= last)


def letter_pages(facts: Site, letters: Iterable[str]) -> dict[str, str]:
    """The page that lists each of the letters. Raises `DataError` for one that none lists."""
    calls = {path: meta.collects["all_terms"] for path, meta in facts.pages.items() if "all_terms" in meta.collects}
    page_by_letter = {}
    for letter in letters:
        pages = [path for path, letter_range in calls.items() if is_in_range(letter, *letter_range)]
        if not pages:
            raise DataError(f"no page lists the terms under {letter!r}, expected an all_terms(first, last) that does")
        page_by_letter[letter] = pages[0]
    return page_by_letter
