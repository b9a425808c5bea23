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
from .facts.dates import build_date
from .facts.errors import DataError, unknown
from .facts.todo import find_todos
from .functions import MACROS
from .page import Build
from .render.tables import merge_marks
from .render.text import literal

log = logging.getLogger("mkdocs.macros")


def define_env(env: Any) -> None:
    """Register the macros. `env` is mkdocs-macros' environment, or one that looks like it.

    Bad data ends a build with one message. While serving, it is logged, and the pages show the last good data.
    """
    root, use_directory_urls = Path(env.project_dir), bool(env.conf.get("use_directory_urls", True))
    serving = _serving_state(env)
    if not serving and (todos := find_todos(root)):
        fail("still to be written:\n" + "\n".join(f"  {todo}" for todo in todos))
    functions, is_broken = MACROS, False
    build: Build | None = None
    try:
        build = _load_build(root, use_directory_urls, env.conf.get("extra", {}).get("offline") or "")
        if serving:
            serving.last = functions, build
    except DataError as error:
        fail(str(error), serving)
        is_broken, (last_functions, build) = True, getattr(serving, "last", (MACROS, None))
        if build and not isinstance(build.site, load.Site):  # made by code before a reload
            functions = last_functions
    for name, function in functions.items():
        env.macro(_wrap(name, function, build, is_broken, root, serving), name)


def _load_build(root: Path, use_directory_urls: bool, archive: str) -> Build:
    """All facts of `root` with what is computed from them."""
    facts, day = load.site(root), build_date(root)
    tables = {**derive.tables(facts, day), **facts.tables}
    return Build(facts, tables, day, use_directory_urls, archive)


def _wrap(name: str, function: Any, build: Build | None, is_broken: bool, root: Path, serving: Any) -> Any:
    """`function` as a page calls it, by `name`; for bad input it reports page and line, unless the data `is_broken`."""

    @pass_context
    @functools.wraps(function)
    def macro(context: Any, *args: Any, **kwargs: Any) -> str:
        if not build:
            return ""
        page = context["page"]
        caller = build.page(_page_path(page), page.meta)
        try:
            inspect.signature(function).bind(caller, *args, **kwargs)
            return _adapt_links(function(caller, *args, **kwargs), page, build.use_directory_urls)
        except (DataError, TypeError) as error:
            return "" if is_broken else fail(f"{_call_position(page, root)}: {name}: {error}", serving)

    return macro


def on_pre_page_macros(env: Any) -> None:
    """Report faults of a page's template and text, before the plugin prints a traceback."""
    path, serving = _page_path(env.page), _serving_state(env)
    skipped = lines_above(Path(env.project_dir) / "docs" / path)
    for line, message in pages.find_faults(pages.Page("\n" * skipped + env.markdown)):
        fail(f"docs/{path}:{line}: {message}", serving)  # the page is shown all the same
    for line, message in _template_faults(env):
        html = fail(f"docs/{path}:{line + skipped}: {message}", serving)
        env.markdown = f"{{% raw %}}{html}{{% endraw %}}"  # the message itself may quote template syntax
        break


def _template_faults(env: Any) -> Iterator[tuple[int, str]]:
    """The line and message of each fault in a page's template."""
    try:
        tree = env.env.parse(env.markdown)
    except TemplateSyntaxError as error:
        hint = 'expected {{ name("argument") }}, or {% raw %} around what is no call'
        yield error.lineno, f"not a valid macro call: {error.message}, {hint}"
        return
    macros = env.variables["macros"]
    undefined = meta.find_undeclared_variables(tree) - set(env.variables) - set(env.env.globals) - set(env.page.meta)
    for node in tree.find_all(nodes.Name):
        if node.name in undefined:
            yield node.lineno, unknown("macro", node.name, macros)
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.Name) and node.name in macros:
                yield node.lineno, f"{node.name} is named, not called, expected {{{{ {node.name}() }}}}"
    if match := re.search(rf"(?<!\{{)\{{ *({'|'.join(macros)})\(", env.markdown):
        line = env.markdown.count("\n", 0, match.start()) + 1
        yield line, f"one brace before {match[1]}(, expected two: {{{{ {match[1]}(...) }}}}"


def on_post_page_macros(env: Any) -> None:
    """Merge repeated marks, and refuse marks on a page without a list of sources."""
    env.markdown = merge_marks(env.markdown)
    lacks_list = env.page.meta.get("cited") and "listed" not in env.page.meta
    if lacks_list and 'class="build-error"' not in env.markdown:  # which may stand in place of the list
        path = _page_path(env.page)
        lines = (Path(env.project_dir) / "docs" / path).read_text(encoding="utf-8", errors="replace").count("\n")
        message = "cites, and lists no sources, expected {{ sources() }} at the end"
        env.markdown += fail(f"docs/{path}:{lines}: {message}", _serving_state(env))


def _serving_state(env: Any) -> Any:
    """State that outlives a reload of this module; None where no site is served."""
    return env.conf.get("extra", {}).get("serving")


def _page_path(page: Any) -> str:
    """The page's path below docs/, under mkdocs and under its successor."""
    return str(page.file.src_uri if hasattr(page, "file") else page.path)


def _adapt_links(html: str, page: Any, use_directory_urls: bool) -> str:
    """`html` for the engine: Zensical resolves links from the page's file, mkdocs from the page's own folder."""
    if hasattr(page, "file") or not use_directory_urls or page.path.endswith("index.md"):
        return html
    return html.replace('href="../', 'href="')


def _call_position(page: Any, root: Path) -> str:
    """`docs/page.md:line` of the current macro call, from the stack frame of the template."""
    path = root / "docs" / _page_path(page)
    line = 1
    frame: FrameType | None = sys._getframe()
    while frame:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = template.get_corresponding_lineno(frame.f_lineno)
            break
        frame = frame.f_back
    return f"docs/{_page_path(page)}:{line + lines_above(path)}"


def lines_above(path: Path) -> int:
    """The number of lines above a page's template: the front matter and the blank lines after it."""
    return pages.Page(path.read_text(encoding="utf-8", errors="replace")).skipped


def fail(message: str, serving: Any = None) -> str:
    """End the build with `message`, or, while serving, log it and return it for the page to show."""
    if not serving:
        # SystemExit passes through the plugin's own handler, which would print a traceback.
        sys.exit(f"Error: {message}")
    log.error(message)  # each macro of each page repeats it; while serving it is shown once
    return f'<p class="build-error" role="alert">{literal(message)}</p>'
