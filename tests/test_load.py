"""Bad data is refused with one message: file, line, place, what is wrong, what is expected. The cases stand in `refused.yml`."""

from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from small import SHEET, SMALL, G, P, S, T, broken, changed, refusal, shown

from macros.facts import load

CASES = {
    f"{name}, {case}": (name, new if old is None else SMALL[name].replace(old, new, 1), says)
    for name, cases in yaml.safe_load((ROOT / "tests/refused.yml").read_text(encoding="utf-8")).items()
    for case, (old, new, says) in cases.items()
    if old is None or old in SMALL[name] or pytest.fail(f"update this case: {case}")
}
# Bytes, and what is right in one place and wrong in another.
CASES |= {
    "mark at the start": (T, "\ufeff" + SMALL[T], ":1: holds the unseen character U+FEFF"),
    "UTF-16": (T, SMALL[T].encode("utf-16"), ":1: not UTF-8 text, expected UTF-8"),
    "not UTF-8": (T, SMALL[T].encode().replace(b"Large", b"Larg\xe9"), ":10: not UTF-8 text"),
    "windows": (T, SMALL[T].replace("\n", "\r\n"), None),
    "path as file name": (T.replace("sizes", "A B"), SMALL[T], ":1: 'A B' is not kebab-case"),
    "capitals in a path": ("docs/A Page.md", SMALL[P], ":1: the path is no address"),
    "address of another row": (T.replace("sizes", "sizes-small"), SMALL[T].replace("id: small", "id: x"), None),
    "name of a computed table": (T.replace("sizes", "exam-versions"), SMALL[T], ":1: a table of this name is computed"),
    "same id in two files": ("data/exam/sources.yml", SMALL[S], f"{S}:1: id 'one' stands in data/exam/sources.yml already"),
    "same label": ("data/other/sheet.yml", SMALL[SHEET].replace("Small", "small"), f"{SHEET}:1: label: 'Small' has the address of the sheet 'other'"),
}  # fmt: skip


def test_small_is_good(small):
    assert refusal(shown, small) is None


@pytest.mark.parametrize("case", CASES)
def test_bad_data(small, case):
    name, content, says = CASES[case]
    said = broken(small, name, content)
    if says is None:
        assert said is None
    else:
        assert said and says in said and said.startswith(says if says.startswith("data/") else f"{name}:"), said


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("{sizes.small.memory}", "1 GB"),
        ("{sizes.large.memory}", "1–9 GB"),
        ("{sizes.large.memory.max}", "9 GB"),
        ("{sizes.small.size}", "Small"),
        ("`{sizes.small.memory}`", "`{sizes.small.memory}`"),
        ("{sizes}", "{sizes}"),
    ],
)
def test_a_text_names_a_cell(small, reference, words):
    """A number is typed once; probes see what readers see."""
    with changed(small, SHEET, SMALL[SHEET].replace("It runs `code`.", f'"It has {reference}."')):
        site = load.site(small)
    line = site.sheets["small"].groups[0].lines[0].text
    assert line.replace("\N{NO-BREAK SPACE}", " ") == f"It has {words}."
    assert site.index["sheet:small.what"].value == line


@pytest.mark.parametrize("what", ["folder", "unreadable", "gone"])
def test_no_plain_file(small, monkeypatch, what):
    name = "data/small/service.yml" if what == "gone" else T
    path = small / name
    if what == "unreadable":
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda of: read(of) if of != path else _denied())
    else:
        path.unlink()
    if what == "folder":
        path.mkdir()
    said = refusal(load.site, small)
    if what == "folder":
        path.rmdir()
    path.write_text(SMALL[name], encoding="utf-8")
    why = {"folder": "Is a directory", "unreadable": "Permission denied", "gone": "no such file"}[what]
    assert said and said.startswith(f"{name}:1: cannot be read: {why}, expected "), said


def _denied():
    raise PermissionError(13, "Permission denied")


def test_nothing_leaks_and_every_edit_is_seen(small):
    """What was loaded before comes back whole, and no caller can change it for the next."""
    first = load.site(small)
    with pytest.raises(TypeError):
        first.tables["sizes"].columns["size"] = "Changed"
    with pytest.raises(TypeError):
        first.tables["sizes"].rows[0].cells["size"] = "Changed"
    first.tables.clear(), first.pages.clear(), first.index.clear()
    assert load.site(small).tables["sizes"].columns["size"] == "Size"
    for name, old, new, see in (
        (T, "caption: Sizes", "caption: Widths", lambda site: site.tables["sizes"].caption == "Widths"),
        (P, "# Home", "# House", lambda site: site.pages["index.md"].title == "House"),
        (G, "It runs", "It ran", lambda site: "It ran" in site.pictures["small"]),
        ("requirements/test.txt", "1.44.5", "1.44.6", lambda site: site.packages["botocore"] == "1.44.6"),
    ):
        with changed(small, name, SMALL[name].replace(old, new)):
            assert see(load.site(small)), name
        assert not see(load.site(small)), name
