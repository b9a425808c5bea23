"""The commands of the site: found in its samples and its inline code.

`aws` and `eb` lines go through the clients' own parsers (`checks.client_parsers`). Inline
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
from typing import Any, NamedTuple

from .fences import Inline, Sample

ROOT = Path(__file__).parent.parent
PARSERS = {"aws": "awscli", "eb": "awsebcli"}
KEYWORDS = re.compile(r"if|then|elif|else|fi|for|while|until|do|done|case|esac|in|!|\{|\}|time")  # the shell's own
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

    @property
    def page(self) -> str:
        return self.where.partition(":")[0]

    def __str__(self) -> str:
        return f"{self.where}: {' '.join(self.words)}"


class Answer(NamedTuple):
    """What is wrong with a line, "" for nothing, and the call that it makes: service, operation and input."""

    fault: str
    call: tuple[str, str, Any] | None = None


def lines(samples: list[Sample], inline: list[Inline]) -> Iterator[Line]:
    """Every command of the shell samples, of other samples that hold `aws` or `eb` lines, and of inline code."""
    following = {id(sample.below): sample for sample in samples if sample.below}
    titled: dict[str, list[Sample]] = {}  # samples that are a file, by the folder of their page
    for sample in samples:
        if re.fullmatch(r"[\w.-]+\.\w+", sample.title):
            titled.setdefault(sample.folder, []).append(sample)
    for sample in samples:
        if sample.language == "bash":
            found = [*split(sample.text)]
        elif sample.language in ("yaml", "json", "dockerfile"):
            found = [words for text in embedded(sample) for words in split(text) if words[0] in PARSERS]
        else:
            continue
        near = sorted(titled.get(sample.folder, ()), key=lambda one: one.page == sample.page)  # its own page's last
        files = {one.title: one.text for one in near}
        below = following.get(id(sample))
        output = below.text if below and below.language == "json" and not below.title else None
        for number, words in enumerate(found, 1):
            yield Line(sample.at(), words, False, files, output if number == len(found) and words[0] == "aws" else None)
    for code in inline:
        if re.match(r"(aws|eb) \S", code.text):
            yield from (Line(code.where, words, True) for words in split(code.text))


def embedded(sample: Sample) -> Iterator[str]:
    """The shell commands in a file that is no shell script: RUN lines, and texts that begin with a client's name."""
    if sample.language == "dockerfile":
        yield from re.findall(r"(?m)^(?:RUN|CMD|ENTRYPOINT) +([^\[].*(?:\\\n.*)*)", sample.text)
    else:
        yield from re.findall(r"""(?m)(?:[:-] |["|;&] *)((?:aws|eb) [a-z][^"\n]*)""", sample.text)


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
            while words and (KEYWORDS.fullmatch(words[0]) or re.match(r"\w+=", words[0])):
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


def run(lines: Iterable[Line]) -> dict[Line, Answer]:
    """What the clients' parsers say of each `aws` and `eb` line; one process for each client."""
    answers: dict[Line, Answer] = {}
    for program in PARSERS:
        if not (mine := [line for line in lines if line.program == program]):
            continue
        keys = ("words", "inline", "files", "output")
        asked = json.dumps([{key: getattr(line, key) for key in keys} for line in mine])
        command = [sys.executable, "-m", "checks.client_parsers"]
        done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{PARSERS[program]} cannot be asked:\n{done.stderr}")
        answers |= zip(mine, (Answer(*one) for one in json.loads(done.stdout)), strict=True)
    return answers
