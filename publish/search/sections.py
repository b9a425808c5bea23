"""The sections of a site, as the engine's own index has them, and the fields in which they are searched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

# The files of both engines, and the key of the sections in each.
INDEXES = {"search/search_index.json": "docs", "search.json": "items"}
# A block of code, with the file's name above it, looked for from where a word begins: from each letter takes ages.
_CODE_BLOCK = re.compile(r"(?:(?<![^\s<>])[^\s<>]+)?<pre>.*?</pre>", re.DOTALL)


class NoIndex(Exception):
    """One line: what is wrong with the folder, and what was expected."""


class Expansion(NamedTuple):
    """Other words by which a section is found: of situations that it decides, and of questions that rest on it."""

    situations: str = ""
    stems: str = ""


_NO_EXPANSION = Expansion()


@dataclass(frozen=True)
class Section:
    """A section, or a page's top: its address below the site's root, title and text (HTML), the factor of its scores,
    and other words by which it is found.
    """

    location: str
    title: str
    text: str
    boost: float = 1
    expansion: Expansion = _NO_EXPANSION

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.location.partition("#")[0]


def read_index(site: Path) -> tuple[Path, dict[str, list[Section]]]:
    """The engine's index in the folder of a built site, and the sections of each page, its top first.

    Raises `NoIndex`.
    """
    path = next((site / name for name in INDEXES if (site / name).is_file()), None)
    if path is None:
        raise NoIndex(f"{site}: no search index, expected {' or '.join(INDEXES)} as the build wrote it")
    key = INDEXES[path.relative_to(site).as_posix()]
    pages: dict[str, list[Section]] = {}
    with suppress(ValueError, KeyError, TypeError):
        for entry in json.loads(path.read_text(encoding="utf-8"))[key]:
            section = Section(entry["location"], entry["title"], entry["text"])
            pages.setdefault(section.page, []).append(section)
    if not pages:
        raise NoIndex(f"{path}: no search index, expected JSON with pages under {key!r}")
    return path, pages


def number_sections(site: Path, pages: Mapping[str, list[Section]]) -> dict[str, int]:
    """The number of the section that contains each id of the built site, by address: `ecs/roles/#ecs-roles-task`.

    A page's own address is that of its top.
    """
    numbers = {section.location: number for number, section in enumerate(chain.from_iterable(pages.values()))}
    result = dict(numbers)
    for page in pages:
        path = site / page / "index.html" if page.endswith("/") or not page else site / page
        section = numbers[page]
        for fragment in re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8")) if path.is_file() else ():
            address = f"{page}#{fragment}"
            section = numbers.get(address, section)
            result.setdefault(address, section)
    return result


def plain_text(html: str) -> str:
    """The plain text of an entry's HTML, without the labels of the boxes; a dot separates paragraphs without a stop."""
    text = re.sub("<p>(?:Exam|Trap|Loss|Costs)</p>|\u2060", "", html).replace("</code><code>", " ")
    text = re.sub(r"(?<=[^\s.:!?>])\s*(?:</(?:p|li|pre|code)>)*</(?:p|li|pre)>(?=.*\S)", " · ", text)
    text = re.sub("<[^>]+>", " ", re.sub("</?(?:code|su[bp])>", "", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _first_paragraph(text: str) -> str:
    match = re.match("<p>.*?</p>", text, re.DOTALL)
    return match[0] if match else ""


def fields(section: Section, top: Section) -> dict[str, str]:
    """The HTML of a section by field; `top` is the top of its page."""
    return {
        "title": section.title,
        "page": ("" if section is top else top.title) + " " + re.sub(r"(index)?\.html$", "", top.location),
        "lead": _first_paragraph(section.text) if section is top else "",
        "text": _CODE_BLOCK.sub(" ", section.text),
        "code": " ".join(_CODE_BLOCK.findall(section.text)),
        **section.expansion._asdict(),
    }
