"""Every entry of the audited ledger is accounted for: carried, corrected, or dropped with a reason."""

from pathlib import Path

import pytest

from macros.facts.strict_yaml import parse

ROOT = Path(__file__).parent.parent
ENTRIES: dict[str, dict] = {}
for path in sorted((ROOT / "tests/ledger").glob("*.yml")):
    document, _ = parse(path.read_text(encoding="utf-8"), path.name)
    assert not set(document) & set(ENTRIES), f"{path.name} repeats an entry"
    ENTRIES |= document
# As many as the ledger of 2026-11-22 has: 52 + 195 + 65 + 62 + 33 + 46.
COUNT = 453


def test_none_is_unaccounted():
    assert len(ENTRIES) == COUNT


@pytest.mark.parametrize("verdict", ["carried", "corrected", "dropped"])
def test_form(verdict):
    for entry, said in ENTRIES.items():
        assert said["verdict"] in ("carried", "corrected", "dropped"), entry
        if said["verdict"] == verdict:
            expected = {"verdict", "reason"} if verdict == "dropped" else {"verdict", "page"}
            assert set(said) == expected, entry
            assert len(said.get("reason", "a reason")) >= 8, entry


def test_every_target_is_on_the_site(pages):
    missing = []
    for entry, said in ENTRIES.items():
        if "page" in said:
            page, _, anchor = said["page"].partition("#")
            built = pages.get(
                page.removesuffix(".md").removesuffix("index").rstrip("/") + "/index.html"
                if page != "index.md"
                else "index.html"
            )
            built = built or pages.get(page.replace("index.md", "index.html"))
            if built is None or (anchor and built.find(id=anchor) is None):
                missing.append((entry, said["page"]))
    assert missing == []
