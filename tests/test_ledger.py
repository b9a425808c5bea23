"""Every entry of the ledger of the course notes is carried, corrected, or dropped with a reason."""

from conftest import ROOT

from macros.facts.strict_yaml import parse

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


def test_every_page_that_an_entry_names_is_on_the_site(pages):
    missing = []
    for key, entry in ENTRIES.items():
        if "page" in entry:
            path, _, anchor = entry["page"].partition("#")
            page = pages.get(path.removesuffix("index.md") + "index.html") or pages.get(path[:-3] + "/index.html")
            if page is None or (anchor and page.find(id=anchor) is None):
                missing.append((key, entry["page"]))
    assert missing == []
