"""Error messages in one line: `file:line: what is wrong, what is expected`."""

from __future__ import annotations

import difflib
import logging
import os
import re
import traceback
from pathlib import Path

from jinja2 import TemplateSyntaxError
from mkdocs.exceptions import MkDocsException
from yaml import MarkedYAMLError

ROOT = Path(__file__).parent.parent
_OUR_CODE = ("checks/", "macros/", "overrides/", "publish/")
_SETTINGS_MESSAGES = ("Config value ", "A reference to ", "Template skipped: ", "The following pages exist ")


class Diagnostics(logging.Filter):
    """The warnings and errors since the last save, without repeats, and without warnings that follow from an error."""

    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        self.messages: list[str] = []
        self.has_error = False

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or record.name == "mkdocs.livereload":
            return True
        message = record.getMessage()
        if message in self.messages or (self.has_error and record.levelno < logging.ERROR):
            return False
        self.messages.append(message)
        self.has_error |= record.levelno >= logging.ERROR
        return True


def describe(error: BaseException) -> str:
    """`file:line: what` of an error: the last frame of its traceback that is ours, if any."""
    if isinstance(error.__context__, MarkedYAMLError) and error.__context__.problem_mark:
        mark = error.__context__.problem_mark
        return f"{_relative(mark.name)}:{mark.line + 1}: not valid YAML: {error.__context__.problem}"
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return f"{_relative(error.filename)}:{error.lineno}: not a valid template: {error.message}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(error.filename)}:{error.lineno}: not valid Python: {error.msg}"
    if isinstance(error, (SystemExit, MkDocsException)):
        return str(error).removeprefix("Error: ").replace(f"{ROOT}/", "")
    frames = [(_relative(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [f"{name}:{line}: " for name, line in frames if name.startswith(_OUR_CODE)]
    return f"{ours[-1] if ours else ''}{type(error).__name__}: {' '.join(str(error).split())}"


def _relative(path: str) -> str:
    """The path relative to the root of the repository, if it is below."""
    return Path(path).relative_to(ROOT).as_posix() if Path(path).is_relative_to(ROOT) else path


def add_location(record: logging.LogRecord) -> bool:
    """Logging filter: put `file:line` before a message of mkdocs; drop one that `describe` says better."""
    message = record.getMessage().replace("/.new", "")  # the directory that a build fills (publish/output.py)
    if message.startswith(("Error reading page ", "Error building page ")):
        return False
    if match := re.match(r"Doc file '([^']+)' (.*)", message, re.DOTALL):
        page, problem = match.groups()
        message = _locate(f"docs/{page}", problem)
        if hint := _link_hint(page, problem):
            message = f"{message.rstrip('.')}, expected {hint}"
    elif message.startswith(_SETTINGS_MESSAGES):
        message = _locate("mkdocs.yml", message)
    record.msg, record.args = message, ()
    return True


def _link_hint(page: str, message: str) -> str:
    """What to write instead of a broken link: the pages with the most similar names, as `page` links to them."""
    if "does not contain an anchor" in message:
        return "the address that the link beside a heading, row or term has"
    if not (link := re.search(r"a link '([^'#]+).* is not found among", message)):
        return ""
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    folder = os.path.dirname(page)
    similar = difflib.get_close_matches(os.path.normpath(os.path.join(folder, link[1])), pages, 3)
    links = [os.path.relpath(name, folder or ".") for name in similar]
    return f"for example {', '.join(links)}" if links else "a file below docs/"


def _locate(name: str, message: str) -> str:
    """`message` in one line, after the file `name` and the line of the key or text that it quotes first."""
    quoted = re.search(r"""(['"])(.+?)\1""", message)
    # YAML joins an entry that is indented too far.
    pattern = re.escape(quoted[2].partition(" - ")[0]) if quoted else "$"
    path = ROOT / name
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    match = re.search(f"^{pattern}:", text, re.MULTILINE) or re.search(pattern, text)
    line = text.count("\n", 0, match.start()) + 1 if match else 1
    return f"{name}:{line}: {' '.join(message.split())}"
