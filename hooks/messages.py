"""What goes wrong, in one line: `file:line: what, expected`."""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path

from jinja2 import TemplateSyntaxError
from mkdocs.exceptions import MkDocsException
from yaml import MarkedYAMLError

ROOT = Path(__file__).parent.parent
_CODE = ("checks/", "macros/", "overrides/", "publish/")  # where an error is ours


def describe(error: BaseException) -> str:
    """`file:line: what` of an error: the last place of the repository that it came through, if any."""
    if isinstance(error.__context__, MarkedYAMLError) and error.__context__.problem_mark:
        mark = error.__context__.problem_mark
        return f"{_name(mark.name)}:{mark.line + 1}: not valid YAML: {error.__context__.problem}"
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return f"{_name(error.filename)}:{error.lineno}: not a valid template: {error.message}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_name(error.filename)}:{error.lineno}: not valid Python: {error.msg}"
    if isinstance(error, (SystemExit, MkDocsException)):
        return str(error).removeprefix("Error: ").replace(f"{ROOT}/", "")
    names = [(_name(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    own = [f"{name}:{line}: " for name, line in names if name.startswith(_CODE)]
    return f"{own[-1] if own else ''}{type(error).__name__}: {' '.join(str(error).split())}"


def _name(path: str) -> str:
    """The file as messages show it: from the root of the repository."""
    return Path(path).relative_to(ROOT).as_posix() if Path(path).is_relative_to(ROOT) else path


# What mkdocs says without a line: the file, what to look for in it, and what is said.
_LACKING = (
    (r"Doc file '(?P<file>[^']+)' (?P<what>contains an? [a-z ]*'(?P<text>[^']+)'.*)", "docs/{file}", "{text}"),
    (r"The following pages exist .*?- (?P<file>\S+)", "docs/{file}", "---"),
    (r"(?P<what>A reference to '(?P<text>[^']+)' is included in the 'nav' .*)", "mkdocs.yml", "{text}"),
    (r"(?P<what>Template skipped: '(?P<text>[^']+)' not found in docs_dir.*)", "mkdocs.yml", "{text}"),
    (r"Config value '(?P<text>\w+)': (?P<what>.*)", "mkdocs.yml", "\n{text}:"),
)


def located(record: logging.LogRecord) -> bool:
    """Add file and line to what mkdocs says without; drop what `describe` says better."""
    message = record.getMessage().replace("/.new", "")  # the folder that a build fills (publish/output.py)
    if re.match("Error (read|build)ing page ", message):
        return False
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
