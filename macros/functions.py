"""The macros: what a page may call, each a plain function of the page and its arguments."""

from __future__ import annotations

from collections.abc import Callable

from .facts import derive, exam, questions as question_facts, terms
from .facts.errors import DataError
from .facts.pages import COLLECTING_MACROS
from .facts.quantities import strip_details
from .page import Page, lookup
from .render import diagram, flashcards, labs, lists, practice as practice_ui, questions as questions_ui, sheets, tables
from .render.text import attribute, join_words, text, url


def table(page: Page, name: str) -> str:
    """The table `name` of data/<service>/tables/, or a computed one."""
    return tables.table(page, name, lookup("table", name, page.build.tables))


def value(page: Page, name: str, row: str, column: str, note: bool = True) -> str:
    """One cell of a table, as text in a sentence; of a quantity without its default, steps and note, if not `note`."""
    if not isinstance(note, bool):
        raise DataError(f"{note!r} is no yes or no, expected note=False, or nothing")
    cell = page.cell(name, row, column)
    return tables.cell(page, cell if note else strip_details(cell))


def chooser(page: Page, *groups: str) -> str:
    """What to pick when a question says something, of the services in `groups`, or of all that no other page names."""
    chosen = derive.chooser(page.site, derive.page_filter("chooser", groups, page.site))
    return tables.table(page, "chooser", chosen, heads=derive.service_heads(page.site, chosen)) if chosen else ""


def comparisons(page: Page, *groups: str) -> str:
    """The comparisons of the services in `groups`, or of all that no other page names, by service."""
    site, blocks = page.site, []
    is_listed, own_tables = derive.page_filter("comparisons", groups, site), site.pages[page.path].tables
    for service, names in derive.comparisons(site, page.build.tables).items():
        others = (name for name in names if name not in own_tables and is_listed(site.table_pages[name]))
        if rendered := [table(page, name) for name in others]:
            blocks += [lists.service_head(page, service), *rendered]
    return "\n\n".join(blocks)


def sheet(page: Page, name: str) -> str:
    """The cheat sheet `name` of data/<service>/sheet.yml."""
    lookup("cheat sheet", name, page.site.sheets)
    return sheets.sheet(page, name)


def sheet_tabs(page: Page, *groups: str) -> str:
    """The cheat sheets of the groups' pages, or every one that no other page names, a tab each."""
    is_listed = derive.page_filter("sheets", groups, page.site)
    return sheets.sheets(page, (name for name in derive.sheets(page.site) if is_listed(page.site.sheets[name].page)))


def sheets_list(page: Page) -> str:
    """A link to each cheat sheet, in the order of the services."""
    cheat_sheets = page.site.sheets
    return lists.columns(
        page.link(cheat_sheets[name].page, cheat_sheets[name].label) for name in derive.sheets(page.site)
    )


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
    change = lookup("change", name, page.site.changes)
    if change.page != page.path:
        raise DataError(
            f"change {name!r} belongs on {change.page}, expected it there or 'page: {page.path}' in its data"
        )
    return tables.change_note(name, change, page.mark(change.source))


def changes(page: Page, *groups: str) -> str:
    """What is so no longer, by service."""
    return _change_tables(page, "changes", groups)


def corrections(page: Page, *groups: str) -> str:
    """What older courses say and never was so, by service."""
    return _change_tables(page, "corrections", groups)


def _change_tables(page: Page, kind: str, groups: tuple[str, ...]) -> str:
    """The tables of `kind`. The search skips them: it finds a change on the page of the fact."""
    is_listed = derive.page_filter(kind, groups, page.site)
    return lists.headed_tables(
        (name, table.caption.partition(":")[0], tables.table(page, name, table, "change:", searched=False))
        for name, table in derive.changes(page.site, kind == "changes").items()
        if is_listed((table.rows[0].see or "").partition("#")[0])
    )


def glossary(page: Page, *groups: str) -> str:
    """The terms that the groups' pages explain, or every one that no other page names."""
    is_listed = derive.page_filter("glossary", groups, page.site)
    return lists.glossary(page, (key for key, term in page.site.terms.items() if is_listed(term.see)))


def all_terms(page: Page, first: str = "", last: str = "") -> str:
    """The names of every term from one letter to another, each a link to its meaning; all of them without letters."""
    letters = terms.by_letter(page.site)
    pages = terms.letter_pages(page.site, list(letters))
    shown = {letter: names for letter, names in letters.items() if terms.is_in_range(letter, first, last)}
    return lists.all_terms(page, shown, pages)


def tables_list(page: Page, *groups: str) -> str:
    """The tables, but those on this page, that the groups' pages explain, or every one that no other page names."""
    build = page.build
    is_listed, own_tables = derive.page_filter("tables_list", groups, page.site), page.site.pages[page.path].tables
    return lists.columns(
        page.link(f"{home_page}#table-{name}", build.tables[name].caption)
        for name, home_page in derive.canonical_pages(build.tables, page.site).items()
        if name not in own_tables and is_listed(home_page)
    )


def exam_cell(page: Page, cell: str = "code") -> str:
    """A cell of exam-versions, for the version that can be taken on the day of the build."""
    version = exam.current(page.site.exam, page.build.day)
    return tables.cell(page, page.cell("exam-versions", version.code.lower(), cell))


def exam_now(page: Page) -> str:
    """Which version can be taken on the day of the build, and for a while what is new."""
    now, upcoming, news = exam.exam_now(page.site.exam, page.build.day)
    marks = "".join(page.mark(version.source) for version in (now, upcoming) if version)
    return lists.exam_now(page, now, upcoming, news, marks)


def answered(page: Page, *names: str) -> str:
    """How many rows of these tables lead to a page: '3 of 8'; 'skills' are all of them."""
    known = page.build.tables
    table_names = (name for name in known if name.startswith("skills-")) if "skills" in names else names
    return exam.format_answered(row for name in table_names for row in lookup("table", name, known).rows)


def skill_count(page: Page, *marks: str) -> str:
    """How many skills the newest exam has, or how many of them are 'new' or 'ai'."""
    return str(sum(all(getattr(skill, mark) for mark in marks) for skill in page.site.exam.newest.skills))


def group_links(page: Page, macro: str, fragment: str = "") -> str:
    """Links to the pages on which `macro` collects one group of services, in a sentence."""
    pages = derive.group_pages(page.site, lookup("macro", macro, dict.fromkeys(COLLECTING_MACROS, macro)))
    return join_words(page.link(path + f"#{fragment}" * bool(fragment), label) for label, path in pages)


def cards(page: Page, group: str | None = None) -> str:
    """A card for each service, by group, or for those of one."""
    groups = page.site.groups
    return lists.cards(page, {group: lookup("group", group, groups)} if group else groups)


def file(page: Page, name: str, words: str = "") -> str:
    """A link to a file that publish/machines adds to the site; only its name in a copy to open from disk."""
    label = text(words or f"`{name.removeprefix('data/v1/')}`")
    if not page.use_directory_urls:
        return label
    return f'<a href="{attribute(url("index.md", page.path) + name)}">{label}</a>'


def archive(page: Page) -> str:
    """The link to the site as a ZIP, or how to make one."""
    if not page.build.archive:
        return "<p>This copy of the site comes without one: <kbd>make offline</kbd> writes it.</p>"
    href = page.href("index.md") + attribute(page.build.archive)
    return f'<p><a href="{href}" download>Download the whole site as a ZIP</a></p>'


def questions(page: Page, *tasks: str) -> str:
    """The practice questions of these tasks of the newest exam; where several pages name a task, a share of them."""
    site = page.site
    known = {task.number: task for task in site.exam.newest.tasks}
    for task in tasks:
        lookup(f"task of {site.exam.newest.code}", task, known)
    keys = questions_ui.shuffled(key for key, home in question_facts.question_pages(site).items() if home == page.path)
    buttons = sheets.print_buttons("Print the questions", "Print them with the key")
    return f"{buttons}\n\n{questions_ui.questions(page, keys)}"


def practice(page: Page, service: str) -> str:
    """Some questions on a service, and where the others are; nothing while there are none."""
    lookup("service", service, page.site.services)
    return questions_ui.service_questions(page, service)


def ask(page: Page, *keys: str) -> str:
    """These practice questions."""
    homes = question_facts.question_pages(page.site)
    for key in keys:
        lookup("question", key, page.site.questions)
        if key not in homes:
            raise DataError(f"{key!r} is not asked yet, expected one that a second reader has answered, on a page")
    return questions_ui.questions(page, keys)


# The macros by the names that pages call; those that need the page alone are functions of `render`.
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
