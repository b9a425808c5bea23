"""What a reader's browser fetches: little, at any size of the site, and nothing for a search that nobody makes.

`make bench PARTS=weight` shows how much.
"""

import gzip
import re

import pytest

MOST, COMPARISONS = 50_000, 60_000  # bytes of any page, and of the longest list of comparisons


def packed(data: bytes) -> int:
    """Bytes on the way, as hosts send them."""
    return len(gzip.compress(data, 6, mtime=0))


def bare(page: bytes) -> bytes:
    """A page without its pictures."""
    return re.sub(rb'<figure class="picture.*?</figure>', b"", page, flags=re.DOTALL)


@pytest.mark.parametrize("path", ["", "elastic-beanstalk/immutable/", "practice/task-2-1/", "404.html"])
def test_what_a_first_visit_fetches(page, address, site, path):
    """A page, its script, its style sheet and its icon, and what it alone needs: no font, no index, no other host."""
    urls = set()
    page.on("request", lambda request: urls.add(request.url.partition("?")[0]))
    page.goto(address + path, wait_until="networkidle")
    files = {url.removeprefix(address) for url in urls if not url.startswith("data:")}
    html = (site / path / "index.html" if not path.endswith("html") else site / path).read_text(encoding="utf-8")
    own = {f"assets/{name}" for name in re.findall(r'assets/([\w.-]+)[^"]*"[^>]* data-page>', html)}
    # One without windows does not ask for the icon of a window.
    assert files - {"assets/favicon.svg"} == {path, "assets/notes.js", "assets/styles.css"} | own


def test_every_page_is_light(site):
    """By its files, compressed."""
    files = {path.name: packed(path.read_bytes()) for path in site.glob("assets/*.*")}
    shared = sum(files[name] for name in ("styles.css", "notes.js", "favicon.svg"))
    heavy = {}
    for path in site.rglob("*.html"):
        page = path.read_bytes()
        own = sum(files[name.decode()] for name in re.findall(rb'assets/([\w.-]+)[^"]*"[^>]* data-page>', page))
        total = packed(bare(page)) + shared + own
        if total > (COMPARISONS if path.parent == site / "compute/comparisons" else MOST):
            heavy[path] = total
    assert heavy == {}
