"""Bad input: refused with one message, or shown as the plain text that it is. No traceback, nothing read as markup.

`SMALL` is a house of one of each kind. The corpus breaks it by hand, hypothesis by the thousand: `EXAMPLES=50 pytest
tests/test_input.py` runs fifty times as many.
"""

import datetime as dt
import functools
import os
import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import copy_house, edit, mkdocs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from markdown import Markdown
from mkdocs.utils.yaml import get_yaml_loader
from pydantic import TypeAdapter, ValidationError

from macros import derive, diagram, load, model, reader, render, standing

ROOT = Path(__file__).parent.parent
DAY = dt.date(2026, 11, 22)
TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(count):
    return settings(
        max_examples=count * TIMES, derandomize=TIMES == 1, database=None, deadline=None, phases=[Phase.generate, Phase.shrink] if TIMES > 1 else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
    )  # fmt: skip


SMALL = {
    "requirements/test.txt": "botocore==1.44.5\n",
    "data/areas.yml": "all:\n  label: All\n  services: [one, small, exam, elastic-beanstalk]\n",
    **{f"data/{name}/service.yml": f"label: {name.title()}\nline: A service.\n" for name in ("one", "small", "exam", "elastic-beanstalk")},
    "data/exam/exam.yml": """\
title: An exam
versions:
  - code: DVA-C02
    first: 2023-02-28
    last: 2026-11-30
    minutes: {value: 130, unit: minutes}
    questions: {value: 65, unit: questions}
    scored: {value: 50, unit: questions}
    price: {value: 150, unit: USD}
    passing: {value: 720, unit: "of 1,000"}
    domains:
      - {number: 1, title: Development, weight: 60}
      - {number: 2, title: Security, weight: 40}
    tasks:
      - {number: "1.1", title: Write code}
    source: one
    checked: 2026-11-22
""",
    "data/one/sources.yml": """\
one:
  title: A guide
  publisher: AWS
  url: https://docs.aws.amazon.com/guide
  kind: guide
  edition: the copy of May
  checked: 2026-11-22
""",
    "data/one/tables/sizes.yml": """\
caption: Sizes
source: one
checked: 2026-11-22
columns: {size: Size, memory: Memory, spare: Spare}
rows:
  - id: small
    see: index.md#top
    cells: {size: Small, memory: {value: 1, unit: GB, note: at most}, spare: true}
  - id: large
    cells: {size: Large, memory: {min: 1, max: 9, step: 2, unit: GB}, spare: [false, {page: index.md, text: Home}]}
note: A note.
""",
    "data/small/sheet.yml": """\
label: Small
page: index.md
source: one
checked: 2026-11-22
groups:
  - id: what
    label: What
    lines:
      - {id: what, text: It runs `code`.}
""",
    "data/small/changes.yml": """\
new-name:
  topic: Name
  old: Old
  new: New `name`
  since: "2022-09"
  page: index.md
  source: one
  checked: 2026-11-22
""",
    "data/small/glossary.yml": """\
task:
  term: Task
  also: [Job]
  text: What runs.
  see: index.md
""",
    "data/elastic-beanstalk/deployments.yml": """\
all:
  label: All at once
  option: AllAtOnce
  load_balanced: true
  single_instance: true
  failure: Downtime
  time: {value: 1, unit: of 4}
  downtime: true
  dns_change: false
  rollback: By hand
  target: existing instances
  see: index.md
  title: All at once
  description: Two instances are updated.
  steps:
    - text: One runs.
      batches: [{group: Group, instances: [old], traffic: 100}]
    - text: It is updated.
      batches: [{group: Group, instances: [updating], traffic: 0}]
  source: one
  checked: 2026-11-22
""",
    "data/small/probes.yml": """\
memory:
  {fact: sizes.*.memory, field: unit, package: botocore, reads: maximum, at: 'lambda {size}', find: '(\\d+)'}
""".replace("field: unit", "field: value").replace("sizes.*", "sizes.small"),
    "docs/index.md": """\
---
description: A page.
tasks: ["DVA-C02 1.1"]
search: {boost: 0.5}
---
# Home

Text.{{ cite("one") }}

{{ table("sizes") }}
""",
    "images/small/small.svg": """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 40" role="img" aria-labelledby="small-title small-text">
<title id="small-title">A</title><desc id="small-text">B</desc>
<text class="p-label" x="1" y="20">It runs</text>
</svg>
""",
}


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small house on disk; who breaks it mends it."""
    root = tmp_path_factory.mktemp("small")
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def shown(root):
    """All that a build makes of the facts below `root`, as HTML or Markdown."""
    facts = load.site(root)
    machine = standing.machine(facts.checks, facts.packages)
    tables = {**derive.tables(facts, DAY), **facts.tables}
    out = [render.table(name, of, facts.sources, "index.md", due=DAY) for name, of in tables.items()]
    out += [render.sheets(facts.sheets.values(), facts.sources, "sheets.md"), render.glossary(facts.terms, "index.md")]
    out += [render.changed(key, of, render.cite(1, facts.sources[of.source]), "what-changed.md", "index.md") for key, of in facts.changes.items()]
    out += [render.sources(facts.sources.values()), render.table_list(derive.homes(tables, facts), tables, "index.md")]
    out += [render.counts(derive.counts(facts, machine)), render.by_machine(derive.by_machine(facts, machine), "index.md")]
    return out + [diagram.deployment(key, of) for key, of in facts.policies.items()] + [diagram.inline(key, svg) for key, svg in facts.pictures.items()]


MESSAGE = re.compile(r"[^\n:]+:\d+: [^\n]+")


def refusal(function, *arguments):
    """The message with which `function` refuses, or None; anything but a `DataError` of one bounded line is a failure."""
    try:
        function(*arguments)
    except load.DataError as error:
        assert MESSAGE.fullmatch(str(error)) and len(str(error)) <= 1000 and not re.search(rf"[\t\n]|{model.ODD.pattern}", str(error)), repr(str(error))
        return str(error)
    return None


def broken(root, name, content):
    """The message for the small house with this content, text or bytes, in the file `name`."""
    path, before = root / name, SMALL.get(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return refusal(shown, root)
    finally:
        path.write_text(before, encoding="utf-8") if before else path.unlink()


def test_small_house_is_good(small):
    assert refusal(shown, small) is None


# The corpus. Each case: the file, what is replaced (None: the whole), by what, and the message (None: it is plain text).
T, S, D, P, G = "data/one/tables/sizes.yml", "data/one/sources.yml", "data/elastic-beanstalk/deployments.yml", "docs/index.md", "images/small/small.svg"
LAUGHS = "a: &a [x]\n" + "".join(f"{b}: &{b} [{','.join(f'*{a}' for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
CORPUS = {
    # Files
    "empty": (T, None, "", ":1: the file is empty"),
    "comment alone": (T, None, "# x\n", ":1: the file is empty"),
    "no mapping": (S, None, "- a\n", ":1: is not a mapping with something in it"),
    "empty mapping": (S, None, "{}\n", ":1: is not a mapping with something in it"),
    "text alone": (T, None, "word\n", ":1: file: 'word' does not fit, expected a valid dictionary"),
    "broken": (T, "columns: {", "columns: {size: [", ":4: not valid YAML: "),
    "two documents": (T, "rows:", "---\nrows:", ":5: a second document begins"),
    "ten megabytes": (T, None, "# " + "x" * 10_000_000, ":1: has 10,000,002 bytes, expected at most 2,000,000: split it"),
    "100,000 keys": (T, None, "".join(f"k{key}: 1\n" for key in range(100_000)), ":1: k0: unknown key, expected one of"),
    "10,000 deep": (T, None, "[" * 10_000 + "]" * 10_000, ":1: more than 32 values stand in one another"),
    "10,000 deep, open": (T, None, "[" * 10_000, ":1: more than 32 values"),
    "10,000 deep, block": (T, None, "- " * 10_000 + "x", ":1: more than 32 values"),
    "billion laughs": (T, None, LAUGHS, ":1: 'a' is an anchor or an alias, expected the value itself"),
    "circle": (T, "source: one", "source: &a [*a]", ":2: 'a' is an anchor"),
    "merge": (T, "source: one", "<<: {source: one}", ":2: '<<' reads as merge"),
    "a million letters": (T, "caption: Sizes", "caption: " + "x" * 1_000_000, ":1: a value of 1,000,000 letters, expected at most 2,000"),
    "tag": (T, "caption: Sizes", "caption: !!python/object/apply:os.system [ls]", "is a tag, expected a plain value"),
    "tab": (T, "  - id", "\t- id", "not valid YAML: "),
    "windows": (T, None, SMALL[T].replace("\n", "\r\n"), None),
    "old mac": (T, None, SMALL[T].replace("\n", "\r"), ":1: holds the unseen character U+000D"),
    "mark at the start": (T, None, "\ufeff" + SMALL[T], ":1: holds the unseen character U+FEFF"),
    "UTF-16": (T, None, SMALL[T].encode("utf-16"), ":1: not UTF-8 text, expected UTF-8"),
    "UTF-16 without mark": (T, None, SMALL[T].encode("utf-16-le"), ":1: holds the unseen character U+0000"),
    "not UTF-8": (T, None, SMALL[T].encode().replace(b"Large", b"Larg\xe9"), ":10: not UTF-8 text"),
    "NUL": (T, "Small", "Sm\0all", ":8: holds the unseen character U+0000"),
    "right to left": (T, "Small", "Sm\u202eall", ":8: holds the unseen character U+202E"),
    "line separator": (T, "Small", "Sm\u2028all", ":8: holds the unseen character U+2028"),
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
    "day as number": (T, "2026-11-22", "20261122", ":3: checked: 20261122 does not fit, expected a valid date"),
    "day as text": (T, "2026-11-22", "'2026-11-22'", ":3: checked: '2026-11-22' does not fit, expected a valid date"),
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
    "no such column": ("data/small/probes.yml", "{size}", "{colour}", ":2: memory.fact: {colour} stands for a column that sizes.small has not"),
    "no such task": (P, "1.1", "9.9", ":3: tasks: no exam task is called 'DVA-C02 9.9'"),
    "repeated row": (T, "id: large", "id: small", ":9: rows.1: row id 'small' is repeated"),
    "path as id": (S, "one:", "../one:", ":1: '../one' is not kebab-case"),
    "spaces in an id": (T, "id: small", "id: small one", ":6: rows.0.id: is not kebab-case"),
    "path as file name": ("data/one/tables/A B.yml", None, SMALL[T], ":1: 'A B' is not kebab-case"),
    "address of another row": ("data/one/tables/sizes-small.yml", None, SMALL[T].replace("id: small", "id: x"), None),
    "address of a source": (T, "id: large", "id: source-a", ":9: rows.1.id: begins with 'source-'"),
    "name of a computed table": ("data/one/tables/exam-versions.yml", None, SMALL[T], ":1: a table of this name is computed"),
    "label with markup": ("data/small/sheet.yml", "label: Small", 'label: A "B"', ":1: label: is not words of plain letters and digits"),
    "label of another sheet": ("data/one/sheet.yml", None, SMALL["data/small/sheet.yml"].replace("Small", "small"), ":1: label: 'Small' has the address of the sheet 'one'"),
    # Addresses
    "http": (S, "https://", "http://", ":4: one.url: is not an https address"),
    "javascript": (S, "https://docs.aws.amazon.com/guide", "javascript:alert(1)", "is not an https address"),
    "data": (S, "https://docs.aws.amazon.com/guide", "data:text/html,x", "is not an https address"),
    "no host": (S, "docs.aws.amazon.com", "", "is not an https address"),
    "user": (S, "docs.aws", "docs@aws", "is not an https address"),
    "quote in an address": (S, "/guide", "/'guide", "is not an https address"),
    "space in an address": (S, "/guide", "/the guide", "is not an https address"),
    # Pages
    "front matter open": (P, "---\n# Home", "# Home", ":1: has no front matter"),
    "front matter broken": (P, "description: A page.", "description: [", "not valid YAML"),
    "front matter repeated": (P, "tasks:", "description: B\ntasks:", ":3: key 'description' is repeated"),
    "front matter unknown": (P, "tasks:", "template: ../x.html\ntasks:", ":3: template: unknown key, expected one of: description, search, tasks"),
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
    "outside": (G, 'class="p-label"', 'fill="url(https://example.org/x)"', ":3: 'url(https://example.org/x)' is no value of 'fill'"),
    "entities": (G, "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg', ":1: a DOCTYPE has no place"),
    "CDATA": (G, "It runs", "<![CDATA[<b>]]>", ":3: CDATA has no place"),
    "instruction": (G, "<svg", '<?xml-stylesheet href="x"?><svg', ":1: an instruction has no place"),
    "broken SVG": (G, "</text>", "", ":4: not valid XML: mismatched tag"),
    "element in a title": (G, ">A<", "><g/><", ":2: the element <g> has no place"),
    "id of another": (G, 'id="small-text"', 'id="large-text"', ":2: the id 'large-text' is not this drawing's own"),
    "HTML in a drawing": (G, "It runs", "&lt;b&gt; *a* `b`", None),
}  # fmt: skip


@pytest.mark.parametrize("loader", [one for one in ("CSafeLoader", "SafeLoader") if hasattr(yaml, one)])
@pytest.mark.parametrize("case", CORPUS)
def test_corpus(small, monkeypatch, case, loader):
    """The same message from the parser in C as from the one in Python."""
    if loader == "SafeLoader" and case == "100,000 keys":
        pytest.skip("the parser in Python needs ten seconds for it")
    monkeypatch.setattr(reader, "_Reader", getattr(yaml, loader))
    monkeypatch.setattr(load, "_made", {})
    name, old, new, message = CORPUS[case]
    assert old is None or old in SMALL[name], "mend this case"
    said = broken(small, name, new if old is None else SMALL[name].replace(old, new, 1))
    if message is None:
        assert said is None
    else:
        assert said and said.startswith(f"{name if case != 'label of another sheet' else 'data/small/sheet.yml'}:") and message in said, said


@pytest.mark.parametrize("what", ["folder", "link", "device", "unreadable"])
def test_no_plain_file(small, monkeypatch, what):
    path = small / "data/one/tables/x.yml"
    if what == "folder":
        path.mkdir()
    elif what == "link":
        path.symlink_to("/etc/passwd")
    elif what == "device":
        os.mkfifo(path)  # reading it would wait for ever
    else:
        path.write_text(SMALL[T], encoding="utf-8")
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda of: read(of) if of != path else _denied())
    try:
        said = refusal(load.site, small)
    finally:
        path.rmdir() if what == "folder" else path.unlink()
    assert said == f"data/one/tables/x.yml:1: {'cannot be read: Permission denied, expected a file' if what == 'unreadable' else 'is a folder, a link or a device, expected a file'}"


def _denied():
    raise PermissionError(13, "Permission denied")


def test_nothing_leaks_and_every_edit_is_seen(small):
    """What was loaded before comes back whole, and no caller can change it for the next."""
    first = load.site(small)
    with pytest.raises(TypeError):
        first.tables["sizes"].columns["size"] = "Changed"
    with pytest.raises(TypeError):
        first.tables["sizes"].rows[0].cells["size"] = "Changed"
    first.tables.clear(), first.pages.clear(), first.places.clear()
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
    assert len(load._made) == len(SMALL) - 1, "what is gone is forgotten"  # all but the packages


# Properties

SCALARS = st.sampled_from(
    """~ null true false yes off 0 1 -1 5 1.5 .5 1e9 1.0e+9 010 0x1F 0b1 1_000 1:30 .nan -.inf 99999999999999999999 2026-11-22 2026-02-30 2999-01-01
    0001-01-01 9999-12-31 2026-11-22T10:00:00Z = << !x !!str *a &a [] {} [a] {a:\\ b} [[]] {page:\\ index.md} '' '\\0' "\\u202e" "\\ud800" '{{x}}' `a x:\\ y - ? | > % @ ! '""".split()
) | st.text(max_size=20)  # fmt: skip


@st.composite
def mutations(draw):
    """A file of the small house, and its text with one to three lines changed."""
    name = draw(st.sampled_from([name for name in SMALL if name.endswith((".yml", ".md", ".svg"))]))
    lines = SMALL[name].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        values = list(re.finditer(r"(?<=[:\[,] )[^{\[,}\]]+|(?<=[\[{(])[^{\[,:}\]]+|\w+(?=:)", line))
        kind = draw(st.sampled_from(["drop", "double", "swap", "value", "value", "value", "insert"]))
        if kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "value" and values:
            found = draw(st.sampled_from(values))
            lines[at] = line[: found.start()] + draw(SCALARS) + line[found.end() :]
        else:
            place = draw(st.integers(0, len(line)))
            lines[at] = line[:place] + draw(SCALARS) + line[place:]
    return name, "\n".join(lines) + "\n"


@examples(700)
@given(mutations())
def test_mutation_is_refused_or_shown(small, mutation):
    """Whatever an author's slip makes of a file, all that a build makes of it either comes out or is refused."""
    name, text = mutation
    broken(small, name, text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("loader", [one for one in ("CSafeLoader", "SafeLoader") if hasattr(yaml, one)])
@examples(300)
@given(raw=st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")) | st.text("[]{}:,-?&*!|>'\"%@`#~ \n\tab1.", max_size=60).map(str.encode))
def test_any_bytes(monkeypatch, loader, raw):
    monkeypatch.setattr(reader, "_Reader", getattr(yaml, loader))
    refusal(lambda: load.parse(reader.decode(raw, "x.yml"), "x.yml"))
    refusal(lambda: load.parse(raw.decode("latin-1"), "x.yml"))
    refusal(load._page, raw.decode("latin-1"), "docs/index.md")
    refusal(load._picture, raw.decode("latin-1"), "images/small/small.svg")


@examples(100)
@given(st.lists(st.sampled_from(["a: 1", "b: [x]", "- y", "  c: 2", "'d': {e: 3}", "\"f\": 'g'", "h: |", "  i", "", "# j", "k: 2026-11-22", "l: 'm", "n: [", "a: 2", "o: >-"]), max_size=8).map("\n".join))
def test_both_parsers_agree(text):
    said = []
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "_Reader", loader)
            try:
                said.append(load.parse(text, "x.yml"))
            except load.DataError as error:
                said.append("x" if "not valid YAML" in str(error) else str(error))  # each has its own words for what is broken
    assert said[0] == said[1]


# Text as it is


class _Loader(get_yaml_loader()):
    """mkdocs.yml as mkdocs reads it."""


_Loader.yaml_constructors = {**_Loader.yaml_constructors, **yaml.UnsafeLoader.yaml_constructors}
_Loader.yaml_multi_constructors = {**_Loader.yaml_multi_constructors, **yaml.UnsafeLoader.yaml_multi_constructors}


@pytest.fixture(scope="session")
def chain():
    """A template and what it may call to HTML, as a page goes: Jinja, then Markdown as mkdocs.yml sets it."""
    asked = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)["markdown_extensions"]
    given = {name: of or {} for one in asked for name, of in (one.items() if isinstance(one, dict) else [(one, {})])}
    markdown, jinja = Markdown(extensions=list(given), extension_configs=given), Environment()

    def run(template, **names):
        return BeautifulSoup(markdown.reset().convert(jinja.from_string(template).render(names)), "html5lib")

    return run


NASTY = [
    "<script>alert(1)</script>", "<b>", "</figure>", "</table>", "<!--", "-->", "<img src=x onerror=alert(1)>", "&amp;", "&#42;", "&lt;", "&", "<", ">",
    "*", "**", "_", "__", "_a_", "[", "]", "[a](javascript:alert(1))", "![a](b)", "[a]: b", "*[a]: b", "(", ")", "<https://a.b>", "https://a.b", "a@b.c",
    "{: .x onclick=y }", "{ .x }", "{ #top }", "}}", "# ", "## ", "- ", "+ ", "* ", "1. ", "1) ", "> ", ": ", "!!! note", '??? "x"', '=== "x"', "===", "---", "***",
    "~~~", "|", "| - |", '"', "'", "\\", "\\*", "`a`", "`<b>`", "`*`", "`_`", "`[a](b)`", "` `", "`{ .x }`", "2026-11-22", "2026-99-99", "x" * 30, "klzzwxh:0000",
    "wzxhzdk:1", "amp", "javascript:alert(1)", "]]>", "[TOC]", "^", "^[1]", "[^1]", "==a==", "--", "...", "\u00a0", "\u3000", "é", "e\u0301", "👩\u200d👧", "ש", "٢٠٢٦-١١-٢٢",
    " ", " ", " ", "a", "b", "1",
]  # fmt: skip
ACCEPTED = TypeAdapter(model.Text)


def accepted(text):
    try:
        return ACCEPTED.validate_python(text) is not None
    except ValidationError:
        return False


TEXTS = (st.lists(st.sampled_from(NASTY), min_size=1, max_size=5).map("".join) | st.text(min_size=1, max_size=12)).map(str.strip).filter(accepted)
# Where a macro may stand: on a line of its own, in a list, a tab, a note, a sentence.
PLACES = ["{{ out }}", "- {{ out }}", '=== "Tab"\n\n    {{ out }}', "!!! note\n\n    {{ out }}", "1. One\n\n    {{ out }}"]


def facts(texts):
    """Each kind of fact with `texts` wherever text may be, drawn one by one: what a page shows, and of what."""
    say = iter(texts)
    one = model.Source(title=next(say), publisher=next(say), url="https://docs.aws.amazon.com/x", kind="guide", edition=next(say), checked=DAY)
    of = {"source": "one", "checked": DAY}
    link = model.Link(page="index.md", text=next(say))
    cells = {"a": next(say), "b": model.Quantity(value=5, unit="GB", note=next(say)), "c": (link, next(say))}
    table = model.Table(caption=next(say), columns={key: next(say) for key in "abc"}, rows=({"id": "r", "cells": cells, "see": "index.md"},), note=next(say), **of)
    group = {"id": "g", "label": next(say), "lines": ({"id": "l", "text": next(say)}, {"id": "m", "text": next(say)})}
    sheet = model.Sheet(label="Small", page="index.md", groups=(group,), **of)
    change = model.Change(topic=next(say), old=next(say), new=next(say), page="index.md", **of)
    term = model.Term(term=next(say), also=(next(say), next(say)), text=next(say), see="index.md")
    step = {"text": next(say), "batches": ({"group": next(say), "instances": ("old",), "traffic": 100},)}
    last = {"text": "Then.", "batches": ({"group": "G", "instances": ("updating",), "traffic": 0},)}
    policy = model.Policy(
        label="A", load_balanced=True, single_instance=True, failure="f", time={"value": 1, "unit": "of 4"}, downtime=True, dns_change=False,
        rollback="r", target="existing instances", see="index.md", title=next(say), description=next(say), steps=(step, last), **of,
    )  # fmt: skip
    return one, table, sheet, change, term, policy


COUNT = 26


def drawn(texts):
    """What the macros put on a page for `texts`, by kind."""
    one, table, sheet, change, term, policy = facts(texts)
    return {
        "table": render.table("t", table, {"one": one}, "a.md"),
        "sources": render.sources([one]),
        "glossary": render.glossary({"k": term}, "a.md"),
        "deployment": diagram.deployment("p", policy),
        "cite": "Text" + render.cite(1, one),
        "sheet": render.sheet(sheet, {"one": one}, "a.md"),
        "sheets": render.sheets([sheet], {"one": one}, "a.md"),
        "changed": render.changed("k", change, render.cite(1, one), "b.md", "a.md"),
        "list": render.table_list({"t": "a.md"}, {"t": table}, "b.md"),
        "value": "Text " + render.cell(table.rows[0].cells["a"]) + " " + render.cell(table.rows[0].cells["b"]),
    }


BLOCKS = {"sheet", "sheets", "changed"}  # Markdown of several lines, which a page has at the left


def skeleton(soup):
    """Each element with its attributes, in order; what marks code, days and long names in text, and words in attributes, left out."""
    for inline in soup.select("code, time, span.long, wbr"):
        inline.unwrap()
    spoken = {"title", "aria-label", "data-label"}
    short = lambda tag, value: [] if tag == "th" and value == ["short"] else value  # noqa: E731
    return [(tag.name, sorted((key, str(short(tag.name, value))) for key, value in tag.attrs.items() if key not in spoken and short(tag.name, value))) for tag in soup.find_all(True)]


def words(soup):
    """The visible text and the spoken one of a page."""
    spoken = [tag[key] for tag in soup.find_all(True) for key in ("title", "aria-label", "data-label") if tag.has_attr(key)]
    return soup.get_text(), spoken


PLAIN = [f"word{chr(97 + index)}" for index in range(COUNT)]


@pytest.fixture(scope="session")
def plainly(chain):
    """The skeleton and the words of a page that shows the fact `kind` made of PLAIN."""

    @functools.cache
    def shown(kind, where):
        soup = chain(where, out=drawn(PLAIN)[kind])
        return skeleton(soup), words(soup)

    return shown


@examples(100)
@given(texts=st.lists(TEXTS, min_size=3, max_size=3).map(lambda three: (three * COUNT)[:COUNT]), place=st.sampled_from(PLACES))
def test_text_is_shown_as_it_is(chain, plainly, texts, place):
    """No element and no attribute comes from data, and the text that is seen is the text that was typed."""
    for kind, out in drawn(texts).items():
        where = "{{ out }}" if kind in BLOCKS else place
        found = chain(where, out=out)
        made, (meant, (expected, said)) = skeleton(found), plainly(kind, where)
        if kind == "deployment":  # as many lines, as low, as its text needs
            made, meant = ({(tag, *dict(attributes)) for tag, attributes in one} for one in (made, meant))
        assert made == meant, (kind, out)
        seen, spoken = words(found)
        for word, text in sorted(zip(PLAIN, texts, strict=True), reverse=True):
            bare = text.replace("`", "")
            expected = expected.replace(word, text if kind == "deployment" else bare)
            said = [one.replace(word, bare) for one in said]
        if kind == "deployment":  # a line of a drawing ends where it is full
            seen, expected = ("".join(one.split()) for one in (seen, expected))
        assert seen == expected, (kind, out)
        assert spoken == said, (kind, out)


# Through the whole, for those that meet mkdocs itself


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("docs/glossary.md", "description: ", "description: <script>alert(1)</script> ", "docs/glossary.md:2: description: holds one of"),
        ("docs/glossary.md", "{{ glossary() }}", '{{ table("../../secrets") }}', r"docs/glossary.md:\d+: table: no table is called '../../secrets'"),
        ("docs/glossary.md", "{{ glossary() }}", "- {{ glossary( }}", r"docs/glossary.md:\d+: not a valid macro call"),
        ("docs/glossary.md", "# ", "\x02# ", r"docs/glossary.md:\d+: holds the unseen character U\+0002"),
        ("images/ecr/ecr-flow.svg", "<desc", "<script>alert(1)</script><desc", r"images/ecr/ecr-flow.svg:\d+: the element <script> has no place here"),
    ],
    ids=["description", "path", "call", "control", "script"],
)
def test_build_says_one_line(tmp_path, name, old, new, message):
    house = copy_house(tmp_path)
    edit(house / name, old, new)
    done = mkdocs("build", cwd=house)
    said = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.returncode == 1 and len(said) == 1 and re.match("Error: " + message, said[0]), done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
