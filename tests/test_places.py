"""Where a reader is and what next: above and below each title, in the contents, at the foot, and on a phone."""

import posixpath
import re

import pytest
from conftest import ROOT

from macros.facts import derive, model
from macros.facts.dates import today


@pytest.fixture(scope="module")
def written(pages, facts):
    """Each page but home: its path in docs/, what it says of itself, its folder on the site, and its HTML."""
    folders = {path: re.sub(r"/?index$", "", path.removesuffix(".md")) for path in facts.pages}
    return [
        (path, meta, folders[path], pages[f"{folders[path]}/index.html"])
        for path, meta in facts.pages.items()
        if folders[path]
    ]


def leads(folder: str, link) -> str:
    """Where a link on the page of this folder leads: 'exam/coverage#skills-1-1-1'."""
    page, _, fragment = link["href"].partition("#")
    return posixpath.normpath(posixpath.join(folder, page)) + f"#{fragment}" * bool(fragment)


def test_where_a_page_stands(written, facts):
    """Above the title links to its group and its service, which stands in the title too; none leads to the page."""
    group_of = {service: group for group, of in facts.groups.items() for service in of.services}
    for path, _, folder, page in written:
        crumbs = page.select("article > .crumbs a")
        found = [leads(folder, link) for link in crumbs]
        group = group_of.get(service := model.area(path))
        if f"{group}/index.md" in facts.pages:
            assert found == ([group] if folder == service else [group, service]), path
            inner = crumbs[-1].text if folder != service else ""
            assert inner in page.title.text and page.select_one(".crumbs").find_next("h1") == page.h1
        elif "/" in path and folder not in (service, "compare/chooser"):
            assert found, path


def checked(path, meta, page, facts, tables):
    """The days of the facts that the page shows: sources, rows of tables, lines of sheets, changes."""
    changes = [change for change in facts.changes.values() if change.page == path]
    yield from (change.checked for change in changes)
    yield from (facts.sources[name].checked for name in (*meta.cites, *(change.source for change in changes)))
    for figure in page.select("figure.facts"):
        name = figure["id"].removeprefix("table-")
        rows = {f"{name}-{row.id}": row.checked or tables[name].checked for row in tables[name].rows}
        yield from (rows[row["id"]] for row in figure.select("tbody tr"))
    shown = page.select(".tabbed-block") or page.select(".sheet-label")
    for sheet in facts.sheets.values():
        if shown and (sheet.page == path or sheet.page.split("/")[0] in meta.collects.get("sheets", ())):
            yield from (line.checked or sheet.checked for group in sheet.groups for line in group.lines)


def test_what_a_page_says_of_itself(written, facts):
    """Below the lede the day of its oldest fact, the skills of its front matter, its sheet, its questions."""
    tables = {**facts.tables, **derive.tables(facts, today(ROOT))}
    code, said = facts.exam.newest.code, 0
    for path, meta, folder, page in written:
        line = page.select_one("h1 + p + .about")
        days = list(checked(path, meta, page, facts, tables))
        text = line.get_text() if line else ""
        if days and "sheets" not in meta.collects:
            assert line.time.text == min(days).isoformat(), path
        links = {link.text: leads(folder, link) for link in line.select("a")} if line else {}
        skills = {number: f"exam/coverage#skills-{number.replace('.', '-')}" for number in meta.skills}
        assert {name: to for name, to in links.items() if re.fullmatch(r"\d\.\d\.\d+", name)} == skills, path
        assert (code in text) is bool(skills)
        sheet = facts.sheets.get(model.area(path))
        assert links.get("Cheat sheet") == (sheet.page.removesuffix(".md") if sheet and sheet.page != path else None)
        said += "question" in text or "Practice" in text
        assert page.find("time", class_="checked") is None
    assert said > 300


def test_every_table_is_in_the_contents(written):
    """Of a page that collects, or of one that has several below one heading: by its caption, or by its heading."""
    count = 0
    for path, meta, _, page in written:
        contents = {link["href"] for link in page.select("#__toc a")}
        figures = page.select("article figure.facts")
        if contents and meta.collects.keys() & {"comparisons", "chooser", "changes", "corrections"}:
            for figure in figures:
                before = figure.find_previous_sibling()
                under = before is not None and before.name in ("h2", "h3") and f"#{before['id']}" in contents
                alone = len(before.find_all_next("figure", limit=2)) < 2 or len(figures) == 1
                assert under or f"#{figure['id']}" in contents or alone, (path, figure["id"])
                count += 1
    assert count > 300


def test_what_comes_next(written, facts):
    """The foot says in what the next page stands; a service ends in its questions, before the next service."""
    ends = 0
    for path, _, folder, page in written:
        follows = page.select_one(".md-footer__link--next")
        test = page.select_one(".md-footer__link--test")
        inside = follows and leads(folder, follows).split("/")[0] == model.area(path)
        asked = page.select_one(".about a[href$='#test-yourself']")
        assert bool(test) is bool(asked and follows and not inside), path
        if inside and page.select(".crumbs a") and "/" in folder:
            section = page.select(".crumbs a")[-1].text
            assert follows.select_one(".md-footer__direction").text == f"Next in {section}", path
        ends += bool(test)
    assert ends > 40
