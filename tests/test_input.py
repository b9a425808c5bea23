"""Bad input of any kind: refused with one message, or shown as the plain text that it is. No traceback, nothing read as markup.

test_load.py breaks a small repository by hand, hypothesis by the thousand: `EXAMPLES=50 pytest tests/test_input.py` runs fifty times as many.
"""

import functools
import os
import re
import unittest.mock
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from jinja2 import Environment
from markdown import Markdown
from mkdocs.utils.yaml import get_yaml_loader
from pydantic import TypeAdapter, ValidationError
from small import DAY, SMALL, broken, refusal, view

from macros.facts import load, model, pages, strict_yaml
from macros.facts.errors import DataError
from macros.facts.strict_yaml import decode, parse
from macros.render import diagram, lists, sheets, tables

ROOT = Path(__file__).parent.parent
TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(count):
    return settings(
        max_examples=count * TIMES, derandomize=TIMES == 1, database=None, deadline=None, phases=[Phase.generate, Phase.shrink] if TIMES > 1 else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
    )  # fmt: skip


SCALARS = st.sampled_from(
    ["~", "null", "true", "false", "yes", "off", "0", "1", "-1", "5", "1.5", ".5", "1e9", "1.0e+9", "010", "0x1F", "0b1", "1_000", "1:30", ".nan", "-.inf", "99999999999999999999", "2026-11-22", "2026-02-30", "2999-01-01", "0001-01-01", "9999-12-31", "2026-11-22T10:00:00Z", "=", "<<", "!x", "!!str", "*a", "&a", "[]", "{}", "[a]", "{a:\\", "b}", "[[]]", "{page:\\", "index.md}", "''", "'\\0'", '"\\u202e"', '"\\ud800"', "'{{x}}'", "`a", "x:\\", "y", "-", "?", "|", ">", "%", "@", "!", "'"]
) | st.text(max_size=20)  # fmt: skip


@st.composite
def mutations(draw):
    """A file of the small repository, and its text with one to three lines changed."""
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


@examples(300)
@given(mutations())
def test_mutation_is_refused_or_shown(small, mutation):
    """Whatever an author's slip makes of a file, all that a build makes of it either comes out or is refused."""
    name, text = mutation
    broken(small, name, text.encode("utf-8", "surrogatepass"))


@examples(150)
@given(
    raw=st.binary(max_size=200)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text("[]{}:,-?&*!|>'\"%@`#~ \n\tab1.", max_size=60).map(str.encode)
)
def test_any_bytes(raw):
    refusal(lambda: parse(decode(raw, "x.yml"), "x.yml"))
    refusal(lambda: parse(raw.decode("latin-1"), "x.yml"))
    refusal(pages.read, raw.decode("latin-1"), "docs/index.md")
    refusal(load._picture, raw.decode("latin-1"), "images/small/small.svg")


@examples(100)
@given(
    st.lists(
        st.sampled_from(
            [
                "a: 1",
                "b: [x]",
                "- y",
                "  c: 2",
                "'d': {e: 3}",
                "\"f\": 'g'",
                "h: |",
                "  i",
                "",
                "# j",
                "k: 2026-11-22",
                "l: 'm",
                "n: [",
                "a: 2",
                "o: >-",
            ]
        ),
        max_size=8,
    ).map("\n".join)
)
def test_both_parsers_agree(text):
    said = []
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict_yaml, "_Reader", loader)
            try:
                said.append(parse(text, "x.yml"))
            except DataError as error:
                said.append(
                    "x" if "not valid YAML" in str(error) else str(error)
                )  # each has its own words for what is broken
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
    change = model.Change(topic=next(say), old=next(say), new=next(say), page="index.md", **of)
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
    seen = view("a.md", sources={"one": one}, sheets={"s": sheet}, terms={"k": term}, pages=pages)
    return {
        "table": cards(seen, table),
        "sources": tables.sources(seen, ["one"]),
        "glossary": lists.glossary(seen, ["k"]),
        "deployment": diagram.deployment("p", policy),
        "deployments": diagram.multiples(seen, {"p": policy}),
        "cite": "Text" + tables.cite(1, one),
        "sheet": sheets.sheet(seen, "s"),
        "sheets": sheets.sheets(seen, ["s"]),
        "changed": tables.changed("k", change, tables.cite(1, one)),
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
