"""What the bench measures is fair: a grown tree is sound, and the baseline keeps only what the pages need."""

import re
from collections import Counter

import pytest
import yaml
from conftest import ROOT, copy_house

from bench import grow, trees, web, weight
from macros import derive, load

COPIED, SINGLE = grow.pages(ROOT)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    root = copy_house(tmp_path_factory.mktemp("grown"))
    grow.grow(root, 2)
    return root


@pytest.fixture(scope="module")
def grown_facts(grown):
    """The loader has accepted the tree: its sources, tasks, pages and probes."""
    return load.site(grown)


def second(page):
    """Where the copy of a page stands."""
    return re.sub(r"^[\w-]+", r"\g<0>-2", page.as_posix())


def test_every_page_has_a_copy(grown):
    assert len(list((grown / "docs").rglob("*.md"))) == 2 * len(COPIED) + len(SINGLE)
    assert [page for page in COPIED if not (grown / "docs" / second(page)).exists()] == []


def test_first_copy_is_the_tree_itself(grown):
    """But for the home page, which leads to the copy's."""
    for folder in ("data", "docs", "images"):
        for path in (ROOT / folder).rglob("*.*"):
            before, after = path.read_bytes(), (grown / path.relative_to(ROOT)).read_bytes()
            assert after == before or (path.name == "index.md" and path.parent.name == "docs" and b"(index-2.md)" in after), path


def test_collecting_pages_share_what_there_is(grown, grown_facts):
    """Nothing that is collected is lost, and a copy's pages collect the copy's."""
    for macro in load.COLLECTING:
        calls = [meta.collects[macro] for meta in grown_facts.pages.values() if macro in meta.collects]
        assert sorted(map(len, calls)) == [0, len({page.parts[0] for page in COPIED})]
        lists = [derive.collected(macro, folders, grown_facts.pages) for folders in calls]
        for page in grown_facts.pages:
            assert [listed(page) for listed in lists].count(True) == 1


def test_navigation_names_every_page_once(grown):
    nav = (grown / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    pages = {path.relative_to(grown / "docs").as_posix() for path in (grown / "docs").rglob("*.md")}
    assert Counter(re.findall(r"\S+\.md", nav)) == dict.fromkeys(pages, 1)
    labels = re.findall(r"^  - (.+):$", nav, re.MULTILINE)
    assert len(labels) == len(set(labels))


def test_links_lead_to_pages_of_the_copy(grown):
    for path in (grown / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+\.md)", path.read_text(encoding="utf-8")):
            to = (path.parent / target).resolve()
            assert to.exists(), (path, target)
            if "-2" in path.relative_to(grown / "docs").parts[0] and not any(to.match(f"docs/{page}") for page in SINGLE):
                assert "-2" in to.relative_to((grown / "docs").resolve()).parts[0], (path, target)


def test_calls_name_what_there_is(grown, grown_facts):
    """Each copied page shows and cites what is its own; only what is computed from one file is shared."""
    has = {"cite": grown_facts.sources, "table": grown_facts.tables, "value": grown_facts.tables, "sheet": grown_facts.sheets, "picture": grown_facts.pictures, "changed": grown_facts.changes}
    shared = {"deployment-policies", "deployment-methods", "exam-versions", "domain-weights"}
    for path in (grown / "docs").glob("*-2/*.md"):
        for macro, arguments in re.findall(r"\{\{ (\w+)\(([^)]*)\) \}\}", path.read_text(encoding="utf-8")):
            names = re.findall(r'"([^"]+)"', arguments)
            for name in names if macro == "cite" else names[:1] if macro in has else []:
                assert name in shared or (name.endswith("-2") and name in has[macro]), (path, macro, name)


def test_everything_grows_with_the_services(facts, grown_facts):
    for kind, least in {"tables": 1.5, "sources": 1.7, "changes": 1.7, "terms": 1.6, "pictures": 1.9, "sheets": 1.9, "pages": 1.8}.items():
        assert least * len(getattr(facts, kind)) <= len(getattr(grown_facts, kind)) <= 2 * len(getattr(facts, kind)), kind


def test_some_words_are_new(grown):
    def words(root, pattern):
        return {word for path in (root / "docs").glob(pattern) for word in re.findall(r"[a-z]{5,}", path.read_text(encoding="utf-8").lower())}

    before = words(ROOT, "*/*.md")
    assert 0.05 < len(words(grown, "*-2/*.md") - before) / len(before) < 0.2


def test_copies_fit_the_size():
    """To the nearest whole copy, and one at least."""
    assert [grow.copies(times, 78, 12) for times in (1, 10, 1001 / 78, 100)] == [1, 12, 15, 118]
    for times in (0.1, 1, 2.4, 10, 37, 100):
        count = grow.copies(times, 78, 12)
        assert count == 1 or abs(count * 66 + 12 - 78 * times) <= 33


def test_baseline_keeps_what_the_pages_need():
    class Loader(yaml.SafeLoader):
        """Takes the tags of mkdocs for nothing."""

    Loader.add_multi_constructor("", lambda *_: None)
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    ours, stock = yaml.load(text, Loader), yaml.load(trees.stock(text), Loader)
    assert stock.pop("theme") == {"name": "material", "font": False}
    assert stock.pop("plugins")[0] == "search"
    assert set(stock) == set(trees.KEPT)
    assert all(stock[key] == ours[key] for key in stock)


@pytest.mark.parametrize(
    ("path", "media", "kind"),
    [
        ("search/search_index.json", "application/json", "index"),
        ("assets/javascripts/workers/search.js", "text/javascript", "js"),
        ("ecs/", "text/html", "html"),
        ("assets/notes.css", "text/css", "css"),
        ("assets/a.woff2", "font/woff2", "fonts"),
        ("assets/favicon.svg", "image/svg+xml", "pictures"),
        ("sitemap.xml", "application/xml", "other"),
    ],
)
def test_kinds_of_files(path, media, kind):
    assert web.kind(path, media) == kind


def test_drawings_count_apart(tmp_path):
    drawing = f'<figure class="picture"><svg>{"".join(map(str, range(500)))}</svg></figure>'
    (tmp_path / "index.html").write_text(f"<article>{drawing}</article>", encoding="utf-8")
    with web.Server(tmp_path) as server:
        answer, body, _ = server.answer("")
    assert 0 < answer.sent - answer.drawn < 80 < answer.drawn < len(body)


def test_pages_are_of_the_site(site):
    found = weight.pages(site)
    assert all((site / address / "index.html").exists() for address in found.values())
    assert found["longest page"] not in weight.COLLECTED


def test_visit_waits_for_what_a_slow_script_asks(chromium, tmp_path):
    (tmp_path / "index.html").write_text("<script src='late.js' defer></script>", encoding="utf-8")
    (tmp_path / "late.js").write_text("const end = Date.now() + 700; while (Date.now() < end); fetch('late.json')", encoding="utf-8")
    (tmp_path / "late.json").write_text("{}", encoding="utf-8")
    with web.Server(tmp_path) as server:
        context = chromium.new_context()
        server.visit(context.new_page(), "")
        context.close()
    assert [answer.path for answer in server.log] == ["", "late.js", "late.json"]
