"""One tree, three engines: `make portable` builds it with each and compares what a reader meets.

What differs from mkdocs stands in `tests/portable.yml` with its reason; what is
not listed is an error, and so is what is listed and no longer differs.
Comparing needs two folders of built sites, and asks not what built them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros import load, model

ROOT = Path(__file__).parent.parent
LISTED = Path("tests/portable.yml")
# How each engine is run in its environment; mkdocs comes first, the others are held against it.
ENGINES = {
    "mkdocs": (".venv", "mkdocs", "build"),
    "properdocs": (".venv/properdocs", "properdocs", "build", "--config-file", "mkdocs.yml"),
    "zensical": (".venv/zensical", "zensical", "build", "--clean", "--strict"),
}
# What hooks do under mkdocs and its fork. Zensical has no hooks.
AFTER = ("checks.links", "tools.index", "tools.styles")
KINDS = ("pages", "sitemap", "search", "titles", "descriptions", "ids", "tables", "links", "navigation", "text")
# What there is of each kind, in order, on one page or (pages, sitemap, search) on the whole site.
Parts = dict[str, list[str]]


class NoSite(Exception):
    """What an engine failed to make, in one line."""


class Difference(NamedTuple):
    """What of `kind` one engine alone has on `page`: mkdocs (`how` is "lacks") or the other ("adds")."""

    kind: str
    page: str
    how: str
    what: str

    def __str__(self) -> str:
        return f"{self.page or 'home'}: {self.kind}: {self.how} {self.what!r}"


class Listed(model.Fact):
    """A difference that is known: globs of what `kind` lacks or adds on the pages that the glob `page` names, and why."""

    kind: Literal[KINDS]
    page: str = "*"
    lacks: str | None = None
    adds: str | None = None
    reason: str = Field(min_length=20)


    @model_validator(mode="after")
    def _says_what(self):
        if self.lacks is None and self.adds is None:
            raise PydanticCustomError("nothing", "lacks nothing and adds nothing, expected one of them")
        return self


class List(model.Fact):
    """`tests/portable.yml`: what differs, by engine."""

    properdocs: tuple[Listed, ...] = ()
    zensical: tuple[Listed, ...] = ()


def read(folder: Path) -> dict[str, Parts]:
    """What a reader meets on each page of the site in `folder`, by address; what is the whole site's stands under `*`.

    Raises `NoSite` where there is none, or no search index.
    """
    files = {re.sub(r"(^|/)index\.html$", r"\1", path.relative_to(folder).as_posix()): path for path in sorted(folder.rglob("*.html"))}
    found = [section for part in (folder / "search").glob("*/p*.json") for section in json.loads(part.read_text(encoding="utf-8"))]
    if not found:
        raise NoSite(f"{folder}: has no search index, expected the files of tools/index.py in search/")
    whole = {
        "pages": list(files),
        "sitemap": sorted(re.findall("<loc>(.+?)</loc>", (folder / "sitemap.xml").read_text(encoding="utf-8"))),
        "search": sorted(f"{location} {title}: {text}" for location, title, text in found),
    }
    return {"*": whole} | {address: _page(path.read_text(encoding="utf-8"), address) for address, path in files.items()}


def _page(html: str, address: str) -> Parts:
    soup = BeautifulSoup(html, "html.parser")
    article = soup.article or soup
    description = soup.select_one("meta[name=description]")
    links = [(article in link.parents, _target(link["href"], address)) for link in soup.select("a[href]")]
    return {
        "titles": [_words(tag) for tag in soup.select("title")[:1]],
        "descriptions": [description["content"]] if description else [],
        "ids": [tag["id"] for tag in article.select("[id]")],
        "tables": [" | ".join(_words(part) for part in table.select("caption, th, td")) for table in article.select("table")],
        "links": [target for inside, target in links if inside],
        "navigation": sorted({target for inside, target in links if not inside}),
        "text": _words(article).split(),
    }


def _target(link: str, address: str) -> str:
    """The address that `link` on the page `address` leads to. A site stands in a folder: what leaves it is seen."""
    return urljoin(f"file:///site/{address}", link).removeprefix("file:///site/")


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def compare(one: dict[str, Parts], other: dict[str, Parts]) -> Iterator[Difference]:
    """What the site `other` lacks or adds against the site `one`, page by page."""
    for page in one:
        for kind, before in one[page].items() if page in other else ():
            after = other[page][kind]
            if before == after:
                continue
            if kind == "text":
                for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
                    pair = before[start:end], after[first:last]
                    if pair[0] != pair[1]:
                        yield from (Difference(kind, page, how, " ".join(run)) for how, run in zip(("lacks", "adds"), pair, strict=True) if run)
                continue
            lacks, adds = Counter(before) - Counter(after), Counter(after) - Counter(before)
            yield from (Difference(kind, page, "lacks", what) for what in lacks.elements())
            yield from (Difference(kind, page, "adds", what) for what in adds.elements())
            if not lacks and not adds:
                yield Difference(kind, page, "adds", "the same in another order")


def judge(found: Iterable[Difference], listed: Iterable[Listed]) -> tuple[list[Difference], list[tuple[int, str]]]:
    """The differences that are not listed; and what is listed in vain, as (place in the list, "lacks" or "adds")."""
    met, unlisted = set(), []
    claims = [(place, how, entry, glob) for place, entry in enumerate(listed) for how in ("lacks", "adds") if (glob := getattr(entry, how))]
    for one in found:
        mine = {
            (place, how)
            for place, how, entry, glob in claims
            if (how, entry.kind) == (one.how, one.kind) and fnmatchcase(one.page, entry.page) and fnmatchcase(one.what, glob)
        }
        met |= mine
        if not mine:
            unlisted.append(one)
    return unlisted, [(place, how) for place, how, *_ in claims if (place, how) not in met]


def known(root: Path) -> tuple[List, dict, str]:
    """The list of differences, the lines of its parts, and its name. Raises `DataError`."""
    document, lines, name = load.read(root / LISTED, root)
    return load.shape(List, document, lines, name), lines, name


def build(engine: str, folder: Path) -> dict[str, Parts]:
    """Build the tree with `engine` into `folder` below the root, and read what came out. Raises `NoSite` with what the engine said."""
    home, *command = ENGINES[engine]
    for step in (command, *([step, str(folder)] for step in AFTER if engine == "zensical")):
        done = subprocess.run(
            [ROOT / home / "bin/python", "-m", *step], cwd=ROOT, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SITE_DIR": str(folder.relative_to(ROOT))},
        )  # fmt: skip
        if done.returncode:
            raise NoSite(f"{done.stdout}\nError: {' '.join(step)}: ended with {done.returncode}, expected the site of {engine}")
    return read(folder)


def main() -> None:
    try:
        listed, lines, name = known(ROOT)
        sites = {engine: build(engine, ROOT / ".portable" / engine) for engine in ENGINES}
    except (load.DataError, NoSite) as error:
        sys.exit(f"Error: {error}")
    counted = ("pages", "ids", "tables", "links", "search", "text")
    heads = ("engine", *counted[:-1], "words", "listed", "unlisted")
    errors, rows = [], []
    for engine, site in sites.items():
        found = list(compare(sites["mkdocs"], site))
        unlisted, vain = judge(found, getattr(listed, engine, ()))
        errors += [f"{engine}: {one}, expected no difference, or an entry in {name} with its reason" for one in unlisted]
        errors += [f"{name}:{lines[engine, place, how]}: {engine} {how} no such thing any more, expected no entry" for place, how in vain]
        rows.append((engine, *(sum(len(page.get(kind, ())) for page in site.values()) for kind in counted), len(found) - len(unlisted), len(unlisted)))
    for row in (heads, *rows):
        print(f"{row[0]:<12}", *(f"{count:>8}" for count in row[1:]))
    if errors:
        sys.exit("\n".join(f"Error: {error}" for error in errors))


if __name__ == "__main__":
    main()
