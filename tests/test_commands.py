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


@pytest.mark.parametrize(("text", "commands_found"), CASES["split"])
def test_commands_are_found_in_shell(text, commands_found):
    assert [*split(text)] == [tuple(words) for words in commands_found]


def test_parsers_take_right_lines_and_refuse_wrong_ones():
    """Right lines pass and wrong ones are refused with a reason; all in one go, since a client takes a second to start."""
    files = {"task.json": '{"family": "x", "containerDefinitions": []}', "bad.json": "{"}
    location = "docs/x.md:1"
    expected = {Line(location, *split(text), files=files): "" for text in CASES["right"]}
    expected |= {Line(location, *split(text), files=files): fault for text, fault in CASES["wrong"]}
    expected |= {Line(location, *split(text), inline=True): fault for text, fault in CASES["inline"]}
    expected |= {Line(location, *split(text), output=output): fault for text, output, fault in CASES["outputs"]}
    results = commands.parse_lines(expected)
    assert set(results) == set(expected)
    for line, fault in expected.items():
        reported = results[line].fault
        assert (fault in reported) if fault else reported == "", (str(line), reported)


def test_faults_that_no_parser_finds():
    """Unknown programs and options, values beyond a limit in the data, wrong documents in a line."""
    lines = [Line(f"docs/x.md:{number}", tuple(shlex.split(text))) for number, (text, _) in enumerate(CASES["beyond"])]
    faults = samples.check([], lines, samples.Unchecked(languages={}, samples=(), programs=())).faults
    for number, (_, fault) in enumerate(CASES["beyond"]):
        assert any(reported.startswith(f"docs/x.md:{number}: ") and fault in reported for reported in faults), (
            fault,
            faults,
        )
