"""Bad input, as an author meets it: `mkdocs build` ends with one message, no traceback, and publishes nothing.

One of each kind that reaches mkdocs by a way of its own; what the loader refuses is in test_load.py, what a macro does in test_macros.py.
"""

import hashlib
import re
import socket
import subprocess
import sys

import pytest
from conftest import ROOT, edit, mkdocs, small_site

PAGE = "docs/index.md"


@pytest.fixture
def repo(tmp_path):
    """The small site, to break."""
    return small_site(tmp_path)


CODE = "macros/render/diagram.py"
CASES = {
    "unknown table": (PAGE, 'table("sizes")', 'table("sizse")', rf"{PAGE}:10: table: no table is called 'sizse', expected for example sizes"),
    "misspelt key": ("data/small/changes.yml", "  topic:", "  topci:", r"data/small/changes.yml:\d+: new-name.topci: unknown key \(did you mean 'topic'\?\), expected one of: checked,"),
    "broken call": (PAGE, '{{ table("sizes") }}', "{{ table( }}", rf"{PAGE}:\d+: not a valid macro call: "),
    "empty box": (PAGE, '{{ table("sizes") }}', '!!! tip "Exam"\nNot in it.', rf"{PAGE}:\d+: '!!! tip \"Exam\"' has no text in it, expected lines below it that begin with 4 spaces"),
    "broken code": (CODE, "def deployment(", "def deployment", rf"{CODE}:\d+: not valid Python: "),
    "code that fails": (CODE, "    frames = []\n", "    frames = 1 // 0\n", rf"{PAGE}:\d+: {CODE}:\d+: ZeroDivisionError: "),
    "broken template": ("overrides/main.html", "{% endif %}", "{% endfi %}", r"overrides/main.html:\d+: not a valid template: "),
    "broken style": ("overrides/assets/notes.css", "/* Frame", "} p { colour }\n/* Frame", r"overrides/assets/notes.css:\d+: not valid CSS: "),
    "style that is not there": ("mkdocs.yml", "assets/notes.css", "assets/notse.css", r"mkdocs.yml:\d+: extra_css: there is no 'assets/notse.css', expected a file below overrides/ or docs/"),
    "change elsewhere": ("docs/other.md", "Text.", '{{ changed("new-name") }}', r"docs/other.md:6: changed: change 'new-name' belongs on index.md"),
}  # fmt: skip


def test_the_small_site_is_good(repo):
    """What no case has broken builds."""
    done = mkdocs("build", cwd=repo)
    assert done.returncode == 0 and (repo / "site/other/index.html").exists(), done.stderr


@pytest.mark.parametrize("case", CASES)
def test_one_message(repo, case):
    name, old, new, message = CASES[case]
    edit(repo / name, old, new)
    refused(repo, message)


def test_port_that_is_taken(repo):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        at = f"127.0.0.1:{taken.getsockname()[1]}"
        done = mkdocs("serve", "--dev-addr", at, cwd=repo)
    assert (
        done.returncode == 1
        and f"\nError: {at}: Address already in use, expected a free port" in done.stderr
        and "Traceback" not in done.stderr
    ), done.stderr


def test_server_that_is_broken(repo):
    """What serves is read once, when it starts."""
    edit(repo / "hooks/serve.py", "def rebuild(self)", "def rebuild(self")
    done = mkdocs("serve", cwd=repo)
    assert done.returncode == 1 and re.fullmatch(r"Error: hooks/serve.py:\d+: not valid Python: .+\n", done.stderr), (
        done.stderr
    )


def refused(repo, message):
    good = published(repo)
    done = mkdocs("build", cwd=repo)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not line.startswith("INFO")]
    said = [line for line in said if "│" not in line and "disable this warning" not in line]
    assert done.returncode == 1
    assert len(said) == 1, said
    assert re.match("Error: " + message, said[0]), said[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert untouched(repo) == good


def published(repo) -> dict[str, str]:
    """Lay out a good site, and return what `untouched` has to find again."""
    for name in ("index.html", "old/index.html", ".git"):
        (repo / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / "site" / name).write_text(name)
    return untouched(repo)


def untouched(repo) -> dict[str, str]:
    """A digest of each file of the site, and the names beside it."""
    files = {
        path.relative_to(repo).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(repo.glob("site/**/*"))
        if path.is_file()
    }
    return files | {path.name: "" for path in repo.iterdir()}


LATE = {
    "strict mode": (PAGE, "Text.", "[Nowhere](nowhere.md)", rf"WARNING -  {PAGE}:\d+: contains a link 'nowhere.md', but"),
    "vanished address": ("links/published.txt", "", "ecs/never/\n", r"Error: links/published.txt:1: ecs/never/ was published and is gone"),
    "Ctrl+C": (CODE, "    frames = []\n", "    raise KeyboardInterrupt\n", "Aborted!"),
}  # fmt: skip


@pytest.mark.parametrize("case", LATE)
def test_a_build_that_ends_late_leaves_the_site(repo, case):
    """What mkdocs itself refuses after the last page, though it is told to be quiet, and what an author breaks off."""
    name, old, new, message = LATE[case]
    edit(repo / name, old, new)
    good = published(repo)
    done = mkdocs("build", "--quiet", cwd=repo)
    assert done.returncode == 1 and re.search(message, done.stdout + done.stderr) and "Traceback" not in done.stderr
    assert untouched(repo) == good


def test_day_that_is_none(repo):
    done = mkdocs("build", cwd=repo, SITE_DATE="2026-02-30")
    assert done.returncode == 1 and "SITE_DATE: '2026-02-30' is not a day" in done.stderr


def test_publishing_what_is_no_site(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "publish", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and f"error: argument site: no page in {tmp_path}, expected a built site" in done.stderr
