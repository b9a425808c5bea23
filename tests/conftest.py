"""The site is built once a run, served on a free port, and opened in one browser a worker."""

import fcntl
import functools
import gc
import http.server
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import browser as finder
import pytest
from asking import asker, served
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from small import SITE, SMALL

from macros.facts import load
from publish import links

ROOT = Path(__file__).parent.parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--force-color-profile=srgb",
]  # fmt: skip


ENGINE = [sys.executable, "-m", "mkdocs"]
FACTS = load.site(ROOT)
FIRST_DAY = "2026-12-01"  # of DVA-C03
NO_NOTICE = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def mkdocs(*arguments, cwd=ROOT, **environment):
    """Run mkdocs in `cwd`; returns the finished process with its text output. Raises `TimeoutExpired` for one that does not end."""
    return subprocess.run(
        [*ENGINE, *arguments],
        cwd=cwd,
        env={**os.environ, **NO_NOTICE, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


# What a build reads.
INPUTS = [
    "checks",
    "data",
    "docs",
    "hooks",
    "images",
    "links",
    "macros",
    "overrides",
    "publish",
    "requirements",
    "scaffold",
    "mkdocs.yml",
]


def copy_repository(to: Path, *names: str) -> Path:
    """Copy the named directories of the repository (all by default) to the folder `to`, to break them there."""
    for name in names or INPUTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, to)
    return to


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in the file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name} any more: update this test"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write(to: Path, files: dict[str, str]) -> Path:
    """Write the texts to the files below the folder `to`."""
    for name, text in files.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_text(text, encoding="utf-8")
    return to


def small_site(to: Path, **more: str) -> Path:
    """Write the small repository with our code and look to the folder `to`, and `more` pages: a site that builds in
    two seconds.
    """
    copy_repository(to, "hooks", "macros", "publish", "overrides", "mkdocs.yml")
    for watched in ("checks", "scaffold"):
        (to / watched).mkdir()
    write(to, SITE | {f"docs/{name}.md": text for name, text in more.items()})
    settings = (to / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[0]
    nav = "".join(f"  - {name.title()}: {name}.md\n" for name in ("other", *more))
    (to / "mkdocs.yml").write_text(f"{settings}\nnav:\n  - Home: index.md\n{nav}", encoding="utf-8")
    return to


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small repository on disk; who breaks it mends it."""
    return write(tmp_path_factory.mktemp("small"), SMALL)


# The groups of tests that take longest; a file whose many tests need no group fills what is left of the time.
LONG = ["test_labs", "pages", "test_search", "test_samples", "test_deck", "test_paper"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Keep together what shares something that takes long to make: the parsed pages, or what a file's tests start; and
    begin with what takes longest.
    """
    for item in items:
        file = item.path.stem
        group = "pages" if "pages" in item.fixturenames else file
        if group != "test_browser":  # whose tests are many and long, and share a browser at most
            item.add_marker(pytest.mark.xdist_group(group))
        item.order = LONG.index(group) if group in LONG else len(LONG) + (file == "test_browser")
    items.sort(key=lambda item: item.order)


@pytest.fixture(scope="session")
def facts():
    return FACTS


def built(base: Path, name: str, *arguments, fail=pytest.fail, **environment) -> Path:
    """The folder `name` of a site built with these arguments; the workers of a run share it, and the first to ask builds it."""
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "index.html").exists():
            done = mkdocs("build", "--site-dir", str(folder), *arguments, **environment)
            if done.returncode:
                fail(
                    "the site does not build:\n"
                    + "\n".join(line for line in done.stderr.splitlines() if "INFO" not in line)
                )
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder of the built site, without which there is nothing to test."""
    return built(tmp_path_factory.getbasetemp(), "site", fail=functools.partial(pytest.exit, returncode=1))


@pytest.fixture(scope="session")
def offline(tmp_path_factory) -> Path:
    """The folder of the site as it is opened from disk, on the first day of an exam."""
    arguments = ("--config-file", "mkdocs.offline.yml")
    return built(tmp_path_factory.getbasetemp(), "offline", *arguments, SITE_DATE=FIRST_DAY)


@pytest.fixture(scope="session")
def pages(site) -> dict[str, BeautifulSoup]:
    """Every built page, by its path in the site; not what a page that moved left behind."""
    gc.disable()  # it would look again and again at millions of nodes that stay
    texts = links.read_pages(site).items()
    parsed = {path.relative_to(site).as_posix(): BeautifulSoup(text, "html5lib") for path, text in texts}
    gc.freeze()
    gc.enable()
    return parsed


@pytest.fixture(scope="module")
def sections(site) -> list[list[str]]:
    """[location, title, text] of each section that the search knows."""
    return [
        section
        for path in sorted(site.glob("search/*/p*.json"))
        for section in json.loads(path.read_text(encoding="utf-8"))
    ]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address(site) -> str:
    """Where the built site is served, ending in a slash."""
    with served(functools.partial(Quiet, directory=str(site))) as address:
        yield address


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as started:
        yield started


def launch(playwright, **options):
    """A Chromium of its own; whoever asks closes it."""
    return playwright.chromium.launch(executable_path=finder.find() or finder.install(), args=ARGUMENTS, **options)


def without_worker(make):
    """`make`, in whose pages there is no service worker: it would fetch in the background, and answer in place of the server."""

    def made(**options):
        opened = make(**options)
        opened.add_init_script("delete Navigator.prototype.serviceWorker")
        return opened

    return made


@pytest.fixture(scope="session")
def chromium(playwright):
    opened = launch(playwright)
    opened.new_page, opened.new_context = map(without_worker, (opened.new_page, opened.new_context))
    yield opened
    opened.close()


def watched(page, *own):
    """The page, which keeps in `page.faults` what went wrong, and each request to what does not begin with one of `own`."""
    page.faults = []
    page.on("console", lambda message: message.type in ("error", "warning") and page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda call: call.url.startswith((*own, "data:", "blob:")) or page.faults.append(call.url))
    page.on("response", lambda answer: answer.status < 400 or page.faults.append(f"{answer.status} {answer.url}"))
    return page


@pytest.fixture
def reader(chromium):
    """What opens a tab of a reader who comes for the first time."""
    contexts = []

    def opened(**options):
        contexts.append(chromium.new_context(**options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(reader):
    """Such a tab, whose reader says yes to all."""
    opened = reader()
    opened.on("dialog", lambda dialog: dialog.accept())
    return opened


@pytest.fixture(scope="module")
def ask(chromium, address):
    """What asks the search of the built site."""
    page = chromium.new_page()
    yield asker(page, address)
    page.close()


@pytest.fixture(scope="module")
def ask_disk(chromium, offline):
    """What asks the search of the site opened from disk."""
    page = chromium.new_page()
    yield asker(page, (offline / "index.html").as_uri())
    page.close()
