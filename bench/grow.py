"""Make a tree of many times the pages out of our own: the notes copied under changed names, as if for more exams.

A copy has its own services, with pages, tables, sheets, sources, changes, terms and pictures; its own pages that
collect them (home, comparisons, cheat sheets, glossary, changes); and sections in the navigation. One word in eight
of it is exchanged for one that no other copy has: 100 copies know about 13 times as many words, as the vocabulary of
real text grows (Heaps' law, with an exponent of 0.55).
The first copy is the tree itself, unchanged but for the home page, which leads to those of the copies.

Pages on the exam and on how all is checked (`ONCE`) are not copied, so no copy names the exam's tasks. Nor are
deployment policies and probes: each belongs to one computed table or one locked package.
"""

from __future__ import annotations

import functools
import posixpath
import random
import re
import zlib
from pathlib import Path
from textwrap import indent

import yaml

from macros import load

ONCE = ("exam", "how-checked.md")
COLLECTING = "|".join(load.COLLECTING)
KEYED = ("changes", "glossary", "sources")  # files of many facts by id; a table and a sheet are a file each
_LOADER, _DUMPER = getattr(yaml, "CSafeLoader", yaml.SafeLoader), getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_CALL = re.compile(r"\{\{ *(\w+)\(([^)]*)\) *\}\}")
_KIND = {"table": "tables", "value": "tables", "sheet": "sheets", "picture": "images", "changed": "changes", "cite": "sources"}
# What is no prose: fences, headings, markers of blocks, calls, code, targets of links, tags.
_FIXED = re.compile(r"(^```.*?^ *```|^ +```.*?^ +```|^#.*?$|^ *(?:!!!|\?\?\?|===).*?$|\{[^}]*\}|`[^`]*`|\]\([^)]*\)|<[^>]*>)", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"(?<![\w./-])[A-Za-z][a-z]{4,}(?![\w/-]|\.\w)")


def copies(times: float, pages: int, once: int) -> int:
    """How many copies make `times` the pages of a tree with `pages`, of which `once` are not copied."""
    return max(1, round((times * pages - once) / (pages - once)))


def pages(root: Path) -> tuple[list[Path], list[Path]]:
    """The pages to copy, and those that exist once."""
    every = [path.relative_to(root / "docs") for path in sorted((root / "docs").rglob("*.md"))]
    return [page for page in every if page.parts[0] not in ONCE], [page for page in every if page.parts[0] in ONCE]


def grow(root: Path, count: int) -> None:
    """Add the copies 2 to `count` to the tree at `root`."""
    copied, _ = pages(root)
    names = {page.parts[0].removesuffix(".md") for page in copied}  # of folders, and of pages in none
    texts = {page: (root / "docs" / page).read_text(encoding="utf-8") for page in copied}
    data = {path: yaml.load(path.read_bytes(), _LOADER) for folder in ("tables", "sheets", *KEYED) for path in sorted((root / "data" / folder).glob("*.yml"))}
    found, facts = _copied(names, texts, data)
    configuration = (root / "mkdocs.yml").read_text(encoding="utf-8")
    head, nav = configuration.split("\nnav:\n")
    parts = re.split(r"^(?=  - )", nav, flags=re.MULTILINE)
    sections = [part for part in parts if "/" in part and not re.search(rf" (?:{'|'.join(ONCE)})", part)]
    single = [part for part in parts if part.strip() and "/" not in part and not part.strip().endswith(ONCE)]
    made = [_Copy(number, names, found) for number in range(2, count + 1)]
    for copy in made:
        for page, text in texts.items():
            path = root / "docs" / copy.page(page.as_posix())
            path.parent.mkdir(exist_ok=True)
            path.write_text(copy.text(page.as_posix(), text), encoding="utf-8")
        for path, document in facts.items():
            renamed = copy.keys(path.parent.name, document) if path.parent.name in KEYED else copy.fact(document)
            path.with_stem(f"{path.stem}-{copy.number}").write_text(
                yaml.dump(renamed, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8"
            )
        for name in found["images"]:
            path = root / "images" / f"{name}.svg"
            path.with_stem(copy.id("images", name)).write_text(path.read_text(encoding="utf-8").replace(f"{name}-", f"{name}-{copy.number}-"), encoding="utf-8")
        nav += f"  - Notes {copy.name}:\n" + indent("".join(map(copy.nav, single)), "    ") + "".join(map(copy.nav, sections))
    home = root / "docs/index.md"
    doors = "".join(f"- [{copy.name}]({copy.page('index.md')})\n" for copy in made)
    home.write_text(home.read_text(encoding="utf-8").replace("\n## Sources\n", f"\n## More notes\n\nAs many again:\n\n{doors}\n## Sources\n"), encoding="utf-8")
    (root / "mkdocs.yml").write_text(f"{head}\nnav:\n{nav}", encoding="utf-8")


def _copied(names: set[str], texts: dict[Path, str], data: dict[Path, dict]) -> tuple[dict[str, set[str]], dict[Path, dict]]:
    """The ids to rename, by kind, and the facts to copy, by file: what the pages of these folders show, name or cite."""
    found: dict[str, set[str]] = {kind: set() for kind in (*_KIND.values(), "glossary")}
    for text in texts.values():
        for macro, arguments in _CALL.findall(text):
            if macro in _KIND:
                ids = re.findall(r'"([^"]+)"', arguments)
                found[_KIND[macro]] |= set(ids if macro == "cite" else ids[:1])
    facts = {}
    for path, document in data.items():
        kind = path.parent.name
        if kind == "glossary":
            found[kind] |= {key for key, of in document.items() if of.get("see", "").split("/")[0] in names}
        if kind not in KEYED:
            found[kind] -= set() if path.stem in found[kind] else {path.stem}
            facts |= {path: document} if path.stem in found[kind] else {}
        elif kind != "sources":
            facts |= {path: {key: of for key, of in document.items() if key in found[kind]}}
    found["tables"] &= {path.stem for path in facts if path.parent.name == "tables"}  # without the computed ones
    found["sources"] |= set(re.findall(r"'source': '([^']+)'", str(facts)))
    facts |= {path: {key: of for key, of in document.items() if key in found["sources"]} for path, document in data.items() if path.parent.name == "sources"}
    found["tables"] |= {f"what-changed-{name}" for name in names}
    return found, {path: document for path, document in facts.items() if document}


class _Copy:
    """The names and words of one copy."""

    def __init__(self, number: int, names: set[str], found: dict[str, set[str]]):
        self.number, self.names, self.found = number, names, found
        self.name = _invented(f"{number}", 7).capitalize()
        self.word = functools.cache(self._word)
        self.folders = ", ".join(f'"{name}-{number}"' for name in sorted(names))
        anchors = "|".join(sorted(map(re.escape, found["tables"]), key=len, reverse=True))
        self.anchor = re.compile(rf"^(table-(?:{anchors})(?=$)|(?:{anchors})(?=-))")  # a table's or a row's; a heading may be called as a table is

    def id(self, kind: str, name: str) -> str:
        return f"{name}-{self.number}" if name in self.found[kind] else name

    def page(self, page: str) -> str:
        """A page of `docs/` as the copy names it, with or without a fragment."""
        path, hash_, fragment = page.partition("#")
        if path == "glossary.md":
            fragment = self.id("glossary", fragment)
        if fragment.startswith("changed-"):
            fragment = f"changed-{self.id('changes', fragment.removeprefix('changed-'))}"
        path = re.sub(r"^[\w-]+", lambda name: f"{name[0]}-{self.number}" if name[0] in self.names else name[0], path)
        return path + hash_ + self.anchor.sub(rf"\1-{self.number}", fragment)

    def text(self, page: str, text: str) -> str:
        """The copy of a page of `docs/`."""
        front, title, body = re.split(r"^(# .+)$", text, maxsplit=1, flags=re.MULTILINE)
        front = re.sub(r"^tasks:.*?(?=^\S)", "tasks: []\n", front, flags=re.DOTALL | re.MULTILINE)
        if page.startswith(("compare/", "what-changed")):
            body = re.sub(r'^\{\{ table\("(.+?)"\) \}\}$', lambda call: call[0] if call[1] in self.found["tables"] else "", body, flags=re.MULTILINE)
        body = re.sub(rf"\{{\{{ ({COLLECTING})\(\) \}}\}}", rf"{{{{ \1({self.folders}) }}}}", body)
        return f"{front}{title} {self.name}{self.words(self._called(page, body))}"

    def nav(self, text: str) -> str:
        """A part of the navigation."""
        return re.sub(r"^  - (.+):$", rf"  - \1 {self.name}:", re.sub(r"(?<= )\S+\.md", lambda path: self.page(path[0]), text), count=1, flags=re.MULTILINE)

    def keys(self, kind: str, document: dict) -> dict:
        """A file of many facts."""
        if kind == "sources":  # what AWS calls its pages does not change with our words
            return {self.id(kind, key): of for key, of in document.items()}
        return {self.id(kind, key): self.fact(of) for key, of in document.items()}

    def fact(self, value, key: str = ""):
        """A fact, or a part of one that stands under `key`."""
        if isinstance(value, dict):
            return {name: self.fact(of, name) for name, of in value.items()}
        if isinstance(value, list):
            return [self.fact(of, key) for of in value]
        if not isinstance(value, str) or key in ("id", "by", "kind", "unit", "since"):
            return value + 100 * self.number if key == "order" else value
        if key == "source":
            return self.id("sources", value)
        if key in ("page", "see"):
            return self.page(value)
        return self.words(value) + (f" {self.name}" if key in ("label", "term", "also", "caption", "topic") else "")

    def words(self, text: str) -> str:
        """`text` with the copy's own words in its prose."""
        parts = _FIXED.split(text)
        parts[::2] = (_WORD.sub(lambda word: self.word(word[0]), part) for part in parts[::2])
        return "".join(parts)

    def _called(self, page: str, text: str) -> str:
        """`text` with the copy's ids in calls and its addresses in links."""
        folder = posixpath.dirname(page)

        def call(found: re.Match) -> str:
            kind = _KIND.get(found[1])
            return found[0] if kind is None else re.sub(r'"([^"]+)"', lambda name: f'"{self.id(kind, name[1])}"', found[0], count=0 if kind == "sources" else 1)

        def link(target: re.Match) -> str:
            path, hash_, fragment = target[0].partition("#")
            of, _, fragment = self.page(posixpath.normpath(posixpath.join(folder, path)) + hash_ + fragment).partition("#")
            return (posixpath.relpath(of, posixpath.dirname(self.page(page)) or ".") if path else "") + hash_ + fragment

        return re.sub(r"(?<=\]\()[^)\s:]+\.md[^)\s]*|(?<=\]\()#[^)\s]+", link, _CALL.sub(call, text))

    def _word(self, word: str) -> str:
        if zlib.crc32(f"{word.lower()} {self.number}".encode()) % 8:
            return word
        new = _invented(f"{word.lower()} {self.number}", len(word))
        return new.capitalize() if word[0].isupper() else new


def _invented(seed: str, length: int) -> str:
    """A word that can be pronounced, the same for the same seed."""
    letters = random.Random(seed)
    return "".join(letters.choice("bcdfghjklmnprstvwz" if place % 2 == 0 else "aeiou") for place in range(length))
