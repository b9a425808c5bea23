"""Ready to move: each kind of difference between two engines' sites is found, and the list of them is kept honest."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import edit

import macros
from macros import load
from tools import portable

ROOT = Path(__file__).parent.parent
PAGE = """<html><head><title>Roles - Notes</title><meta name="description" content="Two roles."></head><body>
<nav><a href="../../glossary/">Glossary</a></nav><article><h1 id="roles">Roles</h1><p>The <a href="../service/#pull">task</a> role.</p>
<table><caption>Roles</caption><tr><th>Role</th><td id="roles-task">Task role</td></tr></table></article></body></html>"""


def make(folder: Path) -> Path:
    """A site of two pages, in `folder`."""
    for name, text in {
        "ecs/roles/index.html": PAGE,
        "glossary/index.html": "<title>Glossary</title><article><h1>Glossary</h1></article>",
        "sitemap.xml": "<loc>http://127.0.0.1/ecs/roles/</loc>",
        "search/0a1b/p0.json": '[["ecs/roles/", "Roles", "The task role."], ["ecs/roles/#more", "More", ""]]',
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path):
    """The same site twice; the second is there to be changed."""
    return make(tmp_path / "one"), make(tmp_path / "other")


def found(two) -> set[str]:
    return {str(one) for one in portable.compare(portable.read(two[0]), portable.read(two[1]))}


# What differs: file, old, new, and what is said of it.
DIFFERENT = {
    "title": ("ecs/roles/index.html", "Roles - Notes", "Roles", {"titles: lacks 'Roles - Notes'", "titles: adds 'Roles'"}),
    "description": ("ecs/roles/index.html", "Two roles.", "", {"descriptions: lacks 'Two roles.'", "descriptions: adds ''"}),
    "id": ("ecs/roles/index.html", 'id="roles-task"', 'id="roles-1"', {"ids: lacks 'roles-task'", "ids: adds 'roles-1'"}),
    "id lost": ("ecs/roles/index.html", ' id="roles"', "", {"ids: lacks 'roles'"}),
    "order": ("ecs/roles/index.html", 'id="roles">', 'id="roles-task">', {"ids: lacks 'roles'", "ids: adds 'roles-task'"}),
    "cell": ("ecs/roles/index.html", "Task role<", "Task<", {"tables: lacks 'Roles | Role | Task role'", "tables: adds 'Roles | Role | Task'", "text: lacks 'role'"}),
    "caption": ("ecs/roles/index.html", "<caption>Roles</caption>", "", {"tables: lacks 'Roles | Role | Task role'", "tables: adds 'Role | Task role'", "text: lacks 'Roles'"}),
    "fragment": ("ecs/roles/index.html", "../service/#pull", "../service/", {"links: lacks 'ecs/service/#pull'", "links: adds 'ecs/service/'"}),
    "out of the site": ("ecs/roles/index.html", '"../service/', '"../../../ecs/service/', {"links: lacks 'ecs/service/#pull'", "links: adds 'file:///ecs/service/#pull'"}),
    "navigation": ("ecs/roles/index.html", "../../glossary/", "../glossary/", {"navigation: lacks 'glossary/'", "navigation: adds 'ecs/glossary/'"}),
    "words": ("ecs/roles/index.html", "</a> role.", "</a> roles, or not.", {"text: lacks 'role.'", "text: adds 'roles, or not.'"}),
    "sitemap": ("sitemap.xml", "<loc>http://127.0.0.1/ecs/roles/</loc>", "", {"sitemap: lacks 'http://127.0.0.1/ecs/roles/'"}),
    "search": ("search/0a1b/p0.json", "#more", "#rest", {"search: lacks 'ecs/roles/#more More: '", "search: adds 'ecs/roles/#rest More: '"}),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_differs(two, case):
    name, old, new, said = DIFFERENT[case]
    assert found(two) == set()
    edit(two[1] / name, old, new)
    page = "ecs/roles/" if name.endswith(".html") else "*"
    assert found(two) == {f"{page}: {what}" for what in said}


def test_order(two):
    edit(two[1] / "ecs/roles/index.html", '<h1 id="roles">', '<h1 id="roles-task">')
    edit(two[1] / "ecs/roles/index.html", '<td id="roles-task">', '<td id="roles">')
    assert found(two) == {"ecs/roles/: ids: adds 'the same in another order'"}


def test_pages(two):
    (two[1] / "glossary/index.html").rename(two[1] / "404.html")
    assert found(two) == {"*: pages: lacks 'glossary/'", "*: pages: adds '404.html'"}


def test_no_search(two):
    (two[1] / "search/0a1b/p0.json").unlink()
    with pytest.raises(portable.NoSite, match=r"other: has no search index, expected the files of tools/index.py in search/"):
        portable.read(two[1])


def listed(**entry) -> portable.Listed:
    return portable.Listed(**{"reason": "Its templates name this otherwise.", **entry})


def test_the_list(two):
    """What is listed is accepted, on the pages it names; what is not, and what is listed in vain, is refused."""
    edit(two[1] / "ecs/roles/index.html", "Roles - Notes", "Roles")
    differences = list(portable.compare(portable.read(two[0]), portable.read(two[1])))
    assert portable.judge(differences, [listed(kind="titles", page="ecs/*", lacks="* - Notes", adds="Roles")]) == ([], [])
    unlisted, vain = portable.judge(differences, [listed(kind="titles", page="glossary/", lacks="*"), listed(kind="titles", adds="Roles"), listed(kind="ids", adds="Roles")])
    assert [str(one) for one in unlisted] == ["ecs/roles/: titles: lacks 'Roles - Notes'"]
    assert vain == [(0, "lacks"), (2, "adds")]


REFUSED = {
    "kind": ("kind: ids", "kind: idz", r"'idz' is not known, expected 'pages', "),
    "reason": ("    reason: The skip link again, from its other end.\n", "", "zensical.1.reason: is missing, expected a value"),
    "nothing": ("    adds: __skip\n", "", "zensical.0: lacks nothing and adds nothing, expected one of them"),
    "engine": ("zensical:", "zensicle:", "zensicle"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_list(tmp_path, case):
    old, new, message = REFUSED[case]
    (tmp_path / "tests").mkdir()
    (tmp_path / portable.LISTED).write_text((ROOT / portable.LISTED).read_text(encoding="utf-8"), encoding="utf-8")
    assert portable.known(tmp_path)[0].zensical
    edit(tmp_path / portable.LISTED, old, new)
    with pytest.raises(load.DataError, match=rf"^tests/portable.yml:\d+: .*{message}"):
        portable.known(tmp_path)


def test_addresses_for_the_successor():
    """It reads an address in a macro's HTML as seen from the page's file, and goes up for the folder that the page becomes."""
    html = '<a href="../../how-checked/#x">x</a> <a href="#y">y</a>'
    linked = {path: macros._linked(html, SimpleNamespace(path=path), True) for path in ("ecs/roles.md", "ecs/index.md")}
    assert linked == {"ecs/roles.md": '<a href="../how-checked/#x">x</a> <a href="#y">y</a>', "ecs/index.md": html}
    assert macros._linked(html, SimpleNamespace(path="ecs/roles.md"), False) == html
    assert macros._linked(html, SimpleNamespace(path="ecs/roles.md", file=None), True) == html
