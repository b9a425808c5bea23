"""Where a reader is, and what next: below the first paragraph of each page when it was checked and where it leads, in
its contents the tables that a heading does not name, and at the end of a service its questions."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from pathlib import Path

from macros.facts import load, model
from macros.facts.dates import today
from macros.render import about
from macros.render.view import View
from publish import ROOT

_DAY = re.compile(r'<time class="checked">([\d-]+)</time>')  # of a reading, as `View.checked` writes it
_LEDE = re.compile(r"<h1\b.*?</h1>.*?</p>", re.DOTALL)
_TEST = 'id="test-yourself"'
# A heading, or a table with its caption; and a heading or nothing before a table.
_PARTS = re.compile(
    r'<h[1-3] id="(?P<heading>[^"]+)"|(?P<under></h[1-3]>\s*)?<figure class="facts\b[^>]* id="(?P<table>[^"]+)".*?'
    r"<caption>(?P<caption>.*?)</caption>",
    re.DOTALL,
)
_CONTENTS = '<ul class="md-nav__list" data-md-component="toc">'
# Macros whose rows and terms assets/filter.js filters, where they are many.
_FILTERED = {"all_terms", "changes", "chooser", "comparisons", "corrections", "glossary"}
_ROWS = re.compile(r'<tr[^>]* id="|<dt\b|terms/#')
_LIST = re.compile(r'<figure class="facts|<dl class="glossary|<nav class="letters')
_FOOTER = '<nav class="md-footer__inner md-grid" aria-label="Footer">'
_NEXT = re.compile(r'<a href="([^"]+)" class="md-footer__link md-footer__link--next">')


def apply(site: Path, facts: load.Site) -> None:
    """Write it into each page of the built `site` that says it not yet."""
    counts, due = about.counted(facts), today(ROOT) - dt.timedelta(days=load.DUE_DAYS)
    directories = not any((site / _file(path, False)).exists() for path in facts.pages if not _index(path))
    files = {path: file for path in facts.pages if (file := site / _file(path, directories)).exists()}
    html = {path: file.read_text(encoding="utf-8") for path, file in files.items()}
    tests = {model.area(path) for path, page in html.items() if path.endswith("/index.md") and _TEST in page}
    for path, page in html.items():
        view, service, name = View(facts, path, directories, due), model.area(path), _file(path, directories)
        test = about.test_yourself(view, service, counts[service]) if service in tests and counts[service] else ""
        days = [*map(dt.date.fromisoformat, _DAY.findall(page))]
        days += [change.checked for change in facts.changes.values() if change.page == path]
        line = about.line(view, min(days, default=None), test) if path != "index.md" else ""
        if 'class="about"' not in page:
            page = _in_contents(page)
            if _FILTERED & facts.pages[path].collects.keys() and len(_ROWS.findall(page)) >= 12:
                script = f'<script src="{"../" * name.count("/")}assets/filter.js" defer data-page></script>'
                page = page.replace("</body>", f"{script}</body>", 1)
                page = _filtered(page)
            if lede := _LEDE.search(page):
                page = page[: lede.end()] + line + page[lede.end() :]
            if test:
                page = _at_the_end(page, path, name, test, facts.services[service].label)
        files[path].write_text(_DAY.sub(r"<time>\1</time>", page), encoding="utf-8")


def _index(path: str) -> bool:
    return path.split("/")[-1] == "index.md"


def _file(path: str, directories: bool) -> str:
    """The file that is built of a page."""
    return path.removesuffix(".md") + ("/index.html" if directories and not _index(path) else ".html")


def tables(page: str) -> dict[str, list[tuple[str, str]]]:
    """Id and caption of each table that the contents of the page lack, by the heading that it stands below.

    Those are the tables before the second heading, and, on a page that has several below one heading, all that do not
    follow theirs at once.
    """
    article = page.partition("<article")[2].partition("</article>")[0]
    found: dict[str, list[tuple[str, str, bool]]] = {}
    title = heading = ""
    for part in _PARTS.finditer(article):
        if part["heading"]:
            heading = part["heading"]
            title = title or heading
        else:
            found.setdefault(heading, []).append((part["table"], part["caption"], bool(part["under"])))
    several = any(len(below) > 1 for below in found.values())
    return {
        heading: left
        for heading, below in found.items()
        if (several or heading == title)
        and (left := [(table, re.sub("<[^>]+>", "", caption)) for table, caption, under in below if not under])
    }


def _in_contents(page: str) -> str:
    """The page with an entry for each of its `tables`."""
    for heading, entries in tables(page).items():
        items = "".join(
            f'<li class="md-nav__item"><a href="#{table}" class="md-nav__link">{caption}</a></li>'
            for table, caption in entries
        )
        item = re.compile(
            rf'(<li class="md-nav__item"><a href="#{re.escape(heading)}" class="md-nav__link">(.*?)</a>)'
            r'(<nav class="md-nav"[^>]*><ul class="md-nav__list">)?'
        )
        if place := item.search(page):
            begin, label, open_list = place.groups()
            name = re.sub("<[^>]+>", "", label)
            whole = (
                f"{begin}{open_list}{items}"
                if open_list
                else f'{begin}<nav class="md-nav" aria-label="{name}"><ul class="md-nav__list">{items}</ul></nav>'
            )
            page = page[: place.start()] + whole + page[place.end() :]
        else:  # the page's title
            page = page.replace(_CONTENTS, _CONTENTS + items, 1)
    return page


def _filtered(page: str) -> str:
    """The page with a place for the field of `assets/filter.js`: above what it filters, be it one list or sections."""
    first, section = _LIST.search(page), page.find("<h2")
    one = page.count('<figure class="facts') == 1
    place = first.start() if first and (one or not 0 <= section < first.start()) else section
    return f'{page[:place]}<p class="filter"></p>{page[place:]}'


def _at_the_end(page: str, path: str, file: str, test: str, service: str) -> str:
    """On the last page of a service its questions, before what comes next."""
    following = _NEXT.search(page)
    here = posixpath.dirname(f"/{file}")
    if not following or posixpath.normpath(posixpath.join(here, following[1])).split("/")[1] == model.area(path):
        return page
    address, words = re.findall(r'href="([^"]+)">([^<]+)', test)[0]
    link = (
        f'<a href="{address}" class="md-footer__link md-footer__link--test"><div class="md-footer__title">'
        f'<span class="md-footer__direction">Test yourself</span><div>{words} on {service}</div></div></a>'
    )
    return page.replace(_FOOTER, _FOOTER + link, 1)
