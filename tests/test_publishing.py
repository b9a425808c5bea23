"""Publishing: workflows that hold no more than they need, and a site that works below any path."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import copy_repository, mkdocs, small_site, write

from macros.facts.dates import committed, today

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow(path):
    """zizmor finds nothing, not even what it only suspects; each action is pinned by commit and says its version."""
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", "--no-progress", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for used in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_ci_runs_what_the_readme_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make test" in readme and "make serve" in readme
    assert "\nmake test\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert any("run: make test" in path.read_text(encoding="utf-8") for path in WORKFLOWS)


def test_help_lists_every_target():
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    assert all(f"make {target} " in said for target in targets)


@pytest.mark.parametrize("name", ["Makefile", ".ci/run"])
def test_old_shells_can_read_it(name):
    """bash 3.2, which is /bin/sh on macOS, ends `$( )` at the `)` of a pattern of `case`."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    assert not re.search(r"\$\([^\n]*\bcase\b[^\n]*\)", text)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The small site here, and in another place, where a first build failed and a second took the place of an old
    site; and what stood beside that. With PAGES=all, as in the nightly run, it is the whole site.
    """
    other = tmp_path_factory.mktemp("another") / "place of its own"
    other.mkdir()
    if os.environ.get("PAGES") == "all":
        here, repo = ROOT, copy_repository(other)
    else:
        cards = "---\ndescription: All cards.\n---\n# Cards\n\nText.\n\n{{ flashcards() }}\n\n{{ deck_files() }}\n"
        here, repo = (small_site(to, **{"practice/cards": cards}) for to in (tmp_path_factory.mktemp("here"), other))
    when = {"SOURCE_DATE_EPOCH": committed(ROOT)}
    ours = tmp_path_factory.mktemp("ours") / "site"
    assert mkdocs("build", "--site-dir", str(ours), cwd=here, **when).returncode == 0
    page = (repo / "docs/index.md").read_text(encoding="utf-8")
    (repo / "docs/index.md").write_text(page + "{{ no_macro() }}\n", encoding="utf-8")
    assert mkdocs("build", cwd=repo).returncode == 1 and not (repo / "site").exists(), (
        "a first build that fails leaves none"
    )
    (repo / "docs/index.md").write_text(page, encoding="utf-8")
    write(repo / "site", {name: name for name in ("index.html", "old/index.html", ".git")})
    beside, umask = set(repo.iterdir()), os.umask(0o077)
    elsewhere = {"PATH": "/nonexistent", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    try:
        done = mkdocs("build", cwd=repo, **elsewhere, **when)
    finally:
        os.umask(umask)
    assert done.returncode == 0 and f"directory: {repo}/site\n" in done.stderr, done.stderr
    return ours, repo, beside


def test_a_good_build_takes_the_place(elsewhere):
    """Nothing of the last site stays but what is hidden, which mkdocs leaves alone, and nothing beside it."""
    _, repo, beside = elsewhere
    assert (repo / "site/404.html").exists() and not (repo / "site/old").exists()
    assert (repo / "site/.git").read_text() == ".git" and set(repo.iterdir()) == beside


def test_the_same_bytes_anywhere(elsewhere):
    """In another folder, time zone, language and umask, with another order of hashes, and long after the commit."""
    ours, theirs = digests(elsewhere[0]), digests(elsewhere[1] / "site")
    assert {"practice/dva-notes.apkg", "practice/cards/index.html"} <= ours.keys()
    assert {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)} == {".git"}


def test_the_day_of_the_site(site):
    assert f"{today(ROOT)}</lastmod>" in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_below_a_path(later):
    """Published at https://example.org/name/, every link stays below /name/, and the addresses are whole."""
    missing = BeautifulSoup((later / "404.html").read_text(encoding="utf-8"), "html5lib")
    for tag in missing.select("[href], [src]"):
        target = tag.get("href") or tag["src"]
        assert target.startswith(("/name/", "#", "https://example.org/", "https://github.com/example/notes")), target
    page = BeautifulSoup((later / "ecs/roles/index.html").read_text(encoding="utf-8"), "html5lib")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/name/ecs/roles/"
    assert page.select_one("meta[property='og:image']")["content"] == "https://example.org/name/assets/preview.png"
    assert not [tag for tag in page.select("[href^='/'], [src^='/']")], "a link from the root would miss the path"
    assert "https://example.org/name/ecs/roles/" in (later / "sitemap.xml").read_text(encoding="utf-8")


def test_every_page_can_be_mended(site, later):
    """Where the repository is known, each page leads to its own source and to a new issue; else there is no dead link."""
    repository = "https://github.com/example/notes"
    page = (later / "ecs/roles/index.html").read_text(encoding="utf-8")
    assert f'href="{repository}/edit/main/docs/ecs/roles.md"' in page and f'href="{repository}/issues/new?' in page
    assert "page-actions" not in (site / "ecs/roles/index.html").read_text(encoding="utf-8")
