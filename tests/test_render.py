"""What a model looks like on a page: the parts that must survive an edit."""

import datetime as dt
import re

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
SOURCES = {"one": SOURCE, "two": SOURCE}


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
    assert [cell["data-label"] for cell in page.select("#sizes-small td")] == ["Memory", "Note"]
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
    assert note.a["href"] == SOURCE.url and note.a.text == "A <page> & more"
    assert note.time.text == "2026-11-22"
    assert not page.select("sup"), "one source needs no letters"


def test_row_with_its_own_source_has_a_letter():
    rows = (
        {"id": "small", "cells": {"size": "S", "memory": "m", "note": "n"}, "source": "two"},
        {"id": "large", "cells": {"size": "L", "memory": "m", "note": "n"}},
    )
    page = soup(table(rows=rows))
    marks = [link["href"].removeprefix("#") for link in page.select("sup a")]
    assert marks == ["sizes-source-a", "sizes-source-b"]
    assert all(page.find(id=mark) for mark in marks)


BY = expectations.Verification(("memory",), ("size",), ("botocore 1.44.5", "moto 5.2.5"))
PART = expectations.Verification((), ("",), ("moto 5.2.5",))


def test_row_that_a_machine_checks_says_so():
    page = BeautifulSoup(
        tables.table(view("fargate/sizes.md", sources=SOURCES, verifications={"sizes.small": BY}), "sizes", table()),
        "html5lib",
    )
    read = [" ".join(line.text.split()) for line in page.select("figcaption p")]
    assert read == [
        "a Read in A <page> & more, 2026-11-22; checked by machine against botocore 1.44.5 and moto 5.2.5: Memory; in part: Size.",
        "b Read in A <page> & more, 2026-11-22.",
    ]
    assert page.select_one("#sizes-small sup").text == "a" and page.select_one("#sizes-large sup").text == "b"
    assert page.select("figcaption a")[1]["href"] == "../../how-checked/#what-a-machine-checks"


def test_sheet_counts_what_a_machine_checks(facts):
    sheet = facts.sheets["lambda"]
    verified = {"sheet:lambda.timeout": BY, "sheet:lambda.memory": BY, "sheet:lambda.tmp": PART}
    said = sheets.sheet(View(facts, sheet.page, verifications=verified), "lambda")
    assert re.search(
        r"Of \d+ lines 2 are <a [^>]+>checked by machine</a>, and 1 in part, against botocore 1\.44\.5 and moto 5\.2\.5\.",
        said,
    )
    assert "machine" not in sheets.sheet(View(facts, sheet.page), "lambda")


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
        groups=({"id": "what", "label": "What", "lines": ({"id": "x", "text": "Runs `tasks`."},)},),
    )  # fmt: skip
    seen = view("cheat-sheets.md", sources=SOURCES, sheets={"fargate": sheet})
    buttons, _, *lines = sheets.sheets(seen, ["fargate"]).split("\n")
    assert buttons.count("<button") == 1 and sheets.sheets(seen, []) == ""
    assert lines[0] == '=== "Fargate "'
    assert all(line.startswith("    ") or not line for line in lines[1:])
    assert "    - Runs <code>tasks</code>." in lines


def test_deployment_draws_every_instance(facts):
    for key, policy in facts.deployments.items():
        page = BeautifulSoup(diagram.deployment(key, policy), "html5lib")
        for state in ("old", "new", "updating", "starting", "gone"):
            expected = sum(batch.instances.count(state) for step in policy.steps for batch in step.batches)
            assert len(page.select(f"rect.p-{state}")) == expected, (key, state)
        assert page.svg["aria-labelledby"].split() == [page.title["id"], page.desc["id"]]
