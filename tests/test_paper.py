"""On paper: cheat sheets on two pages, no navigation, rows whole, addresses readable."""

import re
from unicodedata import normalize

import pytest
from conftest import ROOT
from pypdf import PdfReader

from macros import load

SHEETS = [sheet.page.replace(".md", "/") for sheet in load.site(ROOT).sheets.values()]


def printed(chromium, address, path, file) -> list[str]:
    """The text of each sheet of paper."""
    page = chromium.new_page()
    page.goto(address + path)
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    page.close()
    return [normalize("NFKC", sheet.extract_text()) for sheet in PdfReader(file).pages]


@pytest.mark.parametrize("path", SHEETS)
def test_a_cheat_sheet_takes_two_pages_at_most(chromium, address, path, tmp_path):
    sheets = printed(chromium, address, path, tmp_path / "sheet.pdf")
    assert len(sheets) <= 2
    assert any("Read in" in sheet for sheet in sheets)


def test_a_page_prints_cleanly(chromium, address, tmp_path):
    """No navigation, search or buttons; the addresses of the sources can be typed again."""
    text = "\n".join(printed(chromium, address, "elastic-beanstalk/deployments/", tmp_path / "page.pdf"))
    flat = re.sub(r"\s+", "", text)
    assert "Deployment policies" in text and "RollingWithAdditionalBatch" in flat
    for unwanted in ("Search", "Table of contents", "Previous", "Home\n", "Link copied"):
        assert unwanted not in text, unwanted
    assert "<https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.deploy-existing-version.html>" in flat


def test_rows_are_whole(chromium, address, tmp_path):
    """A row's cells are never parted by a page's end: its first and last words are on one page."""
    sheets = [re.sub(r"\W+", "", sheet) for sheet in printed(chromium, address, "compare/", tmp_path / "compare.pdf")]
    page = chromium.new_page()
    page.goto(address + "compare/")
    rows = page.eval_on_selector_all("figure.facts tbody tr", "rows => rows.map(row => [row.querySelector('th').textContent, row.querySelector('td:last-child').textContent])")
    page.close()
    parted = [row for row in rows if not any(all(re.sub(r"\W+", "", normalize("NFKC", words)) in sheet for words in row) for sheet in sheets)]
    assert parted == []
