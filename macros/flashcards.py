"""What the page of flashcards may call."""

from __future__ import annotations

from .facts.cards import Card, cards
from .page import Page
from .render import flashcards as rendered

# What publish/deck.py writes beside the page.
DECK, TABLE = "dva-notes.apkg", "dva-notes.txt"
FILES = {DECK: "Deck for Anki", TABLE: "Text file, parted by tabs"}


def card_kinds(page: Page) -> str:
    """How many flashcards there are of each kind, in a sentence."""
    return rendered.kinds(cards(page.book.site))


def flashcards(page: Page) -> str:
    """The flashcards by group, and room to review them; practice questions are asked on pages of their own."""
    of: dict[str, list[Card]] = {}
    for card in cards(page.book.site):
        of.setdefault(card.group, []).append(card)
    counts = {key: (sum(card.kind != "question" for card in every), len(every)) for key, every in of.items()}
    return rendered.groups(page.view, counts)


def deck_files(page: Page) -> str:
    """The deck to take away, as a list of files."""
    return rendered.files(page.view, FILES)


MACROS = {function.__name__: function for function in (card_kinds, flashcards, deck_files)}
