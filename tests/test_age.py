"""Old readings say so to the reader, and fail the weekly check, but no build."""

import datetime as dt

from bs4 import BeautifulSoup

from checks import age
from macros import load, render


def test_nothing_is_overdue_today_and_all_is_in_a_year(facts):
    assert age.overdue(facts, dt.date(2026, 11, 22)) == []
    assert age.overdue(facts, dt.date(2027, 11, 22)) == []
    late = age.overdue(facts, dt.date(2027, 11, 23))
    assert len(late) > len(facts.sources) + len(facts.tables)
    assert all("expected a reading since 2026-11-23" in line for line in late)


def test_a_reader_sees_what_is_due(later):
    """After 180 days the words stand at tables, sheets and sources; the build goes on."""
    page = BeautifulSoup((later / "ecs/roles/index.html").read_text(encoding="utf-8"), "html5lib")
    for place in ("figcaption", "ol.sources"):
        assert "due to be read again" in page.select_one(place).text
    sheet = BeautifulSoup((later / "ecs/cheat-sheet/index.html").read_text(encoding="utf-8"), "html5lib")
    assert "due to be read again" in sheet.select_one(".sheet-sources").text


def test_the_day_on_which_it_is_due():
    read = dt.date(2026, 11, 22)
    assert "due" not in render.read(read, dt.date(2027, 5, 21) - dt.timedelta(days=load.DUE_DAYS))
    assert "due" in render.read(read, dt.date(2027, 5, 22) - dt.timedelta(days=load.DUE_DAYS))
