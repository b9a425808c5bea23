"""Flashcards: each can be answered from its front alone, and the deck updates in place, as Anki itself says."""

import dataclasses
import datetime as dt
import re
from collections import Counter

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from conftest import ROOT
from test_browser import AXE, RUN
from test_weight import packed

from macros.facts import cards, load
from publish import deck, links

DAY = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
BASE = "https://example.org/name/"


@pytest.fixture(scope="module")
def made(facts):
    return cards.cards(facts)


# The cards -------------------------------------------------------------------------------


def test_a_front_asks_one_thing(made):
    """No two fronts are the same, none says its back, and none speaks of what is not on it."""
    assert len(made) == len({card.id for card in made}) == len({(card.about, card.front) for card in made})
    assert Counter(card.kind for card in made).keys() == cards.KINDS.keys()
    for card in made:
        assert card.kind == "question" or len(card.front) + len(card.back) <= 400, card
        if card.kind == "number":
            assert "worked out" not in card.about and not card.front.startswith(("The same", "Of these", "Its ")), card
        if card.kind == "term":
            assert not re.search(rf"(?<!\w){re.escape(card.back)}(?!\w)", card.front, re.IGNORECASE), card


def test_the_kinds(small):
    """Of the small repository: a quantity, a change and a term; not marks, not a choice that it lacks."""
    of = {card.id: card for card in cards.cards(load.site(small))}
    assert of["sizes.small.memory"].front == "Small, memory: how large?"
    assert of["sizes.small.memory"].back == "1\N{NO-BREAK SPACE}GB (at most)"
    assert of["sizes.small.memory"].page == "index.md#sizes-small"
    assert of["change:new-name"].front == "Until 2022-09, Old. What holds now?"
    assert of.keys() == {"sizes.small.memory", "sizes.large.memory", "change:new-name"}


def test_every_card_leads_to_a_place_of_the_site(made, site):
    have = links.addresses(site)
    gone = {card.page for card in made if deck.url(card.page, "index.md").removeprefix("./") not in have}
    assert not gone


# The deck --------------------------------------------------------------------------------


def test_the_note_type_never_changes():
    """Another id, field or template would put each note of each reader into conflict: spare fields are for that."""
    of = deck.NOTE_TYPE
    assert of.model_id == 1796083200 and of.name == "Developer Associate Notes"
    assert [field["name"] for field in of.fields] == ["Front", "Back", "More", "Spare 1", "Spare 2"]
    assert [(one["name"], one["qfmt"], one["afmt"]) for one in of.templates] == [
        ("Card", "{{Front}}", '{{FrontSide}}<hr id="answer">{{Back}}<p class="more">{{More}}</p>')
    ]


def test_every_card_is_recorded(facts):
    deck.require_listed(facts, ROOT)


@pytest.fixture(scope="module")
def few(made):
    """Some of each group: Anki takes no longer for all, the suite does."""
    return made[::40]


@pytest.fixture
def collection(tmp_path):
    opened = Collection(str(tmp_path / "collection.anki2"))

    def imported(facts, of, state):
        """How many notes Anki counts as new, updated and the same, and as conflicting."""
        (tmp_path / "deck.apkg").write_bytes(deck.package(of, state, facts, BASE))
        request = ImportAnkiPackageRequest(package_path=str(tmp_path / "deck.apkg"), options=ImportAnkiPackageOptions())
        log = opened.import_anki_package(request).log
        return tuple(len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting"))

    yield opened, imported
    opened.close()


def test_anki_updates_in_place(collection, facts, few):
    """All new, then none changed; a changed fact and a retired one change two notes, and a reader's own edit and
    schedule live on.
    """
    anki, imported = collection
    state = deck.updated_ledger(few, {}, DAY)
    count = len(few)
    assert imported(facts, few, state) == (count, 0, 0, 0)
    assert imported(facts, few, state) == (0, 0, count, 0)
    assert {one.name for one in anki.decks.all_names_and_ids()} == {"Default", deck.NAME} | {
        f"{deck.NAME}::{facts.groups[card.group].label}" for card in few
    }

    def note(card):
        return anki.get_note(anki.db.scalar("select id from notes where guid = ?", f"{deck.PREFIX}/{card.id}"))

    edited, changed, retired = few[0], few[1], few[2]
    own = note(edited)
    own["Back"] = "in my own words"
    anki.update_note(own)
    for card in (edited, changed, retired):
        anki.sched.set_due_date([note(card).cards()[0].id], "7")
    due = note(changed).cards()[0].due

    later = [edited, dataclasses.replace(changed, back="another limit"), *few[3:]]
    after = deck.updated_ledger(later, state, dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    assert sum(after[key] != state[key] for key in after) == 2
    assert imported(facts, later, after) == (0, 2, count - 2, 0)
    assert note(edited)["Back"] == "in my own words"
    assert "another limit" in note(changed)["Back"] and note(changed).cards()[0].due == due
    assert note(retired)["Front"] == f"Retired: {retired.id}" and len(note(retired).cards()) == 1
    answer = note(changed).cards()[0].answer()
    assert f'href="{BASE}' in answer and "<hr" in answer


def test_a_retired_card_is_asked_of_nobody_new(collection, facts, few):
    anki, imported = collection
    state = deck.updated_ledger(few[1:], deck.updated_ledger(few, {}, DAY), DAY)
    imported(facts, few[1:], state)
    (found,) = anki.find_notes("tag:retired")
    assert anki.get_note(found).cards() == [] and anki.fix_integrity()[1]


def test_the_ledger(small, tmp_path):
    """A new card, another word and a lost fact change it, and a build without a change does not."""
    facts = load.site(small)
    of = cards.cards(facts)
    first = deck.updated_ledger(of, {}, DAY)
    later = DAY + dt.timedelta(days=1)
    assert deck.updated_ledger(of, first, later) == first
    moved = deck.updated_ledger([dataclasses.replace(of[0], page="other.md"), *of[1:]], first, later)
    assert moved == first, "another address is no other word"
    gone = deck.updated_ledger(of[1:], first, later)
    assert {key: state for key, state in gone.items() if state != first[key]} == {of[0].id: (later, deck.RETIRED)}
    assert deck.updated_ledger(of, gone, later)[of[0].id] == (later, first[of[0].id][1]), "it is back"
    (tmp_path / "links").mkdir()
    (tmp_path / deck.LEDGER).write_text("one 2026-12-01 abc\n")
    with pytest.raises(deck.DataError, match=r"links/cards.txt:1: is no line of the ledger"):
        deck.read_ledger(tmp_path)


# The page --------------------------------------------------------------------------------


def test_the_files_beside_the_page(made, site):
    """Their sizes stand on the page, a group's cards are fetched when it is chosen, and all of it is light."""
    page = (site / "practice/cards/index.html").read_text(encoding="utf-8")
    assert "data-size" not in page and page.count("kB</li>") == 2
    assert (site / "practice/dva-notes.apkg").stat().st_size < 700_000
    assert (site / "practice/dva-notes.txt").read_text(encoding="utf-8").count("\n") == len(made) + 4
    groups = {path.stem: path.read_bytes() for path in (site / "practice/cards").glob("*.js")}
    assert groups.keys() == set(re.findall(r'<tr data-group="([^"]+)"', page)) == {card.group for card in made}
    assert max(map(packed, groups.values())) <= 30_000
    own = ("practice.js", "practice.css", "cards.js")
    assert sum(packed((site / "assets" / name).read_bytes()) for name in own) < 12_000


def test_cards_are_asked_when_they_are_due(page, address):
    """By keyboard alone: ten new ones, kept over a reload beside the questions' answers, and due ones first."""
    asked = []
    page.on("request", lambda call: asked.append(call.url))
    page.goto(address + "practice/cards/")
    assert not [one for one in asked if one.endswith("containers.js")], "nothing before a group is chosen"
    room = page.locator("#flashcards")
    room.locator("select").select_option("containers")
    room.get_by_role("button", name="Review").focus()
    page.keyboard.press("Enter")
    room.locator(".face").wait_for()
    assert "10 to go" in room.inner_text() and not room.locator(".back").count()
    page.keyboard.press("3")
    assert "10 to go" in room.inner_text(), "no grade before the back is shown"
    first = room.locator(".face").inner_text()
    page.keyboard.press("Space")
    assert room.locator(".back a").get_attribute("href").startswith("../../")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.keyboard.press("1")
    assert "It comes back in a moment." in page.locator(".said[role=status]").all_text_contents()
    assert "10 to go" in room.inner_text() and room.locator(".face").inner_text() != first
    for _ in range(10):
        page.keyboard.press("Space")
        page.keyboard.press("3")
    assert "Done for today." in room.inner_text() and room.get_by_role("button", name="10 more").is_visible()
    row = page.locator("tr[data-group=containers] [data-progress]")
    assert row.inner_text() == "10 seen, 0 due"
    # Tomorrow the one that was not known comes first; what a question was answered is shared.
    page.evaluate("""() => {
        const kept = JSON.parse(localStorage["dva-notes-practice"])
        for (const card of Object.values(kept.cards)) card.first -= 1
        const [id] = Object.keys(kept.cards)
        kept.cards[id].due = kept.cards[id].last
        kept.cards.question = { s: 1, d: 5, last: 1, due: 2, how: "sure", hit: true }
        localStorage["dva-notes-practice"] = JSON.stringify(kept)
    }""")
    page.reload()
    assert row.inner_text() == "10 seen, 1 due"
    assert room.get_by_role("link", name="Practice questions that are due: 1").is_visible()
    room.locator("select").select_option("containers")
    room.get_by_role("button", name="Review").click()
    room.locator(".face").wait_for()
    assert "11 to go" in room.inner_text() and room.locator(".face").inner_text() == first
