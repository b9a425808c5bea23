"""The facts for machines: JSON that its schema describes, a valid feed, and Markdown that says what the pages say."""

import hashlib
import json
import re
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import jsonschema
import pytest
from conftest import ROOT
from test_site import BASE

from macros.facts.errors import DataError
from publish import links, machines
from publish.machines import documents, feed, models

LEDGER = ROOT / "links/data-v1.txt"


@pytest.fixture(scope="module")
def documents_of(site):
    """What each file of the built `data/v1/` says, by its name."""
    return {name: json.loads((site / f"data/v1/{name}.json").read_text(encoding="utf-8")) for name in models.FILES}


def test_json_is_valid(site, documents_of):
    """Each file by its own schema, days and addresses too; its digest is that of what it says."""
    kind = jsonschema.Draft202012Validator
    for name, document in documents_of.items():
        schema = json.loads((site / "data/v1" / document["$schema"]).read_text(encoding="utf-8"))
        kind.check_schema(schema)
        kind(schema, format_checker=kind.FORMAT_CHECKER).validate(document)
        said = json.dumps(document[name], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert document["digest"] == f"sha256:{hashlib.sha256(said).hexdigest()}"
        assert document["site"] == BASE and list(document)[-1] == name


@pytest.fixture(scope="module")
def addresses(site):
    return {urljoin(BASE, address) for address in links.addresses(site)}


def every(value, key: str, kind: type = str) -> Iterator:
    """Each value of `key` in a JSON document that is of this kind."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, of in inside:
        if name == key and isinstance(of, kind):
            yield of
        elif name != "columns":  # whose names are the tables'
            yield from every(of, key, kind)


def test_json_is_whole(facts, documents_of, addresses):
    """Every fact is there, each permalink on the site, each source and each fact of a question in the files."""
    tables, sheets = documents_of["facts"]["facts"]["tables"], documents_of["facts"]["facts"]["sheets"]
    assert facts.tables.keys() <= tables.keys() and tables["chooser"]["rows"].keys() == facts.choices.keys()
    rows = {f"{name}.{row}": at for name, of in tables.items() for row, at in of["rows"].items()}
    cells = {f"{row}.{column}" for row, at in rows.items() for column in at["cells"]}
    lines = {f"sheet:{name}.{line}" for name, of in sheets.items() for line in of["lines"]}
    assert cells | lines | {f"change:{key}" for key in documents_of["changes"]["changes"]} >= {
        name for name in facts.index if name.count(".") < 3
    }
    for kind in ("changes", "terms", "questions", "sources"):
        assert documents_of[kind][kind].keys() == getattr(facts, kind).keys(), kind
    for key in ("permalink", "page", "see"):
        assert {urljoin(BASE, one) for one in every(documents_of, key)} - addresses == set(), key
    assert {*every(documents_of, "source")} <= documents_of["sources"]["sources"].keys()
    named = {f"change:{key}" for key in facts.changes} | {f"term:{key}" for key in facts.terms}
    named |= rows.keys() | cells | lines | {one.removeprefix(BASE) for one in addresses}
    for question in documents_of["questions"]["questions"].values():
        assert {name for option in question["options"] for name in option["rests_on"]} <= named
    probes = {probe for check in every(documents_of, "machine", dict) for probe in check["probes"]}
    assert probes == facts.probes.keys()


def names(file: str, schema: dict) -> Iterator[str]:
    """Each name that the schema of a file describes with its type: `facts.tables.*.caption string required`."""

    def walk(place: str, of: dict, inside: tuple[str, ...]) -> Iterator[str]:
        options = [option for option in of.get("anyOf", [of]) if option.get("type") != "null"]
        yield f"{place} {'|'.join(option.get('type', 'object') for option in options)}"
        for option in options:
            if ref := option.get("$ref"):
                if ref in inside:
                    continue  # a cell in a cell
                option = schema["$defs"][ref.rpartition("/")[2]]
            deeper = (*inside, ref) if ref else inside
            for name, part in option.get("properties", {}).items():
                required = " required" * (name in option.get("required", ()))
                first, *rest = walk(f"{place}.{name}", part, deeper)
                yield from (first + required, *rest)
            for key in ("items", "additionalProperties"):
                if isinstance(option.get(key), dict):
                    yield from walk(f"{place}.*", option[key], deeper)

    yield from walk(file, schema, ())


def test_names_are_only_added():
    """What a program reads today it reads tomorrow: `links/data-v1.txt` is what was ever published."""
    now = {name for file, kind in models.FILES.items() for name in names(file, documents.json_schema(kind))}
    published = set(LEDGER.read_text(encoding="utf-8").splitlines())
    assert published - now == set(), "gone or changed: put it back, or publish data/v2 beside v1"
    assert now - published == set(), f"new: add to {LEDGER.relative_to(ROOT)}\n" + "\n".join(sorted(now - published))


def test_a_client_of_ten_lines(address):
    """The one of the page, run as a reader would, reads the timeout of a function off the served site."""
    page = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    [client] = re.findall(r'^```python title="limit.py"\n(.*?)^```', page, re.DOTALL | re.MULTILINE)
    assert client.count("\n") <= 10
    done = subprocess.run([sys.executable, "-c", client, address], capture_output=True, text=True, check=True)
    limit, checked, permalink = done.stdout.splitlines()
    assert (
        limit == "1800 s"
        and "lambda-timeout-most" in checked
        and permalink.endswith("lambda/limits/#lambda-limits-timeout")
    )


ATOM = f"{{{feed.ATOM}}}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")


def test_feed_is_valid(site, facts, addresses):
    """What RFC 4287 requires (4.1.1, 4.1.2, 4.2): once each, ids that differ, whole addresses, instants."""
    root = ET.parse(site / feed.NAME).getroot()
    assert root.tag == f"{ATOM}feed" and root.find(f"{ATOM}author/{ATOM}name").text
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(facts.changes)
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            [one] = element.findall(f"{ATOM}{name}")
            assert one.text.strip(), name
        assert INSTANT.fullmatch(element.find(f"{ATOM}updated").text)
        by = {(link.get("rel"), link.get("type")): link.get("href") for link in element.findall(f"{ATOM}link")}
        assert len(by) == len(element.findall(f"{ATOM}link")), "two links of one relation and type"
        assert all(re.match(r"https?://[^\s/]+/", address) for address in by.values())
    assert len({element.find(f"{ATOM}id").text for element in (root, *entries)}) == len(entries) + 1
    assert all(element.find(f"{ATOM}id").text.startswith("urn:uuid:") for element in (root, *entries))
    said = [entry.find(f"{ATOM}content") for entry in entries]
    assert {one.get("type") for one in said} == {"text"}
    assert all(re.fullmatch(r"(Changed|Older courses say) .+\. .+ Read on \d{4}-\d\d-\d\d\.", one.text) for one in said)
    days = [entry.find(f"{ATOM}updated").text for entry in entries]
    assert days == sorted(days, reverse=True) and root.find(f"{ATOM}updated").text == days[0]
    assert days[0] == f"{max(of.checked for of in facts.changes.values())}T00:00:00Z", "a day of the facts"
    assert {entry.find(f"{ATOM}link[@rel='alternate']").get("href") for entry in entries} <= addresses


def test_links_of_llms_txt(site, address, facts):
    """In the form that is proposed; every link answers, and every page but those of questions alone is there."""
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n> .+\n\n[^#]+\n\n## ", text) and text.count("\n# ") == 0
    listed = re.findall(r"^- \[[^]]+\]\((\S+)\): \S", text, re.MULTILINE)
    assert len(listed) == len(set(listed)) == len(re.findall(r"^- \[", text, re.MULTILINE))
    for link in (*listed, *re.findall(r"http\S+?\.(?:json|xml)\b", text)):
        assert link.startswith(BASE)
        with urllib.request.urlopen(urljoin(address, urlsplit(link).path.lstrip("/"))) as answer:
            assert answer.status == 200
    missing = {f"{documents.address(path)}index.html.md" for path in facts.pages} - {
        link.removeprefix(BASE) for link in listed
    }
    assert missing and all(name.startswith("practice/task-") for name in missing)
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.md")} == {
        link.removeprefix(BASE) for link in listed
    }


# The names of tables, boxes, tabs and pictures.
NAMED = re.compile(r'<(?:caption|p class="admonition-title"|label for=[^>]+|title id=[^>]+)>(.*?)</')


def test_markdown_says_what_the_page_says(site, facts):
    """Every row of its tables, heading, sample and link outward; no question, and none of our marks."""
    plain = {re.sub(r"\W+", " ", of.stem)[:50] for of in facts.questions.values()}
    for path in site.rglob("*.html.md"):
        text = path.read_text(encoding="utf-8")
        article = path.with_suffix("").read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        parts = [
            part
            for part in re.split("(?=<h2)", article)
            if not re.match(r"<h2[^>]*>.*?</h2>\s*<div[^>]*><fieldset", part)
        ]
        html = re.sub(r"<fieldset.*?</fieldset>", "", "".join(parts), flags=re.DOTALL)
        prose, fences = re.subn(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
        assert fences == html.count("<pre"), path
        assert len(re.findall(r"^ *\|(?! ---)", prose, re.MULTILINE)) == html.count("<tr"), path
        assert len(re.findall(r"^#{1,4} ", prose, re.MULTILINE)) == len(re.findall("<h[1-4]", html)), path
        outward = {unescape(address) for address in re.findall(r'<a [^>]*href="(https://[^"]+)"', html)}
        assert not {address for address in outward if address not in text}, path
        names = {unescape(re.sub("<[^>]+>", "", one)).strip() for one in re.findall(NAMED, html)}
        shown = re.sub(r"[\\*`]", "", text)
        assert {name for name in names if name not in shown} == set(), path
        assert "\u2060" not in text and "Answer and reasons" not in text and "<span" not in text
        if html != article:
            words = re.sub(r"\W+", " ", text)
            assert not {stem for stem in plain if stem in words}, path


def test_a_site_of_another_tree(tmp_path, facts):
    """It is told in one line, where a page of this tree was not built."""
    home = f'<link rel="canonical" href="{BASE}"><meta property="og:site_name" content="Notes">'
    (tmp_path / "index.html").write_text(home, encoding="utf-8")
    with pytest.raises(DataError, match=r"/index\.html:1: there is no such page, expected a site built of this tree$"):
        machines.apply(tmp_path, facts)
