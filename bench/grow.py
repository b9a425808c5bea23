"""Grow a tree: whole services copied under new names, as if so many more had been written.

The second `ecs` is `ecs-2`: the three folders docs/ecs, data/ecs and images/ecs, with `-2` behind each id so that
nothing collides. Links within a service stay in the copy; all others lead where they led. The copies make groups
of their own, each with the pages that collect what is in it.

A copy's prose has other words of the same length, seven in eight of them from our pages and one that no other copy
has: a page of a copy compresses as well as its model, and the words of all grow as those of real text do (Heaps'
law, exponent 0.55). Code, numbers and addresses stay, so a page that collects compresses up to a third better than
one of real services. Left out are probes and questions, which rest on our words, and other `UNIQUE` files.
"""

import functools
import math
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ONCE = ("compare", "exam", "walkthrough")  # folders of data/ that are no service
UNIQUE = ("probes.yml", "deployments.yml", "questions.yml")
KEYED = ("changes", "chooser", "glossary", "sources")  # files of facts by id; each other file is one fact
GROUP = 6  # services of a group in data/areas.yml
MODEL = "containers"  # the group whose pages each new group gets
NAMES = {"by", "checked", "field", "id", "kind", "publisher", "since", "unit", "url"}  # they hold no prose
CALLS = {"table": "tables", "value": "tables", "picture": "pictures", "changed": "changes", "cite": "sources"}
CALL = re.compile(r"(\{\{ *(\w+)\()([^)]*)")
LINK = re.compile(r"(?<=\]\()((?:[\w-]+\.md)?#)([\w-]+)")  # within the folder
# Fences, headings, markers of blocks, calls, code, targets of links, tags.
NO_PROSE = re.compile(
    r"(^ *```.*?^ *```|^#.*?$|^ *(?:!!!|\?\?\?|===).*?$|\{[^}]*\}|`[^`]*`|\]\([^)]*\)|<[^>]*>)",
    re.DOTALL | re.MULTILINE,
)
WORD = re.compile(r"(?<![\w./-])[A-Za-z][a-z]{4,}(?![\w/-]|\.\w)")


def services(root: Path) -> dict[str, int]:
    """The services below `root`, and how many pages each has."""
    names = sorted(path.parent.name for path in root.glob("data/*/service.yml"))
    return {name: len(list(root.glob(f"docs/{name}/*.md"))) for name in names if name not in ONCE}


def plan(sizes: dict[str, int], count: int | None, pages: int | None) -> Iterator[str]:
    """Which services, of so many pages each, to copy in turn, until there are `count` copies or they have `pages`.

    Where both are given, each time the one whose size is nearest to the mean of what is left to add.
    """
    turn: Counter[str] = Counter()
    while count > 0 if count is not None else (pages or 0) > 0:
        mean = pages / count if count and pages is not None else 0
        name = min(sizes, key=lambda name: (abs(sizes[name] - mean) if mean else 0, turn[name]))
        yield name
        turn[name] += 1
        count, pages = count and count - 1, pages and pages - sizes[name]


def grow(root: Path, count: int | None, pages: int | None) -> None:
    """Add copies to the tree at `root` until it has `count` services, about so many `pages` without groups, or both."""
    sizes, there = services(root), sorted(root.glob("docs/**/*.md"))
    prose = "\n".join(path.read_text(encoding="utf-8") for path in there)
    words = defaultdict(list)
    for word in sorted({word.lower() for part in NO_PROSE.split(prose)[::2] for word in WORD.findall(part)}):
        words[len(word)].append(word)
    copies: list[Copy] = []
    for name in plan(sizes, count and count - len(sizes), pages and pages - len(there)):
        copies.append(Copy(root, name, 2 + sum(copy.name == name for copy in copies), words))
        copies[-1].write()
    groups = range(1, 1 + math.ceil(len(copies) / GROUP))
    nav = areas = ""
    for number in groups:
        to, of = f"{MODEL}-{number}", copies[number - 1 :: len(groups)]
        lists = sorted(root.glob(f"docs/{MODEL}/*.md"))
        (root / "docs" / to).mkdir()
        for path in lists:
            text = path.read_text(encoding="utf-8").replace(f'"{MODEL}"', f'"{to}"')
            (root / "docs" / to / path.name).write_text(text, encoding="utf-8")
        nav += f"  - {to}:\n" + "".join(f"      - {to}/{path.name}\n" for path in lists)
        for copy in of:
            nav += f"      - {copy.to}:\n" + "".join(f"          - {copy.to}/{path.name}\n" for path in copy.docs)
        areas += f"{to}:\n  label: {to}\n  services: [{', '.join(copy.to for copy in of)}]\n"
    for file, text in (("mkdocs.yml", nav), ("data/areas.yml", areas)):
        with (root / file).open("a", encoding="utf-8") as opened:
            opened.write(text)


class Copy:
    """The service `to` below `root`, a copy of `name`; its prose is made of `words`, by length."""

    def __init__(self, root: Path, name: str, number: int, words: dict[int, list[str]]):
        self.root, self.name, self.number, self.to, self.words = root, name, number, f"{name}-{number}", words
        self.data, self.docs, self.pictures = (
            {path: path.read_text(encoding="utf-8") for path in sorted(root.glob(pattern)) if path.name not in UNIQUE}
            for pattern in (f"data/{name}/**/*.yml", f"docs/{name}/*.md", f"images/{name}/*.svg")
        )
        self.facts = {path: yaml.safe_load(text) for path, text in self.data.items()}
        self.ids = defaultdict(set, {path.stem: set(fact) for path, fact in self.facts.items() if path.stem in KEYED})
        self.ids["tables"] = {path.stem for path in self.data if path.parent.name == "tables"}
        self.ids["pictures"] = {path.stem for path in self.pictures}
        # A source that others alone cite would be cited by nobody.
        citing = "".join(text for path, text in {**self.data, **self.docs}.items() if path.stem != "sources")
        self.ids["sources"] &= set(re.findall(r"[\w-]+", citing))
        # The address of a table, of a change, of a row.
        tables, changes = (
            f"(?:{'|'.join(sorted(self.ids[kind], key=len, reverse=True))})" for kind in ("tables", "changes")
        )
        self.anchor = re.compile(rf"^(?:table-{tables}$|changed-{changes}$|{tables}(?=-))")
        self.word = functools.cache(self._word)

    def write(self) -> None:
        for path, text in self.docs.items():
            front, title, body = re.split(r"^(# .+)$", text, maxsplit=1, flags=re.MULTILINE)
            self._write(path, f"{front}{title} {self.number}{self.prose(body)}")
        for path, document in self.facts.items():
            fact = self.fact(document)
            if path.stem in KEYED:
                fact = {self.id(path.stem, key): value for key, value in fact.items() if key in self.ids[path.stem]}
            text = yaml.safe_dump(fact, sort_keys=False, allow_unicode=True)
            self._write(path.with_stem(self.id("tables", path.stem)), text)
        for path, text in self.pictures.items():
            name = self.id("pictures", path.stem)
            self._write(path.with_stem(name), text.replace(f"{path.stem}-", f"{name}-"))

    def _write(self, path: Path, text: str) -> None:
        room, _, *rest = path.relative_to(self.root).parts
        path = self.root.joinpath(room, self.to, *rest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def id(self, kind: str, name: str) -> str:
        return f"{name}-{self.number}" if name in self.ids[kind] else name

    def fragment(self, fragment: str) -> str:
        return self.anchor.sub(rf"\g<0>-{self.number}", fragment)

    def prose(self, text: str) -> str:
        """Markdown with the copy's ids and words."""

        def call(found: re.Match[str]) -> str:
            start, macro, arguments = found.groups()
            if macro == "sheet":
                return f'{start}"{self.to}"'
            kind, count = CALLS.get(macro, ""), 0 if macro == "cite" else 1  # all names, or the first
            return start + re.sub(r'(?<=")[\w-]+(?=")', lambda name: self.id(kind, name[0]), arguments, count=count)

        text = LINK.sub(lambda link: link[1] + self.fragment(link[2]), CALL.sub(call, text))
        parts = NO_PROSE.split(text)
        parts[::2] = (WORD.sub(lambda word: self.word(word[0]), part) for part in parts[::2])
        return "".join(parts)

    def fact(self, value: Any, key: str = "") -> Any:
        """A fact, or the part of one that stands under `key`."""
        if isinstance(value, dict):
            return {name: self.fact(of, name) for name, of in value.items()}
        if isinstance(value, list):
            return [self.fact(of, key) for of in value]
        if not isinstance(value, str) or key in NAMES:
            return value
        if key == "source":
            return self.id("sources", value)
        if key in ("page", "see"):
            page, hash_, fragment = value.partition("#")
            own = page.startswith(f"{self.name}/")
            return self.to + page.removeprefix(self.name) + hash_ + self.fragment(fragment) if own else value
        return self.prose(value) + (f" {self.number}" if key in ("also", "caption", "label", "term", "topic") else "")

    def _word(self, word: str) -> str:
        choice = random.Random(zlib.crc32(f"{word.lower()} {self.to}".encode()))
        invented = "".join(choice.choice(("bcdfghjklmnprstvwz", "aeiou")[place % 2]) for place in range(len(word)))
        known = self.words.get(len(word))
        new = choice.choice(known) if known and choice.randrange(8) else invented
        return new.capitalize() if word[0].isupper() else new
