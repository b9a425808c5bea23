"""A number is typed once: texts name the cell."""

import pytest
from small import SMALL, broken

from macros.facts import load

SHEET = "data/small/sheet.yml"


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
    path = small / SHEET
    path.write_text(SMALL[SHEET].replace("It runs `code`.", f'"It has {reference}."'))
    try:
        site = load.site(small)
        line = site.sheets["small"].groups[0].lines[0].text.replace("\N{NO-BREAK SPACE}", " ")
        assert line == f"It has {words}."
        assert site.index["sheet:small.what"].value.replace("\N{NO-BREAK SPACE}", " ") == line, (
            "probes see what readers see"
        )
    finally:
        path.write_text(SMALL[SHEET])


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        ("{sizes.smal.memory}", "no cell is called 'sizes.smal.memory', expected for example sizes.small.memory"),
        ("{sizes.small.memory.max}", "the cell sizes.small.memory has no 'max', expected one of: value"),
        ("{sizes.small.spare}", "the cell sizes.small.spare is bool, expected a text, or a quantity"),
    ],
)
def test_a_cell_that_says_nothing(small, reference, fault):
    said = broken(small, SHEET, SMALL[SHEET].replace("It runs `code`.", f'"It has {reference}."'))
    assert said and said.startswith(f"{SHEET}:9: groups.0.lines.0.text: {fault}"), said
