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
    say = iter(texts)
    one = model.Source(
        title=next(say),
        publisher=next(say),
        url="https://docs.aws.amazon.com/x",
        kind="guide",
        edition=next(say),
        checked=DAY,
    )
    of = {"source": "one", "checked": DAY}
    link = model.Link(page="index.md", text=next(say))
    cells = {"a": next(say), "b": model.Quantity(value=5, unit="GB", note=next(say)), "c": (link, next(say))}
    table = model.Table(
        caption=next(say),
        columns={key: next(say) for key in "abc"},
        rows=({"id": "r", "cells": cells, "see": "index.md"},),
        note=next(say),
        **of,
    )
    group = {
        "id": "g",
        "label": next(say),
        "lines": [{"id": key, "text": next(say), "see": "index.md"} for key in "lm"],
    }
    sheet = model.CheatSheet(label="Small", page="index.md", groups=(group,), **of)
    change = model.Change(topic=next(say), old=f"{next(say)} so", new=next(say), page="index.md", **of)
    term = model.Term(term=next(say), also=(next(say), next(say)), text=next(say), see="index.md")
    step = {"text": next(say), "batches": ({"group": next(say), "instances": ("old",), "traffic": 100},)}
    last = {"text": "Then.", "batches": ({"group": "G", "instances": ("updating",), "traffic": 0},)}
    policy = model.DeploymentMethod(
        label="A", load_balanced=True, single_instance=True, failure="f", time={"value": 1, "unit": "of 4"}, downtime=True, dns_change=False,
        rollback="r", target="existing instances", see="index.md", title=next(say), description=next(say), steps=(step, last), **of,
    )  # fmt: skip
    return one, table, sheet, change, term, policy


COUNT = 26


def cards(seen, table):
    """The table as it is when its texts are long, whatever they are."""
    with unittest.mock.patch.object(tables, "PHONE", 0):
        return tables.table(seen, "t", table)


def drawn(texts):
    """What the macros put on a page for `texts`, by kind."""
    one, table, sheet, change, term, policy = facts(texts)
    pages = {"index.md": SimpleNamespace(title="Home")}
    seen = view(
        "a.md", sources={"one": one}, sheets={"s": sheet}, terms={"k": term}, pages=pages, deployments={"p": policy}
    )
    return {
        "table": cards(seen, table),
        "sources": tables.sources(seen, ["one"]),
        "glossary": lists.glossary(seen, ["k"]),
        "deployment": diagram.deployment("p", policy),
        "deployments": diagram.multiples(seen),
        "cite": "Text" + tables.cite_mark(1, one),
        "sheet": sheets.sheet(seen, "s"),
        "sheets": sheets.sheets(seen, ["s"]),
        "changed": tables.change_note("k", change, tables.cite_mark(1, one)),
        "list": lists.columns([seen.link("b.md#table-t", table.caption)]),
        "value": "Text "
        + tables.cell(seen, table.rows[0].cells["a"])
        + " "
        + tables.cell(seen, table.rows[0].cells["b"]),
    }


BLOCKS = {"sheet", "sheets", "changed"}  # Markdown of several lines, which a page has at the left


def skeleton(soup):
    """Each element with its attributes, in order; what marks code, days and long names in text, and words in attributes, left out."""
    for inline in soup.select("code, time, span.long, wbr"):
        inline.unwrap()
    spoken = {"title", "aria-label", "data-label"}
    short = lambda tag, value: [] if tag == "th" and value == ["short"] else value  # noqa: E731
    return [
        (
            tag.name,
            sorted(
                (key, str(short(tag.name, value)))
                for key, value in tag.attrs.items()
                if key not in spoken and short(tag.name, value)
            ),
        )
        for tag in soup.find_all(True)
    ]


STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def words(soup):
    """The visible text and the spoken one of a page, its quotes as they were typed."""
    spoken = [
        tag[key] for tag in soup.find_all(True) for key in ("title", "aria-label", "data-label") if tag.has_attr(key)
    ]
    return soup.get_text().translate(STRAIGHT), [text.translate(STRAIGHT) for text in spoken]


PLAIN = [f"qzxw{chr(97 + index)}" for index in range(COUNT)]


@pytest.fixture(scope="session")
def plainly(chain):
    """The skeleton and the words of a page that shows the fact `kind` made of PLAIN."""

    @functools.cache
    def shown(kind, where):
        soup = chain(where, out=drawn(PLAIN)[kind])
        return skeleton(soup), words(soup)

    return shown


@examples(100)
@given(
    texts=st.lists(TEXTS, min_size=3, max_size=3).map(lambda three: (three * COUNT)[:COUNT]),
    place=st.sampled_from(PLACES),
)
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
            text = text.translate(STRAIGHT)
            bare = text.replace("`", "")
            expected = expected.replace(word, text if kind == "deployment" else bare)
            said = [one.replace(word, bare) for one in said]
        if kind == "deployment":  # a line of a drawing ends where it is full
            seen, expected = ("".join(one.split()) for one in (seen, expected))
        assert seen == expected, (kind, out)
        assert spoken == said, (kind, out)
