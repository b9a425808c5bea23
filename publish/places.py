"""Tell readers where they are, and what comes next: below the first paragraph of each page when it was checked and
where it leads, in its contents the tables that a heading does not name, and at the end of a service its questions."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from pathlib import Path

from macros.facts import load, model
from macros.facts.dates import build_date
from macros.render import about
from macros.render.view import View
from publish import ROOT

_CHECKED_DAY = re.compile(r'<time class="checked">([\d-]+)</time>')  # of a reading, as `View.checked` writes it
_LEDE = re.compile(r"<h1\b.*?</h1>.*?</p>", re.DOTALL)
_TEST_ID = 'id="test-yourself"'
# A heading, or a table with its caption; and a heading or nothing before a table.
_PARTS = re.compile(
    r'<h[1-3] id="(?P<heading>[^"]+)"|(?P<under></h[1-3]>\s*)?<figure class="facts\b[^>]* id="(?P<table>[^"]+)".*?'
    r"<caption>(?P<caption>.*?)</caption>",
    re.DOTALL,
)
_CONTENTS = '<ul class="md-nav__list" data-md-component="toc">'
# Macros whose rows and terms assets/filter.js filters, where they are many.
_FILTERED_MACROS = {"all_terms", "changes", "chooser", "comparisons", "corrections", "glossary"}
_ROWS = re.compile(r'<tr[^>]* id="|<dt\b|terms/#')
_LIST = re.compile(r'<figure class="facts|<dl class="glossary|<nav class="letters')
_FOOTER = '<nav class="md-footer__inner md-grid" aria-label="Footer">'
_NEXT_LINK = re.compile(r'<a href="([^"]+)" class="md-footer__link md-footer__link--next">')


def apply(site: Path, facts: load.Site) -> None:
    """Write it into each page of the built `site` that lacks it."""
    counts, due = about.question_counts(facts), build_date(ROOT) - dt.timedelta(days=load.DUE_DAYS)
    flat_files = (site / _built_file(path, False) for path in facts.pages if not _is_index(path))
    use_directory_urls = not any(map(Path.exists, flat_files))
    files = {path: file for path in facts.pages if (file := site / _built_file(path, use_directory_urls)).exists()}
    pages = {path: file.read_text(encoding="utf-8") for path, file in files.items()}
    tests = {model.folder(path) for path, page in pages.items() if path.endswith("/index.md") and _TEST_ID in page}
    for path, page in pages.items():
        view, service = View(facts, path, use_directory_urls, due), model.folder(path)
        file_name = _built_file(path, use_directory_urls)
        test = about.test_yourself(view, service, counts[service]) if service in tests and counts[service] else ""
        days = [*map(dt.date.fromisoformat, _CHECKED_DAY.findall(page))]
        days += [change.checked for change in facts.changes.values() if change.page == path]
        about_line = about.about_line(view, min(days, default=None), test) if path != "index.md" else ""
        if 'class="about"' not in page:
            page = _add_to_contents(page)
            if _FILTERED_MACROS & facts.pages[path].collects.keys() and len(_ROWS.findall(page)) >= 12:
                script = f'<script src="{"../" * file_name.count("/")}assets/filter.js" defer data-page></script>'
                page = page.replace("</body>", f"{script}</body>", 1)
                page = _add_filter_field(page)
            if lede := _LEDE.search(page):
                page = page[: lede.end()] + about_line + page[lede.end() :]
            if test:
                page = _add_test_link(page, path, file_name, test, facts.services[service].label)
        files[path].write_text(_CHECKED_DAY.sub(r"<time>\1</time>", page), encoding="utf-8")


def _is_index(path: str) -> bool:
    return path.split("/")[-1] == "index.md"


def _built_file(path: str, use_directory_urls: bool) -> str:
    """The file below the site that is built of the page `path`."""
    return path.removesuffix(".md") + ("/index.html" if use_directory_urls and not _is_index(path) else ".html")


def unlisted_tables(page: str) -> dict[str, list[tuple[str, str]]]:
    """Id and caption of each table that the contents of the page lack, by the id of the heading above it.

    Those are the tables before the second heading, and, on a page that has several below one heading, all that do not
    directly follow theirs.
    """
    article = page.partition("<article")[2].partition("</article>")[0]
    tables: dict[str, list[tuple[str, str, bool]]] = {}
    title = heading = ""
    for match in _PARTS.finditer(article):
        if match["heading"]:
            heading = match["heading"]
            title = title or heading
        else:
            tables.setdefault(heading, []).append((match["table"], match["caption"], bool(match["under"])))
    has_several = any(len(entries) > 1 for entries in tables.values())
    return {
        heading: unlisted
        for heading, entries in tables.items()
        if (has_several or heading == title)
        and (unlisted := [(table, re.sub("<[^>]+>", "", caption)) for table, caption, under in entries if not under])
    }


def _add_to_contents(page: str) -> str:
    """The page with an entry in its contents for each of its `unlisted_tables`."""
    for heading, entries in unlisted_tables(page).items():
        items = "".join(
            f'<li class="md-nav__item"><a href="#{table}" class="md-nav__link">{caption}</a></li>'
            for table, caption in entries
        )
        item = re.compile(
            rf'(<li class="md-nav__item"><a href="#{re.escape(heading)}" class="md-nav__link">(.*?)</a>)'
            r'(<nav class="md-nav"[^>]*><ul class="md-nav__list">)?'
        )
        if match := item.search(page):
            entry, label, open_list = match.groups()
            name = re.sub("<[^>]+>", "", label)
            nested = f'<nav class="md-nav" aria-label="{name}"><ul class="md-nav__list">{items}</ul></nav>'
            entry += f"{open_list}{items}" if open_list else nested
            page = page[: match.start()] + entry + page[match.end() :]
        else:  # the page's title
            page = page.replace(_CONTENTS, _CONTENTS + items, 1)
    return page


def _add_filter_field(page: str) -> str:
    """The page with the container of the field of `assets/filter.js`, above the list or sections that it filters."""
    first_list, section = _LIST.search(page), page.find("<h2")
    has_one_table = page.count('<figure class="facts') == 1
    above_list = first_list and (has_one_table or not 0 <= section < first_list.start())
    position = first_list.start() if first_list and above_list else section
    return f'{page[:position]}<p class="filter"></p>{page[position:]}'


def _add_test_link(page: str, path: str, file: str, test: str, service: str) -> str:
    """The page, if it is the last one of its service, with a link to its questions before the one to the next page."""
    next_link = _NEXT_LINK.search(page)
    folder = posixpath.dirname(f"/{file}")
    if not next_link or posixpath.normpath(posixpath.join(folder, next_link[1])).split("/")[1] == model.folder(path):
        return page
    address, label = re.findall(r'href="([^"]+)">([^<]+)', test)[0]
    link = (
        f'<a href="{address}" class="md-footer__link md-footer__link--test"><div class="md-footer__title">'
        f'<span class="md-footer__direction">Test yourself</span><div>{label} on {service}</div></div></a>'
    )
    return page.replace(_FOOTER, _FOOTER + link, 1)
