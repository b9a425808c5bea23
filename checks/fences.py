"""Code of the site as it is written: fenced blocks of `docs/`, and inline code of `docs/` and `data/`, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.facts.errors import DataError
from macros.facts.files import read_text, read_yaml
from macros.facts.pages import Page

from . import ROOT

# Of what a block begins with: ```yaml title="env.yaml"
_LANGUAGE = re.compile(r"\{? *\.?([\w#+-]*)")
_TITLE = re.compile(r"""\btitle=(?P<quote>["'])(?P<title>.*?)(?P=quote)""")
# What Python-Markdown takes for inline code, within one paragraph.
_INLINE = re.compile(r"(?<![\\`])(?P<ticks>`+)(?P<code>[^`].*?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_RAW = re.compile(r"\{%-? *(end)?raw *-?%\}")


@dataclass(frozen=True)
class Sample:
    """A fenced block: `line` is that of its first line of code, `preceding` the block before it on the page."""

    page: str  # docs/ecr/index.md
    line: int
    language: str
    title: str
    text: str
    preceding: Sample | None = None

    @property
    def file(self) -> str:
        """The name of the file that the title gives, or nothing."""
        first = self.title.split(",")[0].split(" ")[0]
        return first if re.search(r"\w\.\w+$", first) or first in ("Dockerfile", "Procfile", "Buildfile") else ""

    @property
    def folder(self) -> str:
        """The folder of the page, which is its service's."""
        return self.page.rpartition("/")[0]

    def location_at(self, line: int = 1) -> str:
        """Where the given line of the sample stands, as messages begin."""
        return f"{self.page}:{self.line + line - 1} ({self.title or self.language})"

    def __str__(self) -> str:
        return self.location_at()


@dataclass(frozen=True)
class Inline:
    """Code in a sentence or a cell."""

    location: str  # data/sheets/ecs.yml:12
    text: str


def parse_page(text: str, name: str) -> tuple[list[Sample], list[Inline]]:
    """The blocks and the inline code of the page `name`.

    Raises `DataError` for a block that is not in the source as readers see it.
    """
    document = Page(text.expandtabs(4))  # Markdown makes four spaces of a tab too
    lines = document.body.split("\n")
    samples: list[Sample] = []
    for fence in document.fences:
        indent = len(lines[fence.first - 1]) - len(lines[fence.first - 1].lstrip())
        code = "\n".join(line[indent:] for line in fence.code)
        body = _RAW.sub("", code)
        if body == code and (macro := re.search(r"\{\{|\{%", body)):
            location = f"{name}:{fence.first + 1 + body.count(chr(10), 0, macro.start())}"
            raise DataError(f"{location}: a macro in a block, expected its text, or {{% raw %}} and {{% endraw %}}")
        language_match, title_match = _LANGUAGE.match(fence.language), _TITLE.search(fence.language)
        language = language_match[1] if language_match else ""
        title = title_match["title"] if title_match else ""
        preceding = samples[-1] if samples else None
        samples.append(Sample(name, fence.first + 1, language, title, body + "\n", preceding))
    return samples, list(_find_inline(document.prose, name))


def _find_inline(lines: Sequence[str], name: str) -> Iterator[Inline]:
    """Each piece of inline code in a page's prose, paragraph by paragraph."""
    start = 0
    for end, line in enumerate([*lines, ""]):
        if line.strip():
            continue
        paragraph = "\n".join(lines[start:end])
        for match in _INLINE.finditer(paragraph):
            code = " ".join(_RAW.sub("", match["code"]).split())
            yield Inline(f"{name}:{start + 1 + paragraph.count(chr(10), 0, match.start())}", code)
        start = end + 1


def parse_data(path: Path, root: Path) -> Iterator[Inline]:
    """Each piece of inline code in the texts of a data file."""
    document, lines, name = read_yaml(path, root)

    def walk(value: Any, key_path: tuple) -> Iterator[Inline]:
        if isinstance(value, str):
            yield from (Inline(f"{name}:{lines[key_path]}", code) for code in re.findall(r"`([^`]+)`", value))
        elif isinstance(value, dict | list):
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                yield from walk(item, (*key_path, key))

    yield from walk(document, ())


def lab_pages(root: Path = ROOT) -> set[str]:
    """The pages whose every line `checks.labs` runs, as in docs/labs/s3.md."""
    labs = (lab for path in root.glob("data/*/labs.yml") for lab in read_yaml(path, root)[0].values())
    return {f"docs/{lab['page']}" for lab in labs if not lab.get("account")}


def load(root: Path = ROOT) -> tuple[list[Sample], list[Inline]]:
    """Every block of `docs/`, page by page in their order, and all inline code of `docs/` and `data/`."""
    samples, inline = [], []
    for path in sorted(root.glob("docs/**/*.md")):
        page_samples, page_inline = parse_page(*read_text(path, root))
        samples += page_samples
        inline += page_inline
    for path in sorted(root.glob("data/**/*.yml")):
        inline += parse_data(path, root)
    return samples, inline
