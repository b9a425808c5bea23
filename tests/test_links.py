"""Links for years: what vanishes is caught, and a redirect leads a browser on."""

import re
import subprocess
from types import SimpleNamespace

import pytest
from conftest import edit, mkdocs, small_site

from bench import portable
from macros.facts import load
from macros.facts.errors import DataError
from publish import links
from scaffold.rename import RenameError, rename

LOCATION = "data/ecs/tables/t.yml:6: rows.0.see"


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """A small site of three pages with a ledger of its own, and data that leads to one of them."""
    monkeypatch.setattr(load, "site", lambda root: SimpleNamespace(deep_links=[(LOCATION, "sheets/index.md#fargate")]))
    (tmp_path / "links").mkdir()
    for page, body in {
        "index.html": '<h1 id="home">Home</h1>',
        "ecs/roles/index.html": '<h1 id="ecs-roles">Roles</h1><h2 id="pull">Pull</h2><table><tr id="roles-task"><td>x</td></tr></table>',
        "sheets/index.html": '<div class="tabbed-set"><input id="fargate"><input id="__tabbed_1_2"></div><span id="changed-x"></span><span id="other"></span>',
    }.items():
        path = tmp_path / "site" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<html><body><article>{body}</article></body></html>")
    links.add(tmp_path / "site", tmp_path)
    return tmp_path


def test_every_permalink_is_listed(site):
    """Whoever adds a page, a row or a tab lists it with `make links`, so that it cannot vanish unseen."""
    links.require_listed(site)


@pytest.mark.parametrize(("target", "existing"), [("ecs/roles.md#pul", "pull"), ("sheets/index.md#fagrate", "fargate")])
def test_data_that_leads_nowhere(repo, monkeypatch, target, existing):
    page, _, part = target.partition("#")
    deep_links = [(LOCATION, f"{page}#{existing}"), (LOCATION, target)]
    monkeypatch.setattr(load, "site", lambda root: SimpleNamespace(deep_links=deep_links))
    message = f"^{re.escape(LOCATION)}: no part of {page} is called '{part}', expected .+{existing}"
    with pytest.raises(links.LinkError, match=message):
        links.find_redirects(repo / "site", repo)


def test_all_lost_addresses_are_said_at_once(repo):
    """As lines to paste; what begins with # stands in quotes, or YAML takes it for a comment."""
    edit(repo / "site/ecs/roles/index.html", 'id="ecs-roles"', "")
    edit(repo / "site/index.html", 'id="home"', "")
    with pytest.raises(links.LinkError) as error:
        links.apply(repo / "site", repo)
    assert str(error.value).splitlines() == [
        "links/published.txt:2: 2 addresses were published and are gone, expected them, or redirects: add to links/redirects.yml",
        '  "#home": <new address>',
        "  ecs/roles/#ecs-roles: <new address>",
    ]


def run_git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_published_line_cannot_be_deleted(repo):
    """What main had when a branch left it stays for good, though the deletion is committed and merged; a draft can be withdrawn."""
    ledger = repo / links.PUBLISHED
    published = ledger.read_text()

    def commit(text):
        ledger.write_text(text)
        run_git(repo, "commit", "--all", "--message", "Edit")

    def require_refusal():
        message = r"^links/published\.txt:1: ecs/roles/#pull: published, and deleted here, expected a line for each$"
        with pytest.raises(links.LinkError, match=message):
            links.find_redirects(repo / "site", repo)

    run_git(repo, "init", "--initial-branch", "main")
    run_git(repo, "add", "links")
    run_git(repo, "commit", "--message", "Publish")
    run_git(repo, "checkout", "-b", "draft")
    commit(published + "sheets/#draft\n")
    commit(published.replace("ecs/roles/#pull\n", ""))
    require_refusal()
    run_git(repo, "checkout", "main")
    commit("#a\n" + published)
    run_git(repo, "checkout", "draft")
    require_refusal()  # though main lists another one since
    run_git(repo, "checkout", "main")
    run_git(repo, "merge", "--no-ff", "draft")
    edit(repo / "site/index.html", 'id="home"', 'id="home"><a id="x"></a><h1 id="a"')
    require_refusal()
    commit("#a\n" + published)
    assert links.find_redirects(repo / "site", repo) == {}


def test_addresses_that_another_engine_lost(tmp_path):
    (tmp_path / "ecs").mkdir()
    (tmp_path / "ecs/index.html").write_text('<h1 id="ecs">ECS</h1>', encoding="utf-8")
    assert [*portable.find_lost(tmp_path, ["ecs/", "ecs/#ecs", "ecs/#gone", "gone/"])] == ["ecs/#gone", "gone/"]


REFUSED = {
    "needless": ("ecs/roles/: sheets/\n", "ecs/roles/ is still there, expected no redirect for it"),
    "nowhere": ("old/: new/\n", "old/: the new address new/ is not on the site"),
    "never published": (
        "ecs/rolse/: sheets/\n",
        "no published address is called 'ecs/rolse/', expected for example ecs/roles/",
    ),
    "no old address": ('"/old/": sheets/\n', "no published address is called '/old/', expected one of: "),
    "circle": ("a/: b/\nb/: a/\n", "a/ is redirected in a circle"),
    "foreign": ("a/: https://example.org/\n", "is no address, expected for example"),
    "no mapping": ("- a/\n", "is not a mapping, expected old addresses as keys"),
    "twice": ("a/: sheets/\na/: ecs/roles/\n", "key 'a/' is repeated"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_redirect_is_refused(repo, case):
    text, message = REFUSED[case]
    (repo / "links/redirects.yml").write_text(text)
    with pytest.raises((links.LinkError, DataError), match=r"^links/redirects.yml:\d: .*" + re.escape(message)):
        links.find_redirects(repo / "site", repo)


HEAD = "---\ndescription: A page.\n---\n"
PAGES = {"ways": HEAD + "# Ways\n\n[Other](other.md#far)\n", "tabs": HEAD + "# Tabs\n\n{{ sheets() }}\n"}


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The small site, published, and then with a heading and a row renamed, a page moved and a tab renamed."""
    repo = small_site(tmp_path_factory.mktemp("moved"), **PAGES)
    edit(repo / "docs/other.md", "Text.", "Text.\n\n## Far\n\nText.")
    result = mkdocs("build", cwd=repo)
    assert result.returncode == 0, result.stderr[-800:]
    links.add(repo / "site", repo)
    edit(repo / "docs/index.md", "{ #top }", "{ #begin-here }")
    for name in ("tables/sizes", "probes", "questions"):
        path = repo / f"data/small/{name}.yml"
        text = path.read_text(encoding="utf-8").replace("id: small", "id: tiny").replace("sizes.small", "sizes.tiny")
        path.write_text(text.replace("#top", "#begin-here"), encoding="utf-8")
    edit(repo / "data/small/sheet.yml", "label: Small", "label: Tiny")
    rename(repo, "other.md", "another.md")  # links, data, navigation and redirects follow: the build is strict
    return repo


def test_a_browser_follows_what_moved(moved, page):
    """Without redirects all that is lost is named; with them a browser lands on the new place."""
    redirected = {"#top": "#begin-here", "#sizes-small": "#sizes-tiny", "tabs/#small": "tabs/#tiny"}
    failed = mkdocs("build", cwd=moved)
    assert failed.returncode == 1 and "3 addresses were published and are gone" in failed.stderr, failed.stderr[-800:]
    assert {line.strip() for line in failed.stderr.splitlines()} >= {
        f'"{old}": <new address>' if old.startswith("#") else f"{old}: <new address>" for old in redirected
    }
    with (moved / links.REDIRECTS).open("a", encoding="utf-8") as redirects:
        redirects.writelines(f'"{old}": "{new}"\n' for old, new in redirected.items())
    result = mkdocs("build", cwd=moved)
    assert result.returncode == 0, result.stderr[-800:]
    pages = {path.relative_to(moved / "site").as_posix() for path in links.read_pages(moved / "site")} - {"404.html"}
    assert len(pages) == len(list((moved / "docs").rglob("*.md"))), "what a page leaves behind is no page"
    for old, new in [
        ("index.html#top", "index.html#begin-here"),
        ("index.html#sizes-small", "index.html#sizes-tiny"),
        ("other/index.html", "another/index.html"),
        ("other/index.html#far", "another/index.html#far"),
        ("tabs/index.html#small", "tabs/index.html#tiny"),
    ]:
        page.goto(f"{(moved / 'site').as_uri()}/{old}")
        page.wait_for_url("**/" + new, timeout=10_000)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("way.md", "x.md", "no page is called 'way.md', expected for example ways.md"),
        ("ways.md", "Roles.md", "is no page, expected small letters"),
        ("ways.md", "tabs.md", "is there already"),
    ],
)
def test_a_wrong_rename_is_refused(moved, old, new, fault):
    with pytest.raises(RenameError, match=re.escape(fault)):
        rename(moved, old, new)
