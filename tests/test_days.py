"""What depends on the day and on the address of a site: the exam of the day, readings that are due, whole addresses."""

import datetime as dt
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import FIRST_DAY, ROOT, copy_repository, mkdocs
from small import view

from checks import stale
from macros.facts import exam, load
from macros.facts.dates import build_date


def later_day(facts) -> dt.date:
    """A day on which every fact is due to be read again."""
    return max(day for _, day in stale.all_readings(facts)) + dt.timedelta(days=load.DUE_DAYS + 20)


# A part of the site, of pages that depend on them; without hooks nothing is done to the folder afterwards.
PART = """INHERIT: mkdocs.yml
strict: false
hooks: []
exclude_docs: |
  *
  !/index.md
  !/exam/*
  !/ecs/roles.md
  !/ecs/cheat-sheet.md
nav: [index.md, exam/index.md, exam/new-in-c03.md, ecs/roles.md, ecs/cheat-sheet.md]
"""


@pytest.fixture(scope="module")
def later(tmp_path_factory, facts) -> Path:
    """The folder of some pages as they are published below a path, when all facts are due to be read again."""
    repo = copy_repository(tmp_path_factory.mktemp("later"))
    (repo / "part.yml").write_text(PART, encoding="utf-8")
    addresses = {"SITE_URL": "https://example.org/name/", "REPO_URL": "https://github.com/example/notes"}
    result = mkdocs("build", "--config-file", "part.yml", cwd=repo, SITE_DATE=later_day(facts).isoformat(), **addresses)
    assert result.returncode == 0, result.stderr
    return repo / "site"


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


@pytest.mark.parametrize(
    ("day", "code", "standings"),
    [("2026-11-30", "DVA-C02", ["current", "next"]), ("2026-12-01", "DVA-C03", ["retired", "current"])],
)
def test_each_version_of_the_exam_has_its_standing(facts, day, code, standings):
    """Right before, on and after the day of the change, without an edit."""
    today = dt.date.fromisoformat(day)
    assert exam.current(facts.exam, today).code == code
    assert [row.cells["standing"] for row in exam.exam_versions(facts.exam, today).rows] == standings


# From each day on: what is said, the version, and whether it is news.
DAYS = {
    "2023-02-28": (
        "Up to and including 2026-11-30 the exam is DVA-C02, and from 2026-12-01 it is DVA-C03",
        "DVA-C02",
        True,
    ),
    "2026-12-01": ("The exam is DVA-C03, since 2026-12-01", "DVA-C03", True),
    "2027-06-01": ("The exam is DVA-C03.", "DVA-C03", False),
}


def file_of(folder: Path, page: str) -> Path:
    """The file of the page 'exam/new-in-c03', in a site of directories or, from disk, of files."""
    return path if (path := folder / page / "index.html").exists() else folder / f"{page}.html"


@pytest.mark.parametrize("moment", ["today", "first day", "later"])
def test_pages_speak_of_the_exam_of_the_day(request, facts, moment):
    """Home and the exam's page speak of the version of the day; what is new is a click away while it is news; permalinks stay."""
    day = {"today": build_date(ROOT).isoformat(), "first day": FIRST_DAY, "later": later_day(facts).isoformat()}[moment]
    folder = request.getfixturevalue({"today": "site", "first day": "offline", "later": "later"}[moment])
    sentence, code, news = DAYS[max(since for since in DAYS if since <= day)]
    articles = {path: parsed(file_of(folder, path)).article for path in ("", "exam", "exam/new-in-c03")}
    for element in [element for page in articles.values() for element in page.select(".moved")]:
        element.decompose()
    for path in ("", "exam"):
        assert sentence in " ".join(articles[path].get_text().split()), path
        assert bool(articles[path].select("a[href*='new-in-c03']")) is news, path
    home = articles[""].get_text()
    assert articles[""].select_one("#table-exam-domains caption").text == f"The domains of {code}"
    assert ("DVA-C02" in home) is (code == "DVA-C02")
    heading = articles["exam/new-in-c03"].h1.get_text()
    assert "DVA-C02" in heading and "DVA-C03" in heading


def test_a_reading_is_overdue_after_a_year(facts):
    """Sources, tables, sheets, changes, deployments and the exam are all looked at."""
    days = [day for _, day in stale.all_readings(facts)]
    year = dt.timedelta(days=load.OVERDUE_DAYS)
    assert stale.find_overdue(facts, min(days) + year) == []
    overdue = stale.find_overdue(facts, max(days) + year + dt.timedelta(days=1))
    assert len(overdue) == len(days) > len(facts.sources) + len(facts.tables)
    kinds = {line.split()[0].rstrip(":") for line in overdue}
    assert kinds == {"source", "table", "sheet", "change", "deployment", "exam", "schema"}
    assert all(f"expected a reading since {max(days) + dt.timedelta(days=1)}" in line for line in overdue)


def test_what_is_due_says_so(later):
    """After 180 days the words stand at tables, sheets and sources; the build goes on."""
    page = parsed(later / "ecs/roles/index.html")
    for place in ("figcaption", "ol.sources"):
        assert "due to be read again" in page.select_one(place).text
    sheet = parsed(later / "ecs/cheat-sheet/index.html")
    assert "due to be read again" in sheet.select_one("details.proof").text


def test_a_reading_is_due_on_a_day():
    read = dt.date(2026, 11, 22)
    assert "due" not in view(due=dt.date(2027, 5, 21) - dt.timedelta(days=load.DUE_DAYS)).checked_date(read)
    assert "due" in view(due=dt.date(2027, 5, 22) - dt.timedelta(days=load.DUE_DAYS)).checked_date(read)


def test_links_of_a_site_below_a_path(later):
    """Published at https://example.org/name/, every link stays below /name/, and the addresses are whole."""
    missing = parsed(later / "404.html")
    for tag in missing.select("[href], [src]"):
        target = tag.get("href") or tag["src"]
        assert target.startswith(("/name/", "#", "https://example.org/", "https://github.com/example/notes")), target
    page = parsed(later / "ecs/roles/index.html")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/name/ecs/roles/"
    assert page.select_one("meta[property='og:image']")["content"] == "https://example.org/name/assets/preview.png"
    assert not [tag for tag in page.select("[href^='/'], [src^='/']")], "a link from the root would miss the path"
    assert "https://example.org/name/ecs/roles/" in (later / "sitemap.xml").read_text(encoding="utf-8")


def test_every_page_leads_to_its_source_and_to_an_issue(site, later):
    """Where the repository is known, each page leads to its own source and to a new issue; else there is no dead link."""
    repository = "https://github.com/example/notes"
    page = (later / "ecs/roles/index.html").read_text(encoding="utf-8")
    assert f'href="{repository}/edit/main/docs/ecs/roles.md"' in page and f'href="{repository}/issues/new?' in page
    assert "page-actions" not in (site / "ecs/roles/index.html").read_text(encoding="utf-8")
