"""Macros for pages: `define_env` loads the facts once a build and registers what a page may call."""

from __future__ import annotations

import functools
import inspect
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from jinja2 import TemplateSyntaxError, meta, nodes, pass_context

from .facts import derive, load, pages
from .facts.dates import today
from .facts.errors import DataError, unknown
from .facts.todo import unwritten
from .functions import MACROS
from .page import Book
from .render.tables import merge_marks
from .render.text import literal

log = logging.getLogger("mkdocs.macros")


def define_env(env: Any) -> None:
    """Register the macros. `env` is mkdocs-macros' environment, or one that looks like it.

    Bad data ends a build with one message. While serving, it is logged, and the pages show the last good data.
    """
    root, directories = Path(env.project_dir), bool(env.conf.get("use_directory_urls", True))
    memory = _serving(env)
    if not memory and (blanks := unwritten(root)):
        fail("still to be written:\n" + "\n".join(f"  {blank}" for blank in blanks))
    functions, broken = MACROS, False
    book: Book | None = None
    try:
        book = _book(root, directories, env.conf.get("extra", {}).get("offline") or "")
        if memory:
            memory.last = functions, book
    except DataError as error:
        fail(str(error), memory)
        broken, (last, book) = True, getattr(memory, "last", (MACROS, None))
        if book and not isinstance(book.site, load.Site):  # models of former code, which today's functions misread
            functions = last
    for name, function in functions.items():
        env.macro(_called(name, function, book, broken, root, memory), name)


def _book(root: Path, directories: bool, archive: str) -> Book:
    """All facts of `root` with what is computed from them."""
    facts, day = load.site(root), today(root)
    tables = {**derive.tables(facts, day), **facts.tables}
    return Book(facts, tables, day, directories, archive)


def _called(name: str, function: Any, book: Book | None, broken: bool, root: Path, serving: Any) -> Any:
    """`function` as a page calls it, by `name`; on bad input it says page and line, unless the data is `broken`."""

    @pass_context
    @functools.wraps(function)
    def called(context: Any, *args: Any, **kwargs: Any) -> str:
        if not book:
            return ""
        page = context["page"]
        on = book.page(_path(page), page.meta)
        try:
            inspect.signature(function).bind(on, *args, **kwargs)
            return _linked(function(on, *args, **kwargs), page, book.directories)
        except (DataError, TypeError) as error:
            return "" if broken else fail(f"{_place(page, root)}: {name}: {error}", serving)

    return called


def on_pre_page_macros(env: Any) -> None:
    """Say where a page's template is broken, or calls what there is not, before the plugin prints a traceback; and
    what it would show wrongly.
    """
    path, serving = _path(env.page), _serving(env)
    skipped = lines_above(Path(env.project_dir) / "docs" / path)
    for line, what in pages.faults(pages.Page("\n" * skipped + env.markdown)):
        fail(f"docs/{path}:{line}: {what}", serving)  # the page is shown all the same
    for line, what in _faults(env):
        shown = fail(f"docs/{path}:{line + skipped}: {what}", serving)
        env.markdown = f"{{% raw %}}{shown}{{% endraw %}}"  # the message itself may quote template syntax
        break


def _faults(env: Any) -> Iterator[tuple[int, str]]:
    """The line and words of each thing in a page's template that cannot be rendered as it was meant."""
    try:
        tree = env.env.parse(env.markdown)
    except TemplateSyntaxError as error:
        cure = 'expected {{ name("argument") }}, or {% raw %} around what is no call'
        yield error.lineno, f"not a valid macro call: {error.message}, {cure}"
        return
    macros = env.variables["macros"]
    unset = meta.find_undeclared_variables(tree) - set(env.variables) - set(env.env.globals) - set(env.page.meta)
    for node in tree.find_all(nodes.Name):
        if node.name in unset:
            yield node.lineno, unknown("macro", node.name, macros)
    for shown in tree.find_all(nodes.Output):
        for node in shown.nodes:
            if isinstance(node, nodes.Name) and node.name in macros:
                yield node.lineno, f"{node.name} is named, not called, expected {{{{ {node.name}() }}}}"
    if single := re.search(rf"(?<!\{{)\{{ *({'|'.join(macros)})\(", env.markdown):
        line = env.markdown.count("\n", 0, single.start()) + 1
        yield line, f"one brace before {single[1]}(, expected two: {{{{ {single[1]}(...) }}}}"


def on_post_page_macros(env: Any) -> None:
    """Merge marks that repeat each other, and refuse those that lead nowhere."""
    env.markdown = merge_marks(env.markdown)
    cites = env.page.meta.get("cited") and "listed" not in env.page.meta
    if cites and 'class="build-error"' not in env.markdown:  # which may have been in place of the list
        path = _path(env.page)
        lines = (Path(env.project_dir) / "docs" / path).read_text(encoding="utf-8", errors="replace").count("\n")
        what = "cites, and lists no sources, expected {{ sources() }} at the end"
        env.markdown += fail(f"docs/{path}:{lines}: {what}", _serving(env))


def _serving(env: Any) -> Any:
    """What outlives this module, which a save of code reloads; nothing where no site is served."""
    return env.conf.get("extra", {}).get("serving")


def _path(page: Any) -> str:
    """The page's path below docs/, under mkdocs and under its successor."""
    return str(page.file.src_uri if hasattr(page, "file") else page.path)


def _linked(html: str, page: Any, directories: bool) -> str:
    """`html` for the engine that asked: Zensical reads its addresses as seen from the page's file, mkdocs from the
    page's own folder.
    """
    if hasattr(page, "file") or not directories or page.path.endswith("index.md"):
        return html
    return html.replace('href="../', 'href="')


def _place(page: Any, root: Path) -> str:
    """`docs/page.md:line` of the macro call under way, found from the template's own frames."""
    path = root / "docs" / _path(page)
    line = 1
    frame: FrameType | None = sys._getframe()
    while frame:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(frame.f_lineno)
            break
        frame = frame.f_back
    return f"docs/{_path(page)}:{line + lines_above(path)}"


def lines_above(path: Path) -> int:
    """How many lines of the page stand before its template: the front matter and the blank lines after it."""
    return pages.Page(path.read_text(encoding="utf-8", errors="replace")).skipped


def fail(message: str, serving: Any = None) -> str:
    """End the build with `message`, or, while serving, log it and return it for the page to show."""
    if not serving:
        # SystemExit passes through the plugin's own handler, which would print a traceback.
        sys.exit(f"Error: {message}")
    log.error(message)  # every macro of every page repeats it; serving says it once
    return f'<p class="build-error" role="alert">{literal(message)}</p>'
