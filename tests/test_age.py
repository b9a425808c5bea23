"""Old readings say so to the reader, and fail the weekly check, but no build."""

import datetime as dt

from bs4 import BeautifulSoup
from conftest import mkdocs

from checks import age


def test_nothing_is_overdue_today_and_all_is_in_a_year(facts):
    assert age.overdue(facts, dt.date(2026, 11, 22)) == []
    assert age.overdue(facts, dt.date(2027, 11, 22)) == []
    late = age.overdue(facts, dt.date(2027, 11, 23))
    assert len(late) > len(facts.sources) + len(facts.tables)
    assert all("expected a reading since 2026-11-23" in line for line in late)


def test_a_reader_sees_what_is_due(tmp_path):
    """After 180 days the words stand at tables, sheets and sources; the build goes on."""
    for day, due in (("2027-05-21", False), ("2027-05-22", True)):
        done = mkdocs("build", "--site-dir", str(tmp_path / day), SITE_DATE=day)
        assert done.returncode == 0, done.stderr
        page = BeautifulSoup((tmp_path / day / "ecs/roles/index.html").read_text(encoding="utf-8"), "html5lib")
        for place in ("figcaption", "ol.sources"):
            assert ("due to be read again" in page.select_one(place).text) == due
        sheet = BeautifulSoup((tmp_path / day / "ecs/cheat-sheet/index.html").read_text(encoding="utf-8"), "html5lib")
        assert ("due to be read again" in sheet.select_one(".sheet-sources").text) == due
