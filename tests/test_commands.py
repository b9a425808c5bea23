"""Command lines: found in shell as a shell finds them, and refused by the clients' own parsers.

The cases stand in `commands.yml`.
"""

import shlex

import pytest
import yaml
from conftest import ROOT

from checks import commands, samples
from checks.commands import Line, split

CASES = yaml.safe_load((ROOT / "tests/commands.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "found"), CASES["split"])
def test_split(text, found):
    assert [*split(text)] == [tuple(words) for words in found]


def test_parsers():
    """Right lines pass and wrong ones are refused with a reason; all in one go, since a client takes a second to start."""
    files = {"task.json": '{"family": "x", "containerDefinitions": []}', "bad.json": "{"}
    where = "docs/x.md:1"
    expected = {Line(where, *split(text), files=files): "" for text in CASES["right"]}
    expected |= {Line(where, *split(text), files=files): said for text, said in CASES["wrong"]}
    expected |= {Line(where, *split(text), inline=True): said for text, said in CASES["inline"]}
    expected |= {Line(where, *split(text), output=output): said for text, output, said in CASES["outputs"]}
    answers = commands.parse_lines(expected)
    assert set(answers) == set(expected)
    for line, said in expected.items():
        fault = answers[line].fault
        assert (said in fault) if said else fault == "", (str(line), fault)


def test_lines_beyond_a_package():
    """Programs and options that nobody knows, limits of a page, documents in a line."""
    lines = [Line(f"docs/x.md:{at}", tuple(shlex.split(text))) for at, (text, _) in enumerate(CASES["beyond"])]
    faults = samples.check([], lines, samples.Unchecked(languages={}, samples=(), programs=())).faults
    for at, (_, said) in enumerate(CASES["beyond"]):
        assert any(fault.startswith(f"docs/x.md:{at}: ") and said in fault for fault in faults), (said, faults)
