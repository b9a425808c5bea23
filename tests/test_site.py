"""The built HTML, asked what a reader, a search engine and a screen reader would ask."""

import base64
import datetime as dt
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import ROOT

from macros.facts import derive
from publish import links

BASE = "http://127.0.0.1:8000/"


def address(path: str) -> str:
    """The URL of a built file."""
    return BASE + path.removesuffix("index.html")


@pytest.fixture(scope="module")
def ids(pages):
    return {address(path): {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}


def test_every_link_leads_somewhere(pages, ids, site):
    """Every link inside the site leads to a file, and its fragment to an id there; nothing of another host is loaded."""
    broken, foreign, checked = [], [], 0
    for path, page in pages.items():
        for tag in page.select("a[href], link[href], [src]"):
            target = tag.get("href") or tag["src"]
            url = urljoin(address(path), target)
            if not url.startswith(BASE):
                foreign += [(path, target)] * (tag.name != "a" and not url.startswith("data:"))
                continue
            checked += 1
            base_url, _, fragment = url.partition("#")
            file = site / unquote(urlsplit(base_url).path.lstrip("/"))
            if not (file.is_file() or (file / "index.html").is_file()) or (
                fragment and base_url in ids and unquote(fragment) not in ids[base_url]
            ):
                broken.append((path, target))
    assert (broken, foreign) == ([], [])
    assert checked > 20 * len(pages), "the checker looked at next to nothing"


def test_ids_are_unique(pages):
    for path, page in pages.items():
        counts = Counter(tag["id"] for tag in page.find_all(id=True))
        assert [page_id for page_id, count in counts.items() if count > 1] == [], path


LEFTOVERS = re.compile(
    r".{0,30}(?:\{\{|\}\}|\{%|\*\*|\]\[|\]\(|(?<!\w)!!!|===|```|&#\w+;|&amp;|build-error|\{ ?[.#:]).{0,30}"
)


def test_no_leftovers(site):
    """No template syntax, Markdown or undefined reference is shown to a reader outside code."""
    faults = []
    for path, page in links.read_pages(site).items():
        article = page.partition("<article")[2].partition("</article>")[0] or page  # that of what is missing has none
        prose = re.sub(r"<(pre|code|script|style)\b.*?</\1>", "", article, flags=re.DOTALL)
        if match := LEFTOVERS.search(unescape(re.sub("<[^>]*>", "", prose))):
            faults.append((path, match[0]))
    assert faults == []


def test_every_head_has_what_search_and_previews_need(pages):
    """Title, description, canonical address, link preview and icon on every page; titles differ."""
    titles = {}
    for path, page in pages.items():
        if path == "404.html":
            continue
        head = page.head
        assert head.title.text.strip() and head.title.text not in titles, (path, titles.get(head.title.text))
        titles[head.title.text] = path
        assert 50 <= len(head.select_one("meta[name=description]")["content"]) <= 160
        assert head.select_one("link[rel=canonical]")["href"] == address(path)
        assert head.select_one("link[rel=icon]")
        for name in ("og:title", "og:description", "og:image", "og:url", "og:type"):
            assert head.select_one(f"meta[property='{name}']")["content"], (path, name)
        assert page.html["lang"] == "en"
        assert len(page.select("h1")) == 1


def size(png: bytes) -> tuple[int, int]:
    """Width and height."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_the_site_can_be_installed(pages, site):
    """The manifest names what is there, in the site's words and the colours of its paper; every page leads to it."""
    manifest = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))
    css = (ROOT / "overrides/assets/notes.css").read_text(encoding="utf-8")
    papers = re.findall(r"--paper: (#\w+)", css)[:2]
    home = pages["index.html"]
    assert manifest["name"] == home.select_one("meta[property='og:site_name']")["content"]
    assert manifest["theme_color"] == manifest["background_color"] == papers[0]
    assert [tag["content"] for tag in home.select("meta[name=theme-color]")] == papers
    for icon in manifest["icons"]:
        data = (site / icon["src"]).read_bytes()
        assert len(data) < 12_000 and icon["sizes"] in ("any", "x".join(map(str, size(data))))
    preview = (site / "assets/preview.png").read_bytes()  # what link previews show
    assert size(preview) == (1200, 630) and len(preview) < 100_000
    for path, page in pages.items():
        assert page.select_one("link[rel=manifest]")["href"].endswith("manifest.webmanifest"), path


def test_sitemap_lists_every_page(pages, site):
    locations = {tag.text for tag in ET.parse(site / "sitemap.xml").iter() if tag.tag.endswith("loc")}
    assert locations == {address(path) for path in pages if path != "404.html"}


def test_a_table_has_heads_permalinks_and_dated_sources(pages):
    """Caption, column heads, a named row with a permalink, a source with its date."""
    count = 0
    for path, page in pages.items():
        for figure in page.select("figure.facts"):
            count += 1
            assert figure.caption.text.strip(), path
            heads = figure.select("thead th[scope=col]")
            for row in figure.select("tbody tr:not(.head)"):
                assert len(row.select("th[scope=row]")) == 1 and len(row.find_all(["th", "td"])) == len(heads)
                assert row.select_one("a.headerlink")["href"] == f"#{row['id']}"
                assert row["id"].startswith(figure["id"].removeprefix("table-") + "-")
                assert "facts--cards" not in figure["class"] or all(cell.get("data-label") for cell in row.select("td"))
            note = figure.select_one("figcaption")
            assert note.select("a[href^=https]") and note.select("time"), (path, figure["id"])
            readings = [(item.a["href"], item.time.text) for item in note.select("li:has(> a[href^=https]), p.proof")]
            assert len(readings) == len(set(readings)), (path, figure["id"])
    assert count > 30


def test_every_table_of_a_page_is_a_table_of_data(pages):
    """A table written by hand would have no source, no date and no permalinks."""
    for path, page in pages.items():
        for table in (page.article or page.body).select("table"):
            known_parent = table.find_parent("figure", class_="facts") or table.find_parent(class_="highlight")
            assert known_parent or table["class"] == ["question-tasks"], path  # which states nothing


def test_pictures_are_described(pages):
    count = 0
    for path, page in pages.items():
        for picture in (page.article or page.body).select("figure.picture[id] svg:not([aria-hidden])"):
            count += 1
            names = picture["aria-labelledby"].split()
            assert picture["role"] == "img" and len(names) == 2
            assert all(len(page.find(id=name).text) > 10 for name in names), path
        for image in (page.article or page.body).select("img"):
            assert re.match(r"(Diagram|Screenshot|Photo) of .+\.$", image.get("alt", "")), path
    assert count >= 17


def test_compare_shows_every_comparison(pages, facts):
    """One place for all comparisons; lists stay where they are told, and the site's own tables too."""
    paths = [path for path in pages if path.endswith(("comparisons/index.html", "compare/index.html"))]
    figures = [figure for path in paths for figure in pages[path].select("figure.facts")]
    tables = {**facts.tables, **derive.tables(facts, dt.date(2026, 11, 22))}
    comparisons = [f"table-{name}" for name, table in tables.items() if table.kind == "comparison"]
    assert sorted(figure["id"] for figure in figures) == sorted(comparisons)


def test_no_reader_needs_the_old_notes(pages):
    """Nobody has seen the notes that these pages began with: "older courses say", and only where it helps."""
    phrase = re.compile(r"\bthe (old )?notes\b", re.IGNORECASE)
    paths = [path for path, page in pages.items() if phrase.search((page.article or page).get_text())]
    assert paths == ["how-checked/index.html"]


def test_no_bound_is_said_twice(pages):
    """A value from a table brings its own "up to" or "at least"."""
    for path, page in pages.items():
        text = " ".join(page.get_text(" ").split())
        assert not (match := re.search(r".{40}\b(up to|at least) (up to|at least)\b.{40}", text)), (path, match[0])


def test_the_content_security_policy_is_tight(pages):
    """Nothing but our own files, and the one inline script by its hash; `test_page_has_no_fault` of test_browser.py fails
    where a page is refused something.
    """
    for path, page in pages.items():
        hashes = [
            base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
            for script in page.select("script:not([src])")
        ]
        assert len(hashes) == 1, path
        policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
        assert {name: values for name, *values in (directive.split() for directive in policy.split(";"))} == {
            "default-src": ["'none'"], "script-src": ["'self'", f"'sha256-{hashes[0]}'"], "style-src": ["'self'"], "img-src": ["'self'", "data:"],
            "connect-src": ["'self'"], "worker-src": ["'self'"], "manifest-src": ["'self'"], "base-uri": ["'none'"], "form-action": ["'none'"],
        }, path  # fmt: skip
        assert page.select_one("meta[http-equiv]").find_previous(["script", "link", "style"]) is None, path
