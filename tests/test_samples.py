"""Every sample of every page is read by the program for its kind; each kind is shown to take and to refuse.

The cases stand in `samples.yml`: AWS's own forms that must be taken, and what AWS refuses.
"""

import json
import re

import pytest
import yaml
from conftest import ROOT

from checks import commands, fences, samples, schemas
from checks.fences import Sample
from checks.kinds import KINDS
from checks.samples import Unchecked, UncheckedPrograms, UncheckedSample
from macros.facts.errors import DataError

NONE = Unchecked(languages={}, samples=(), programs=())
CASES = yaml.safe_load((ROOT / "tests/samples.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def source():
    return fences.load()


def test_every_sample_and_command_is_right(source):
    blocks, inline = source
    lines = list(commands.find_lines(blocks, inline))
    report = samples.check(blocks, lines, samples.load_unchecked())
    assert [*report.faults, *samples.namespace_errors(inline)] == []
    assert len(blocks) > 200 and len(lines) > 300, "the checker looked at next to nothing"
    assert sum(report.checked.values()) > 400


def test_the_source_is_what_readers_see(pages, source):
    """Each block and each piece of inline code of the built pages is found in the source, a block with its line."""
    blocks, inline = source
    on_pages, inline_shown = [], set()
    for page, soup in pages.items():
        for code in soup.select("code"):
            if code.find_parent("a", href=re.compile(r"\.(json|xml|txt|md)$")):
                continue  # the name of a file of the site, which a macro writes
            if not code.find_parent("pre"):
                inline_shown.add(" ".join(code.get_text().split()))
                continue
            box = code.find_parent("div", class_="highlight")
            names = [name for name in (box["class"] if box else ()) if name.startswith("language-")]
            language = "".join(names).removeprefix("language-")
            title = box.select_one("span.filename") if box else None
            on_pages.append((page, language, title.get_text() if title else "", code.get_text().strip("\n")))
    assert inline_shown - {sample.text for sample in inline} == set()
    in_source = []
    for block in blocks:
        path = re.sub(r"(^|/)index$", "", block.page[5:-3]).strip("/") + "/index.html"
        in_source.append((path.lstrip("/"), block.language, block.title, block.text.strip("\n")))
        lines = (ROOT / block.page).read_text(encoding="utf-8").splitlines()
        assert block.text.split()[0] in " ".join(lines[block.line - 1 : block.line + 1]), block
    assert sorted(in_source) == sorted(on_pages)


def test_every_client_line_is_found(source):
    """No `aws` or `eb` at the head of a line escapes the reading of shell."""
    lines = list(commands.find_lines(*source))
    for block in source[0]:
        if block.language == "bash":
            heads = re.findall(r"^ *(?:aws|eb)\b", block.text, re.MULTILINE)
            client_lines = [line for line in lines if line.location == str(block) and line.program in commands.PARSERS]
            assert len(client_lines) >= len(heads), block


def test_a_macro_in_a_block_is_refused():
    with pytest.raises(DataError, match=r"^docs/x\.md:3: a macro in a block, expected its text, or {% raw %}"):
        fences.parse_page('```json\n{\n"a": {{ value("b") }}}\n```\n', "docs/x.md")


def check(kind, language, title, text):
    """The faults of one sample, which must be known for its kind."""
    report = samples.check([Sample("docs/x.md", 7, language, title, text)], [], NONE)
    assert [name.split(": ")[0] for name in report.checked] == [kind] * (kind != "none"), report.faults
    return report.faults


def cases(outcome):
    """The cases under `which`: kind, language, title, text and, of what is refused, the words that say why."""
    for kind, forms in CASES.items():
        for form in forms:
            language, title = form["language"], form.get("title", "")
            for number, case in enumerate(form.get(outcome, ())):
                text, message = (case["text"], case["says"]) if outcome == "refuses" else (case, "")
                text = text.replace("LONG", "x" * 3000) if isinstance(text, str) else json.dumps(text)
                yield pytest.param(kind, language, title, text, message, id=f"{kind}-{title or language}-{number}")


@pytest.mark.parametrize(("kind", "language", "title", "text", "_"), [*cases("takes")])
def test_a_right_sample_is_taken(kind, language, title, text, _):
    """What AWS takes is taken: its own samples and what is new are no faults."""
    assert check(kind, language, title, text) == []


@pytest.mark.parametrize(("kind", "language", "title", "text", "message"), [*cases("refuses")])
def test_a_wrong_sample_is_refused(kind, language, title, text, message):
    """What AWS refuses is refused, in lines that name the place and what is wrong."""
    faults = check(kind, language, title, text)
    pattern = re.compile(rf"docs/x\.md:\d+ \({re.escape(title or language)}\): [^\n]*")
    assert all(map(pattern.fullmatch, faults))
    assert any(message in fault for fault in faults), faults


def test_every_kind_is_shown_to_take_and_to_refuse():
    """But for outputs, which `test_commands` breaks with their lines."""
    kinds = {kind.name for kind in KINDS} - {"output of an aws line"}
    for outcome in ("takes", "refuses"):
        kinds_shown = {kind for kind, forms in CASES.items() for form in forms if form.get(outcome)}
        assert kinds_shown - {"none"} == kinds, outcome


def test_exemptions_stay_necessary():
    extra = Unchecked(
        languages={"cobol": "none"},
        samples=(UncheckedSample(page="x.md", title="gone", reason="none"),),
        programs=(UncheckedPrograms(names=("fortune",), reason="none"),),
    )
    faults = samples.check([], [], extra).faults
    assert [fault.split("nothing needs ")[1] for fault in sorted(faults)] == [
        "'cobol', expected it gone", "'fortune', expected it gone", "('x.md', 'gone'), expected it gone",
    ]  # fmt: skip


def test_each_schema_has_its_source_and_day():
    names = [path.stem for path in schemas.FOLDER.glob("*.yml")]
    assert {name for name, _ in schemas.iter_readings()} == {f"schema {name}" for name in names if name != "limits"}
