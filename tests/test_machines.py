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


def test_json_is_valid_by_its_schema(site, documents_of):
    """Each file by its own schema, days and addresses too; its digest is that of what it says."""
    validator = jsonschema.Draft202012Validator
    for name, document in documents_of.items():
        schema = json.loads((site / "data/v1" / document["$schema"]).read_text(encoding="utf-8"))
        validator.check_schema(schema)
        validator(schema, format_checker=validator.FORMAT_CHECKER).validate(document)
        content = json.dumps(document[name], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert document["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert document["site"] == BASE and list(document)[-1] == name


@pytest.fixture(scope="module")
def addresses(site):
    return {urljoin(BASE, address) for address in links.addresses(site)}


def iter_values(value, key: str, kind: type = str) -> Iterator:
    """Each value of `key` in a JSON document that is of this kind."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        if name == key and isinstance(item, kind):
            yield item
        elif name != "columns":  # whose names are the tables'
            yield from iter_values(item, key, kind)


def test_json_has_every_fact_and_no_dead_reference(facts, documents_of, addresses):
    """Every fact is there, each permalink on the site, each source and each fact of a question in the files."""
    tables, sheets = documents_of["facts"]["facts"]["tables"], documents_of["facts"]["facts"]["sheets"]
    assert facts.tables.keys() <= tables.keys() and tables["chooser"]["rows"].keys() == facts.choices.keys()
    rows = {f"{name}.{row}": content for name, table in tables.items() for row, content in table["rows"].items()}
    cells = {f"{row}.{column}" for row, content in rows.items() for column in content["cells"]}
    lines = {f"sheet:{name}.{line}" for name, sheet in sheets.items() for line in sheet["lines"]}
    assert cells | lines | {f"change:{key}" for key in documents_of["changes"]["changes"]} >= {
        name for name in facts.index if name.count(".") < 3
    }
    for kind in ("changes", "terms", "questions", "sources"):
        assert documents_of[kind][kind].keys() == getattr(facts, kind).keys(), kind
    for key in ("permalink", "page", "see"):
        assert {urljoin(BASE, address) for address in iter_values(documents_of, key)} - addresses == set(), key
    assert {*iter_values(documents_of, "source")} <= documents_of["sources"]["sources"].keys()
    known = {f"change:{key}" for key in facts.changes} | {f"term:{key}" for key in facts.terms}
    known |= rows.keys() | cells | lines | {address.removeprefix(BASE) for address in addresses}
    for question in documents_of["questions"]["questions"].values():
        assert {name for option in question["options"] for name in option["rests_on"]} <= known
    probes = {probe for check in iter_values(documents_of, "machine", dict) for probe in check["probes"]}
    assert probes == facts.probes.keys()


def iter_names(file: str, schema: dict) -> Iterator[str]:
    """Each name that the schema of a file describes with its type: `facts.tables.*.caption string required`."""

    def walk(path: str, part: dict, open_refs: tuple[str, ...]) -> Iterator[str]:
        options = [option for option in part.get("anyOf", [part]) if option.get("type") != "null"]
        yield f"{path} {'|'.join(option.get('type', 'object') for option in options)}"
        for option in options:
            if ref := option.get("$ref"):
                if ref in open_refs:
                    continue  # a cell in a cell
                option = schema["$defs"][ref.rpartition("/")[2]]
            refs = (*open_refs, ref) if ref else open_refs
            for name, child in option.get("properties", {}).items():
                required = " required" * (name in option.get("required", ()))
                first, *rest = walk(f"{path}.{name}", child, refs)
                yield from (first + required, *rest)
            for key in ("items", "additionalProperties"):
                if isinstance(option.get(key), dict):
                    yield from walk(f"{path}.*", option[key], refs)

    yield from walk(file, schema, ())


def test_names_are_only_added():
    """What a program reads today it reads tomorrow: `links/data-v1.txt` is what was ever published."""
    current = {name for file, kind in models.FILES.items() for name in iter_names(file, documents.json_schema(kind))}
    published = set(LEDGER.read_text(encoding="utf-8").splitlines())
    assert published - current == set(), "gone or changed: put it back, or publish data/v2 beside v1"
    assert current - published == set(), f"new: add to {LEDGER.relative_to(ROOT)}"


def test_the_client_that_a_page_shows_works(address):
    """The one of the page, run as a reader would, reads the timeout of a function off the served site."""
    page = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    [client] = re.findall(r'^```python title="limit.py"\n(.*?)^```', page, re.DOTALL | re.MULTILINE)
    assert client.count("\n") <= 10
    result = subprocess.run([sys.executable, "-c", client, address], capture_output=True, text=True, check=True)
    limit, checked, permalink = result.stdout.splitlines()
    assert limit == "1800 s" and "lambda-timeout-most" in checked
    assert permalink.endswith("lambda/limits/#lambda-limits-timeout")


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
            [child] = element.findall(f"{ATOM}{name}")
            assert child.text.strip(), name
        assert INSTANT.fullmatch(element.find(f"{ATOM}updated").text)
        links = {(link.get("rel"), link.get("type")): link.get("href") for link in element.findall(f"{ATOM}link")}
        assert len(links) == len(element.findall(f"{ATOM}link")), "two links of one relation and type"
        assert all(re.match(r"https?://[^\s/]+/", address) for address in links.values())
    assert len({element.find(f"{ATOM}id").text for element in (root, *entries)}) == len(entries) + 1
    assert all(element.find(f"{ATOM}id").text.startswith("urn:uuid:") for element in (root, *entries))
    for content in (entry.find(f"{ATOM}content") for entry in entries):
        assert content.get("type") == "text"
        assert re.fullmatch(r"(Changed|Older courses say) .+\. .+ Read on \d{4}-\d\d-\d\d\.", content.text)
    days = [entry.find(f"{ATOM}updated").text for entry in entries]
    assert days == sorted(days, reverse=True) and root.find(f"{ATOM}updated").text == days[0]
    assert days[0] == f"{max(change.checked for change in facts.changes.values())}T00:00:00Z", "a day of the facts"
    assert {entry.find(f"{ATOM}link[@rel='alternate']").get("href") for entry in entries} <= addresses


def test_llms_txt_lists_every_page(site, address, facts):
    """In the form that is proposed; every link answers, and every page but those of questions alone is there."""
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n> .+\n\n[^#]+\n\n## ", text) and text.count("\n# ") == 0
    listed = re.findall(r"^- \[[^]]+\]\((\S+)\): \S", text, re.MULTILINE)
    assert len(listed) == len(set(listed)) == len(re.findall(r"^- \[", text, re.MULTILINE))
    for link in (*listed, *re.findall(r"http\S+?\.(?:json|xml)\b", text)):
        assert link.startswith(BASE)
        with urllib.request.urlopen(urljoin(address, urlsplit(link).path.lstrip("/"))) as response:
            assert response.status == 200
    paths = {link.removeprefix(BASE) for link in listed}
    missing = {f"{documents.address(path)}index.html.md" for path in facts.pages} - paths
    assert missing and all(name.startswith("practice/task-") for name in missing)
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.md")} == paths


# The names of tables, boxes, tabs and pictures.
NAMED = re.compile(r'<(?:caption|p class="admonition-title"|label for=[^>]+|title id=[^>]+)>(.*?)</')


def test_markdown_says_what_the_page_says(site, facts):
    """Every row of its tables, heading, sample and link outward; no question, and none of our marks."""
    stems = {re.sub(r"\W+", " ", question.stem)[:50] for question in facts.questions.values()}
    for path in site.rglob("*.html.md"):
        text = path.read_text(encoding="utf-8")
        article = path.with_suffix("").read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        sections = re.split("(?=<h2)", article)
        questions = re.compile(r"<h2[^>]*>.*?</h2>\s*<div[^>]*><fieldset")
        html = "".join(section for section in sections if not questions.match(section))
        html = re.sub(r"<fieldset.*?</fieldset>", "", html, flags=re.DOTALL)
        prose, fences = re.subn(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
        assert fences == html.count("<pre"), path
        assert len(re.findall(r"^ *\|(?! ---)", prose, re.MULTILINE)) == html.count("<tr"), path
        assert len(re.findall(r"^#{1,4} ", prose, re.MULTILINE)) == len(re.findall("<h[1-4]", html)), path
        outward = {unescape(address) for address in re.findall(r'<a [^>]*href="(https://[^"]+)"', html)}
        assert not {address for address in outward if address not in text}, path
        names = {unescape(re.sub("<[^>]+>", "", match)).strip() for match in re.findall(NAMED, html)}
        plain_text = re.sub(r"[\\*`]", "", text)
        assert {name for name in names if name not in plain_text} == set(), path
        assert "\u2060" not in text and "Answer and reasons" not in text and "<span" not in text
        if html != article:
            words = re.sub(r"\W+", " ", text)
            assert not {stem for stem in stems if stem in words}, path


def test_a_site_of_another_tree_is_refused(tmp_path, facts):
    """In one line, when a page of this tree was not built."""
    home = f'<link rel="canonical" href="{BASE}"><meta property="og:site_name" content="Notes">'
    (tmp_path / "index.html").write_text(home, encoding="utf-8")
    with pytest.raises(DataError, match=r"/index\.html:1: there is no such page, expected a site built of this tree$"):
        machines.apply(tmp_path, facts)
