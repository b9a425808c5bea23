"""What mkdocs alone needs; a build by another engine does without.

What it does to the built site, `python -m checks.links site`, `publish.search` and
`tools.styles` do after any engine.

A build takes the place of the last one when all went well, so a failed one
leaves the last good site as it was: `macros/output.py`. What fails is one line:
`file:line: what, expected`. Serving shows it and lives on: `macros/serving.py`.
"""

import importlib
import logging
import os
import re
import sys
import traceback
from pathlib import Path

from jinja2 import TemplateSyntaxError
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import event_priority
from mkdocs_macros.errors import format_error
from yaml import MarkedYAMLError

ROOT = Path(__file__).parent.parent
LOGGERS = [logging.getLogger(name) for name in ("mkdocs", "properdocs")]  # the fork's classes are its own, too
_loop = None  # what `mkdocs serve` runs
_output = None  # the folder that a build writes to


def on_startup(*, command: str, dirty: bool) -> None:
    global _loop
    # The plugin tells at each build what it has loaded, and prints tracebacks: `_shown` says it in one line.
    logging.getLogger("mkdocs.plugins.mkdocs_macros.util").setLevel(logging.CRITICAL)
    if command == "serve":
        sys.dont_write_bytecode = True  # Python takes its copy for new when two saves fall into a second
    macros = _import("macros")
    # mkdocs dates the sitemap with it; by the clock, two builds of one commit would differ the day after.
    if stamp := macros.committed(ROOT):
        os.environ.setdefault("SOURCE_DATE_EPOCH", stamp)
    if command == "serve":
        _loop = _import("macros.serving").Loop(ROOT, said)


@event_priority(100)
def on_config(config):
    global _output
    _import("macros")
    for logger in LOGGERS:
        logger.setLevel(min(logger.level, logging.WARNING))  # --quiet would drop the warnings that strict mode counts
    _handle(_located)
    format_error.register(Exception, _shown)
    if _loop:
        _handle(_loop.faults)
        _loop.begin(config)
        for logger in LOGGERS:
            logger.handlers = [handler for handler in logger.handlers if not _counts(handler)]  # strict mode would end the server
    else:
        output, site = _import("macros.output"), Path(config.site_dir).resolve()
        try:
            _output = output.Output(site, lambda: LOGGERS[0].info(f"Waiting for another build of {site}"))
        except output.OutputError as error:
            sys.exit(f"Error: {error}")
        config.site_dir = str(_output.new)
        if fault := next(_faults(config), None):
            sys.exit(f"Error: {fault}")
    return config


def _faults(config):
    """What is wrong with the look: files that are named and not there, templates that are no text, styles that are none."""
    load, styles = map(importlib.import_module, ("macros.load", "tools.styles"))
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    for option in ("extra_css", "extra_javascript"):
        for name in map(str, config[option]):
            if "://" not in name and not any((Path(folder) / name).is_file() for folder in (config.docs_dir, *config.theme.dirs)):
                before, there, _ = text.partition(name)
                yield f"mkdocs.yml:{before.count(chr(10)) + 1 if there else 1}: {option}: there is no {name!r}, expected a file below overrides/ or docs/"
    for path in sorted((ROOT / "overrides").rglob("*.*")):
        try:
            if path.suffix in (".html", ".js", ".svg"):
                load.text(path, ROOT)
            elif path.suffix == ".css":
                yield from styles.faults(path, ROOT)
        except load.DataError as error:
            yield str(error)


@event_priority(-100)
def on_post_build(config) -> None:
    names = ("checks.links", "macros.load", "publish.search", "tools.styles")
    links, load, search, styles = map(importlib.import_module, names)
    built = Path(config.site_dir)
    try:
        if not (_loop and _loop.faults.broken):  # what a broken page lacks is not gone
            links.apply(built)
        if not _loop:
            search.apply(built, load.site(ROOT))
            styles.apply(built)
    except (links.LinkError, load.DataError, search.NoIndex) as error:
        if not _loop:
            sys.exit(f"Error: {error}")
        logging.getLogger("mkdocs.links").error(str(error))
    if not _loop and not any(handler.get_counts() for logger in LOGGERS for handler in logger.handlers if _counts(handler)):
        _output.publish()
        config.site_dir = str(_output.site)


def on_build_error(error: Exception) -> None:
    if not isinstance(error, Abort):
        sys.exit(f"Error: {said(error)}")


def on_shutdown() -> None:
    if _output:
        _output.close()


def _counts(handler: logging.Handler) -> bool:
    """Whether strict mode counts warnings with it."""
    return hasattr(handler, "get_counts")


def _handle(say) -> None:
    """Let `say` change or drop what the engine is about to print."""
    for logger in LOGGERS:
        for handler in logger.handlers:
            if not _counts(handler):
                handler.addFilter(say)


def _import(name: str):
    """Import the macros before the plugin does, which would print a traceback, and what else is ours."""
    if str(ROOT) not in sys.path:  # mkdocs forgets what a hook adds while it is loaded
        sys.path.insert(0, str(ROOT))
    try:
        return importlib.import_module(name)
    except Exception as error:
        sys.exit(f"Error: {said(error)}")


def said(error: BaseException) -> str:
    """`file:line: what` of an error: the last place of the house that it came through, if any."""
    if isinstance(error.__context__, MarkedYAMLError) and error.__context__.problem_mark:
        mark = error.__context__.problem_mark
        return f"{_name(mark.name)}:{mark.line + 1}: not valid YAML: {error.__context__.problem}"
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return f"{_name(error.filename)}:{error.lineno}: not a valid template: {error.message}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_name(error.filename)}:{error.lineno}: not valid Python: {error.msg}"
    if isinstance(error, OSError) and _output and (refused := _output.refused(error)):
        return refused
    if isinstance(error, (SystemExit, MkDocsException)):
        return str(error).removeprefix("Error: ").replace(f"{ROOT}/", "")
    names = [(_name(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    own = [f"{name}:{line}: " for name, line in names if name.startswith(("checks/", "macros/", "overrides/", "publish/", "tools/"))]
    own = [place for place in own if not place.startswith(("macros/hooks.py", "macros/serving.py"))]
    return f"{own[-1] if own else ''}{type(error).__name__}: {' '.join(str(error).split())}"


def _name(path: str) -> str:
    """The file as messages show it: from the root of the house."""
    return Path(path).relative_to(ROOT).as_posix() if Path(path).is_relative_to(ROOT) else path


def _shown(error: Exception, markdown: str, page) -> str:
    """What the plugin shows in place of a page whose macro raised what is no `DataError`."""
    macros = sys.modules["macros"]
    name = f"docs/{page.file.src_uri}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    line = (lines[-1] if lines else 1) + macros._skipped(ROOT / name)
    return macros._fail(f"{name}:{line}: {said(error)}", bool(_loop))


# What mkdocs says without a line: the file, what to look for in it, and what is said.
_LACKING = (
    (r"Doc file '(?P<file>[^']+)' (?P<what>contains an? [a-z ]*'(?P<text>[^']+)'.*)", "docs/{file}", "{text}"),
    (r"The following pages exist .*?- (?P<file>\S+)", "docs/{file}", "---"),
    (r"(?P<what>A reference to '(?P<text>[^']+)' is included in the 'nav' .*)", "mkdocs.yml", "{text}"),
    (r"(?P<what>Template skipped: '(?P<text>[^']+)' not found in docs_dir.*)", "mkdocs.yml", "{text}"),
    (r"Config value '(?P<text>\w+)': (?P<what>.*)", "mkdocs.yml", "\n{text}:"),
)


def _located(record: logging.LogRecord) -> bool:
    """Add file and line to what mkdocs says without; drop what `said` says better."""
    message = record.getMessage()
    if re.match("Error (read|build)ing page ", message):
        return False
    if _output:
        message = message.replace(str(_output.new), str(_output.site))
    for pattern, file, sought in _LACKING:
        if found := re.match(pattern, message, re.DOTALL):
            groups = found.groupdict()
            if "text" in groups:
                groups["text"] = groups["text"].partition(" - ")[0]  # an entry that is indented too far goes on so
            others = message.count("\n  - ") - 1
            name = file.format(**groups)
            text = "\n" + (ROOT / name).read_text(encoding="utf-8", errors="replace") if (ROOT / name).exists() else ""
            before, there, _ = text.partition(sought.format(**groups))
            line = before.count("\n") + sought.startswith("\n") if there else 1
            what = "not in the nav of mkdocs.yml" + f", nor are {others} more" * (others > 0) + ", expected it there"
            message = f"{name}:{line}: {groups.get('what', what)}"
    record.msg, record.args = message, ()
    return True
