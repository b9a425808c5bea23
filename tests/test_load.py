"""Bad data is refused with one message: file, line, place, what is wrong, what is expected. The cases stand in `refused.yml`."""

from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from small import PAGE_FILE, SHEET_FILE, SMALL, SOURCES_FILE, TABLE_FILE, find_error, find_error_in, replaced_file

from macros.facts import load

CASES = {
    f"{name}, {case}": (name, new if old is None else SMALL[name].replace(old, new, 1), says)
    for name, cases in yaml.safe_load((ROOT / "tests/refused.yml").read_text(encoding="utf-8")).items()
    for case, (old, new, says) in cases.items()
    if old is None or old in SMALL[name] or pytest.fail(f"update this case: {case}")
}
# Bytes, and what is right in one place and wrong in another.
CASES |= {
    "mark at the start": (TABLE_FILE, "\ufeff" + SMALL[TABLE_FILE], ":1: holds the unseen character U+FEFF"),
    "UTF-16": (TABLE_FILE, SMALL[TABLE_FILE].encode("utf-16"), ":1: not UTF-8 text, expected UTF-8"),
    "not UTF-8": (TABLE_FILE, SMALL[TABLE_FILE].encode().replace(b"Large", b"Larg\xe9"), ":10: not UTF-8 text"),
    "windows": (TABLE_FILE, SMALL[TABLE_FILE].replace("\n", "\r\n"), None),
    "path as file name": (TABLE_FILE.replace("sizes", "A B"), SMALL[TABLE_FILE], ":1: 'A B' is not kebab-case"),
    "capitals in a path": ("docs/A Page.md", SMALL[PAGE_FILE], ":1: the path is no address"),
    "address of another row": (TABLE_FILE.replace("sizes", "sizes-small"), SMALL[TABLE_FILE].replace("id: small", "id: x"), None),
    "name of a computed table": (TABLE_FILE.replace("sizes", "exam-versions"), SMALL[TABLE_FILE], ":1: a table of this name is computed"),
    "same id in two files": ("data/exam/sources.yml", SMALL[SOURCES_FILE], f"{SOURCES_FILE}:1: id 'one' stands in data/exam/sources.yml already"),
    "same label": ("data/other/sheet.yml", SMALL[SHEET_FILE].replace("Small", "small"), f"{SHEET_FILE}:1: label: 'Small' has the address of the sheet 'other'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_data_is_refused(small, case):
    name, content, expected = CASES[case]
    message = find_error_in(small, name, content)
    if expected is None:
        assert message is None
    else:
        assert (
            message
            and expected in message
            and message.startswith(expected if expected.startswith("data/") else f"{name}:")
        ), message


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
def test_a_text_can_name_a_cell(small, reference, words):
    """A number is typed once; probes see what readers see."""
    with replaced_file(small, SHEET_FILE, SMALL[SHEET_FILE].replace("It runs `code`.", f'"It has {reference}."')):
        site = load.site(small)
    line = site.sheets["small"].groups[0].lines[0].text
    assert line.replace("\N{NO-BREAK SPACE}", " ") == f"It has {words}."
    assert site.index["sheet:small.what"].value == line


@pytest.mark.parametrize("fault", ["folder", "unreadable", "gone"])
def test_a_file_that_cannot_be_read_is_refused(small, monkeypatch, fault):
    name = "data/small/service.yml" if fault == "gone" else TABLE_FILE
    path = small / name
    if fault == "unreadable":
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda other: read(other) if other != path else _denied())
    else:
        path.unlink()
    if fault == "folder":
        path.mkdir()
    message = find_error(load.site, small)
    if fault == "folder":
        path.rmdir()
    path.write_text(SMALL[name], encoding="utf-8")
    reason = {"folder": "Is a directory", "unreadable": "Permission denied", "gone": "no such file"}[fault]
    assert message and message.startswith(f"{name}:1: cannot be read: {reason}, expected "), message


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
    for name, old, new, is_seen in (
        (TABLE_FILE, "caption: Sizes", "caption: Widths", lambda site: site.tables["sizes"].caption == "Widths"),
        (PAGE_FILE, "# Home", "# House", lambda site: site.pages["index.md"].title == "House"),
        ("images/small/small.svg", "It runs", "It ran", lambda site: "It ran" in site.pictures["small"]),
        ("requirements/test.txt", "1.44.5", "1.44.6", lambda site: site.packages["botocore"] == "1.44.6"),
    ):
        with replaced_file(small, name, SMALL[name].replace(old, new)):
            assert is_seen(load.site(small)), name
        assert not is_seen(load.site(small)), name
