"""A page as its author wrote it: front matter, fences, macro calls, and faults that would show wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from jinja2 import Environment, TemplateSyntaxError, nodes

from . import model
from .errors import DataError, KeyPath, validate
from .files import cached
from .strict_yaml import parse

# The macros that list what stands on other pages.
COLLECTING_MACROS = (
    "all_terms", "cards", "changes", "chooser", "comparisons", "corrections", "glossary", "questions", "sheets",
    "tables_list",
)  # fmt: skip
FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")
# The first line of an admonition, a fold or a tab, which needs indented text below it.
_CONTAINER = re.compile(r"( *)(?:!!!|\?\?\?\+?|===[!+]?) ?[\"\w]")
_HEADING = re.compile(r"#{1,6} +(.+?)(?: +\{[^{}]*\})?(?: +#+)? *")
_LINK = re.compile(
    r"""(?:\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?|<|href=["'])(?P<address>[A-Za-z][A-Za-z0-9+.-]*:[^\s:>)][^\s>)]*)"""
)
_CALL = re.compile(r"\{\{-? *(\w+)\(([^{}]*)")


@dataclass(frozen=True)
class Call:
    """A macro call: the line on which it stands, and its arguments that are text."""

    macro: str
    line: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Fence:
    """A block of code. `first` and `last` are the lines with its marks; it has no last one where nothing closes it."""

    first: int
    last: int | None
    language: str
    code: tuple[str, ...]


class Page:
    """A page by its text. Lines count from 1 at the top of the file; the first `skipped` are not rendered."""

    def __init__(self, text: str) -> None:
        match = FRONT_MATTER.match(text)
        self.front = match[1] if match else None
        body = (text[match.end() :] if match else text).lstrip("\n")
        self.skipped = text.count("\n") - body.count("\n")
        self.body = "\n" * self.skipped + body

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The macro calls in order; in a page that is no valid template, what looks like a call."""
        try:
            tree = Environment().parse(self.body)
        except TemplateSyntaxError:  # reported where the page is rendered
            return tuple(
                Call(
                    match[1],
                    self.body.count("\n", 0, match.start()) + 1,
                    tuple(re.findall(r"[\"']([^\"']+)", match[2])),
                )
                for match in _CALL.finditer(self.body)
            )
        calls = []
        for node in tree.find_all(nodes.Call):
            if isinstance(node.node, nodes.Name):
                arguments = (*node.args, *(keyword.value for keyword in node.kwargs))
                values = (argument.value for argument in arguments if isinstance(argument, nodes.Const))
                texts = tuple(value for value in values if isinstance(value, str))
                calls.append(Call(node.node.name, node.lineno, texts))
        return tuple(calls)

    def names(self, *macros: str) -> list[str]:
        """Every text argument of the calls of these macros."""
        return [name for call in self.calls if call.macro in macros for name in call.names]

    @cached_property
    def fences(self) -> tuple[Fence, ...]:
        """The blocks of code; one that nothing closes has no code, as it is shown as text."""
        lines, fences, index = self.body.split("\n"), [], 0
        while index < len(lines):
            if match := _FENCE.fullmatch(lines[index]):
                indent, marks, language = match.groups()
                close = re.compile(rf"{indent}{marks}{marks[0]}* *")
                end = next((number for number in range(index + 1, len(lines)) if close.fullmatch(lines[number])), None)
                code = tuple(lines[index + 1 : end or index])
                fences.append(Fence(index + 1, end and end + 1, language.strip(), code))
                index = end or index
            index += 1
        return tuple(fences)

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """The lines of the page, with those of the front matter and of code empty."""
        lines = self.body.split("\n")
        for fence in self.fences:
            for line in range(fence.first, (fence.last or fence.first) + 1):
                lines[line - 1] = ""
        return tuple(lines)

    def below(self, line: int) -> str:
        """The first line below this one that is not empty, code or not."""
        return next((text for text in self.body.split("\n")[line:] if text.strip()), "")

    @cached_property
    def headings(self) -> tuple[tuple[int, int, str], ...]:
        """Line, level and text of each heading."""
        candidates = ((line, text, _HEADING.fullmatch(text)) for line, text in enumerate(self.prose, 1))
        return tuple(
            (line, len(text) - len(text.lstrip("#")), heading[1]) for line, text, heading in candidates if heading
        )


def find_faults(page: Page) -> Iterator[tuple[int, str]]:
    """The line and message of each fault that would show as something else than was meant. No build accepts one."""
    for fence in page.fences:
        if not fence.last:
            yield fence.first, "nothing closes this block of code, expected a line of the same marks, as far indented"
    for line, text in enumerate(page.prose, 1):
        container = _CONTAINER.match(text)
        if container and not page.below(line).startswith(container[1] + "    "):
            hint = f"expected lines below it that begin with {len(container[1]) + 4} spaces"
            yield line, f"{text.strip()!r} has no text in it, {hint}"
        for link in _LINK.finditer(re.sub(r"`[^`]*`", "", text)):
            if not re.match(r"https://\w|mailto:\w", link["address"]):
                yield line, f"a link to {link['address'][:80]!r}, expected https://..."
    seen: dict[str, int] = {}
    for line, _, text in page.headings:
        if (first := seen.setdefault(re.sub(r"\W+", "-", text.lower()), line)) != line:
            hint = "expected another: each has an address of its own"
            yield line, f"the heading {text!r} stands in line {first} already, {hint}"


@cached
def read_metadata(text: str, name: str) -> tuple[model.PageMeta, dict[KeyPath, int]]:
    """The metadata of the page `docs/...`, and the line of each value. Raises `DataError`."""
    if not re.fullmatch(model.PAGE, name.removeprefix("docs/")):
        raise DataError(
            f"{name}:1: the path is no address, expected small letters, digits and hyphens, as in 'ecs/task-roles.md'"
        )
    page = Page(text)
    if page.front is None:
        raise DataError(f"{name}:1: has no front matter, expected '---', description, skills, '---'")
    if not page.front.strip():
        raise DataError(f"{name}:1: the front matter is empty, expected description and skills")
    document, lines = parse("\n" + page.front, name)
    front_matter = validate(model.FrontMatter, document, lines, name)
    title = next(((line, text) for line, level, text in page.headings if level == 1), None)
    if not title:
        raise DataError(f"{name}:{page.skipped + 1}: has no heading, expected one '# Title'")
    lines["title",] = title[0]
    shown = {
        "title": title[1].strip(),
        "cites": page.names("cite"),
        "tables": page.names("table"),
        "collects": {
            macro: page.names(macro) for macro in COLLECTING_MACROS if any(call.macro == macro for call in page.calls)
        },
        "advice": len(re.findall(r"^(?:- )?Advice: ", page.body, re.MULTILINE)),
    }
    return validate(model.PageMeta, front_matter.model_dump(exclude_unset=True) | shown, lines, name), lines
