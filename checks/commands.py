"""The commands of the site: found in its samples and its inline code.

`aws` and `eb` lines go through the clients' own parsers (`checks.client_parsers`). Inline code that holds nothing but
the names of a command (`aws ecr delete-repository`) need only exist; anything more is a line that a reader would run.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import ROOT
from .fences import Inline, Sample

PARSERS = {"aws": "awscli", "eb": "awsebcli"}
KEYWORDS = re.compile(r"if|then|elif|else|fi|for|while|until|do|done|case|esac|in|!|\{|\}|time")  # the shell's own
OPEN, CLOSE = "\ue000", "\ue001"  # stand for a placeholder's < and > while those of redirections are read


@dataclass(frozen=True)
class Line:
    """One simple command: its words, the program first."""

    location: str
    words: tuple[str, ...]
    inline: bool = False
    files: dict[str, str] = field(default_factory=dict, hash=False)  # of its page, by name, for file://
    output: str | None = None  # the JSON that the page shows below it

    @property
    def program(self) -> str:
        return self.words[0].split("/")[-1]

    @property
    def page(self) -> str:
        return self.location.partition(":")[0]

    def __str__(self) -> str:
        return f"{self.location}: {' '.join(self.words)}"


class ParseResult(NamedTuple):
    """What is wrong with a line, "" for nothing, and the call that it makes: service, operation and input."""

    fault: str
    call: tuple[str, str, Any] | None = None


def find_lines(samples: list[Sample], inline: list[Inline]) -> Iterator[Line]:
    """Every command of the shell samples, of other samples that hold `aws` or `eb` lines, and of inline code."""
    followers = {id(sample.preceding): sample for sample in samples if sample.preceding}
    file_samples: dict[str, list[Sample]] = {}  # by the folder of their page
    for sample in samples:
        if re.fullmatch(r"[\w.-]+\.\w+", sample.title):
            file_samples.setdefault(sample.folder, []).append(sample)
    for sample in samples:
        if sample.language == "bash":
            commands = [*split(sample.text)]
        elif sample.language in ("yaml", "json", "dockerfile"):
            commands = [words for text in _embedded_shell(sample) for words in split(text) if words[0] in PARSERS]
        else:
            continue
        # The files of its own page last, so that they win.
        nearby = sorted(file_samples.get(sample.folder, ()), key=lambda file: file.page == sample.page)
        files = {file.title: file.text for file in nearby}
        follower = followers.get(id(sample))
        output = follower.text if follower and follower.language == "json" and not follower.title else None
        for number, words in enumerate(commands, 1):
            is_last_aws = number == len(commands) and words[0] == "aws"
            yield Line(str(sample), words, False, files, output if is_last_aws else None)
    for code in inline:
        if re.match(r"(aws|eb) \S", code.text):
            yield from (Line(code.location, words, True) for words in split(code.text))


def _embedded_shell(sample: Sample) -> Iterator[str]:
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
    substitutions: list[str] = []

    def to_placeholder(match: re.Match) -> str:
        if match[0].startswith("'"):
            return match[0]
        substitutions.append(match[1] or "")
        return f"{OPEN}variable{CLOSE}"

    text = re.sub(r"(?<![\w\\])'[^']*'|(?<!\\)\$(?:\(([^()]*)\)|\{\w[^}]*\}|\w+|[?#@*!$])", to_placeholder, text)
    text = re.sub(r"(?<=\s)[012](?=>)|&>|>&[012-]?", lambda match: ">" if match[0] == "&>" else "", text)
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";|&()<>\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    words: list[str] = []
    is_redirected = False
    for token in [*lexer, "\n"]:
        if set(token) <= set("<>"):
            is_redirected = True
        elif set(token) <= set(";|&()\n"):
            while words and (KEYWORDS.fullmatch(words[0]) or re.match(r"\w+=", words[0])):
                words = [] if words[0] == "for" else words[1:]
            if words:
                yield tuple(word.replace(OPEN, "<").replace(CLOSE, ">") for word in words)
            words = []
        elif is_redirected:
            is_redirected = False
        else:
            words.append(token)
    for command in substitutions:
        yield from split(command)


def parse_lines(lines: Iterable[Line]) -> dict[Line, ParseResult]:
    """What the clients' parsers say of each `aws` and `eb` line; one process for each client."""
    results: dict[Line, ParseResult] = {}
    for program in PARSERS:
        if not (program_lines := [line for line in lines if line.program == program]):
            continue
        keys = ("words", "inline", "files", "output")
        request = json.dumps([{key: getattr(line, key) for key in keys} for line in program_lines])
        command = [sys.executable, "-m", "checks.client_parsers"]
        process = subprocess.run(command, cwd=ROOT, input=request, capture_output=True, text=True, check=False)
        if process.returncode:
            raise RuntimeError(f"{PARSERS[program]} cannot be asked:\n{process.stderr}")
        results |= zip(program_lines, (ParseResult(*item) for item in json.loads(process.stdout)), strict=True)
    return results
