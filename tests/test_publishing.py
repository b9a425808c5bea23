"""Publishing: workflows that hold no more than they need, and a build that is the same bytes anywhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, copy_repository, mkdocs, small_site

from macros.facts.dates import last_commit_time

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_holds_no_more_than_it_needs(path):
    """zizmor finds nothing, not even what it only suspects; each action is pinned by commit and says its version."""
    zizmor = Path(sys.executable).with_name("zizmor")
    result = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", "--no-progress", path], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    for action in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("name", ["Makefile", ".ci/run"])
def test_old_shells_can_read_a_script(name):
    """bash 3.2, which is /bin/sh on macOS, ends `$( )` at the `)` of a pattern of `case`."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    assert not re.search(r"\$\([^\n]*\bcase\b[^\n]*\)", text)


CARDS = "---\ndescription: All cards.\n---\n# Cards\n\nText.\n\n{{ flashcards() }}\n\n{{ deck_files() }}\n"


def test_a_build_is_the_same_bytes_anywhere(tmp_path):
    """In another folder, time zone, language and umask, with another order of hashes, long after the commit, and after
    a build that failed. With PAGES=all, as in the nightly run, it is the whole site.
    """
    repo, other_repo = tmp_path / "here", tmp_path / "a place of its own"
    for folder in (repo, other_repo):
        copy_repository(folder) if os.environ.get("PAGES") == "all" else small_site(folder, **{"practice/cards": CARDS})
    commit_date = {"SOURCE_DATE_EPOCH": last_commit_time(ROOT)}
    assert mkdocs("build", cwd=repo, **commit_date).returncode == 0
    page = (other_repo / "docs/index.md").read_text(encoding="utf-8")
    (other_repo / "docs/index.md").write_text(page + "{{ no_macro() }}\n", encoding="utf-8")
    result = mkdocs("build", cwd=other_repo)
    assert result.returncode == 1 and not (other_repo / "site").exists(), "a first build that fails leaves none"
    (other_repo / "docs/index.md").write_text(page, encoding="utf-8")
    umask = os.umask(0o077)
    elsewhere = {"PATH": "/nonexistent", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    try:
        result = mkdocs("build", cwd=other_repo, **elsewhere, **commit_date)
    finally:
        os.umask(umask)
    assert result.returncode == 0 and f"directory: {other_repo}/site\n" in result.stderr, result.stderr
    files, other_files = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("site/**/*") if path.is_file()}
        for folder in (repo, other_repo)
    )
    assert {"site/practice/dva-notes.apkg", "site/practice/cards/index.html"} <= files.keys()
    assert {name for name in files.keys() | other_files.keys() if files.get(name) != other_files.get(name)} == set()
