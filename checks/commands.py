"""The commands of the site: found in the shell samples and the inline code of the built pages.

`aws` and `eb` lines go through the clients' own parsers (`checks.cli`). Inline
code that holds nothing but the names of a command (`aws ecr delete-repository`)
names it, and need only exist; anything more is a line a reader would run.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARSERS = {"aws": "awscli", "eb": "awsebcli"}
KEYWORDS = {"if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "!", "{", "}", "time"}
OPEN, CLOSE = "\ue000", "\ue001"  # stand for the < and > of a placeholder while the shell's are read


@dataclass(frozen=True)
class Line:
    """One simple command: its words, the program first."""

    where: str
    words: tuple[str, ...]
    inline: bool = False
    files: dict[str, str] = field(default_factory=dict, hash=False)  # of its page, by name, for file://
    output: str | None = None  # the JSON that the page shows below it

    @property
    def program(self) -> str:
        return self.words[0].split("/")[-1]

    def __str__(self) -> str:
        return f"{self.where}: {' '.join(self.words)}"


def split(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each simple command in shell `text`, also of those in a pipe and in `$(...)`.

    Redirections and assignments are dropped; a variable becomes the placeholder `<variable>`.
    """
    text = re.sub(r"<([a-z][a-z0-9-]*)>", rf"{OPEN}\1{CLOSE}", text)
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"<<-?\s*(['\"]?)(\w+)\1(.*\n)(?:.*\n)*?\s*\2(?=\n|\Z)", r"\3", text)  # a heredoc's text
    text = re.sub(r"(?m)(^|\s)#(\s.*|!.*)?$", r"\1", text)
    inner: list[str] = []

    def plain(found: re.Match) -> str:
        if found[0].startswith("'"):
            return found[0]
        inner.append(found[1] or "")
        return f"{OPEN}variable{CLOSE}"

    text = re.sub(r"(?<![\w\\])'[^']*'|(?<!\\)\$(?:\(([^()]*)\)|\{\w[^}]*\}|\w+|[?#@*!$])", plain, text)
    text = re.sub(r"(?<=\s)[012](?=>)|&>|>&[012-]?", lambda found: ">" if found[0] == "&>" else "", text)
    reader = shlex.shlex(text, posix=True, punctuation_chars=";|&()<>\n")
    reader.whitespace, reader.whitespace_split, reader.commenters = " \t", True, ""
    words: list[str] = []
    skip = False
    for word in [*reader, "\n"]:
        if set(word) <= set("<>"):
            skip = True
        elif set(word) <= set(";|&()\n"):
            while words and (words[0] in KEYWORDS or re.match(r"\w+=", words[0])):
                words = [] if words[0] == "for" else words[1:]
            if words:
                yield tuple(one.replace(OPEN, "<").replace(CLOSE, ">") for one in words)
            words = []
        elif skip:
            skip = False
        else:
            words.append(word)
    for text in inner:
        yield from split(text)


def run(lines: Iterable[Line]) -> dict[Line, str]:
    """What the clients' parsers say against each `aws` and `eb` line, "" for nothing; one process for each client."""
    answers: dict[Line, str] = {}
    for program in PARSERS:
        mine = [line for line in lines if line.program == program]
        asked = json.dumps([{"words": line.words, "inline": line.inline, "files": line.files, "output": line.output} for line in mine])
        done = subprocess.run([sys.executable, "-m", "checks.cli"], cwd=ROOT, input=asked, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{PARSERS[program]} cannot be asked:\n{done.stderr}")
        answers |= zip(mine, json.loads(done.stdout), strict=True)
    return answers
