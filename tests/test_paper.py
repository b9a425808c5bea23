"""On paper: a cheat sheet on one side, no navigation, rows whole, no heading left behind, addresses readable."""

import os
import re
from unicodedata import normalize

import pytest
from conftest import FACTS
from pypdf import PdfReader


def lines(cheat_sheet) -> list[str]:
    return [line.text for group in cheat_sheet.groups for line in group.lines]


SHEETS = FACTS.sheets
GROUPS = FACTS.group_of
# In the nightly run, PAGES=all, each sheet is printed; else those that need most room.
EVERY = os.environ.get("PAGES") == "all"
FULLEST = sorted(SHEETS, key=lambda name: -sum(map(len, lines(SHEETS[name]))))[:3]
KINDS = [
    "", "404.html", "lambda/event-sources/", "x-ray/segments/", "walkthrough/create/", "exam/", "compute/terms/", "fargate/cheat-sheet/",
]  # fmt: skip
ADD_STYLE = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(":root { %s }")
  document.adoptedStyleSheets = [sheet]
}"""
# Palatino, or what stands for it, for all text: wider than most.
PALATINO = "--serif: P052, Palatino, 'Palatino Linotype', 'DejaVu Serif', serif; --sans: var(--serif)"


def letters(text: str) -> str:
    """`text` without what differs on paper: fonts print "fi" as one sign, lines break, and marks of lists come in."""
    return re.sub(r"\W+", "", normalize("NFKC", text))


def print_pdf(page, file, paper="A4") -> list:
    """The sheets of paper on which the page is printed."""
    page.pdf(path=file, format=paper, prefer_css_page_size=True)
    return PdfReader(file).pages


def text_pieces(sheet) -> list[tuple[float, float, str, str]]:
    """Each piece of text on a sheet of paper: its height on it and its size, in points, its font and its words."""
    pieces = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            scale = cm[3] * tm[3] + cm[2] * tm[1]
            # A font of curves, as Palatino often is, has none.
            font_name = (font or {}).get("/BaseFont", "").split("+")[-1]
            pieces.append((cm[3] * tm[5] + cm[1] * tm[4] + cm[5], abs(scale) * size, font_name, text.strip()))

    sheet.extract_text(visitor_text=visit)
    return pieces


def smallest_size(sheet) -> float:
    return min(size for _, size, *_ in text_pieces(sheet))


# On the tightest paper and in the widest font; one on the other paper too, in the font of the site.
@pytest.mark.parametrize(
    ("name", "paper", "font"),
    [*((name, "Letter", PALATINO) for name in (SHEETS if EVERY else FULLEST)), ("lambda", "A4", "")],
    ids=lambda value: value[:20],
)
def test_a_cheat_sheet_takes_one_side(page, address, name, paper, font, tmp_path):
    page.goto(address + SHEETS[name].page.replace(".md", "/"))
    page.evaluate(ADD_STYLE % font)
    [sheet] = print_pdf(page, tmp_path / "sheet.pdf", paper)
    assert "Read in" in sheet.extract_text()
    assert smallest_size(sheet) >= 6.5


@pytest.mark.parametrize("name", SHEETS if EVERY else ["sqs"])
def test_the_open_tab_is_printed(page, address, name, tmp_path):
    """On one side, and nothing of the others."""
    tab = SHEETS[name].label.lower().replace(" ", "-")
    page.goto(f"{address}{GROUPS[name]}/cheat-sheets/#{tab}")
    [sheet] = print_pdf(page, tmp_path / "open.pdf")
    text = letters(sheet.extract_text())
    for other in SHEETS.values():
        is_printed = all(letters(line) in text for line in lines(other))
        assert is_printed is (other is SHEETS[name])
    assert text.startswith(letters(SHEETS[name].label)) and smallest_size(sheet) >= 6.5


@pytest.mark.parametrize("group", dict.fromkeys(GROUPS[name] for name in SHEETS) if EVERY else ["compute"])
def test_every_sheet_of_a_group_takes_one_side(page, address, group, tmp_path):
    """One button prints the open sheet; the second all of them, each on a side of its own, on the tightest paper and in
    the widest font.
    """
    ordered = [SHEETS[service] for service, home in GROUPS.items() if home == group and service in SHEETS]
    page.add_init_script("window.print = () => document.body.dataset.printed = document.body.className")
    page.goto(f"{address}{group}/cheat-sheets/")
    page.get_by_role("button", name="Print this").click()
    assert page.locator("body").get_attribute("data-printed") == ""
    if len(ordered) > 1:
        page.get_by_role("button", name="Print all").click()
        assert page.locator("body").get_attribute("data-printed") == "print-all"
    page.evaluate(ADD_STYLE % PALATINO)
    sheets = print_pdf(page, tmp_path / "all.pdf", "Letter")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("body").get_attribute("class") == ""
    assert len(sheets) == len(ordered)
    for sheet, cheat_sheet in zip(sheets, ordered, strict=True):
        text = letters(sheet.extract_text())
        assert text.startswith(letters(cheat_sheet.label)) and smallest_size(sheet) >= 6.5
        assert [line for line in lines(cheat_sheet) if letters(line) not in text] == []


@pytest.mark.parametrize("path", KINDS)
def test_no_sheet_is_wasted(page, address, path, tmp_path):
    """No sheet is empty; none ends in a heading, a term, the heads of a table, or the line drawn above a heading."""
    page.goto(address + path)
    page.evaluate(ADD_STYLE % "--serif: serif")
    sheets = [text_pieces(sheet) for sheet in print_pdf(page, tmp_path / "page.pdf")]
    heads = {letters(text) for text in page.locator("article :is(thead tr, .filename)").all_text_contents()}
    page.emulate_media(media="print")
    has_no_rule = "all => all.every(heading => getComputedStyle(heading, '::before').content === 'none')"
    assert page.eval_on_selector_all("h2", has_no_rule)
    assert all(sheets), "a sheet without words"
    display = max(sheets[0], key=lambda piece: piece[1])[2]  # the font of the page's title, and of all headings
    assert display
    for pieces in sheets:
        lowest = min(height for height, *_ in pieces)
        last_line = [piece for piece in pieces if piece[0] - lowest < 2]
        text = "".join(words for *_, words in last_line)
        assert any(font != display for *_, font, _ in last_line) and letters(text) not in heads, text


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_prints_cleanly(new_page, address, tmp_path, scripts):
    """No navigation, search or buttons; what is folded is there, and the addresses of the sources can be typed again."""
    page = new_page(java_script_enabled=scripts)
    page.goto(f"{address}elastic-beanstalk/deployments/")
    sheets = print_pdf(page, tmp_path / "page.pdf")
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
    sheets = [letters(sheet.extract_text()) for sheet in print_pdf(page, tmp_path / "compare.pdf")]
    rows = page.eval_on_selector_all(
        "figure.facts tbody tr",
        "rows => rows.map(row => [row.querySelector('th').textContent, row.querySelector('td:last-child').textContent])",
    )
    assert [row for row in rows if not any(all(letters(words) in sheet for words in row) for sheet in sheets)] == []
