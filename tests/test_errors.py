"""Bad input, as an author meets it: `mkdocs build` ends with one message, no traceback, and publishes nothing.

One case of each kind that reaches mkdocs by a way of its own; what the loader refuses is in test_load.py, what a macro does in test_macros.py.
"""

import re
import socket
import subprocess
import sys

import pytest
from conftest import ROOT, edit, mkdocs, small_site, write

PAGE = "docs/index.md"


@pytest.fixture
def repo(tmp_path):
    """The small site, to break, and a good one that was built before."""
    small_site(tmp_path)
    return write(tmp_path, {f"site/{name}": name for name in ("index.html", "old/index.html", ".git")})


CODE = "macros/render/diagram.py"
CASES = {
    "misspelt key": ("data/small/changes.yml", "  topic:", "  topci:", r"Error: data/small/changes.yml:\d+: new-name.topci: unknown key \(did you mean 'topic'\?\), expected one of: checked,"),
    "code that fails": (CODE, "    frames = []\n", "    frames = 1 // 0\n", rf"Error: {PAGE}:\d+: {CODE}:\d+: ZeroDivisionError: "),
    "broken template": ("overrides/main.html", "{% endif %}", "{% endfi %}", r"Error: overrides/main.html:\d+: not a valid template: "),
    "broken style": ("overrides/assets/notes.css", "/* Frame", "} p { colour }\n/* Frame", r"Error: overrides/assets/notes.css:\d+: not valid CSS: "),
    "style that is not there": ("mkdocs.yml", "assets/notes.css", "assets/notse.css", r"Error: mkdocs.yml:\d+: extra_css: there is no 'assets/notse.css', expected a file below overrides/ or docs/"),
    "change elsewhere": ("docs/other.md", "Text.", '{{ changed("new-name") }}', r"Error: docs/other.md:6: changed: change 'new-name' belongs on index.md"),
    # Late ends: what mkdocs itself refuses after the last page, though it is told to be quiet, and an author's Ctrl+C.
    "strict mode": (PAGE, "Text.", "[Nowhere](nowhere.md)", rf"WARNING -  {PAGE}:\d+: contains a link 'nowhere.md', but"),
    "vanished address": ("links/published.txt", "", "ecs/never/\n", r"Error: links/published.txt:1: ecs/never/ was published and is gone"),
    "Ctrl+C": (CODE, "    frames = []\n", "    raise KeyboardInterrupt\n", "Aborted!"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_failed_build_ends_with_one_message(repo, case):
    """And the last good site is as it was, with nothing beside it."""
    name, old, new, message = CASES[case]
    edit(repo / name, old, new)
    before = snapshot(repo)
    result = mkdocs("build", "--quiet", cwd=repo)
    lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert [bool(re.match(message, line)) for line in lines if line != STRICT] == [True], lines
    assert snapshot(repo) == before


STRICT = "Aborted with 1 warnings in strict mode!"


def snapshot(repo) -> dict[str, bytes]:
    """The files of the site with their bytes, and the names beside it."""
    files = {path.as_posix(): path.read_bytes() for path in repo.glob("site/**/*") if path.is_file()}
    return files | {path.name: b"" for path in repo.iterdir()}


def test_a_site_date_that_is_no_day(repo):
    result = mkdocs("build", cwd=repo, SITE_DATE="2026-02-30")
    assert result.returncode == 1 and "SITE_DATE: '2026-02-30' is not a day" in result.stderr


def test_publishing_a_folder_that_is_no_site(tmp_path):
    command = [sys.executable, "-m", "publish", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (
        result.returncode == 2
        and f"error: argument site: no page in {tmp_path}, expected a built site" in result.stderr
    )


def test_a_port_that_is_taken(repo):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        local_address = f"127.0.0.1:{listener.getsockname()[1]}"
        result = mkdocs("serve", "--dev-addr", local_address, cwd=repo)
    message = f"\nError: {local_address}: Address already in use, expected a free port"
    assert result.returncode == 1 and message in result.stderr and "Traceback" not in result.stderr, result.stderr


def test_hooks_that_are_no_python(repo):
    """They are imported once, when the server starts."""
    edit(repo / "hooks/serve.py", "def rebuild(self)", "def rebuild(self")
    result = mkdocs("serve", cwd=repo)
    assert result.returncode == 1
    assert re.fullmatch(r"Error: hooks/serve.py:\d+: not valid Python: .+\n", result.stderr), result.stderr
