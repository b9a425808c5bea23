"""What a model looks like on a page: the parts that must survive an edit."""

import dataclasses
import datetime as dt
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from small import view

from macros.facts import expectations, model
from macros.facts.quantities import quantity
from macros.render import diagram, sheets, tables
from macros.render.text import markdown, text, url
from macros.render.view import View

SOURCE = model.Source(
    title="A <page> & more",
    publisher="AWS",
    url="https://docs.aws.amazon.com/x",
    kind="guide",
    checked=dt.date(2026, 11, 22),
)
SOURCES = {"one": SOURCE, "two": SOURCE, "three": SOURCE}


def table(**change):
    facts = {
        "caption": "Sizes <b>",
        "source": "one",
        "checked": dt.date(2026, 11, 22),
        "columns": {"size": "Size", "memory": "Memory", "note": "Note"},
        "rows": (
            {"id": "small", "cells": {"size": "Small", "memory": {"min": 1, "max": 2, "unit": "GB"}, "note": True}},
            {
                "id": "large",
                "cells": {"size": "Large", "memory": "`a<b`", "note": ["x", {"value": 1, "unit": "days"}]},
                "see": "ecs/roles.md#task-role",
            },
        ),
    }
    return model.Table(**{**facts, **change})


def soup(of, here="fargate/sizes.md"):
    html = tables.table(view(here, sources=SOURCES), "sizes", of)
    assert "\n" not in html, "a table is one line, so that an indented block does not break it"
    return BeautifulSoup(html, "html5lib")


def test_table_names_everything():
    page = soup(table())
    assert page.caption.text == "Sizes <b>"
    assert [head.text for head in page.select("thead th[scope=col]")] == ["Size", "Memory", "Note"]
    assert [row["id"] for row in page.select("tbody tr")] == ["sizes-small", "sizes-large"]
    assert [row.th["scope"] for row in page.select("tbody tr")] == ["row", "row"]
    assert page.select_one("#sizes-small .headerlink")["href"] == "#sizes-small"
    assert page.select_one("#sizes-large th a")["href"] == "../../ecs/roles/#task-role"
    assert page.select_one("#sizes-small .mark--yes").text == "Yes"
    assert page.select_one("#sizes-large code").text == "a<b"
    assert [item.text for item in page.select("#sizes-large td li")] == ["x", "1\N{NO-BREAK SPACE}day"]


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("`RollingWithAdditionalBatch` is", "<code>Rolling<wbr>With<wbr>Additional<wbr>Batch</code> is"),
        ("`secretsmanager:GetSecretValue`", "<code>secretsmanager:<wbr>Get<wbr>Secret<wbr>Value</code>"),
        ("`AdditionalBatch`", "<code>AdditionalBatch</code>"),
        ("a&b-" + "x" * 23, f'a&amp;b-<wbr><span class="long">{"x" * 23}</span>'),
    ],
)
def test_a_long_name_breaks_at_its_joints(name, html):
    assert text(name) == html


def test_table_shows_source_and_day():
    page = soup(table())
    note = page.select_one("figcaption")
    assert note.text == "Checked 2026-11-22 in A <page> & more." and not note.details, "one line needs no fold"
    assert note.a["href"] == SOURCE.url and note.a.text == "A <page> & more"
    assert note.time.text == "2026-11-22"
    assert not page.select("sup"), "one source needs no letters"


LONG = ({"id": "long", "cells": {"size": "L", "memory": "words" + 20 * " words", "note": "words" + 20 * " words"}},)


@pytest.mark.parametrize(("rows", "fits"), [(table().rows, True), (LONG, False)])
def test_a_table_of_short_columns_stays_one_on_a_phone(rows, fits):
    """Else each of its rows is a card, whose values have labels, and whose roles are said aloud."""
    figure = soup(table(rows=rows)).figure
    assert figure["class"] == ["facts", "facts--cards"][: 2 - fits]
    assert [cell.get("data-label") for cell in figure.select("td")][:2] == ([None] * 2 if fits else ["Memory", "Note"])
    assert figure.tr.get("role") == (None if fits else "row")


def rows(*sources):
    """A row for each, read in that source, on one day or on the day that stands in brackets."""
    cells = {"size": "S", "memory": "m", "note": "n"}
    return tuple({"id": f"r{index}", "cells": cells, "source": of} for index, of in enumerate(sources))


def test_what_most_rows_rest_on_needs_no_letter():
    """Each other reading has one, in the order of the rows, once; an equal one is not repeated."""
    page = soup(table(rows=rows("two", "one", "one", "two", "one")))
    assert [row.sup and row.sup.text for row in page.select("tbody tr")] == ["a", None, None, "a", None]
    letters = [link["href"].removeprefix("#") for link in page.select("tbody sup a")]
    assert letters == ["sizes-source-a"] * 2 and page.select_one("details #sizes-source-a")
    said = [item.text for item in page.select("figcaption li")]
    assert said == ["Rows without a letter: A <page> & more, 2026-11-22", "[a] A <page> & more, 2026-11-22"]
    assert page.summary.text == "Checked 2026-11-22 in 2 sources"


def test_where_no_reading_holds_for_half_each_has_a_letter():
    page = soup(table(rows=rows("one", "two", "three")))
    assert [row.sup.text for row in page.select("tbody tr")] == ["a", "b", "c"]


def test_of_many_permalinks_one_is_a_stop():
    links = soup(table()).select("tbody .headerlink")
    assert [link.get("tabindex") for link in links] == [None, "-1"]


BY = expectations.Verification(("memory",), ("size",), ("botocore 1.44.5", "moto 5.2.5"))
PART = expectations.Verification((), ("",), ("moto 5.2.5",))


def test_row_that_a_machine_checks_is_named():
    page = BeautifulSoup(
        tables.table(view("fargate/sizes.md", sources=SOURCES, verifications={"sizes.small": BY}), "sizes", table()),
        "html5lib",
    )
    assert page.summary.text == "Checked 2026-11-22 in A <page> & more, by machine 1 of 6 cells and 1 more in part"
    assert [item.text for item in page.select("figcaption li")] == [
        "A <page> & more, 2026-11-22",
        "Checked by machine against botocore 1.44.5 and moto 5.2.5: Memory; in part: Size (Small)",
    ]
    assert page.select("figcaption a")[1]["href"] == "../../how-checked/#what-a-machine-checks"


def test_equal_marks_of_sentences_in_a_row_are_one():
    """The last has it, and its name says for how many; not beyond the paragraph, nor across a sentence without one."""
    mark = {name: tables.cite(index, SOURCE) for index, name in enumerate("abc", 1)}
    page = "A.{a}\nB.{a}\nC.{a}\nD.{b}{c}\nE.{b}{c}\nF.\nG.{b}\n- H.{b}\n  I.{b}\n\nJ.{b}".format(**mark)
    said = re.sub(r'&#8288;<sup.*?aria-label="Source (.*?)".*?</sup>', r"[\1]", tables.merged(page))
    assert said.split("\n") == [
        "A.", "B.", "C.[1, also for the 2 sentences before]",
        "D.", "E.[2, also for the sentence before][3, also for the sentence before]",
        "F.", "G.[2]", "- H.", "  I.[2, also for the sentence before]", "", "J.[2]",
    ]  # fmt: skip


def test_sheet_counts_what_a_machine_checks(facts):
    sheet = facts.sheets["lambda"]
    verified = {"sheet:lambda.timeout": BY, "sheet:lambda.memory": BY, "sheet:lambda.tmp": PART}
    said = sheets.sheet(View(dataclasses.replace(facts, verifications=verified), sheet.page), "lambda")
    assert re.search(
        r"by machine 2 of \d+ lines and 1 more in part</summary>.*>Checked by machine</a> against botocore 1\.44\.5 and moto 5",
        said,
    )
    assert "machine" not in sheets.sheet(View(dataclasses.replace(facts, verifications={}), sheet.page), "lambda")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": 150, "unit": "USD"}, "USD 150"),
        ({"value": 22, "unit": "%"}, "22%"),
        ({"value": 10240, "unit": "MB"}, "10,240 MB"),
        ({"value": 1, "unit": "minutes"}, "1 minute"),
        ({"value": 0.25, "unit": "vCPU"}, "0.25 vCPU"),
        ({"values": [60, 120, 244], "unit": "GB"}, "60, 120 or 244 GB"),
        ({"max": 15, "unit": "minutes"}, "up to 15 minutes"),
        ({"min": 1, "unit": "minutes"}, "at least 1 minute"),
        ({"min": 4, "max": 30, "step": 1, "unit": "GB"}, "4–30 GB (steps of 1 GB)"),
        (
            {"min": 1, "max": 3600, "default": 600, "unit": "s", "note": "per instance"},
            "1 s–1 hour (1–3,600 s, default 10 minutes, per instance)",
        ),
        ({"max": 900, "unit": "s"}, "up to 15 minutes (900 s)"),
        (
            {"min": 60, "max": 1209600, "default": 345600, "unit": "s"},
            "1 minute–14 days (60–1,209,600 s, default 4 days)",
        ),
        ({"min": 35, "max": 120, "unit": "s"}, "35–120 s"),
        ({"value": 86400, "unit": "s"}, "1 day (86,400 s)"),
    ],
)
def test_quantity(fields, said):
    assert (
        quantity(model.Quantity(**fields), {"minutes": "minute", "hours": "hour", "days": "day"}).replace(
            "\N{NO-BREAK SPACE}", " "
        )
        == said
    )


@pytest.mark.parametrize(
    ("page", "here", "directories", "expected"),
    [
        ("ecs/roles.md#task-role", "fargate/sizes.md", True, "../../ecs/roles/#task-role"),
        ("ecs/index.md", "ecs/roles.md", True, "../"),
        ("ecs/roles.md", "index.md", True, "ecs/roles/"),
        ("index.md", "ecs/index.md", True, "../"),
        ("ecs/roles.md", "ecs/index.md", True, "roles/"),
        ("ecs/roles.md#x", "ecs/roles.md", True, "#x"),
        ("ecs/roles.md#x", "fargate/sizes.md", False, "../ecs/roles.html#x"),
        ("index.md", "ecs/index.md", False, "../index.html"),
    ],
)
def test_url(page, here, directories, expected):
    assert url(page, here, directories) == expected


def test_markdown_is_plain_text():
    said = markdown('a *b* _c_ [d](e) <f> `g_h` it\'s "so"')
    assert "*" not in said and "_c_" not in said and "[" not in said and "<f>" not in said
    assert "<code>g_h</code>" in said, "inside a word an underscore means nothing"
    assert markdown("- 1.").startswith("&#45; ") and markdown("1. a").startswith("&#49;.")
    assert said.endswith("it’s “so”") and "&#39;x&#39;" in markdown("`'x'`"), "code keeps its quotes"


def test_sheets_are_tabs_with_indented_lines():
    sheet = model.CheatSheet(
        label="Fargate", page="fargate/cheat-sheet.md", source="one", checked=dt.date(2026, 11, 22),
        groups=({"id": "what", "label": "What", "lines": ({"id": "x", "text": "Runs `tasks`.", "see": "a/b.md#c"},)},),
    )  # fmt: skip
    pages = {"a/b.md": SimpleNamespace(title="Sizes & more")}
    seen = view("cheat-sheets.md", sources=SOURCES, sheets={"fargate": sheet}, pages=pages)
    buttons, _, *lines = sheets.sheets(seen, ["fargate"]).split("\n")
    assert buttons.count("<button") == 1 and sheets.sheets(seen, []) == ""
    assert lines[0] == '=== "Fargate "'
    assert all(line.startswith("    ") or not line for line in lines[1:])
    [line] = [line for line in lines if line.startswith("    - ")]
    assert line.startswith("    - Runs <code>tasks</code>.\N{NO-BREAK SPACE}<a ") and line.endswith("></a>")
    assert 'href="../a/b/#c" aria-label="Sizes &amp; more"' in line


def test_deployment_draws_every_instance(facts):
    for key, policy in facts.deployments.items():
        page = BeautifulSoup(diagram.deployment(key, policy), "html5lib")
        for state in ("old", "new", "updating", "starting", "gone"):
            expected = sum(batch.instances.count(state) for step in policy.steps for batch in step.batches)
            assert len(page.select(f"rect.p-{state}")) == expected, (key, state)
        assert page.svg["aria-labelledby"].split() == [page.title["id"], page.desc["id"]]
        frames = page.select("figure.frames > svg")
        assert len(frames) == len(policy.steps) and all(svg["aria-hidden"] == "true" for svg in frames[1:])


def test_the_methods_in_small_are_compared(facts):
    """Each leads to its page, is drawn in the same size, and says what its picture shows; four words say the colours."""
    page = BeautifulSoup(diagram.multiples(View(facts, "elastic-beanstalk/deployments.md")), "html5lib")
    items = page.select("li")
    assert [item.a["href"] for item in items] == [
        f"../{of.see.split('/')[1][:-3]}/" for of in facts.deployments.values()
    ]
    assert [item.svg["aria-label"] for item in items] == [of.description.strip() for of in facts.deployments.values()]
    assert len({item.svg["viewBox"] for item in items}) == 1
    assert [span.text.strip() for span in page.select("figcaption span")] == ["old", "new", "changing", "gone"]
