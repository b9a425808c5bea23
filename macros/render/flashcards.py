"""The page of flashcards: counts by group, a place for the script that reviews them, and files to download."""

from __future__ import annotations

from collections import Counter

from ..facts.cards import KINDS, cards
from ..facts.quantities import format_number
from .text import join_words, text
from .view import View

# What publish/deck.py writes beside the page.
DECK, TABLE = "dva-notes.apkg", "dva-notes.txt"


def kinds(view: View) -> str:
    """'753 numbers, 683 rows of the chooser and ...'"""
    kinds = [card.kind for card in cards(view.site)]
    return join_words(f"{format_number(kinds.count(kind))} {label}" for kind, label in KINDS.items() if kind in kinds)


def groups(view: View) -> str:
    """A place for the script, and a table of the groups with their numbers of cards here and in the deck, which has the
    practice questions too.
    """
    all_cards = cards(view.site)
    in_deck = Counter(card.group for card in all_cards)
    here = Counter(card.group for card in all_cards if card.kind != "question")
    rows = "".join(
        f'<tr data-group="{key}" data-src="{"" if view.use_directory_urls else "cards/"}{key}.js">'
        f'<th scope="row">{text(view.site.groups[key].label)}</th>'
        f"<td>{here[key]}</td><td>{count}</td><td data-progress></td></tr>"
        for key, count in in_deck.items()
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Group", "Here", "In the deck", "Yours"))
    return (
        f'<div id="flashcards" data-search-exclude data-questions="{view.href("practice/exam.md")}">'
        '<p class="no-script">To ask them here takes a script; the same facts stand on the pages below.</p></div>'
        f'<table class="question-tasks" data-search-exclude><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def files(view: View) -> str:
    """Links to the files of `practice/`, each with its size, which publish/deck.py fills in."""
    folder = view.href("practice/index.md") if view.use_directory_urls else ""
    items = "".join(
        f'<li><a href="{folder}{name}" download>{text(label)}</a>, <span data-size="{name}"></span></li>'
        for name, label in ((DECK, "Deck for Anki"), (TABLE, "Text file, parted by tabs"))
    )
    return f"<ul data-search-exclude>{items}</ul>"
