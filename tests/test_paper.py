"""On paper: a cheat sheet on one side, no navigation, rows whole, no heading left behind, addresses readable."""

import os
import re
from unicodedata import normalize

import pytest
from conftest import FACTS
from pypdf import PdfReader

SHEETS = FACTS.sheets
GROUPS = {service: group for group, area in FACTS.groups.items() for service in area.services}
# In the nightly run, PAGES=all, each sheet is printed; else those that need most room.
EVERY = os.environ.get("PAGES") == "all"
FULLEST = sorted(SHEETS, key=lambda name: -sum(len(one.text) for of in SHEETS[name].groups for one in of.lines))[:3]
KINDS = [
    "", "404.html", "lambda/event-sources/", "x-ray/segments/", "walkthrough/create/", "exam/", "compute/terms/", "fargate/cheat-sheet/",
]  # fmt: skip
SET = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(":root { %s }")
  document.adoptedStyleSheets = [sheet]
}"""
# Palatino, or what stands for it, for all text: wider than most.
PALATINO = "--serif: P052, Palatino, 'Palatino Linotype', 'DejaVu Serif', serif; --sans: var(--serif)"


def letters(text: str) -> str:
    """`text` without what differs on paper: fonts print "fi" as one sign, lines break, and marks of lists come in."""
    return re.sub(r"\W+", "", normalize("NFKC", text))


def printed(page, file, paper="A4") -> list:
    """The sheets of paper on which the page is printed."""
    page.pdf(path=file, format=paper, prefer_css_page_size=True)
    return PdfReader(file).pages


def texts(sheet) -> list[tuple[float, float, str, str]]:
    """Each piece of text on a sheet of paper: its height on it and its size, in points, its font and its words."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            scale = cm[3] * tm[3] + cm[2] * tm[1]
            name = (font or {}).get("/BaseFont", "").split("+")[-1]  # none has a font of curves, as Palatino often is
            found.append((cm[3] * tm[5] + cm[1] * tm[4] + cm[5], abs(scale) * size, name, text.strip()))

    sheet.extract_text(visitor_text=visit)
    return found


# The tightest; for one, all of them.
@pytest.mark.parametrize(
    ("name", "paper", "font"),
    [(name, "Letter", PALATINO) for name in (SHEETS if EVERY else FULLEST)]
    + [("lambda", "A4", ""), ("lambda", "Letter", ""), ("lambda", "A4", PALATINO)],
    ids=lambda value: value[:20],
)
def test_a_cheat_sheet_takes_one_side(page, address, name, paper, font, tmp_path):
    page.goto(address + SHEETS[name].page.replace(".md", "/"))
    page.evaluate(SET % font)
    [sheet] = printed(page, tmp_path / "sheet.pdf", paper)
    assert "Read in" in sheet.extract_text()
    assert min(size for _, size, *_ in texts(sheet)) >= 6.5


@pytest.mark.parametrize("name", SHEETS if EVERY else ["sqs"])
def test_the_open_tab_is_printed(page, address, name, tmp_path):
    """On one side, and nothing of the others."""
    tab = SHEETS[name].label.lower().replace(" ", "-")
    page.goto(f"{address}{GROUPS[name]}/cheat-sheets/#{tab}")
    [sheet] = printed(page, tmp_path / "open.pdf")
    text = letters(sheet.extract_text())
    for of in SHEETS.values():
        lines = [letters(line.text) in text for group in of.groups for line in group.lines]
        assert all(lines) if of is SHEETS[name] else not all(lines)
    assert text.startswith(letters(SHEETS[name].label)) and min(size for _, size, *_ in texts(sheet)) >= 6.5


@pytest.mark.parametrize("group", dict.fromkeys(GROUPS[name] for name in SHEETS) if EVERY else ["compute"])
def test_every_sheet_of_a_group_takes_one_side(page, address, group, tmp_path):
    """One button prints the open sheet; the second all of them, each on a side of its own, on the tightest paper and in
    the widest font.
    """
    ordered = [SHEETS[service] for service, of in GROUPS.items() if of == group and service in SHEETS]
    page.add_init_script("window.print = () => document.body.dataset.printed = document.body.className")
    page.goto(f"{address}{group}/cheat-sheets/")
    page.get_by_role("button", name="Print this").click()
    assert page.locator("body").get_attribute("data-printed") == ""
    if len(ordered) > 1:
        page.get_by_role("button", name="Print all").click()
        assert page.locator("body").get_attribute("data-printed") == "print-all"
    page.evaluate(SET % PALATINO)
    sheets = printed(page, tmp_path / "all.pdf", "Letter")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("body").get_attribute("class") == ""
    assert len(sheets) == len(ordered)
    for sheet, of in zip(sheets, ordered, strict=True):
        text = letters(sheet.extract_text())
        assert text.startswith(letters(of.label)) and min(size for _, size, *_ in texts(sheet)) >= 6.5
        assert [line.text for one in of.groups for line in one.lines if letters(line.text) not in text] == []


@pytest.mark.parametrize("path", KINDS)
def test_no_sheet_is_wasted(page, address, path, tmp_path):
    """No sheet is empty; none ends in a heading, a term, the heads of a table, or the line drawn above a heading."""
    page.goto(address + path)
    page.evaluate(SET % "--serif: serif")
    sheets = [texts(sheet) for sheet in printed(page, tmp_path / "page.pdf")]
    heads = {letters(text) for text in page.locator("article :is(thead tr, .filename)").all_text_contents()}
    page.emulate_media(media="print")
    assert page.eval_on_selector_all(
        "h2", "all => all.every(one => getComputedStyle(one, '::before').content === 'none')"
    )
    assert all(sheets), "a sheet without words"
    display = max(sheets[0], key=lambda one: one[1])[2]  # the font of the page's title, and of all headings
    assert display
    for found in sheets:
        last = min(height for height, *_ in found)
        line = [one for one in found if one[0] - last < 2]
        text = "".join(words for *_, words in line)
        assert any(font != display for *_, font, _ in line) and letters(text) not in heads, text


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_prints_cleanly(new_page, address, tmp_path, scripts):
    """No navigation, search or buttons; what is folded is there, and the addresses of the sources can be typed again."""
    page = new_page(java_script_enabled=scripts)
    page.goto(f"{address}elastic-beanstalk/deployments/")
    sheets = printed(page, tmp_path / "page.pdf")
    text = "\n".join(normalize("NFKC", sheet.extract_text()) for sheet in sheets)
    flat = re.sub(r"\s+", "", text)
    assert "Deployment policies" in text and "RollingWithAdditionalBatch" in flat
    for unwanted in ("Search", "Table of contents", "Previous", "Home\n", "Link copied"):
        assert unwanted not in text, unwanted
    source = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.deploy-existing-version.html"
    assert f"<{source}>" in flat
    if not scripts:  # no button, as none would print
        page.goto(f"{address}compute/cheat-sheets/")
        assert page.locator("article button").count() and not page.locator("article button:visible").count()


def test_rows_are_whole(page, address, tmp_path):
    """A row's cells are never parted by a page's end: its first and last words are on one page."""
    page.goto(address + "storage/comparisons/")
    sheets = [letters(sheet.extract_text()) for sheet in printed(page, tmp_path / "compare.pdf")]
    rows = page.eval_on_selector_all(
        "figure.facts tbody tr",
        "rows => rows.map(row => [row.querySelector('th').textContent, row.querySelector('td:last-child').textContent])",
    )
    assert [row for row in rows if not any(all(letters(words) in sheet for words in row) for sheet in sheets)] == []
