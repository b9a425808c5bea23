"""Every entry of the audited ledger is accounted for: carried, corrected, or dropped with a reason."""

from conftest import ROOT

from macros.facts.strict_yaml import parse

FILES = [parse(path.read_text(encoding="utf-8"), path.name)[0] for path in (ROOT / "tests/ledger").glob("*.yml")]
ENTRIES = {entry: said for file in FILES for entry, said in file.items()}
# As many as the ledger of 2026-11-22 has: 52 + 195 + 65 + 62 + 33 + 46.
COUNT = 453


def test_none_is_unaccounted():
    assert len(ENTRIES) == sum(map(len, FILES)) == COUNT
    for entry, said in ENTRIES.items():
        assert said.keys() == {"verdict", "reason" if said["verdict"] == "dropped" else "page"}, entry
        assert said["verdict"] in ("carried", "corrected", "dropped") and len(said.get("reason", "a reason")) >= 8, (
            entry
        )


def test_every_target_is_on_the_site(pages):
    missing = []
    for entry, said in ENTRIES.items():
        if "page" in said:
            page, _, anchor = said["page"].partition("#")
            built = pages.get(page.removesuffix("index.md") + "index.html") or pages.get(page[:-3] + "/index.html")
            if built is None or (anchor and built.find(id=anchor) is None):
                missing.append((entry, said["page"]))
    assert missing == []
