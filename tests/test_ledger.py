"""Every entry of the ledger of the course notes is carried, corrected, or dropped with a reason."""

from conftest import ROOT

from macros.facts.strict_yaml import parse
from macros.render.text import url
from publish import links

FILES = [parse(path.read_text(encoding="utf-8"), path.name)[0] for path in (ROOT / "tests/ledger").glob("*.yml")]
ENTRIES = {key: entry for file in FILES for key, entry in file.items()}
# As many as the ledger of 2026-11-22 has: 52 + 195 + 65 + 62 + 33 + 46.
COUNT = 453


def test_every_entry_has_a_verdict():
    assert len(ENTRIES) == sum(map(len, FILES)) == COUNT
    for key, entry in ENTRIES.items():
        assert entry.keys() == {"verdict", "reason" if entry["verdict"] == "dropped" else "page"}, key
        assert entry["verdict"] in ("carried", "corrected", "dropped"), key
        assert len(entry.get("reason", "a reason")) >= 8, key


def test_every_entry_names_a_published_address():
    """Which is there or leads on: the build sees to that."""
    published = set((ROOT / links.PUBLISHED).read_text(encoding="utf-8").splitlines())
    targets = {url(entry["page"], "index.md").removeprefix("./") for entry in ENTRIES.values() if "page" in entry}
    assert targets - published == set()
