"""Any text of the data is shown as it is, wherever a macro puts it."""

import functools
import unittest.mock
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT
from hypothesis import given, strategies as st
from jinja2 import Environment
from markdown import Markdown
from mkdocs.utils.yaml import get_yaml_loader
from pydantic import TypeAdapter, ValidationError
from small import DAY, view
from test_input import examples

from macros.facts import model
from macros.render import diagram, lists, sheets, tables


class _Loader(get_yaml_loader()):
    """mkdocs.yml as mkdocs reads it."""


_Loader.yaml_constructors = {**_Loader.yaml_constructors, **yaml.UnsafeLoader.yaml_constructors}
_Loader.yaml_multi_constructors = {**_Loader.yaml_multi_constructors, **yaml.UnsafeLoader.yaml_multi_constructors}


@pytest.fixture(scope="session")
def chain():
    """A template and what it may call to HTML, as a page goes: Jinja, then Markdown as mkdocs.yml sets it."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)
    extensions = {}
    for entry in settings["markdown_extensions"]:
        extensions |= entry if isinstance(entry, dict) else {entry: {}}
    markdown, jinja = Markdown(extensions=list(extensions), extension_configs=extensions), Environment()

    def run(template, **values):
        return BeautifulSoup(markdown.reset().convert(jinja.from_string(template).render(values)), "html5lib")

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


TEXTS = (
    (st.lists(st.sampled_from(NASTY), min_size=1, max_size=5).map("".join) | st.text(min_size=1, max_size=12))
    .map(str.strip)
    .filter(accepted)
)
# Where a macro may stand: on a line of its own, in a list, a tab, a note, a sentence.
PLACES = [
    "{{ out }}",
    "- {{ out }}",
    '=== "Tab"\n\n    {{ out }}',
    "!!! note\n\n    {{ out }}",
    "1. One\n\n    {{ out }}",
]


def facts(texts):
    """Each kind of fact with `texts` wherever text may be, drawn one by one: what a page shows, and of what."""
    next_text = iter(texts).__next__
    source = model.Source(
        title=next_text(),
        publisher=next_text(),
        url="https://docs.aws.amazon.com/x",
        kind="guide",
        edition=next_text(),
        checked=DAY,
    )
    reading = {"source": "one", "checked": DAY}
    link = model.Link(page="index.md", text=next_text())
    cells = {"a": next_text(), "b": model.Quantity(value=5, unit="GB", note=next_text()), "c": (link, next_text())}
    table = model.Table(
        caption=next_text(),
        columns={key: next_text() for key in "abc"},
        rows=({"id": "r", "cells": cells, "see": "index.md"},),
        note=next_text(),
        **reading,
    )
    group = {
        "id": "g",
        "label": next_text(),
        "lines": [{"id": key, "text": next_text(), "see": "index.md"} for key in "lm"],
    }
    sheet = model.CheatSheet(label="Small", page="index.md", groups=(group,), **reading)
    change = model.Change(topic="Topic", old=f"{next_text()} so", new=next_text(), page="index.md", **reading)
    term = model.Term(term=next_text(), also=(next_text(), next_text()), text=next_text(), see="index.md")
    step = {"text": next_text(), "batches": ({"group": next_text(), "instances": ("old",), "traffic": 100},)}
    last = {"text": "Then.", "batches": ({"group": "G", "instances": ("updating",), "traffic": 0},)}
    policy = model.DeploymentMethod(
        label="A", load_balanced=True, single_instance=True, failure="f", time={"value": 1, "unit": "of 4"}, downtime=True, dns_change=False,
        rollback="r", target="existing instances", see="index.md", title=next_text(), description=next_text(), steps=(step, last), **reading,
    )  # fmt: skip
    return source, table, sheet, change, term, policy


COUNT = 25


def cards(page_view, table):
    """The table as it is when its texts are long, whatever they are."""
    with unittest.mock.patch.object(tables, "PHONE", 0):
        return tables.table(page_view, "t", table)


def drawn(texts):
    """What the macros put on a page for `texts`, by kind."""
    source, table, sheet, change, term, policy = facts(texts)
    pages = {"index.md": SimpleNamespace(title="Home")}
    page_view = view(
        "a.md", sources={"one": source}, sheets={"s": sheet}, terms={"k": term}, pages=pages, deployments={"p": policy}
    )
    return {
        "table": cards(page_view, table),
        "sources": tables.sources(page_view, ["one"]),
        "glossary": lists.glossary(page_view, ["k"]),
        "deployment": diagram.deployment("p", policy),
        "deployments": diagram.multiples(page_view),
        "cite": "Text" + tables.cite_mark(1, source),
        "sheet": sheets.sheet(page_view, "s"),
        "sheets": sheets.sheets(page_view, ["s"]),
        "changed": tables.change_note("k", change, tables.cite_mark(1, source)),
        "list": lists.columns([page_view.link("b.md#table-t", table.caption)]),
        "value": "Text "
        + tables.cell(page_view, table.rows[0].cells["a"])
        + " "
        + tables.cell(page_view, table.rows[0].cells["b"]),
    }


BLOCKS = {"sheet", "sheets", "changed"}  # Markdown of several lines, which a page has at the left


SPOKEN = ("title", "aria-label", "data-label")


def skeleton(soup):
    """Each element with its attributes, in order, without what marks code, days and long names, and words in attributes."""
    for inline in soup.select("code, time, span.long, wbr"):
        inline.unwrap()
    for tag in soup.select("th.short"):
        del tag["class"]
    return [
        (tag.name, sorted((key, str(value)) for key, value in tag.attrs.items() if key not in SPOKEN))
        for tag in soup.find_all(True)
    ]


def kinds_of_elements(elements):
    return {(tag, *dict(attributes)) for tag, attributes in elements}


STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def words(soup):
    """The visible text and the spoken one of a page, its quotes as they were typed."""
    spoken = [tag[key] for tag in soup.find_all(True) for key in SPOKEN if tag.has_attr(key)]
    return soup.get_text().translate(STRAIGHT), [text.translate(STRAIGHT) for text in spoken]


PLAIN = [f"qzxw{chr(97 + index)}" for index in range(COUNT)]


@pytest.fixture(scope="session")
def plain_page(chain):
    """The skeleton and the words of a page that shows the fact `kind` made of PLAIN."""

    @functools.cache
    def render_plain(kind, template):
        soup = chain(template, out=drawn(PLAIN)[kind])
        return skeleton(soup), words(soup)

    return render_plain


def test_every_text_is_shown():
    page = "".join(drawn(PLAIN).values())
    assert [word for word in PLAIN if word not in page] == []


@examples(100)
@given(
    texts=st.lists(TEXTS, min_size=3, max_size=3).map(lambda three: (three * COUNT)[:COUNT]),
    place=st.sampled_from(PLACES),
)
def test_text_is_shown_as_it_is(chain, plain_page, texts, place):
    """No element and no attribute comes from data, and the text that is seen is the text that was typed."""
    for kind, out in drawn(texts).items():
        template = "{{ out }}" if kind in BLOCKS else place
        page = chain(template, out=out)
        elements, (expected_elements, (expected, expected_spoken)) = skeleton(page), plain_page(kind, template)
        if kind == "deployment":  # as many lines, as low, as its text needs
            elements, expected_elements = map(kinds_of_elements, (elements, expected_elements))
        assert elements == expected_elements, (kind, out)
        visible, spoken = words(page)
        for word, text in sorted(zip(PLAIN, texts, strict=True), reverse=True):
            text = text.translate(STRAIGHT)
            bare = text.replace("`", "")
            expected = expected.replace(word, text if kind == "deployment" else bare)
            expected_spoken = [spoken_text.replace(word, bare) for spoken_text in expected_spoken]
        if kind == "deployment":  # a line of a drawing ends where it is full
            visible, expected = "".join(visible.split()), "".join(expected.split())
        assert visible == expected, (kind, out)
        assert spoken == expected_spoken, (kind, out)
