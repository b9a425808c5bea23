"""Bad input, as an author meets it: `mkdocs build` ends with one message, no traceback, and publishes nothing."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import copy_house, edit, mkdocs

ROOT = Path(__file__).parent.parent
IMMUTABLE = "docs/elastic-beanstalk/immutable.md"


@pytest.fixture
def house(tmp_path):
    """A copy of the house, to break."""
    return copy_house(tmp_path)


CASES = {
    "unknown table": (IMMUTABLE, '{{ deployment("immutable") }}', '{{ table("deployment-metods") }}', rf"{IMMUTABLE}:\d+: table: no table is called 'deployment-metods', expected for example deployment-methods"),
    "misspelt key": ("data/changes/elastic-beanstalk.yml", "  topic:", "  topci:", r"data/changes/elastic-beanstalk.yml:\d+: [a-z-]+.topci: unknown key \(did you mean 'topic'\?\), expected one of: checked,"),
    "missing source": ("data/tables/web-or-worker.yml", "source:", "# source:", r"data/tables/web-or-worker.yml:\d+: source: is missing, expected a value"),
    "repeated key": ("data/tables/web-or-worker.yml", "caption:", "caption: Twice\ncaption:", r"data/tables/web-or-worker.yml:2: key 'caption' is repeated, expected it once"),
    "unknown macro": (IMMUTABLE, '{{ deployment("', '{{ deployement("', rf"{IMMUTABLE}:\d+: no macro is called 'deployement', expected for example deployment"),
    "broken call": (IMMUTABLE, '{{ deployment("immutable") }}', "{{ deployment( }}", rf"{IMMUTABLE}:\d+: not a valid macro call: "),
    "missing argument": (IMMUTABLE, '{{ deployment("immutable") }}', "{{ deployment() }}", rf"{IMMUTABLE}:\d+: deployment: missing a required argument: 'name'"),
    "unknown fact": ("data/probes/lambda.yml", "lambda-limits.timeout.value", "lambda-limits.timeuot.value", r"data/probes/lambda.yml:\d+: lambda-timeout-most.fact: no fact is called 'lambda-limits.timeuot.value', expected for example lambda-limits.timeout.value"),
    "uncited sources": ("docs/cheat-sheets.md", "{{ sheets() }}", "{{ sources() }}", r"docs/cheat-sheets.md:\d+: sources: nothing is cited above"),
    "change elsewhere": ("docs/cheat-sheets.md", "{{ sheets() }}", '{{ changed("immutable-switch") }}', r"docs/cheat-sheets.md:\d+: changed: change 'immutable-switch' belongs on elastic-beanstalk/immutable.md"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_message(house, case):
    name, old, new, message = CASES[case]
    edit(house / name, old, new)
    if case == "unknown table":
        line = next(at for at, text in enumerate((house / name).read_text(encoding="utf-8").splitlines(), 1) if "deployment-metods" in text)
        message = message.replace(r"\d+", str(line))
    refused(house, message)


def test_empty_data_file(house):
    (house / "data/tables/web-or-worker.yml").write_text("", encoding="utf-8")
    refused(house, r"data/tables/web-or-worker.yml:1: the file is empty, expected a mapping")


def refused(house, message):
    done = mkdocs("build", cwd=house)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not line.startswith("INFO")]
    said = [line for line in said if "│" not in line and "disable this warning" not in line]
    assert done.returncode == 1
    assert len(said) == 1, said
    assert re.match("Error: " + message, said[0]), said[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not (house / "site/index.html").exists(), "something was published"


def test_day_that_is_none(house):
    done = mkdocs("build", cwd=house, SITE_DATE="2026-02-30")
    assert done.returncode == 1 and "SITE_DATE: '2026-02-30' is not a day" in done.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serving_outlives_a_bad_save(house):
    """While serving, a fault is shown on the page with file and line; mending it brings the page back."""
    port = free_port()
    log = (house / "log").open("w")
    server = subprocess.Popen([sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"], cwd=house, stdout=log, stderr=log)

    def until(wanted, path="elastic-beanstalk/immutable/"):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                shown = urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10).read().decode()
                if wanted(shown):
                    return shown
            except OSError:
                pass
            assert server.poll() is None, "the server died"
            time.sleep(0.2)
        raise AssertionError((house / "log").read_text()[-2000:])

    try:
        until(lambda shown: "build-error" not in shown and "Immutable" in shown)
        for name, old, new, message in (
            (IMMUTABLE, '{{ deployment("immutable") }}', "{{ deployment( }}", "not a valid macro call"),
            ("data/exam.yml", "title:", "tilte:", "data/exam.yml:"),
        ):
            before = (house / name).read_text(encoding="utf-8")
            edit(house / name, old, new)
            assert message in until(lambda shown: "build-error" in shown)
            (house / name).write_text(before, encoding="utf-8")
            until(lambda shown: "build-error" not in shown)
    finally:
        server.terminate()
        server.wait(10)
        log.close()
