"""Where a reader is and what next: above and below each title, in the contents, at the foot, and on a phone."""

import posixpath
import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from macros.facts import derive, model
from macros.facts.dates import build_date


@pytest.fixture(scope="module")
def built_pages(site, facts):
    """Each page but home: its path in docs/, its front matter, its folder on the site, and its HTML."""
    folders = {path: re.sub(r"/?index$", "", path.removesuffix(".md")) for path in facts.pages}
    return [
        (path, meta, folders[path], (site / folders[path] / "index.html").read_text(encoding="utf-8"))
        for path, meta in facts.pages.items()
        if folders[path]
    ]


def parse_part(page, begin, end):
    """What stands in the page from `begin` to `end`; whole pages take long to parse."""
    return BeautifulSoup(page[page.index(begin) :].partition(end)[0], "html.parser")


def target_of(folder: str, link) -> str:
    """Where a link on the page of this folder leads: 'exam/coverage#skills-1-1-1'."""
    path, _, fragment = link["href"].partition("#")
    return posixpath.normpath(posixpath.join(folder, path)) + f"#{fragment}" * bool(fragment)


def crumbs(page):
    """The links above the title."""
    return parse_part(page, "<article", "<h1").select(".crumbs a")


def about_line(page):
    """The line about the page, below its first paragraph."""
    match = re.search(r'</h1>\s*<p>(?:(?!</?p\b).)*</p>\s*(<p class="about">.*?</p>)', page, re.DOTALL)
    return BeautifulSoup(match[1] if match else "", "html.parser")


def test_a_page_says_where_it_stands(built_pages, facts):
    """Above the title links to its group and its service, which stands in the title too; none leads to the page."""
    group_of = facts.group_of
    for path, _, folder, page in built_pages:
        links = crumbs(page)
        targets = [target_of(folder, link) for link in links]
        group = group_of.get(service := model.folder(path))
        if f"{group}/index.md" in facts.pages:
            assert targets == list(dict.fromkeys(target for target in (group, service) if target != folder)), path
            assert folder == service or links[-1].text in re.search("<title>(.*?)</title>", page)[1], path
        elif "/" in path and folder not in (service, "compare/chooser"):
            assert targets, path


def iter_days(path, meta, page, facts, tables):
    """The days of the facts that the page shows: sources, rows of tables, lines of sheets, changes."""
    changes = [change for change in facts.changes.values() if change.page == path]
    yield from (change.checked for change in changes)
    yield from (facts.sources[name].checked for name in (*meta.cites, *(change.source for change in changes)))
    for name, table in re.findall(r'<figure class="facts[^>]* id="table-([^"]+)"(.*?)</figure>', page, re.DOTALL):
        rows = {f"{name}-{row.id}": row.checked or tables[name].checked for row in tables[name].rows}
        yield from (rows[row] for row in re.findall(r'<tr[^>]* id="([^"]+)"', table))
    for sheet in facts.sheets.values():
        if sheet.page == path:
            yield from (line.checked or sheet.checked for group in sheet.groups for line in group.lines)


def test_the_line_about_a_page_is_right(built_pages, facts):
    """Below the lede the day of its oldest fact, the skills of its front matter, its sheet, its questions."""
    tables = {**facts.tables, **derive.tables(facts, build_date(ROOT))}
    with_questions = 0
    for path, meta, folder, page in built_pages:
        about = about_line(page)
        days = list(iter_days(path, meta, page, facts, tables))
        if days and "sheets" not in meta.collects:
            assert about.time.text == min(days).isoformat(), path
        links = {link.text: target_of(folder, link) for link in about.select("a")}
        skills = {number: f"exam/coverage#skills-{number.replace('.', '-')}" for number in meta.skills}
        assert {name: target for name, target in links.items() if re.fullmatch(r"\d\.\d\.\d+", name)} == skills, path
        assert (facts.exam.newest.code in about.get_text()) is bool(skills), path
        sheet = facts.sheets.get(model.folder(path))
        assert links.get("Cheat sheet") == (sheet.page.removesuffix(".md") if sheet and sheet.page != path else None)
        with_questions += bool(re.search(r"\d questions?$|Practice", about.get_text()))
        assert 'class="checked"' not in page
    assert with_questions > 300


TABLE = re.compile(r'(</h[23]>\s*)?<figure class="facts[^>]* id="([^"]+)"')


def test_every_table_is_in_the_contents(built_pages):
    """Of a page that collects: by its caption, or by the heading that it follows at once, or that has it alone."""
    count = 0
    for path, meta, _, page in built_pages:
        if 'id="__toc"' in page and meta.collects.keys() & {"comparisons", "chooser", "changes", "corrections"}:
            contents = {link["href"] for link in parse_part(page, 'id="__toc"', "</div>").select("a")}
            sections = re.split(r'<h[23] id="', page.partition("<article")[2])
            tables = [TABLE.findall(section) for section in sections]
            one_per_section = all(len(matches) <= 1 for matches in tables)
            for section, matches in zip(sections, tables, strict=True):
                for follows_heading, table in matches:
                    heading = "#" + section.partition('"')[0]
                    is_named = heading in contents and (follows_heading or one_per_section)
                    assert f"#{table}" in contents or is_named, (path, table)
                    count += 1
    assert count > 300


def test_the_foot_says_what_comes_next(built_pages):
    """The foot says in what the next page stands; a service ends in its questions, before the next service."""
    tests_linked = 0
    for path, _, folder, page in built_pages:
        foot = parse_part(page, "<footer", "</footer>")
        next_link, test_link = foot.select_one(".md-footer__link--next"), foot.select_one(".md-footer__link--test")
        stays_in_service = next_link and target_of(folder, next_link).split("/")[0] == model.folder(path)
        assert bool(test_link) is bool(
            about_line(page).select("a[href$='#test-yourself']") and next_link and not stays_in_service
        ), path
        if stays_in_service and "/" in folder and (links := crumbs(page)):
            assert next_link.select_one(".md-footer__direction").text == f"Next in {links[-1].text}", path
        tests_linked += bool(test_link)
    assert tests_linked > 40


UNKNOWN = "lambda/time-outs/"
# Whether a row far down in a table is in sight with the caption and the names of its columns, which on a phone may be
# labels of each value.
IN_SIGHT = """row => {
  const figure = row.closest("figure"), labels = row.querySelector("[data-label]")
  const seen = element => {
    const box = element.getBoundingClientRect(), x = box.left + 5, y = box.top + box.height / 2
    return y > 0 && y < innerHeight && element.contains(document.elementFromPoint(x, y))
  }
  // The label is drawn before the value, and has no box of its own: it is seen where the row is.
  const named = labels && getComputedStyle(labels, "::before").content !== "none"
  return [row.querySelector("th"), figure.querySelector("caption"), named ? row : figure.querySelector("thead th")].map(seen)
}"""


def walk(page, address, width):
    """From the bar or the contents to a table, to a row that was shared, through a filter and to a page that is lost."""
    page.goto(f"{address}compute/comparisons/")
    assert page.locator(".crumbs a").first.bounding_box()["y"] < page.locator(".about").bounding_box()["y"] < 740
    bar = page.locator(".reading")
    for name in ("Who retries a failed invocation, by its kind", "Where state lives when instances come and go"):
        if width == 360:
            bar.click()
        page.locator("#__toc a", has_text=name).click()
        caption = page.locator("caption", has_text=name)
        page.wait_for_function("scrollY > 2000")
        page.wait_for_timeout(100)
        assert 40 < caption.bounding_box()["y"] < 150 + 40 * (width == 360), "the caption at the top"
        if width == 360:
            assert page.locator("#__toc").is_hidden()
            bar.locator("b", has_text=name).wait_for()
        assert page.locator("#__toc .md-nav__link--active").text_content() == name
    for row in ("compute/comparisons/#lambda-retries-streams", "lambda/limits/#lambda-limits-payload"):
        page.goto(address + row)
        target = page.locator("tr:target")
        target.wait_for()
        page.wait_for_timeout(100)
        assert target.evaluate(IN_SIGHT) == [True] * 3, row
    page.goto(f"{address}integration/")
    field, rows = page.get_by_label("Only rows with"), page.locator("article tbody tr[id]")
    assert page.locator("article tbody .head").locator("visible=true").count() == 4
    field.fill("twice")
    matching, count = rows.locator("visible=true").all_text_contents(), rows.count()
    assert 0 < len(matching) < count and all("twice" in text.lower() for text in matching)
    assert 0 < page.locator("article tbody .head").locator("visible=true").count() < 4, "services with no row left"
    page.locator("[role=status]", has_text=f"{len(matching)} of {count} rows").wait_for()
    field.press("Escape")
    assert rows.locator("visible=true").count() == count and field.input_value() == ""
    page.goto(address + UNKNOWN)
    if width == 360:
        page.locator("article a", has_text="lambda time outs").click()
    page.locator(".md-search__input:focus").wait_for()
    assert page.locator(".md-search__input").input_value() == "lambda time outs"
    page.locator(".md-search-result__item", has_text="timeout").first.wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_reader_finds_a_table_a_row_and_a_lost_page(new_page, address, site, width):
    page = new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    lost = (site / "404.html").read_text(encoding="utf-8")
    page.route(f"**/{UNKNOWN}**", lambda route: route.fulfill(status=404, body=lost, content_type="text/html"))
    walk(page, address, width)
    if width == 360:  # the contents open without a script too
        page = new_page(viewport={"width": width, "height": 740}, java_script_enabled=False)
        page.goto(f"{address}sqs/visibility/")
        page.locator(".reading").click()
        page.locator("#__toc a", has_text="In flight").click()
        assert page.url.endswith("#in-flight") and page.locator(".filter").count() == 0
