"""Kept on the device: after one visit the site opens without a network, and a newer build takes its place."""

import functools
import os
import re
import shutil
import time
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from conftest import QuietHandler, launch, mkdocs, serve, small_site

from publish import worker

KEEP = '---\ndescription: A page.\n---\n# Read offline\n\nText.\n\n<div id="keep"><p>A button.</p></div>\n'
UNREAD = "---\ndescription: A page.\n---\n# Unread\n\nText.\n\nNobody has opened the zebra.\n"
CONTROLLED = """new Promise(done => {
  navigator.serviceWorker.oncontrollerchange = done
  if (navigator.serviceWorker.controller) done()
})"""
PROGRESS = '{"version":1,"cards":{"memory-of-large":{"s":1,"d":5,"last":1,"due":2}}}'


class RecordingHandler(QuietHandler):
    """Keeps the paths that were requested."""

    requested: ClassVar[list[str]] = []

    def log_message(self, *_):
        self.requested.append(self.path)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder of the small site, published below a path."""
    repo = small_site(tmp_path_factory.mktemp("kept"), **{"read-offline": KEEP, "unread": UNREAD})
    done = mkdocs("build", "--site-dir", str(repo / "web/notes"), cwd=repo)
    assert done.returncode == 0, done.stderr
    return repo / "web"


def test_the_site_is_read_offline_and_renewed(published, playwright):
    """One visit keeps what was read, a button the rest; a newer build replaces what changed, and no answer is lost."""
    site, chromium = published / "notes", launch(playwright)
    page, other_tab = chromium.new_context().new_page(), chromium.new_context().new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    heading, status = page.locator("h1"), page.locator("#keep [role=status]")
    handler = functools.partial(RecordingHandler, directory=str(published))
    with serve(handler) as address:
        home = f"{address}notes/"
        for tab in (page, other_tab):
            tab.goto(home)
            tab.evaluate(CONTROLLED)
        page.evaluate("progress => localStorage.setItem('dva-notes-practice', progress)", PROGRESS)
        page.goto(f"{home}other/")
    page.goto(f"{home}unread/")
    assert heading.inner_text() == "This page is not kept on this device"
    assert page.locator("li").all_inner_texts() == ["Developer Associate Notes", "Other"]
    page.goto(f"{home}none/")
    assert "this edition has no such page" in page.inner_text("article") and "2 of 4 pages" in page.inner_text(
        "article"
    )
    page.goto(f"{home}other/?h=text")
    assert heading.inner_text().startswith("Other")

    with serve(handler, urlsplit(home).port):
        page.goto(f"{home}read-offline/")
        page.get_by_role("button", name="Keep the whole site on this device: 1 MB (1 MB to fetch)").click()
        status.get_by_text("The whole site is kept on this device: 4 pages").wait_for()
    for name, text in {"unread/": "Unread", "": "Home", "other/": "Other"}.items():
        page.goto(home + name)
        assert heading.inner_text().startswith(text)
    page.keyboard.press("Control+k")
    page.keyboard.type("zebra")
    page.locator(".md-search-result__item a[href*='unread/']").first.wait_for()

    # A newer build: another script, another text, one more page.
    newer_time = time.time() + 10
    for path in site.rglob("index.html"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"notes\.js\?v=\w+", "notes.js?v=01234567", text.replace("Text.", "Newer.")), encoding="utf-8"
        )
    script = (site / "assets/notes.js").read_text(encoding="utf-8")
    (site / "assets/notes.js").write_text(f"{script}\nnotes.newer = true\n", encoding="utf-8")
    shutil.copytree(site / "other", site / "more")
    for path in site.rglob("*.*"):  # not in the same second as the older one, for the server's dates
        os.utime(path, (newer_time, newer_time))
    worker.apply(site)
    RecordingHandler.requested.clear()
    reload_button = page.get_by_role("button", name="reload")
    with serve(handler, urlsplit(home).port):
        page.goto(f"{home}other/")
        assert "Text." in page.inner_text("article") and not page.evaluate("notes.newer"), "of one build"
        reload_button.wait_for()
        reload_button.click()
        page.get_by_text("Newer.").wait_for()
        assert page.evaluate("notes.newer") and not reload_button.count()
        other_tab.goto(f"{home}unread/")  # by the worker of the older build, which has no such page
        assert "Newer." in other_tab.inner_text("article") and other_tab.evaluate("notes.newer")
    other_tab.goto(f"{home}unread/")
    assert other_tab.inner_text("h1") == "This page is not kept on this device"
    fetched = {path.partition("?")[0].removeprefix("/notes/") for path in RecordingHandler.requested}
    assert fetched == {"sw.js", "", "other/", "unread/", "read-offline/", "more/", "assets/notes.js"}, "what changed"
    page.goto(f"{home}more/")
    assert "Newer." in page.inner_text("article")
    page.goto(f"{home}read-offline/")
    status.get_by_text("The whole site is kept").wait_for()
    assert page.evaluate("localStorage.getItem('dva-notes-practice')") == PROGRESS
    [name] = page.evaluate("caches.keys()")
    assert name.startswith(f"{home} "), "other sites of this host keep theirs"
    page.get_by_role("button", name="Remove").click()
    status.get_by_text("Kept so far: 1 of 5 pages.").wait_for()
    assert faults == []
    chromium.close()
