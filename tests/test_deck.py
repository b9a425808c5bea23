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
def all_cards(facts):
    return cards.cards(facts)


# The cards -------------------------------------------------------------------------------


def test_a_front_asks_one_thing(all_cards):
    """No two fronts are the same, none says its back, and none speaks of what is not on it."""
    assert (
        len(all_cards) == len({card.id for card in all_cards}) == len({(card.about, card.front) for card in all_cards})
    )
    assert Counter(card.kind for card in all_cards).keys() == cards.KINDS.keys()
    for card in all_cards:
        assert card.kind == "question" or len(card.front) + len(card.back) <= 400, card
        if card.kind == "number":
            assert "worked out" not in card.about and not card.front.startswith(("The same", "Of these", "Its ")), card
        if card.kind == "term":
            assert not re.search(rf"(?<!\w){re.escape(card.back)}(?!\w)", card.front, re.IGNORECASE), card


def test_the_cards_of_the_small_repository(small):
    """A quantity and a change make one; a mark makes none."""
    by_id = {card.id: card for card in cards.cards(load.site(small))}
    assert by_id["sizes.small.memory"].front == "Small, memory: how large?"
    assert by_id["sizes.small.memory"].back == "1\N{NO-BREAK SPACE}GB (at most)"
    assert by_id["sizes.small.memory"].page == "index.md#sizes-small"
    assert by_id["change:new-name"].front == "Until 2022-09, Old. What holds now?"
    assert by_id.keys() == {"sizes.small.memory", "sizes.large.memory", "change:new-name"}


def test_every_card_leads_to_an_address_of_the_site(all_cards, site):
    addresses = links.addresses(site)
    lost = {card.page for card in all_cards if deck.url(card.page, "index.md").removeprefix("./") not in addresses}
    assert not lost


# The deck --------------------------------------------------------------------------------


def test_the_note_type_never_changes():
    """Another id, field or template would put each note of each reader into conflict: spare fields are for that."""
    note_type = deck.NOTE_TYPE
    assert note_type.model_id == 1796083200 and note_type.name == "Developer Associate Notes"
    assert [field["name"] for field in note_type.fields] == ["Front", "Back", "More", "Spare 1", "Spare 2"]
    assert [(template["name"], template["qfmt"], template["afmt"]) for template in note_type.templates] == [
        ("Card", "{{Front}}", '{{FrontSide}}<hr id="answer">{{Back}}<p class="more">{{More}}</p>')
    ]


def test_every_card_is_recorded(facts):
    deck.require_listed(facts, ROOT)


@pytest.fixture(scope="module")
def few(all_cards):
    """Some of each group: Anki takes no longer for all, the suite does."""
    return all_cards[::40]


@pytest.fixture
def collection(tmp_path):
    anki = Collection(str(tmp_path / "collection.anki2"))

    def import_cards(facts, deck_cards, states):
        """How many notes Anki counts as new, updated and the same, and as conflicting."""
        (tmp_path / "deck.apkg").write_bytes(deck.package(deck_cards, states, facts, BASE))
        request = ImportAnkiPackageRequest(package_path=str(tmp_path / "deck.apkg"), options=ImportAnkiPackageOptions())
        log = anki.import_anki_package(request).log
        return tuple(len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting"))

    yield anki, import_cards
    anki.close()


def test_anki_updates_in_place(collection, facts, few):
    """All new, then none changed; a changed fact and a retired one change two notes, and a reader's own edit and
    schedule live on.
    """
    anki, import_cards = collection
    before = deck.updated_ledger(few, {}, DAY)
    count = len(few)
    assert import_cards(facts, few, before) == (count, 0, 0, 0)
    assert import_cards(facts, few, before) == (0, 0, count, 0)
    assert {entry.name for entry in anki.decks.all_names_and_ids()} == {"Default", deck.NAME} | {
        f"{deck.NAME}::{facts.groups[card.group].label}" for card in few
    }

    def get_note(card):
        return anki.get_note(anki.db.scalar("select id from notes where guid = ?", f"{deck.PREFIX}/{card.id}"))

    edited, changed, retired, *others = few
    note_edited = get_note(edited)
    note_edited["Back"] = "in my own words"
    anki.update_note(note_edited)
    for card in (edited, changed, retired):
        anki.sched.set_due_date([get_note(card).cards()[0].id], "7")
    due = get_note(changed).cards()[0].due

    remaining = [edited, dataclasses.replace(changed, back="another limit"), *others]
    after = deck.updated_ledger(remaining, before, dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    assert sum(after[key] != before[key] for key in after) == 2
    assert import_cards(facts, remaining, after) == (0, 2, count - 2, 0)
    assert get_note(edited)["Back"] == "in my own words"
    assert "another limit" in get_note(changed)["Back"] and get_note(changed).cards()[0].due == due
    assert get_note(retired)["Front"] == f"Retired: {retired.id}" and len(get_note(retired).cards()) == 1
    answer = get_note(changed).cards()[0].answer()
    assert f'href="{BASE}' in answer and "<hr" in answer


def test_a_retired_card_is_asked_of_nobody_new(collection, facts, few):
    anki, import_cards = collection
    states = deck.updated_ledger(few[1:], deck.updated_ledger(few, {}, DAY), DAY)
    import_cards(facts, few[1:], states)
    (note_id,) = anki.find_notes("tag:retired")
    assert anki.get_note(note_id).cards() == [] and anki.fix_integrity()[1]


def test_the_ledger_changes_with_the_cards(small, tmp_path):
    """A new card, other words and a lost fact change it; another address and a build without a change do not."""
    first, *others = cards.cards(load.site(small))
    before, later = deck.updated_ledger([first, *others], {}, DAY), DAY + dt.timedelta(days=1)
    assert deck.updated_ledger([first, *others], before, later) == before
    assert deck.updated_ledger([dataclasses.replace(first, page="other.md"), *others], before, later) == before
    after = deck.updated_ledger(others, before, later)
    assert {key: state for key, state in after.items() if state != before[key]} == {first.id: (later, deck.RETIRED)}
    assert deck.updated_ledger([first, *others], after, later)[first.id] == (later, before[first.id][1]), "it is back"
    (tmp_path / "links").mkdir()
    (tmp_path / deck.LEDGER).write_text("one 2026-12-01 abc\n")
    with pytest.raises(deck.DataError, match=r"links/cards.txt:1: is no line of the ledger"):
        deck.read_ledger(tmp_path)


# The page --------------------------------------------------------------------------------


def test_the_files_beside_the_page(all_cards, site):
    """Their sizes stand on the page, a group's cards are fetched when it is chosen, and all of it is light."""
    page = (site / "practice/cards/index.html").read_text(encoding="utf-8")
    assert "data-size" not in page and page.count("kB</li>") == 2
    assert (site / "practice/dva-notes.apkg").stat().st_size < 700_000
    assert (site / "practice/dva-notes.txt").read_text(encoding="utf-8").count("\n") == len(all_cards) + 4
    groups = {path.stem: path.read_bytes() for path in (site / "practice/cards").glob("*.js")}
    assert groups.keys() == set(re.findall(r'<tr data-group="([^"]+)"', page)) == {card.group for card in all_cards}
    assert max(map(packed, groups.values())) <= 30_000
    own = ("practice.js", "practice.css", "cards.js")
    assert sum(packed((site / "assets" / name).read_bytes()) for name in own) < 12_000


def test_cards_are_asked_when_they_are_due(page, address):
    """By keyboard alone: ten new ones, kept over a reload beside the questions' answers, and due ones first."""
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(address + "practice/cards/")
    assert not [url for url in requested if url.endswith("containers.js")], "nothing before a group is chosen"
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
