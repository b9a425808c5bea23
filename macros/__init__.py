"""Macros for pages: `define_env` loads the facts once a build and registers what a page may call."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta, nodes, pass_context

from . import derive, diagram, load, model, pages, render, standing
from .unwritten import unwritten

log = logging.getLogger("mkdocs.macros")


def today(root: Path) -> dt.date:
    """The day the build speaks of: SITE_DATE, else SOURCE_DATE_EPOCH, else the last commit's, else the clock's."""
    if day := os.environ.get("SITE_DATE"):
        try:
            return dt.date.fromisoformat(day)
        except ValueError:
            raise load.DataError(f"SITE_DATE: {day!r} is not a day, expected for example 2026-11-22") from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH") or committed(root):
        if not epoch.isdecimal():
            raise load.DataError(f"SOURCE_DATE_EPOCH: {epoch!r} is no number of seconds, expected for example 1795305600")
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    return dt.date.today()


def committed(root: Path) -> str:
    """When the last commit was made, in seconds since 1970; nothing where git knows of none."""
    return git(root, "log", "-1", "--format=%ct").strip()


def git(root: Path, *arguments: str) -> str:
    """What git prints; nothing where it fails, as outside of a repository, and where there is no git, as in a slim image."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout


def define_env(env) -> None:
    """Register the macros. `env` is mkdocs-macros' environment, or one that looks like it.

    Bad data ends a build with one message. While serving, each page shows it.
    """
    root = Path(env.project_dir)
    serving = bool(env.conf.get("extra", {}).get("serving"))
    directories = bool(env.conf.get("use_directory_urls", True))
    broken = ""
    if not serving and (blanks := unwritten(root)):
        _fail("still to be written:\n" + "\n".join(f"  {blank}" for blank in blanks))
    try:
        facts = load.site(root)
        day = today(root)
        due = day - dt.timedelta(days=load.DUE_DAYS)
        tables = {**derive.tables(facts, day), **facts.tables}
        homes = derive.homes(tables, facts)
        machine = standing.machine(facts.checks, facts.packages, facts.places)
    except load.DataError as error:
        broken = str(error)
        _fail(broken, serving)

    def macro(function):
        """Register `function`; on bad input say the page and line that called it."""

        @pass_context
        @functools.wraps(function)
        def called(context, *args, **kwargs):
            page = context["page"]
            if broken:
                said, page.meta["broken"] = page.meta.get("broken"), True
                return "" if said else _fail(broken, serving)  # once a page
            try:
                inspect.signature(function).bind(page, *args, **kwargs)
                return _linked(function(page, *args, **kwargs), page, directories)
            except (load.DataError, TypeError) as error:
                return _fail(f"{_place(page, root)}: {function.__name__}: {error}", serving)

        env.macro(called, function.__name__)
        return function

    def pick(what: str, name: str, known):
        if name not in known:
            raise load.DataError(load.unknown(what, name, known))
        return known[name]

    def mark(page, source: str) -> str:
        if "listed" in page.meta:
            raise load.DataError("stands below sources(), expected it above")
        cited = page.meta.setdefault("cited", [])
        of = pick("source", source, facts.sources)
        if source not in cited:
            cited.append(source)
        return render.cite(cited.index(source) + 1, of)

    @macro
    def table(page, name):
        """The table `name` of data/<service>/tables/, or a computed one."""
        of = pick("table", name, tables)
        return render.table(name, of, facts.sources, _path(page), directories, standing.under(f"{name}.", machine), due)

    @macro
    def chooser(page, *groups):
        """What to pick when a question says something, of the services in `groups`, or of all that no other page names."""
        of = derive.chooser(facts, derive.collected("chooser", groups, facts))
        return render.table("chooser", of, facts.sources, _path(page), directories, standing.under("chooser.", machine), due) if of else ""

    @macro
    def comparisons(page, *groups):
        """The comparisons of the services in `groups`, or of all that no other page names, by service."""
        listed, here, out = derive.collected("comparisons", groups, facts), facts.pages[_path(page)].tables, []
        for service, names in derive.comparisons(facts, tables, homes).items():
            shown = [table(page, name) for name in names if name not in here and listed(homes[name])]
            out += [render.service_head(service, facts.services.get(service), _path(page), directories), *shown] if shown else []
        return "\n\n".join(out)

    def one_cell(name: str, row: str, column: str) -> model.Cell:
        rows = {one.id: one for one in pick("table", name, tables).rows}
        return pick("column", column, pick("row", row, rows).cells)

    @macro
    def value(page, name, row, column, note=True):
        """One cell of a table, as text in a sentence; of a quantity without its default, steps and note, if not `note`."""
        of = one_cell(name, row, column)
        return render.cell(of if note else render.bare(of))

    @macro
    def sheet(page, name):
        """The cheat sheet `name` of data/<service>/sheet.yml."""
        of = pick("cheat sheet", name, facts.sheets)
        return render.sheet(of, facts.sources, _path(page), directories, standing.under(f"sheet:{name}.", machine), due)

    @macro
    def sheets(page, *groups):
        """The cheat sheets of the groups' pages, or every one that no other page names, a tab each."""
        place = derive.order(facts)
        listed = derive.collected("sheets", groups, facts)
        ordered = sorted((one for one in facts.sheets.values() if listed(one.page)), key=lambda one: place.get(model.area(one.page), len(place)))
        done = {of.label: standing.under(f"sheet:{name}.", machine) for name, of in facts.sheets.items()}
        return render.sheets(ordered, facts.sources, _path(page), directories, done, due)

    @macro
    def sheets_list(page):
        """A link to each cheat sheet, in the order of the services."""
        place = derive.order(facts)
        links = [model.Link(page=of.page, text=of.label) for _, of in sorted(facts.sheets.items(), key=lambda one: place.get(one[0], len(place)))]
        return render.links(links, _path(page), directories)

    @macro
    def picture(page, name):
        """The drawing images/<service>/<name>.svg."""
        return diagram.inline(name, pick("picture", name, facts.pictures))

    @macro
    def deployment(page, name):
        """The steps of a deployment policy of data/elastic-beanstalk/deployments.yml, drawn."""
        return diagram.deployment(name, pick("deployment", name, facts.policies))

    @macro
    def cite(page, name, *names):
        """Marks that lead to the page's list of sources."""
        names = (name, *names)
        return "".join(mark(page, name) for name in names)

    @macro
    def sources(page):
        """The sources cited so far on this page; stands last."""
        cited = page.meta.get("cited", [])
        if not cited:
            raise load.DataError("nothing is cited above, expected at least one cite(...) or no sources()")
        page.meta["listed"] = True
        return render.sources((facts.sources[name] for name in cited), due)

    @macro
    def changed(page, name):
        """The note for an entry of data/<service>/changes.yml."""
        of = pick("change", name, facts.changes)
        here = _path(page)
        if of.page != here:
            raise load.DataError(f"change {name!r} belongs on {of.page}, expected it there or 'page: {here}' in its data")
        return render.changed(name, of, mark(page, of.source))

    def listed_changes(page, kind, groups):
        """The tables of `kind` of the services in `groups`. The search passes them over: it finds what is no longer so on the page of the fact."""
        chosen, done = derive.collected(kind, groups, facts), standing.under("change:", machine)
        return render.listed(
            (name, of.caption.partition(":")[0], render.table(name, of, facts.sources, _path(page), directories, done, due, searched=False))
            for name, of in derive.changes(facts, kind).items()
            if chosen(of.rows[0].see.partition("#")[0])
        )

    @macro
    def changes(page, *groups):
        """What is so no longer, by service."""
        return listed_changes(page, "changes", groups)

    @macro
    def corrections(page, *groups):
        """What older courses say and never was so, by service."""
        return listed_changes(page, "corrections", groups)

    @macro
    def glossary(page, *groups):
        """The terms that the groups' pages explain, or every one that no other page names."""
        listed = derive.collected("glossary", groups, facts)
        return render.glossary({key: of for key, of in facts.terms.items() if listed(of.see)}, _path(page), directories)

    @macro
    def all_terms(page):
        """Every term of the site from A to Z, each a link to the glossary that has it."""
        return render.all_terms(derive.term_pages(facts), facts.terms, _path(page), directories)

    @macro
    def tables_list(page, *groups):
        """The tables, but those on this page, that the groups' pages explain, or every one that no other page names."""
        listed, here = derive.collected("tables_list", groups, facts), facts.pages[_path(page)].tables
        others = {name: home for name, home in homes.items() if name not in here and listed(home)}
        return render.table_list(others, tables, _path(page), directories)

    @macro
    def counts(page):
        """How many facts there are, by what they rest on."""
        return render.counts(derive.counts(facts, machine))

    @macro
    def by_machine(page):
        """Every table and sheet of which a machine checks something."""
        return render.by_machine(derive.by_machine(facts, machine), _path(page), directories)

    @macro
    def exam(page, cell="code"):
        """A cell of exam-versions, for the version that can be taken on the day of the build."""
        return render.cell(one_cell("exam-versions", derive.current(facts.exam, day).code.lower(), cell))

    @macro
    def exam_now(page):
        """Which version can be taken on the day of the build, and for a while what is new."""
        now, then, news = derive.exam_now(facts.exam, day)
        marks = "".join(mark(page, version.source) for version in (now, then) if version)
        return render.exam_now(now, then, news, marks, _path(page), directories)

    @macro
    def answered(page, *names):
        """How many rows of these tables lead to a page: '3 of 8'; 'skills' are all of them."""
        every = [name for name in tables if "skills" in names and name.startswith("skills-")]
        return derive.answered(row for name in every or names for row in pick("table", name, tables).rows)

    @macro
    def skill_count(page, *marks):
        """How many skills the newest exam has, or how many of them are 'new' or 'ai'."""
        return str(sum(all(getattr(skill, mark) for mark in marks) for skill in facts.exam.newest.skills))

    @macro
    def cards(page, group=None):
        """A card for each service, by group, or for those of one."""
        return render.cards(derive.cards(facts, group and pick("group", group, facts.areas) and group), _path(page), directories)


def on_pre_page_macros(env) -> None:
    """Say where a page's template is broken, or calls what there is not, before the plugin prints a traceback; and what it would show wrongly."""
    root, serving = Path(env.project_dir), bool(env.conf.get("extra", {}).get("serving"))
    skipped = _skipped(root / "docs" / _path(env.page))
    for line, what in pages.faults(pages.Page("\n" * skipped + env.markdown)):
        _fail(f"docs/{_path(env.page)}:{line}: {what}", serving)  # the page is shown all the same
    try:
        tree = env.env.parse(env.markdown)
        names = meta.find_undeclared_variables(tree) - set(env.variables) - set(env.env.globals) - set(env.page.meta)
        macros = env.variables["macros"]
        bare = [(node.lineno, node.name) for shown in tree.find_all(nodes.Output) for node in shown.nodes if isinstance(node, nodes.Name) and node.name in macros]
        single = re.search(rf"(?<!\{{)\{{ *({'|'.join(macros)})\(", env.markdown)
        if names:
            line, name = min((node.lineno, node.name) for node in tree.find_all(nodes.Name) if node.name in names)
            what = load.unknown("macro", name, macros)
        elif bare:
            line, name = min(bare)
            what = f"{name} is named, not called, expected {{{{ {name}() }}}}"
        elif single:
            line, what = env.markdown.count("\n", 0, single.start()) + 1, f"one brace before {single[1]}(, expected two: {{{{ {single[1]}(...) }}}}"
        else:
            return
    except TemplateSyntaxError as error:
        line, what = error.lineno, f"not a valid macro call: {error.message}, or a missing {{% raw %}}"
    shown = _fail(f"docs/{_path(env.page)}:{line + skipped}: {what}", serving)
    env.markdown = f"{{% raw %}}{shown}{{% endraw %}}"  # the message itself may quote template syntax


def on_post_page_macros(env) -> None:
    """Refuse marks that lead nowhere."""
    if env.page.meta.get("cited") and "listed" not in env.page.meta and 'class="build-error"' not in env.markdown:  # which follows from another fault
        path = Path(env.project_dir) / "docs" / _path(env.page)
        lines = path.read_text(encoding="utf-8", errors="replace").count("\n")
        env.markdown += _fail(f"docs/{_path(env.page)}:{lines}: cites, and lists no sources, expected {{{{ sources() }}}} at the end", bool(env.conf.get("extra", {}).get("serving")))


def _path(page) -> str:
    """The page's path below docs/, under mkdocs and under its successor."""
    return page.file.src_uri if hasattr(page, "file") else page.path


def _linked(html: str, page, directories: bool) -> str:
    """`html` for the engine that asked: Zensical reads its addresses as seen from the page's file, mkdocs from the page's own folder."""
    if hasattr(page, "file") or not directories or page.path.endswith("index.md"):
        return html
    return html.replace('href="../', 'href="')


def _place(page, root: Path) -> str:
    """`docs/page.md:line` of the macro call under way, found from the template's own frames."""
    path = root / "docs" / _path(page)
    line, frame = 1, sys._getframe()
    while frame:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(frame.f_lineno)
            break
        frame = frame.f_back
    return f"docs/{_path(page)}:{line + _skipped(path)}"


def _skipped(path: Path) -> int:
    """How many lines of the page stand before its template: the front matter and the blank lines after it."""
    return pages.Page(path.read_text(encoding="utf-8", errors="replace")).skipped


def _fail(message: str, serving: bool = False) -> str:
    """End the build with `message`, or, while serving, log it and return it for the page to show."""
    if not serving:
        # SystemExit passes through the plugin's own handler, which would print a traceback.
        sys.exit(f"Error: {message}")
    log.error(message)  # every macro of every page repeats it; serving says it once
    return f'<p class="build-error" role="alert">{render.literal(message)}</p>'
