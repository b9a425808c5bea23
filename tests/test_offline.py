"""Opened from disk, with no server and no network, everything works."""

import os
import re
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT, record_faults, write

from publish import zip as archive


@pytest.fixture(scope="module")
def folder(offline, tmp_path_factory):
    """The unpacked ZIP."""
    base = tmp_path_factory.mktemp("unpacked")
    subprocess.run([sys.executable, "-m", "publish.zip", offline, base / "notes.zip"], cwd=ROOT, check=True)
    with zipfile.ZipFile(base / "notes.zip") as packed:
        packed.extractall(base)
    return base / archive.NAME


def test_two_archives_of_one_site_are_the_same_bytes(tmp_path):
    """Whatever the order and the times of the files."""
    write(tmp_path / "site", {"b/index.html": "b", "a.html": "a"})
    archive.pack(tmp_path / "site", tmp_path / "one.zip")
    write(tmp_path / "site", {"a.html": "a", "b/index.html": "b"})
    os.utime(tmp_path / "site/a.html", (0, 0))
    archive.pack(tmp_path / "site", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_it_has_no_files_for_machines(folder):
    """They all name the address of a site; the page about them links to none."""
    assert not (folder / "data").exists() and not [*folder.rglob("*.md")]
    assert not re.search(r'href="[^"]*\.(json|xml|txt|md)"', (folder / "data.html").read_text(encoding="utf-8"))


@pytest.fixture
def disk(new_page):
    return record_faults(new_page(viewport={"width": 1280, "height": 800}), "file:")


def test_pages_from_disk(disk, folder, facts):
    """Navigation, styles and pictures; no request leaves the disk."""
    disk.goto((folder / "index.html").as_uri())
    disk.locator("article a", has_text="study plan").click()
    disk.wait_for_url("**/practice/plan.html")
    assert "serif" in disk.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert all((folder / page).with_suffix(".html").is_file() for page in facts.pages)
    for page in [page for page in facts.pages if page.removesuffix("/index.md") in facts.groups]:
        disk.goto((folder / page).with_suffix(".html").as_uri())
        assert disk.locator("article h1").is_visible()
    policy = disk.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy and policy.count("file:") == policy.count("'self'")
    assert disk.faults == []


def test_it_has_no_404_page_and_no_worker(folder):
    """Its addresses begin at a root, which a folder on a disk has not; nor is there a worker to register, or an app to install."""
    assert not (folder / "404.html").exists() and not (folder / "sw.js").exists()
    assert 'rel="manifest"' not in (folder / "index.html").read_text(encoding="utf-8")


def test_search_from_disk(disk, folder):
    disk.goto((folder / "index.html").as_uri())
    disk.locator("input.md-search__input").press_sequentially("immutable")
    disk.locator(".md-search-result__item:nth-child(-n+3) > a[href*='immutable.html']").first.wait_for()
    assert disk.faults == []


def test_practice_from_disk(disk, folder):
    disk.goto((folder / "practice/exam.html").as_uri())
    disk.get_by_role("button", name="Ten mixed").click()
    disk.locator("#mixed fieldset.question").nth(9).wait_for()
    disk.goto((folder / "practice/cards.html").as_uri())
    disk.get_by_role("button", name="Review").click()
    disk.locator("#flashcards .face").wait_for()
    disk.keyboard.press("Space")
    for link in (".back a", "a[download]"):
        target = disk.locator(link).first.get_attribute("href").partition("#")[0]
        assert (folder / "practice" / target).resolve().is_file(), link
    assert disk.faults == []
