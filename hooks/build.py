"""Hooks of mkdocs; a build by another engine does without.

What they do to the built site, `python -m publish site` does after any engine.

A build replaces the last one when all went well, so a failed one leaves the last
good site as it was: `publish/output.py`. An error is one line: `hooks/messages.py`.
Serving shows it and goes on: `hooks/serve.py`, which reloads modules whose file is
saved; so they are imported where they are used.
"""

import logging
import os
import sys
import traceback
from pathlib import Path

from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs_macros.errors import format_error

try:
    from hooks.messages import ROOT, add_location, describe
except ModuleNotFoundError:
    sys.exit("Error: the repository is not on Python's path, expected `make build` or `python -m mkdocs` at its root")

LOGGERS = [logging.getLogger(name) for name in ("mkdocs", "properdocs")]  # the fork's classes are its own, too
_loop = None  # the `serve.Loop` of `mkdocs serve`
_output = None  # the `output.Output` that a build writes to


def on_startup(*, command: str, dirty: bool) -> None:
    global _loop
    # The plugin tells at each build what it has loaded, and prints tracebacks: `_macro_error` says it in one line.
    logging.getLogger("mkdocs.plugins.mkdocs_macros.util").setLevel(logging.CRITICAL)
    if command == "serve":
        sys.dont_write_bytecode = True  # Python takes its copy for new when two saves fall into a second
    try:  # before the plugin does, which would print a traceback
        import macros  # noqa: F401
        from hooks import serve
        from macros.facts.dates import last_commit_time
    except Exception as error:
        sys.exit(f"Error: {describe(error)}")
    # mkdocs dates the sitemap with it; by the clock, two builds of one commit would differ the day after.
    if stamp := last_commit_time(ROOT):
        os.environ.setdefault("SOURCE_DATE_EPOCH", stamp)
    if command == "serve":
        _loop = serve.Loop(ROOT)


@event_priority(100)
def on_config(config):
    global _output
    for logger in LOGGERS:
        logger.setLevel(min(logger.level, logging.WARNING))  # --quiet would drop the warnings that strict mode counts
    _add_filter(add_location)
    format_error.register(Exception, _macro_error)
    if _loop:
        import macros  # noqa: F401 - before the plugin does, which would print a traceback

        _add_filter(_loop.diagnostics)
        _loop.begin(config)
        for logger in LOGGERS:
            # Strict mode would end the server.
            logger.handlers = [handler for handler in logger.handlers if not _is_strict_counter(handler)]
    else:
        from publish import output

        site = Path(config.site_dir).resolve()
        try:
            _output = output.Output(site, lambda: LOGGERS[0].info(f"Waiting for another build of {site}"))
        except output.OutputError as error:
            sys.exit(f"Error: {error}")
        config.site_dir = str(_output.new)
        if error := next(_theme_errors(config), None):
            sys.exit(f"Error: {error}")
    return config


def _theme_errors(config):
    """Files named in mkdocs.yml that do not exist, templates that are not UTF-8, style sheets that are not CSS."""
    from macros.facts import errors, files
    from publish import css

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    for option in ("extra_css", "extra_javascript"):
        for name in map(str, config[option]):
            if "://" not in name and not any(
                (Path(folder) / name).is_file() for folder in (config.docs_dir, *config.theme.dirs)
            ):
                line = text.count("\n", 0, max(text.find(name), 0)) + 1
                yield f"mkdocs.yml:{line}: {option}: there is no {name!r}, expected a file below overrides/ or docs/"
    for path in sorted((ROOT / "overrides").rglob("*.*")):
        try:
            if path.suffix in (".html", ".js", ".svg"):
                files.read_text(path, ROOT)
            elif path.suffix == ".css":
                yield from css.find_errors(path, ROOT)
        except errors.DataError as error:
            yield str(error)


@event_priority(-100)
def on_post_build(config) -> None:
    from macros.facts import load
    from publish import links, places, practice, steps

    site = Path(config.site_dir)
    try:
        if not _loop:
            steps.apply(site, load.site(ROOT))
        else:
            if not _loop.diagnostics.has_error:  # what a broken page lacks is not gone
                places.apply(site, load.site(ROOT))
                links.apply(site)
            practice.apply(site)
    except steps.ERRORS as error:
        if not _loop:
            sys.exit(f"Error: {error}")
        logging.getLogger("mkdocs.links").error(str(error))
    if not _loop and not any(
        handler.get_counts() for logger in LOGGERS for handler in logger.handlers if _is_strict_counter(handler)
    ):
        _output.publish()
        config.site_dir = str(_output.site)


def on_build_error(error: Exception) -> None:
    if not isinstance(error, Abort):
        message = _output.describe_error(error) if _output and isinstance(error, OSError) else None
        sys.exit(f"Error: {message or describe(error)}")


def on_shutdown() -> None:
    if _output:
        _output.close()


def _is_strict_counter(handler: logging.Handler) -> bool:
    """Whether strict mode counts warnings by it."""
    return hasattr(handler, "get_counts")


def _add_filter(log_filter) -> None:
    """Let the logging filter change or drop what mkdocs is about to print."""
    for logger in LOGGERS:
        for handler in logger.handlers:
            if not _is_strict_counter(handler):
                handler.addFilter(log_filter)


def _macro_error(error: Exception, markdown: str, page) -> str:
    """What the plugin shows in place of a page whose macro raised what is no `DataError`."""
    import macros

    name = f"docs/{page.file.src_uri}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    line = (lines[-1] if lines else 1) + macros.lines_above(ROOT / name)
    return macros.fail(f"{name}:{line}: {describe(error)}", bool(_loop))
