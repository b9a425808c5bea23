"""What a reader's browser fetches: little, at any size of the site, and nothing for a search that nobody makes.

`pytest -n0 -s tests/test_weight.py` prints the table.
"""

import gzip
import re

import pytest
from conftest import ROOT, mkdocs

KINDS = {
    "home": "",
    "typical page": "elastic-beanstalk/immutable/",
    "longest page": "lambda/event-sources/",
    "most tables": "compute/comparisons/",
    "cheat sheets": "compute/cheat-sheets/",
    "glossary": "glossary/",
    "terms": "compute/terms/",
    "lab": "walkthrough/create/",
    "not found": "404.html",
}
SORTS = {"document": "HTML", "script": "JS", "stylesheet": "CSS", "font": "fonts", "fetch": "index", "xhr": "index"}
COLUMNS = ["requests", "HTML", "JS", "CSS", "fonts", "index", "other", "total", "pictures"]
MOST = {kind: 50_000 for kind in KINDS} | {
    "most tables": 60_000
}  # which holds every comparison, and no more than these
CONFIG = """
site_name: Grown
theme: {{name: material, custom_dir: {overrides}, font: false, favicon: assets/favicon.svg}}
extra_css: [assets/notes.css]
nav: {nav}
"""


def packed(data: bytes) -> int:
    """Bytes on the way, as hosts send them."""
    return len(gzip.compress(data, 6, mtime=0))


def bare(page: bytes) -> bytes:
    """A page without its pictures."""
    return re.sub(rb'<figure class="picture.*?</figure>', b"", page, flags=re.DOTALL)


def weigh(chromium, address, site, path) -> tuple[dict[str, int], list[str]]:
    """Bytes by sort, and the files, that a first visit fetches; pictures are in the HTML, and counted apart."""
    page = chromium.new_page()
    calls = []
    page.on(
        "request", lambda call: calls.append((call.url.partition("?")[0].removeprefix(address), call.resource_type))
    )
    page.goto(address + path, wait_until="networkidle")
    page.close()
    # One without windows does not ask for the icon of a window.
    calls += {("assets/favicon.svg", "other")} - {*calls}
    files = [(name, sort) for name, sort in calls if not name.startswith("data:")]
    weights = dict.fromkeys(COLUMNS, 0) | {"requests": len(files)}
    for name, sort in files:
        assert "://" not in name, f"another host: {name}"
        data = (site / (name if "." in name else f"{name}index.html")).read_bytes()
        weight = packed(bare(data) if sort == "document" else data)
        weights[SORTS.get(sort, "other")] += weight
        weights["total"] += weight
        weights["pictures"] += packed(data) - weight
    return weights, [name for name, _ in files]


@pytest.mark.parametrize("kind", KINDS)
def test_weight(chromium, address, site, kind):
    """A page, its script, its style sheet and its icon, and what it alone needs: no font, no index, no search before there is
    one, 50 kB at most, or 60.
    """
    weights, files = weigh(chromium, address, site, KINDS[kind])
    if kind == "home":
        print("\n" + f"{'':14}" + "".join(f"{name:>10}" for name in COLUMNS), end="")
    print("\n" + f"{kind:14}" + "".join(f"{weights[name]:>10,}" for name in COLUMNS), end="")
    assert [name for name in files if "search" in name] == []
    page = site / (KINDS[kind] if kind == "not found" else f"{KINDS[kind]}index.html")
    own = page.read_text(encoding="utf-8").count(" data-page>")
    assert weights["requests"] == 4 + own and weights["fonts"] == weights["index"] == 0
    assert weights["total"] <= MOST[kind]


def test_every_page_is_light(site):
    """Every page, by its files: what no kind stands for is weighed too."""
    shared = sum(
        packed(path.read_bytes())
        for path in (*site.glob("assets/styles*.css"), site / "assets/notes.js", site / "assets/favicon.svg")
    )
    own = {path.name: packed(path.read_bytes()) for path in site.glob("assets/*.*")}
    heavy = {}
    for path in site.rglob("*.html"):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        kind = next((kind for kind, of in KINDS.items() if of == address), "typical page")
        more = sum(
            own[name.decode()] for name in re.findall(rb'assets/([\w.-]+)[^"]*"[^>]* data-page>', path.read_bytes())
        )
        if (total := packed(bare(path.read_bytes())) + shared + more) > MOST[kind]:
            heavy[address] = total
    assert heavy == {}


def test_weight_does_not_grow(tmp_path):
    """The same page among 8 times as many sections is not 10 % heavier, and the same size from then on."""
    sizes = []
    for count in (10, 40, 80):
        folder = tmp_path / str(count)
        names = [f"service-{number:03}" for number in range(count)]
        for name in names:
            (folder / "docs" / name).mkdir(parents=True)
            for page in ("index", "more"):
                (folder / "docs" / name / f"{page}.md").write_text(
                    f"# {name} {page}\n\n## Part\n\nText.\n", encoding="utf-8"
                )
        (folder / "docs/index.md").write_text("# Home\n", encoding="utf-8")
        nav = ["index.md", *({name: [f"{name}/index.md", f"{name}/more.md"]} for name in names)]
        (folder / "mkdocs.yml").write_text(CONFIG.format(overrides=ROOT / "overrides", nav=nav), encoding="utf-8")
        done = mkdocs("build", "--quiet", cwd=folder)
        assert done.returncode == 0, done.stderr
        text = (folder / "site/service-005/more/index.html").read_bytes()
        assert b'href="../"' in text and b'href="../.."' in text, "the way to the section and home"
        sizes.append(len(text))
    assert max(sizes) <= 1.1 * sizes[0] and sizes[1] == sizes[2], sizes
