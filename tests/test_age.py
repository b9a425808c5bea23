"""Old readings say so to the reader, and fail the weekly check, but no build."""

import datetime as dt

from bs4 import BeautifulSoup
from small import view

from checks import age
from macros.facts import load


def test_a_reading_is_overdue_after_a_year(facts):
    """Sources, tables, sheets, changes, deployments and the exam are all looked at."""
    days = [day for _, day in age.every(facts)]
    year = dt.timedelta(days=load.OVERDUE_DAYS)
    assert age.overdue(facts, min(days) + year) == []
    late = age.overdue(facts, max(days) + year + dt.timedelta(days=1))
    assert len(late) == len(days) > len(facts.sources) + len(facts.tables)
    assert {line.split()[0].rstrip(":") for line in late} == {
        "source",
        "table",
        "sheet",
        "change",
        "deployment",
        "exam",
        "schema",
    }
    assert all(f"expected a reading since {max(days) + dt.timedelta(days=1)}" in line for line in late)


def test_a_reader_sees_what_is_due(later):
    """After 180 days the words stand at tables, sheets and sources; the build goes on."""
    page = BeautifulSoup((later / "ecs/roles/index.html").read_text(encoding="utf-8"), "html5lib")
    for place in ("figcaption", "ol.sources"):
        assert "due to be read again" in page.select_one(place).text
    sheet = BeautifulSoup((later / "ecs/cheat-sheet/index.html").read_text(encoding="utf-8"), "html5lib")
    assert "due to be read again" in sheet.select_one("details.proof").text


def test_the_day_on_which_it_is_due():
    read = dt.date(2026, 11, 22)
    assert "due" not in view(due=dt.date(2027, 5, 21) - dt.timedelta(days=load.DUE_DAYS)).checked(read)
    assert "due" in view(due=dt.date(2027, 5, 22) - dt.timedelta(days=load.DUE_DAYS)).checked(read)
