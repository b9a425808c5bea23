"""The macros: what a page may call, each a plain function of the page and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .facts import derive, exam, questions as question_facts, terms
from .facts.errors import DataError
from .facts.pages import COLLECTING
from .facts.quantities import strip_details
from .page import Page, lookup
from .render import diagram, flashcards, labs, lists, practice as practice_ui, questions as questions_ui, sheets, tables
from .render.text import attribute, join_words, text, url


def table(page: Page, name: str) -> str:
    """The table `name` of data/<service>/tables/, or a computed one."""
    return tables.table(page, name, lookup("table", name, page.book.tables))


def value(page: Page, name: str, row: str, column: str, note: bool = True) -> str:
    """One cell of a table, as text in a sentence; of a quantity without its default, steps and note, if not `note`."""
    if not isinstance(note, bool):
        raise DataError(f"{note!r} is no yes or no, expected note=False, or nothing")
    of = page.cell(name, row, column)
    return tables.cell(page, of if note else strip_details(of))


def chooser(page: Page, *groups: str) -> str:
    """What to pick when a question says something, of the services in `groups`, or of all that no other page names."""
    of = derive.chooser(page.site, derive.collected("chooser", groups, page.site))
    return tables.table(page, "chooser", of, heads=derive.service_heads(page.site, of)) if of else ""


def comparisons(page: Page, *groups: str) -> str:
    """The comparisons of the services in `groups`, or of all that no other page names, by service."""
    book, out = page.book, []
    listed, here = derive.collected("comparisons", groups, page.site), page.site.pages[page.here].tables
    for service, names in derive.comparisons(book.site, book.tables).items():
        shown = [table(page, name) for name in names if name not in here and listed(page.site.table_pages[name])]
        out += [lists.service_head(page, service), *shown] if shown else []
    return "\n\n".join(out)


def sheet(page: Page, name: str) -> str:
    """The cheat sheet `name` of data/<service>/sheet.yml."""
    lookup("cheat sheet", name, page.site.sheets)
    return sheets.sheet(page, name)


def sheet_tabs(page: Page, *groups: str) -> str:
    """The cheat sheets of the groups' pages, or every one that no other page names, a tab each."""
    listed = derive.collected("sheets", groups, page.site)
    return sheets.sheets(page, (name for name in derive.sheets(page.site) if listed(page.site.sheets[name].page)))


def sheets_list(page: Page) -> str:
    """A link to each cheat sheet, in the order of the services."""
    every = page.site.sheets
    return lists.columns(page.link(every[name].page, every[name].label) for name in derive.sheets(page.site))


def picture(page: Page, name: str) -> str:
    """The drawing images/<service>/<name>.svg."""
    return diagram.inline(name, lookup("picture", name, page.site.pictures))


def deployment(page: Page, name: str) -> str:
    """The steps of a deployment method of data/elastic-beanstalk/deployments.yml, drawn."""
    return diagram.deployment(name, lookup("deployment", name, page.site.deployments))


def cite(page: Page, name: str, *names: str) -> str:
    """Marks that lead to the page's list of sources."""
    return "".join(page.mark(source) for source in (name, *names))


def sources(page: Page) -> str:
    """The sources cited so far on this page; stands last."""
    cited = page.meta.get("cited", [])
    if not cited:
        raise DataError("nothing is cited above, expected at least one cite(...) or no sources()")
    page.meta["listed"] = True
    return tables.sources(page, cited)


def changed(page: Page, name: str) -> str:
    """The note for an entry of data/<service>/changes.yml."""
    of = lookup("change", name, page.site.changes)
    if of.page != page.here:
        raise DataError(f"change {name!r} belongs on {of.page}, expected it there or 'page: {page.here}' in its data")
    return tables.changed(name, of, page.mark(of.source))


def changes(page: Page, *groups: str) -> str:
    """What is so no longer, by service."""
    return _older(page, "changes", groups)


def corrections(page: Page, *groups: str) -> str:
    """What older courses say and never was so, by service."""
    return _older(page, "corrections", groups)


def _older(page: Page, kind: str, groups: tuple[str, ...]) -> str:
    """The tables of `kind`. The search passes them over: it finds what is no longer so on the page of the fact."""
    chosen = derive.collected(kind, groups, page.site)
    return lists.headed(
        (name, of.caption.partition(":")[0], tables.table(page, name, of, "change:", searched=False))
        for name, of in derive.changes(page.site, kind == "changes").items()
        if chosen((of.rows[0].see or "").partition("#")[0])
    )


def glossary(page: Page, *groups: str) -> str:
    """The terms that the groups' pages explain, or every one that no other page names."""
    listed = derive.collected("glossary", groups, page.site)
    return lists.glossary(page, (key for key, of in page.site.terms.items() if listed(of.see)))


def all_terms(page: Page, first: str = "", last: str = "") -> str:
    """The names of every term from one letter to another, each a link to its meaning; all of them without letters."""
    letters = terms.by_letter(page.site)
    pages = terms.letter_pages(page.site, list(letters))
    here = {letter: names for letter, names in letters.items() if terms.is_in_range(letter, first, last)}
    return lists.all_terms(page, here, pages)


def tables_list(page: Page, *groups: str) -> str:
    """The tables, but those on this page, that the groups' pages explain, or every one that no other page names."""
    book = page.book
    listed, here = derive.collected("tables_list", groups, page.site), page.site.pages[page.here].tables
    return lists.columns(
        page.link(f"{home}#table-{name}", book.tables[name].caption)
        for name, home in derive.canonical_pages(book.tables, page.site).items()
        if name not in here and listed(home)
    )


def exam_cell(page: Page, cell: str = "code") -> str:
    """A cell of exam-versions, for the version that can be taken on the day of the build."""
    now = exam.current(page.site.exam, page.book.day)
    return tables.cell(page, page.cell("exam-versions", now.code.lower(), cell))


def exam_now(page: Page) -> str:
    """Which version can be taken on the day of the build, and for a while what is new."""
    now, then, news = exam.exam_now(page.site.exam, page.book.day)
    marks = "".join(page.mark(version.source) for version in (now, then) if version)
    return lists.exam_now(page, now, then, news, marks)


def answered(page: Page, *names: str) -> str:
    """How many rows of these tables lead to a page: '3 of 8'; 'skills' are all of them."""
    every: Collection[str] = (
        [name for name in page.book.tables if name.startswith("skills-")] if "skills" in names else names
    )
    return exam.format_answered(row for name in every for row in lookup("table", name, page.book.tables).rows)


def skill_count(page: Page, *marks: str) -> str:
    """How many skills the newest exam has, or how many of them are 'new' or 'ai'."""
    return str(sum(all(getattr(skill, mark) for mark in marks) for skill in page.site.exam.newest.skills))


def group_links(page: Page, macro: str, fragment: str = "") -> str:
    """Links to the pages on which `macro` collects one group of services, in a sentence."""
    found = derive.group_pages(page.site, lookup("macro", macro, dict.fromkeys(COLLECTING, macro)))
    return join_words(page.link(path + f"#{fragment}" * bool(fragment), label) for label, path in found)


def cards(page: Page, group: str | None = None) -> str:
    """A card for each service, by group, or for those of one."""
    groups = page.site.groups
    return lists.cards(page, {group: lookup("group", group, groups)} if group else groups)


def file(page: Page, name: str, words: str = "") -> str:
    """A link to a file that publish/machines adds to the site; its name alone in a copy to open from disk, which has
    none.
    """
    shown = text(words or f"`{name.removeprefix('data/v1/')}`")
    if not page.directories:
        return shown
    return f'<a href="{attribute(url("index.md", page.here) + name)}">{shown}</a>'


def archive(page: Page) -> str:
    """The link to the site as a ZIP, or how to make one."""
    if not page.book.archive:
        return "<p>This copy of the site comes without one: <kbd>make offline</kbd> writes it.</p>"
    address = page.href("index.md") + attribute(page.book.archive)
    return f'<p><a href="{address}" download>Download the whole site as a ZIP</a></p>'


def questions(page: Page, *tasks: str) -> str:
    """The practice questions of these tasks of the newest exam; where several pages name a task, a share of them."""
    site = page.site
    known = {task.number: task for task in site.exam.newest.tasks}
    for task in tasks:
        lookup(f"task of {site.exam.newest.code}", task, known)
    keys = questions_ui.shuffled(key for key, home in question_facts.homes(site).items() if home == page.here)
    buttons = sheets.print_buttons("Print the questions", "Print them with the key")
    return f"{buttons}\n\n{questions_ui.questions(page, keys)}"


def practice(page: Page, service: str) -> str:
    """Some questions on a service, and where the others are; nothing while there are none."""
    lookup("service", service, page.site.services)
    return questions_ui.service_questions(page, service)


def ask(page: Page, *keys: str) -> str:
    """These practice questions."""
    homes = question_facts.homes(page.site)
    for key in keys:
        lookup("question", key, page.site.questions)
        if key not in homes:
            raise DataError(f"{key!r} is not asked yet, expected one that a second reader has answered, on a page")
    return questions_ui.questions(page, keys)


# What a page calls each by; what needs the page alone is rendered at once.
MACROS: dict[str, Callable[..., str]] = {
    **{
        function.__name__: function
        for function in (
            table, value, chooser, comparisons, sheet, sheets_list, picture, deployment, cite, sources, changed,
            changes, corrections, glossary, all_terms, tables_list, exam_now, answered,
            skill_count, group_links, cards, file, archive, questions, practice, ask,
        )
    },
    "sheets": sheet_tabs,
    "exam": exam_cell,
    "deployments": diagram.multiples,
    "counts": lists.counts,
    "by_machine": lists.by_machine,
    "lab": labs.head,
    "task_list": practice_ui.progress,
    "mixed": practice_ui.choice,
    "reading": practice_ui.reading_list,
    "card_kinds": flashcards.kinds,
    "flashcards": flashcards.groups,
    "deck_files": flashcards.files,
}  # fmt: skip
