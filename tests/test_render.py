"""What a model looks like on a page: the parts that must survive an edit."""

import dataclasses
import datetime as dt
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from small import view

from macros.facts import expectations, model
from macros.facts.quantities import format_quantity
from macros.render import diagram, sheets, tables
from macros.render.text import text, url
from macros.render.view import View

SOURCE = model.Source(
    title="A <page> & more",
    publisher="AWS",
    url="https://docs.aws.amazon.com/x",
    kind="guide",
    checked=dt.date(2026, 11, 22),
)
SOURCES = {"one": SOURCE, "two": SOURCE, "three": SOURCE}


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


def test_what_rows_share_stands_above_them():
    rows = [
        {"id": name, "cells": {"size": name, "kind": kind}}
        for name, kind in (("a", "Small"), ("b", "Small"), ("c", "Large"))
    ]
    table = model.Table(
        caption="Sizes", source="one", checked=SOURCE.checked, columns={"size": "Size", "kind": "Kind"}, heads="kind", rows=rows
    )  # fmt: skip
    page = BeautifulSoup(tables.table(view("fargate/sizes.md", sources=SOURCES), "sizes", table), "html5lib")
    assert [head.text for head in page.select("thead th")] == ["Size"]
    assert [[row.th.find(string=True) for row in body.select("tr")] for body in page.select("tbody")] == [
        ["Small", "a", "b"],
        ["Large", "c"],
    ]


def test_pages_in_a_cell_stand_by_service():
    services = {"sqs": SimpleNamespace(label="SQS"), "sns": SimpleNamespace(label="SNS")}
    links = ("sns/fan-out.md", "SNS: Fan-out"), ("sqs/index.md", "SQS: Queues"), ("sqs/polling.md", "SQS: Polling")
    cell = tuple(model.Link(page=page, text=text) for page, text in links)
    items = BeautifulSoup(
        tables.cell(view(services=services, order={"sqs": 0, "sns": 1}), cell), "html.parser"
    ).find_all("li")
    assert [item.text for item in items] == ["SQS: Polling", "SNS: Fan-out"]
    assert [[link["href"] for link in item.find_all("a")] for item in items] == [
        ["sqs/", "sqs/polling/"],
        ["sns/fan-out/"],
    ]


def table_and_marks(*sources):
    """The parsed table of a row for each of the sources, in which that row was read."""
    cells = {"size": "S", "memory": "m"}
    table = model.Table(
        caption="Sizes",
        source="one",
        checked=SOURCE.checked,
        columns={"size": "Size", "memory": "Memory"},
        rows=[{"id": f"r{index}", "cells": cells, "source": source} for index, source in enumerate(sources)],
    )
    html = tables.table(view("fargate/sizes.md", sources=SOURCES), "sizes", table)
    assert "\n" not in html, "a table is one line, so that an indented block does not break it"
    page = BeautifulSoup(html, "html5lib")
    return page, [row.sup and row.sup.text for row in page.select("tbody tr")]


def test_what_most_rows_rest_on_needs_no_letter():
    """Each other reading has one, in the order of the rows, once; an equal one is not repeated."""
    page, marks = table_and_marks("two", "one", "one", "two", "one")
    assert marks == ["a", None, None, "a", None]
    assert [link["href"] for link in page.select("tbody sup a")] == ["#sizes-source-a"] * 2
    notes = [item.text for item in page.select("figcaption li")]
    assert notes == ["Rows without a letter: A <page> & more, 2026-11-22", "[a] A <page> & more, 2026-11-22"]
    assert page.summary.text == "Checked 2026-11-22 in 2 sources" and page.select_one("details #sizes-source-a")
    assert table_and_marks("one", "two", "three")[1] == ["a", "b", "c"], "where no reading holds for half, each has one"


def test_equal_marks_of_sentences_in_a_row_are_one():
    """The last has it, and its name says for how many; not beyond the paragraph, nor across a sentence without one."""
    marks = {name: tables.cite_mark(index, SOURCE) for index, name in enumerate("abc", 1)}
    page = "A.{a}\nB.{a}\nC.{a}\nD.{b}{c}\nE.{b}{c}\nF.\nG.{b}\n- H.{b}\n  I.{b}\n\nJ.{b}".format(**marks)
    text = re.sub(r'&#8288;<sup.*?aria-label="Source (.*?)".*?</sup>', r"[\1]", tables.merge_marks(page))
    assert text.split("\n") == [
        "A.", "B.", "C.[1, also for the 2 sentences before]",
        "D.", "E.[2, also for the sentence before][3, also for the sentence before]",
        "F.", "G.[2]", "- H.", "  I.[2, also for the sentence before]", "", "J.[2]",
    ]  # fmt: skip


def test_sheet_counts_what_a_machine_checks(facts):
    sheet, packages = facts.sheets["lambda"], ("botocore 1.44.5", "moto 5.2.5")
    whole, part = expectations.Verification(("",), (), packages), expectations.Verification((), ("",), packages[1:])
    verifications = {"sheet:lambda.timeout": whole, "sheet:lambda.memory": whole, "sheet:lambda.tmp": part}
    html = sheets.sheet(View(dataclasses.replace(facts, verifications=verifications), sheet.page), "lambda")
    assert re.search(
        r"by machine 2 of \d+ lines and 1 more in part</summary>.*>Checked by machine</a> against botocore 1\.44\.5 and moto 5",
        html,
    )
    assert "machine" not in sheets.sheet(View(dataclasses.replace(facts, verifications={}), sheet.page), "lambda")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 150, "unit": "USD"}, "USD 150"),
        ({"value": 10240, "unit": "MB"}, "10,240 MB"),
        ({"value": 1, "unit": "minutes"}, "1 minute"),
        ({"values": [60, 120, 244], "unit": "GB"}, "60, 120 or 244 GB"),
        ({"max": 15, "unit": "minutes"}, "up to 15 minutes"),
        ({"min": 1, "unit": "minutes"}, "at least 1 minute"),
        ({"min": 4, "max": 30, "step": 1, "unit": "GB"}, "4–30 GB (steps of 1 GB)"),
        (
            {"min": 1, "max": 3600, "default": 600, "unit": "s", "note": "per instance"},
            "1 s–1 hour (1–3,600 s, default 10 minutes, per instance)",
        ),
        (
            {"min": 60, "max": 1209600, "default": 345600, "unit": "s"},
            "1 minute–14 days (60–1,209,600 s, default 4 days)",
        ),
        ({"min": 35, "max": 120, "unit": "s"}, "35–120 s"),
    ],
)
def test_how_a_quantity_is_written(fields, expected):
    text = format_quantity(model.Quantity(**fields), {"minutes": "minute", "hours": "hour", "days": "day"})
    assert text.replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("page", "here", "directories", "expected"),
    [
        ("ecs/roles.md#task-role", "fargate/sizes.md", True, "../../ecs/roles/#task-role"),
        ("ecs/roles.md#x", "ecs/roles.md", True, "#x"),
        ("ecs/roles.md#x", "fargate/sizes.md", False, "../ecs/roles.html#x"),
        ("index.md", "ecs/index.md", False, "../index.html"),
    ],
)
def test_an_address_from_another_page(page, here, directories, expected):
    assert url(page, here, directories) == expected


def test_deployment_draws_every_instance(facts):
    for key, policy in facts.deployments.items():
        page = BeautifulSoup(diagram.deployment(key, policy), "html5lib")
        for state in ("old", "new", "updating", "starting", "gone"):
            expected = sum(batch.instances.count(state) for step in policy.steps for batch in step.batches)
            assert len(page.select(f"rect.p-{state}")) == expected, (key, state)
