"""The flashcards as a deck for Anki, as a text file for other programs, and as scripts for the page that reviews them.

Anki identifies a note by its guid, made of the fact's name, and updates it only from one that was changed later than
the reader's own: so `links/cards.txt` keeps of each card a digest of its words and when they last changed. Anki
deletes nothing, so what is gone is shipped as "Retired: ...", a note without a card: it replaces the words where a
reader has the card, and nobody else is asked it. The note type is fixed for ever: another field or template would put
every note of every reader into conflict.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import genanki

from macros.facts import questions
from macros.facts.cards import Card, cards
from macros.facts.dates import build_date
from macros.facts.errors import DataError
from macros.facts.files import read_text
from macros.facts.site import Site
from macros.render.flashcards import DECK, TABLE
from macros.render.text import typographic_quotes, url
from publish import ROOT

LEDGER = Path("links/cards.txt")
NAME = "Developer Associate Notes"
PREFIX = "dva-notes"  # of every guid, for ever
RETIRED = "-"  # in place of a digest
_EPOCH = 1_796_083_200  # 2026-12-01, of what never changes; ids count from it

NOTE_TYPE = genanki.Model(
    _EPOCH,
    NAME,
    fields=[{"name": name} for name in ("Front", "Back", "More", "Spare 1", "Spare 2")],
    templates=[
        {
            "name": "Card",
            "qfmt": "{{Front}}",
            "afmt": '{{FrontSide}}<hr id="answer">{{Back}}<p class="more">{{More}}</p>',
        }
    ],
    # Without a colour, so that it is readable at night too.
    css=".card{max-width:36em;margin:0 auto;padding:0 1em;font:1.15em/1.5 sans-serif}small,.more{font-size:.8em}",
)
Ledger = Mapping[str, tuple[dt.datetime, str]]  # when each card last changed, in UTC, and the digest of its words


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with its own modification time."""

    changed: dt.datetime

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
        super().write_to_db(cursor, self.changed.timestamp(), deck_id, id_gen)


def to_html(text: str) -> str:
    """Text of data as light HTML: `backticks` become code, line ends line breaks."""
    parts = typographic_quotes(text).split("`")
    return "".join(
        f"<code>{escape(part, quote=False)}</code>" if index % 2 else escape(part, quote=False).replace("\n", "<br>")
        for index, part in enumerate(parts)
    )


def render_front(card: Card) -> str:
    return f"<small>{to_html(card.about)}</small><br>{to_html(card.front)}"


def render_back(card: Card) -> str:
    return f"<b>{to_html(card.back)}</b>{'<br>' * bool(card.note)}{to_html(card.note)}"


def render_origin(card: Card, facts: Site, base: str) -> str:
    """Where the card's fact stands, and where and when it was read; a link where the site's address is known."""
    page = facts.pages[card.page.partition("#")[0]].title
    link = f'<a href="{escape(base + url(card.page, "index.md"))}">{to_html(page)}</a>' if base else to_html(page)
    reading = f"; read {card.day} in {to_html(facts.sources[card.source].title)}" if card.source else ""
    return link + reading


# What has changed, and when ----------------------------------------------------------------


def read_ledger(root: Path) -> dict[str, tuple[dt.datetime, str]]:
    """The entries of the ledger by the card's id. Raises `DataError` for a line that is none."""
    if not (root / LEDGER).exists():
        return {}
    lines, name = read_text(root / LEDGER, root)
    ledger = {}
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            key, timestamp, digest = line.split(" ")
            ledger[key] = dt.datetime.strptime(timestamp, "%Y-%m-%dT%H:%M").replace(tzinfo=dt.UTC), digest
        except ValueError:
            raise DataError(f"{name}:{number}: is no line of the ledger, expected: card time digest") from None
    return ledger


def updated_ledger(cards: Iterable[Card], ledger: Ledger, now: dt.datetime) -> dict[str, tuple[dt.datetime, str]]:
    """The ledger of `cards`: those that are new, have other words or are gone have changed `now`."""
    digests = dict.fromkeys(ledger, RETIRED)
    digests |= {card.id: questions.digest(f"{card.about} {card.front} {card.back} {card.note}") for card in cards}
    return {
        key: ledger[key] if key in ledger and ledger[key][1] == digest else (now, digest)
        for key, digest in sorted(digests.items())
    }


def add(facts: Site, root: Path, now: dt.datetime) -> int:
    """Record what is new, changed or retired; returns how many cards."""
    old = read_ledger(root)
    new = updated_ledger(cards(facts), old, now)
    lines = (f"{key} {changed:%Y-%m-%dT%H:%M} {digest}\n" for key, (changed, digest) in new.items())
    (root / LEDGER).write_text("".join(lines), encoding="utf-8")
    return sum(old.get(key) != entry for key, entry in new.items())


def require_listed(facts: Site, root: Path) -> None:
    """Raise `DataError` where a card has changed since the ledger was written."""
    old = read_ledger(root)
    new = updated_ledger(cards(facts), old, dt.datetime.max)
    if changed := [key for key, entry in new.items() if old.get(key) != entry]:
        raise DataError(f"{LEDGER}:1: {len(changed)} cards have changed, such as {changed[0]}, expected: make links")


# The files ---------------------------------------------------------------------------------


def package(cards: Iterable[Card], ledger: Ledger, facts: Site, base: str) -> bytes:
    """The deck as Anki reads it (.apkg): a subdeck a group, and in their parent what is retired.

    The same bytes for the same facts, with the same version of SQLite.
    """
    decks: dict[str, genanki.Deck] = {}

    def add_note(group: str, label: str, note: _Note, key: str) -> None:
        note.guid, note.changed = f"{PREFIX}/{key}", ledger[key][0]
        number = int(hashlib.sha256(f"{PREFIX}/{group}".encode()).hexdigest()[:8], 16)
        decks.setdefault(group, genanki.Deck(number, label)).add_note(note)

    for position, card in enumerate(cards):
        fields = [render_front(card), render_back(card), render_origin(card, facts, base), "", ""]
        note = _Note(model=NOTE_TYPE, fields=fields, tags=[card.service, card.kind], due=position)
        add_note(card.group, f"{NAME}::{facts.groups[card.group].label}", note, card.id)
    for key in (key for key, (_, digest) in ledger.items() if digest == RETIRED):
        fields = [f"Retired: {key}", "This card is no longer part of the notes. Delete its note.", "", "", ""]
        retired = _Note(model=NOTE_TYPE, fields=fields, tags=["retired"])
        retired.cards = []
        add_note("", NAME, retired, key)

    connection = sqlite3.connect(":memory:")
    genanki.Package(list(decks.values())).write_to_db(connection.cursor(), _EPOCH, itertools.count(_EPOCH * 1000))
    connection.commit()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (("collection.anki2", connection.serialize()), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def table(cards: Iterable[Card], facts: Site, base: str) -> str:
    """The cards as tab-separated guid, front, back, origin and tags, a line each, as Anki and others read."""
    text = "#separator:tab\n#html:true\n#guid column:1\n#tags column:5\n"
    for card in cards:
        sides, origin = f"{render_front(card)}\t{render_back(card)}", render_origin(card, facts, base)
        text += f"{PREFIX}/{card.id}\t{sides}\t{origin}\t{card.service} {card.kind}\n"
    return text


def scripts(cards: Iterable[Card], facts: Site, use_directory_urls: bool) -> dict[str, str]:
    """The cards as a script a group, since a page from disk can fetch nothing: [id, front, back, address, page].

    Without the questions, which the site asks with their options.
    """
    groups: dict[str, list[list[str]]] = {}
    for card in cards:
        if card.kind != "question":
            page = card.page.partition("#")[0]
            address = url(card.page, "practice/cards.md", use_directory_urls)
            groups.setdefault(card.group, []).append(
                [card.id, render_front(card), render_back(card), address, to_html(facts.pages[page].title)]
            )
    return {
        group: f"(window.practiceCards ??= {{}})[{json.dumps(group)}] = "
        f"{json.dumps(group_cards, ensure_ascii=False, separators=(',', ':'))}\n"
        for group, group_cards in groups.items()
    }


def apply(site: Path, facts: Site, root: Path = ROOT) -> None:
    """Write the files beside the page of cards of the built `site`, and their sizes into it; nothing without the page.

    Raises `DataError`.
    """
    page = site / "practice/cards/index.html"
    if not (use_directory_urls := page.exists()):
        page = site / "practice/cards.html"
    if not page.exists():
        return
    home = (site / "index.html").read_text(encoding="utf-8")
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', home)
    base = canonical[1] if canonical else os.environ.get("SITE_URL", "")
    deck_cards, midnight = cards(facts), dt.datetime.combine(build_date(root), dt.time(), dt.UTC)
    files = {
        DECK: package(deck_cards, updated_ledger(deck_cards, read_ledger(root), midnight), facts, base),
        TABLE: table(deck_cards, facts, base).encode(),
    }
    group_scripts = scripts(deck_cards, facts, use_directory_urls)
    files |= {f"cards/{group}.js": text.encode() for group, text in group_scripts.items()}
    text = page.read_text(encoding="utf-8")
    for name, content in files.items():
        path = site / "practice" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        text = text.replace(f'<span data-size="{name}"></span>', f"{len(content) / 1000:,.0f}\N{NO-BREAK SPACE}kB")
    page.write_text(text, encoding="utf-8")
