"""The flashcards as a deck for Anki, as a text file for other programs, and as scripts for the page that reviews them.

Anki knows a card by its guid, the fact's name, and takes another text only from a note that was changed later than the
reader's own: so `links/cards.txt` keeps of each card a digest of its words and when they last changed. Anki deletes
nothing, so what is gone is shipped as "Retired: ...", a note without a card: it takes the place of the words where a
reader has the card, and nobody else is asked it. The type of the notes is fixed for ever: another field or template
would put every note of every reader into conflict.
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
from macros.facts.dates import today
from macros.facts.errors import DataError
from macros.facts.files import text as text_of
from macros.facts.site import Site
from macros.render.flashcards import DECK, TABLE
from macros.render.text import quoted, url
from publish import ROOT

LEDGER = Path("links/cards.txt")
NAME = "Developer Associate Notes"
PREFIX = "dva-notes"  # of every guid, for ever
RETIRED = "-"  # in place of a digest
_BORN = 1_796_083_200  # 2026-12-01, of what never changes; ids count from it

NOTE_TYPE = genanki.Model(
    _BORN,
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
State = Mapping[str, tuple[dt.datetime, str]]


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with a time of its own."""

    changed: dt.datetime

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
        super().write_to_db(cursor, self.changed.timestamp(), deck_id, id_gen)


def html(plain: str) -> str:
    """Text of data as light HTML: `backticks` are code, each line stands by itself."""
    parts = quoted(plain).split("`")
    return "".join(
        f"<code>{escape(part, quote=False)}</code>" if index % 2 else escape(part, quote=False).replace("\n", "<br>")
        for index, part in enumerate(parts)
    )


def front(card: Card) -> str:
    return f"<small>{html(card.about)}</small><br>{html(card.front)}"


def back(card: Card) -> str:
    return f"<b>{html(card.back)}</b>{'<br>' * bool(card.note)}{html(card.note)}"


def more(card: Card, facts: Site, base: str) -> str:
    """Where the card's fact stands, and where and when it was read; a link where the site's address is known."""
    page = facts.pages[card.page.partition("#")[0]].title
    link = f'<a href="{escape(base + url(card.page, "index.md"))}">{html(page)}</a>' if base else html(page)
    read = f"; read {card.day} in {html(facts.sources[card.source].title)}" if card.source else ""
    return link + read


# What has changed, and when ----------------------------------------------------------------


def read_ledger(root: Path) -> dict[str, tuple[dt.datetime, str]]:
    """When each card last changed, in UTC, and the digest of its words. Raises `DataError` for a line that is none."""
    if not (root / LEDGER).exists():
        return {}
    lines, name = text_of(root / LEDGER, root)
    found = {}
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            key, when, digest = line.split(" ")
            found[key] = dt.datetime.strptime(when, "%Y-%m-%dT%H:%M").replace(tzinfo=dt.UTC), digest
        except ValueError:
            raise DataError(f"{name}:{number}: is no line of the ledger, expected: card time digest") from None
    return found


def states(of: Iterable[Card], ledger: State, now: dt.datetime) -> dict[str, tuple[dt.datetime, str]]:
    """The ledger as it has to be: what is new, has other words or is gone has changed `now`."""
    digests = dict.fromkeys(ledger, RETIRED)
    digests |= {card.id: questions.digest(f"{card.about} {card.front} {card.back} {card.note}") for card in of}
    return {
        key: ledger[key] if key in ledger and ledger[key][1] == digest else (now, digest)
        for key, digest in sorted(digests.items())
    }


def add(facts: Site, root: Path, now: dt.datetime) -> int:
    """Record what is new, changed or retired; returns how many cards."""
    before = read_ledger(root)
    after = states(cards(facts), before, now)
    lines = (f"{key} {when:%Y-%m-%dT%H:%M} {digest}\n" for key, (when, digest) in after.items())
    (root / LEDGER).write_text("".join(lines), encoding="utf-8")
    return sum(before.get(key) != state for key, state in after.items())


def require_listed(facts: Site, root: Path) -> None:
    """Raise `DataError` where a card has changed since the ledger was written."""
    ledger = read_ledger(root)
    new = [key for key, state in states(cards(facts), ledger, dt.datetime.max).items() if ledger.get(key) != state]
    if new:
        raise DataError(f"{LEDGER}:1: {len(new)} cards have changed, such as {new[0]}, expected: make links")


# The files ---------------------------------------------------------------------------------


def package(made: Iterable[Card], state: State, facts: Site, base: str) -> bytes:
    """The deck as Anki reads it (.apkg): one a group, and above them one with what is retired.

    The same bytes for the same facts, with the same version of SQLite.
    """
    decks: dict[str, genanki.Deck] = {}

    def put(deck: str, label: str, note: _Note, key: str) -> None:
        note.guid, note.changed = f"{PREFIX}/{key}", state[key][0]
        number = int(hashlib.sha256(f"{PREFIX}/{deck}".encode()).hexdigest()[:8], 16)
        decks.setdefault(deck, genanki.Deck(number, label)).add_note(note)

    for place, card in enumerate(made):
        fields = [front(card), back(card), more(card, facts, base), "", ""]
        note = _Note(model=NOTE_TYPE, fields=fields, tags=[card.service, card.kind], due=place)
        put(card.group, f"{NAME}::{facts.groups[card.group].label}", note, card.id)
    for key in (key for key, (_, digest) in state.items() if digest == RETIRED):
        fields = [f"Retired: {key}", "This card is no longer part of the notes. Delete its note.", "", "", ""]
        retired = _Note(model=NOTE_TYPE, fields=fields, tags=["retired"])
        retired.cards = []
        put("", NAME, retired, key)

    connection = sqlite3.connect(":memory:")
    genanki.Package(list(decks.values())).write_to_db(connection.cursor(), _BORN, itertools.count(_BORN * 1000))
    connection.commit()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (("collection.anki2", connection.serialize()), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def table(made: Iterable[Card], facts: Site, base: str) -> str:
    """The cards as lines of guid, front, back, where it stands and tags, parted by tabs, as Anki and others read."""
    head = "#separator:tab\n#html:true\n#guid column:1\n#tags column:5\n"
    return head + "".join(
        "\t".join(
            (f"{PREFIX}/{card.id}", front(card), back(card), more(card, facts, base), f"{card.service} {card.kind}")
        )
        + "\n"
        for card in made
    )


def scripts(made: Iterable[Card], facts: Site, directories: bool) -> dict[str, str]:
    """By group, the cards as a script, since a page from disk can fetch nothing: [id, front, back, address, page].

    Without the questions, which the site asks with their options.
    """
    groups: dict[str, list[list[str]]] = {}
    for card in made:
        if card.kind != "question":
            page = card.page.partition("#")[0]
            address = url(card.page, "practice/cards.md", directories)
            groups.setdefault(card.group, []).append(
                [card.id, front(card), back(card), address, html(facts.pages[page].title)]
            )
    return {
        group: f"(window.practiceCards ??= {{}})[{json.dumps(group)}] = "
        f"{json.dumps(of, ensure_ascii=False, separators=(',', ':'))}\n"
        for group, of in groups.items()
    }


def apply(site: Path, facts: Site, root: Path = ROOT) -> None:
    """Write the files beside the page of cards of the built `site`, and their sizes into it; nothing without the page.

    Raises `DataError`.
    """
    pages = [site / "practice/cards/index.html", site / "practice/cards.html"]
    page = next(filter(Path.exists, pages), None)
    if not page:
        return
    home = (site / "index.html").read_text(encoding="utf-8")
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', home)
    base = canonical[1] if canonical else os.environ.get("SITE_URL", "")
    made, day = cards(facts), dt.datetime.combine(today(root), dt.time(), dt.UTC)
    files = {
        DECK: package(made, states(made, read_ledger(root), day), facts, base),
        TABLE: table(made, facts, base).encode(),
        **{f"cards/{group}.js": text.encode() for group, text in scripts(made, facts, page == pages[0]).items()},
    }
    text = page.read_text(encoding="utf-8")
    for name, content in files.items():
        path = site / "practice" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        text = text.replace(f'<span data-size="{name}"></span>', f"{len(content) / 1000:,.0f}\N{NO-BREAK SPACE}kB")
    page.write_text(text, encoding="utf-8")
