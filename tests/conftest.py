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
import threading
from contextlib import contextmanager
from pathlib import Path

import browser
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from search_client import open_search
from small import SITE, SMALL

from macros.facts import load
from publish import links

ROOT = Path(__file__).parent.parent
CHROMIUM_ARGUMENTS = [
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


def copy_repository(folder: Path, *names: str) -> Path:
    """Copy the named directories of the repository (all by default) to the folder, to break them there."""
    for name in names or INPUTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in the file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name} any more: update this test"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the texts to the files below the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def small_site(folder: Path, **pages: str) -> Path:
    """Write the small repository with our code and look to the folder, and more pages by their names: a site that
    builds in two seconds.
    """
    copy_repository(folder, "hooks", "macros", "publish", "overrides", "mkdocs.yml")
    for watched in ("checks", "scaffold"):
        (folder / watched).mkdir()
    write(folder, SITE | {f"docs/{name}.md": text for name, text in pages.items()})
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[0]
    nav = "".join(f"  - {name.title()}: {name}.md\n" for name in ("other", *pages))
    (folder / "mkdocs.yml").write_text(f"{settings}\nnav:\n  - Home: index.md\n{nav}", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The small repository on disk; a test that changes it undoes that."""
    return write(tmp_path_factory.mktemp("small"), SMALL)


# The groups of tests that take longest, which begin; a file whose many tests need no group fills the rest of the time.
LONG = ["test_labs", "pages", "test_search", "test_samples", "test_deck", "test_paper"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Keep together what shares something that takes long to make: the parsed pages, or what a file's tests start."""
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
    """The folder `name` of a site built with these arguments. The workers of a run share it: the first to ask builds it."""
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "index.html").exists():
            result = mkdocs("build", "--site-dir", str(folder), *arguments, **environment)
            if result.returncode:
                lines = [line for line in result.stderr.splitlines() if "INFO" not in line]
                fail("\n".join(["the site does not build:", *lines]))
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


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serve(handler, port=0):
    """The address at which `handler` serves meanwhile, on this port or on a free one."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(site) -> str:
    """Where the built site is served, ending in a slash."""
    with serve(functools.partial(QuietHandler, directory=str(site))) as address:
        yield address


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


def launch(playwright, **options):
    """A Chromium of its own; the caller closes it."""
    return playwright.chromium.launch(
        executable_path=browser.find() or browser.install(), args=CHROMIUM_ARGUMENTS, **options
    )


def without_worker(make):
    """`make`, in whose pages there is no service worker, which would fetch in the background and answer in place of the
    server.
    """

    def make_without_worker(**options):
        page_or_context = make(**options)
        page_or_context.add_init_script("delete Navigator.prototype.serviceWorker")
        return page_or_context

    return make_without_worker


@pytest.fixture(scope="session")
def chromium(playwright):
    launched = launch(playwright)
    launched.new_page, launched.new_context = map(without_worker, (launched.new_page, launched.new_context))
    yield launched
    launched.close()


def record_faults(page, *own):
    """The page, which from now on keeps in `page.faults` each error, and each request to an address that does not begin
    with one of `own`.
    """
    own = (*own, "data:", "blob:")
    page.faults = []
    page.on("console", lambda message: message.type in ("error", "warning") and page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith(own) or page.faults.append(request.url))
    page.on(
        "response", lambda response: response.status < 400 or page.faults.append(f"{response.status} {response.url}")
    )
    return page


@pytest.fixture
def new_page(chromium):
    """A function that opens a tab of a reader who comes for the first time."""
    contexts = []

    def open_tab(**options):
        contexts.append(chromium.new_context(**options))
        return contexts[-1].new_page()

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """Such a tab, in which each dialog is accepted."""
    tab = new_page()
    tab.on("dialog", lambda dialog: dialog.accept())
    return tab


@pytest.fixture(scope="module")
def ask(chromium, address):
    """A function that asks the search of the built site."""
    page = chromium.new_page()
    yield open_search(page, address)
    page.close()


@pytest.fixture(scope="module")
def ask_disk(chromium, offline):
    """A function that asks the search of the site opened from disk."""
    page = chromium.new_page()
    yield open_search(page, (offline / "index.html").as_uri())
    page.close()
