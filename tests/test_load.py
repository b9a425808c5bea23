"""Bad data is refused with one message: file, line, place, what is wrong, what is expected."""

from pathlib import Path

import pytest
from conftest import edit
from small import EXAM, PROBE, SHEET, SMALL, D, G, P, S, T, broken, refusal, shown

from macros.facts import load, model
from macros.facts.errors import validate
from macros.facts.files import read as read_yaml

ROOT = Path(__file__).parent.parent
LAB = "{label: A lab, page: index.md, does: Do, have: Have, minutes: 20, source: one, checked: 2026-11-22}"
DIFFERENCE = "{lab: two, topic: A, here: B, aws: C, run: [ls], prints: [a], source: one, checked: 2026-11-22}"
# Each case: the file, what is replaced (None: the whole), by what, and the message (None: it is plain text).
CORPUS = {
    # Files
    "empty": (T, None, "", ":1: the file is empty"),
    "no mapping": (S, None, "- a\n", ":1: is not a mapping with something in it"),
    "empty mapping": (S, None, "{}\n", ":1: is not a mapping with something in it"),
    "text alone": (T, None, "word\n", ":1: file: 'word' does not fit, expected a valid dictionary"),
    "two documents": (T, "rows:", "---\nrows:", ":5: a second document begins"),
    "circle": (T, "source: one", "source: &a [*a]", ":2: 'a' is an anchor"),
    "merge": (T, "source: one", "<<: {source: one}", ":2: '<<' reads as merge"),
    "tag": (T, "caption: Sizes", "caption: !!python/object/apply:os.system [ls]", "is a tag, expected the value itself, or quotes around a text that begins with !"),
    "windows": (T, None, SMALL[T].replace("\n", "\r\n"), None),
    "old mac": (T, None, SMALL[T].replace("\n", "\r"), ":1: holds the unseen character U+000D"),
    "mark at the start": (T, None, "\ufeff" + SMALL[T], ":1: holds the unseen character U+FEFF"),
    "UTF-16": (T, None, SMALL[T].encode("utf-16"), ":1: not UTF-8 text, expected UTF-8"),
    "UTF-16 without mark": (T, None, SMALL[T].encode("utf-16-le"), ":1: holds the unseen character U+0000"),
    "not UTF-8": (T, None, SMALL[T].encode().replace(b"Large", b"Larg\xe9"), ":10: not UTF-8 text"),
    "conflict": (T, "caption: Sizes", "<<<<<<< HEAD\ncaption: Sizes\n=======\ncaption: Widths\n>>>>>>> theirs", ":1: a conflict that git left open, expected one of the two"),
    "rest of a conflict": (P, "Text.", "=======\nText.", ":8: a conflict that git left open"),
    "NUL": (T, "Small", "Sm\0all", ":8: holds the unseen character U+0000"),
    "right to left": (T, "Small", "Sm\u202eall", ":8: holds the unseen character U+202E"),
    "line separator": (T, "Small", "Sm\u2028all", ":8: holds the unseen character U+2028"),
    # What authors do to YAML, and the cure
    "comma in a line": (SHEET, "It runs `code`.", "It runs, then stops.", ":9: 'then stops.' has no value, expected one, or quotes around a text with a comma in it"),
    "comma in a cell": (T, "size: Small", "size: Small, tiny", ":8: 'tiny' has no value, expected one, or quotes around a text with a comma"),
    "comma in a number": (T, "max: 9", "max: 43,200", ":10: '43,200' is no number, expected digits alone: 43200"),
    "comma in a number, in block": (EXAM, "minutes: {value: 130, unit: minutes}", "minutes:\n      value: 1,300\n      unit: minutes", ":7: versions.0.minutes.value: is not a number, expected digits without quotes and commas"),
    "day of another country": (T, "2026-11-22", "29.11.2026", ":3: checked: '29.11.2026' is no day, expected one such as 2026-11-22"),
    "colon": (T, "caption: Sizes", "caption: Note: sizes", ":1: not valid YAML: mapping values are not allowed in this context, expected quotes around a text with a colon in it"),
    "colon in braces": (T, "size: Small", "size: Note: small", ":8: not valid YAML: did not find expected ',' or '}', expected quotes around a text with a colon"),
    "tab": (T, "  - id", "\t- id", ":6: not valid YAML: found character that cannot start any token, expected spaces at its start, no tab"),
    **{f"starts with {sign}": (T, "Sizes", f"{sign}Sizes", f"quotes around a text that begins with {sign}") for sign in "@`%!|>"},
    "starts with *": (T, "Sizes", "*Sizes* of tasks", ":1: not valid YAML: did not find expected alphabetic or numeric character, expected quotes around a text that begins with *"),
    "starts with &": (T, "Sizes", "&Sizes", ":1: 'Sizes' is an anchor or an alias, expected the value itself, or quotes around a text that begins with & or *"),
    "starts with @ in braces": (T, "size: Small", "size: @small", ":8: not valid YAML: found character that cannot start any token, expected quotes around a text that begins with @"),
    "starts with brackets": (T, "Sizes", "[b] sizes", ":1: not valid YAML: did not find expected key, expected quotes around a text that begins with a bracket"),
    "open bracket": (T, "{size: Size,", "{size: [Size,", ":4: not valid YAML: did not find expected ',' or ']', expected "),
    "open quote": (T, "Sizes", '"Sizes', ":1: not valid YAML: found unexpected end of stream, expected the same quote at the end of the text"),
    "quote in quotes": (T, "Sizes", "'It's sizes'", ":1: not valid YAML: did not find expected key, expected quotes around the whole text, and of the other kind"),
    "half in quotes": (T, "Sizes", '"Sizes" of tasks', ":1: not valid YAML: did not find expected key, expected quotes around the whole text"),
    "no space after a colon": (T, "caption: Sizes", "caption:Sizes", ":1: not valid YAML: mapping values are not allowed in this context, expected a space after the colon"),
    "no space after a hyphen": (SHEET, "- {id: what, text", "-{id: what, text", "expected a space after the hyphen"),
    "indented too far": (T, "source: one", "   source: one", ":2: not valid YAML: mapping values are not allowed in this context, expected the indentation of the lines around it"),
    # Text
    "NUL, escaped": (T, "Small", '"Sm\\0all"', ":8: rows.0.cells.size: holds the unseen character U+0000, expected visible text"),
    "right to left, escaped": (T, "Small", '"\\u202Eall"', "holds the unseen character U+202E"),
    "half a character": (T, "Small", '"\\ud83d"', ":8: "),
    "joined emoji": (T, "Small", "👩‍👩‍👧", None),
    "combining": (T, "Small", "e\u0301", None),
    "HTML": (T, "Small", "<img src=x onerror=alert(1)>", None),
    "Markdown": (T, "Small", "'**a** [b](c)'", None),
    "Jinja": (T, "Small", "'{{ cycler }}'", "holds template syntax, expected plain text"),
    "open backtick": (T, "Small", "'`a'", "has an unclosed backtick"),
    "nothing": (T, "source: one", "source:", ":2: source: is empty, expected a value or no such key"),
    # Numbers, truths and days
    "not a number": (T, "value: 1", "value: .nan", ":8: '.nan' reads as float, expected true, false, 5, 0.25 or 2026-11-22"),
    "infinity": (T, "value: 1", "value: -.inf", ":8: '-.inf' reads as float"),
    "sixties": (T, "value: 1", "value: 1:30", ":8: '1:30' reads as int"),
    "octal": (T, "value: 1", "value: 010", ":8: '010' reads as int"),
    "a million": (T, "value: 1", "value: " + "9" * 20, ":8: '99999999999999999999' reads as int"),
    "too exact": (T, "value: 1", "value: 0.0000001", ":8: rows.0.cells.memory.value: is no number that is shown whole"),
    "number as text": (T, "value: 1", "value: '1'", ":8: rows.0.cells.memory.value: is not a number, expected digits without quotes"),
    "truth as number": (T, "value: 1", "value: true", "rows.0.cells.memory.value: is not a number"),
    "no step": (T, "step: 2", "step: 0", "step is not above 0"),
    "truth as text": (D, "downtime: true", "downtime: 'yes'", ":8: all.downtime: 'yes' does not fit, expected a valid boolean"),
    "odd truth": (D, "downtime: true", "downtime: off", ":8: 'off' reads as bool"),
    "number for text": (T, "caption: Sizes", "caption: 5", ":1: caption: 5 does not fit, expected a valid string"),
    "no such day": (T, "2026-11-22", "2026-02-30", ":3: '2026-02-30' is no value: day is out of range for month"),
    "day as number": (T, "2026-11-22", "20261122", ":3: checked: 20261122 is no day, expected one such as 2026-11-22"),
    "day as text": (T, "2026-11-22", "'2026-11-22'", ":3: checked: '2026-11-22' is no day, expected one such as 2026-11-22, without quotes"),
    "moment": (T, "2026-11-22", "2026-11-22 10:00:00", ":3: '2026-11-22 10:00:00' reads as timestamp"),
    "day to come": (T, "2026-11-22", "2999-01-01", ":3: checked: 2999-01-01 is yet to come, expected the day on which it was read"),
    # Keys and references
    "repeated": (T, "source: one", "source: one\nsource: one", ":3: key 'source' is repeated"),
    "unknown": (T, "source: one", "sauce: one", ":2: sauce: unknown key (did you mean 'source'?)"),
    "key of many lines": (T, "source: one", '"a\\nb": one', ":2: a\\u{a}b: unknown key"),
    "list as key": (T, "source: one", "? [a]\n: one", ":2: a key is not text"),
    "no such source": (T, "source: one", "source: two", ":2: source: no source is called 'two', expected one of: one"),
    "no such page": (T, "see: index.md#top", "see: other.md", ":7: rows.0.see: no page is called 'other.md'"),
    "page outside": (T, "see: index.md#top", "see: ../../etc/passwd.md", ":7: rows.0.see: is not a page"),
    "no such page in a cell": (T, "{page: index.md", "{page: other.md", ":10: rows.1.cells.spare.1.page: no page is called 'other.md'"),
    "no such column": (PROBE, "{size}", "{colour}", ":2: memory.fact: {colour} stands for a column that sizes.small has not"),
    "no such skill": (P, "1.1.1", "9.9.9", ":3: skills: no skill of DVA-C02 is called '9.9.9', expected one of: 1.1.1"),
    "skill twice": (P, '["1.1.1"]', '["1.1.1", "1.1.1"]', ":3: skills: is repeated, expected it once"),
    "skill of another task": (EXAM, '"1.1.1"', '"1.2.1"', ":15: versions.0.tasks.0.skills.0.number: is no skill of task 1.1"),
    "situation as a sentence": ("data/small/chooser.yml", None, "one: {says: It runs., pick: This, because: It runs, see: index.md, source: one, checked: 2026-11-22}\n", ":1: one.says: ends in a full stop, expected none"),
    "old value as a sentence": ("data/small/changes.yml", "old: Old", "old: It was old.", ":3: new-name.old: ends in a full stop, expected a clause"),
    "repeated row": (T, "id: large", "id: small", ":9: rows.1: row id 'small' is repeated"),
    "path as id": (S, "one:", "../one:", ":1: '../one' is not kebab-case"),
    "spaces in an id": (T, "id: small", "id: small one", ":6: rows.0.id: is not kebab-case"),
    "path as file name": (T.replace("sizes", "A B"), None, SMALL[T], ":1: 'A B' is not kebab-case"),
    "address of another row": (T.replace("sizes", "sizes-small"), None, SMALL[T].replace("id: small", "id: x"), None),
    "address of a source": (T, "id: large", "id: source-a", ":9: rows.1.id: begins with 'source-'"),
    "name of a computed table": (T.replace("sizes", "exam-versions"), None, SMALL[T], ":1: a table of this name is computed"),
    "label with markup": (SHEET, "label: Small", 'label: A "B"', ":1: label: is not words of plain letters and digits"),
    "label of another sheet": ("data/other/sheet.yml", None, SMALL[SHEET].replace("Small", "small"), ":1: label: 'Small' has the address of the sheet 'other'"),
    # Tables
    "missing key": (T, "source: one\n", "", ":1: source: is missing, expected a value"),
    "missing unit": (T, "value: 1, unit: GB", "value: 1", ":8: rows.0.cells.memory.unit: is missing, expected one of data/units.yml, for example GB"),
    "missing cell": (T, ", spare: true", "", ":6: rows.0: the cell 'spare' is missing, expected one for each column"),
    "unknown column": (T, "spare: true", "spare: true, colour: red", ":8: rows.0.cells.colour: no such column, expected one of: size"),
    "bare number": (T, "{value: 1, unit: GB, note: at most}", "1", ":8: rows.0.cells.memory: expected text, true or false, a quantity"),
    "unknown unit": (T, "unit: GB", "unit: GBs", ":8: rows.0.cells.memory.unit: no unit is called 'GBs', expected for example GB; a unit is a line of data/units.yml"),
    "two forms": (T, "value: 1", "value: 1, max: 2", ":8: rows.0.cells.memory: expected exactly one of: value, values, or min"),
    "values in no order": (T, "value: 1", "values: [2, 1]", "values do not rise, expected each once, the smallest first"),
    "default outside": (T, "min: 1", "min: 1, default: 10", "default is outside the range, expected it within"),
    "step too large": (T, "step: 2", "step: 20", "step is larger than the range, expected it within"),
    "backwards range": (T, "min: 1", "min: 10", "min is not below max, expected min < max"),
    "unquoted no": (T, "size: Small", "size: no", ":6: rows.0: the first cell is not text or a quantity, expected the row's name"),
    "empty text": (T, "caption: Sizes", "caption: ' '", ":1: caption: is empty, expected text"),
    "line break": (T, "caption: Sizes", 'caption: "a\\nb"', ":1: caption: has outer spaces, a tab or a line break, expected one trimmed line"),
    "number as key": (T, "{size: Size,", "{1: One, size: Size,", ":4: key '1' reads as int, expected text: put it in quotes"),
    "no rows": (T, "rows:\n", "rows: []\nlines:\n", ":6: lines: unknown key"),
    # Exam and deployments
    "weights": (EXAM, "weight: 60", "weight: 61", ":3: versions.0: the domain weights add up to 101, expected 100"),
    "downtime": (D, "downtime: true", "downtime: false", "downtime and the steps disagree"),
    "target": (D, "target: existing", "target: new", "target and the steps disagree"),
    "traffic": (D, "traffic: 100", "traffic: 80", "the shares of traffic add up to 80, expected 100 or 0"),
    "since": ("data/small/changes.yml", '"2022-09"', '"2022-13"', "month must be in 1..12"),
    # Labs
    "two labs on a page": ("data/small/labs.yml", None, f"one: {LAB}\ntwo: {LAB}\n", ":2: two.page: is the page of the lab 'one', expected another"),
    "lab of no time": ("data/small/labs.yml", None, f"one: {LAB.replace('minutes: 20', 'minutes: 2')}\n", ":1: one.minutes: 2 does not fit, expected "),
    "difference of no lab": ("data/small/differences.yml", None, f"one: {DIFFERENCE}\n", ":1: one.lab: no lab is called 'two'"),
    "difference that is tried and not": ("data/small/differences.yml", None, f"one: {DIFFERENCE.replace('lab:', 'untried: Why., lab:')}\n", ":1: one: expected run and prints, or untried with a reason, and not both"),
    # Probes and what is cited
    "probe of no fact": (PROBE, "sizes.small.memory", "sizes.smal.memory", ":2: memory.fact: no fact is called 'sizes.smal.memory', expected for example sizes.small.memory"),
    "probe of no other fact": (PROBE, "field: value", 'also: ["sheet:small.waht"]', ":2: memory.also: no fact is called 'sheet:small.waht', expected for example sheet:small.what"),
    "facts that differ": (PROBE, "field: value", 'also: ["sheet:small.what"]', "memory.fact: sizes.small.memory (data/small/tables/sizes.yml:8) says 1, which is not in sheet:small.what (data/small/sheet.yml:9)"),
    "probe of no kind": (PROBE, "maximum", "maximun", ":2: memory.reads: 'maximun' is not known, expected 'accepted', 'allowed'"),
    "probe of no package": (PROBE, "botocore", "botocoer", ":2: memory.package: no package of requirements/test.txt is called 'botocoer', expected for example botocore"),
    "probe of no number": (PROBE, "field: value", "field: max", ":2: memory.fact: the quantity has no 'max', expected one of: value, unit"),
    "probe without a group": (PROBE, "(\\d+)", "\\d+", ":2: memory.find: has no group, expected one around what is to be found"),
    "probe of no pattern": (PROBE, "(\\d+)", "(\\d+", ":2: memory.find: is not a regular expression, expected one: "),
    "probe of a sentence": (PROBE, "fact: sizes.small.memory, field: value", "fact: 'sheet:small.what', expect: 2000", "memory.fact: 2000 does not stand in 'It runs `code`.', expected it to"),
    "uncited": (S, "one:\n", "two: {title: A, publisher: B, url: https://example.org/, kind: guide, checked: 2026-11-22}\none:\n", ":1: two: nothing cites it, expected a page or a fact that does"),
    "same id in two files": ("data/exam/sources.yml", None, SMALL[S], ":1: id 'one' stands in data/exam/sources.yml already"),
    # Addresses
    "http": (S, "https://", "http://", ":4: one.url: is not an https address"),
    "javascript": (S, "https://docs.aws.amazon.com/guide", "javascript:alert(1)", "is not an https address"),
    "data": (S, "https://docs.aws.amazon.com/guide", "data:text/html,x", "is not an https address"),
    "no host": (S, "docs.aws.amazon.com", "", "is not an https address"),
    "user": (S, "docs.aws", "docs@aws", "is not an https address"),
    "quote in an address": (S, "/guide", "/'guide", "is not an https address"),
    "space in an address": (S, "/guide", "/the guide", "is not an https address"),
    # Pages
    "single quotes": (P, '{{ cite("one") }}', "{{cite('one')}}", None),
    "front matter open": (P, "---\n# Home", "# Home", ":1: has no front matter"),
    "front matter empty": (P, None, "---\n---\n# Home\n", ":1: the front matter is empty, expected description and skills"),
    "front matter broken": (P, "description: A page.", "description: [", "not valid YAML"),
    "front matter repeated": (P, "skills:", "description: B\nskills:", ":3: key 'description' is repeated"),
    "front matter unknown": (P, "skills:", "template: ../x.html\nskills:", ":3: template: unknown key, expected one of: description, search, skills"),
    "front matter with HTML": (P, "A page.", "'A \"><script>alert(1)</script>'", ":2: description: holds one of < > \" &"),
    "no heading": (P, "# Home", "Home", "has no heading"),
    "template in a heading": (P, "# Home", "# {{ x }}", ":6: title: holds template syntax"),
    "control in a page": (P, "Text.", "Te\x02xt.", ":8: holds the unseen character U+0002"),
    "capitals in a path": ("docs/A Page.md", None, SMALL[P], ":1: the path is no address"),
    # Pictures
    "script": (G, "<text ", "<script>alert(1)</script><text ", ":3: the element <script> has no place here"),
    "handler": (G, "<text ", '<text onclick="alert(1)" ', ":3: the attribute 'onclick' has no place"),
    "foreign object": (G, "<text ", "<foreignObject/><text ", ":3: the element <foreignObject> has no place"),
    "link": (G, "<text ", '<a href="https://example.org"/><text ', ":3: the element <a> has no place"),
    "use": (G, "<text ", '<use href="#x"/><text ', ":3: the element <use> has no place"),
    "style": (G, "<text ", '<text style="fill:red" ', ":3: the attribute 'style' has no place"),
    "outside": (G, 'class="p-label"', 'fill="url(https://example.org/x)"', ":3: the attribute 'fill' has no place in a drawing with an address"),
    "broken SVG": (G, "</text>", "", ":4: not valid XML: mismatched tag"),
    "id of another": (G, 'id="small-text"', 'id="large-text"', ":2: the id 'large-text' is not this drawing's own"),
    "HTML in a drawing": (G, "It runs", "&lt;b&gt; *a* `b`", None),
}  # fmt: skip


def test_small_is_good(small):
    assert refusal(shown, small) is None


@pytest.mark.parametrize("case", CORPUS)
def test_bad_data(small, case):
    name, old, new, message = CORPUS[case]
    assert old is None or old in SMALL[name], "update this case"
    said = broken(small, name, new if old is None else SMALL[name].replace(old, new, 1))
    if message is None:
        assert said is None
    else:
        named = {"label of another sheet": SHEET, "same id in two files": S}.get(case, name)
        assert said and said.startswith(f"{named}:") and message in said, said


def test_good_table(small):
    document, lines, _ = read_yaml(small / T, small)
    table = validate(model.Table, document, lines, T)
    assert table.rows[0].cells["memory"] == model.Quantity(value=1, unit="GB", note="at most")
    assert lines["rows", 0, "cells", "spare"] == 8


@pytest.mark.parametrize("what", ["folder", "unreadable"])
def test_no_plain_file(small, monkeypatch, what):
    path = small / T.replace("sizes", "x")
    if what == "folder":
        path.mkdir()
    else:
        path.write_text(SMALL[T], encoding="utf-8")
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda of: read(of) if of != path else _denied())
    try:
        said = refusal(load.site, small)
    finally:
        path.rmdir() if what == "folder" else path.unlink()
    assert (
        said
        == f"{path.relative_to(small)}:1: cannot be read: {'Is a directory' if what == 'folder' else 'Permission denied'}, expected a file"
    )


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
        edit(small / name, old, new)
        assert see(load.site(small)), name
        edit(small / name, new, old)
        assert not see(load.site(small)), name
