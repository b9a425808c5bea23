"""Links for years: what was ever published stays, or leads on.

`links/published.txt` lists every page and permalink ever published, as paths: `ecs/roles/` and
`ecs/roles/#ecs-roles-task-role`. What vanishes needs a line in `links/redirects.yml`, and a line that is on the main
branch is never deleted, as far as git can tell; what was not merged yet can be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from html import escape
from pathlib import Path

from macros.facts import load
from macros.facts.dates import git
from macros.facts.errors import DataError, unknown
from macros.facts.files import read as read_yaml, text as text_of
from publish import ROOT

PUBLISHED, REDIRECTS = Path("links/published.txt"), Path("links/redirects.yml")
# What a page that has moved leaves where it was; it is no page.
_MOVED = 'class="moved-page"'
# What a reader can copy the address of: headings, tables and rows, pictures, tabs, terms, changes.
# No parser: the build asks on each save.
_TAGS = re.compile(r'<(?:h[1-4]|figure|tr|dt|span|input|fieldset)\b[^>]*?\bid="([^"]+)"[^>]*>')

# Of these, what has an id of its own on the whole site.
_GLOSSARY = re.compile(r"(^|/)(glossary|terms)/$")  # where a term has stood, whose id may be a tab's or a heading's too
_MOVABLE = re.compile(r'<(?:figure|tr|dt|fieldset)\b[^>]*?\bid="([^"]+)"|<span\b[^>]*?\bid="(changed-[^"]+)"')


class LinkError(Exception):
    """One line: file, line, what vanished, and the cure."""


def pages(site: Path) -> dict[Path, str]:
    """The HTML of each page of the built `site`, without the notes where a page has moved from."""
    found = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    return {path: text for path, text in found.items() if _MOVED not in text}


def addresses(site: Path) -> dict[str, Path]:
    """The file of each page and permalink of the built `site`, by address."""
    found: dict[str, Path] = {}
    for path, text in pages(site).items():
        name = path.relative_to(site).as_posix()
        if name == "404.html":
            continue
        page = re.sub(r"(^|/)index\.html$", r"\1", name).replace(".html", "/")
        found[page] = path
        article = text.partition("<article")[2].partition("</article>")[0]
        for tag in _TAGS.finditer(article):
            if tag[0].startswith("<span") and not tag[1].startswith("changed-"):
                continue
            if not tag[1].startswith("__"):
                found[f"{page}#{tag[1]}"] = path
    return found


def redirects(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The new address of each old one, followed to its end, and where it stands.

    Raises `DataError` for what is no mapping.
    """
    if not (root / REDIRECTS).exists():
        return {}, {}
    document, lines, name = read_yaml(root / REDIRECTS, root)
    if not isinstance(document, dict):
        raise DataError(f"{name}:1: is not a mapping, expected old addresses as keys")
    for old, new in document.items():
        if not isinstance(new, str) or not re.fullmatch(r"([a-z0-9-]+/)*(#[\w.-]+)?", new):
            raise DataError(f"{name}:{lines[old,]}: {new!r} is no address, expected for example 'ecs/roles/#task-role'")
    final, places = {}, {old: f"{name}:{lines[old,]}" for old in document}
    for old in document:
        seen, new = [old], document[old]
        while new in document:
            if new in seen:
                raise DataError(f"{places[old]}: {old} is redirected in a circle, expected a page at the end")
            seen.append(new)
            new = document[new]
        final[old] = new
    return final, places


def check(site: Path, root: Path = ROOT) -> dict[str, str]:
    """What to redirect where, for everything published that `site` lacks.

    Raises `LinkError` or `DataError`, also where data leads to a part of a page that is not there: mkdocs asks the
    pages' own links alone.
    """
    have, (moved, places), published = addresses(site), redirects(root), _published(root)
    if deleted := _deleted(root, published):
        raise LinkError(f"{PUBLISHED}:1: {_some(deleted)}: published, and deleted here, expected a line for each")
    for old, new in moved.items():
        if old in have:
            raise LinkError(f"{places[old]}: {old} is still there, expected no redirect for it")
        if new not in have:
            raise LinkError(f"{places[old]}: {old}: the new address {new} is not on the site, expected one that is")
        if old not in published:
            raise LinkError(f"{places[old]}: {unknown('published address', old, published)}")
    services = {path.parent.name for path in (root / "data").glob("*/sources.yml")}
    gone = _redirected(published, have, moved, _homes(have, services))
    for place, target in load.site(root).deep_links:
        page, _, fragment = target.partition("#")
        address = re.sub(r"(^|/)index\.md$", r"\1", page).replace(".md", "/") + "#"
        if address + fragment not in have:
            there = [one.removeprefix(address) for one in have if one.startswith(address)]
            raise LinkError(f"{place}: {unknown(f'part of {page}', fragment, there)}")
    return gone


def _redirected(
    published: Iterable[str], have: Mapping[str, Path], moved: Mapping[str, str], homes: Mapping[tuple[bool, str], str]
) -> dict[str, str]:
    """Where what is gone has moved to. Raises `LinkError` for what is lost, all of it at once."""
    gone: dict[str, str] = {}
    lost: list[tuple[int, str]] = []
    for line, old in enumerate(published, 1):
        if old in have:
            continue
        page, _, fragment = old.partition("#")
        with_page = f"{moved.get(page, '')}#{fragment}"
        new = moved.get(old) or (with_page if page in moved and with_page in have else None)
        if new := new or homes.get((bool(_GLOSSARY.search(page)), fragment)):
            gone[old] = new
        elif not any(page == other for _, other in lost):  # whose redirect is that of its parts too
            lost.append((line, f'"{old}"' if old.startswith("#") else old))
    if lost:
        (line, old), *others = lost
        cure = f"expected it, or a redirect: add '{old}: <new address>' to {REDIRECTS}"
        what = f"{old} was published and is gone, {cure}"
        if others:
            more = "".join(f"\n  {old}: <new address>" for _, old in lost)
            cure = f"expected them, or redirects: add to {REDIRECTS}{more}"
            what = f"{len(lost)} addresses were published and are gone, {cure}"
        raise LinkError(f"{PUBLISHED}:{line}: {what}")
    return gone


def _homes(have: Mapping[str, Path], services: Collection[str]) -> dict[tuple[bool, str], str]:
    """By whether it is a term and its id, the address of each row, table, picture, term and change: its id is its own
    wherever it stands, so what has moved is found by it.

    Of several pages one of a service comes first, which explains it, before those that collect.
    """
    found: dict[tuple[bool, str], str] = {}
    pages = sorted(
        (page for page in have if "#" not in page), key=lambda page: (page.partition("/")[0] not in services, page)
    )
    for page in pages:
        for tag in _MOVABLE.finditer(have[page].read_text(encoding="utf-8")):
            found.setdefault((tag[0].startswith("<dt"), tag[1] or tag[2]), f"{page}#{tag[1] or tag[2]}")
    return found


def _published(root: Path) -> list[str]:
    """What was ever published, a line each."""
    return text_of(root / PUBLISHED, root)[0].splitlines()


def _some(found: list[str]) -> str:
    return f"{', '.join(found[:9])}{f' and {len(found) - 9} more' * (len(found) > 9)}"


def _deleted(root: Path, published: Collection[str]) -> list[str]:
    """What the ledger once listed on the main branch, before this one left it, and lacks now; nothing where git
    cannot tell.
    """
    base = next(filter(None, (git(root, "merge-base", "HEAD", name).strip() for name in ("origin/main", "main"))), None)
    options = ["--first-parent", "-m", "--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff"]
    told = base and git(root, "log", base, *options, "--", str(PUBLISHED))
    listed = {line[1:] for line in (told or "").splitlines() if line.startswith("+") and not line.startswith("+++")}
    return sorted(listed - set(published))


def write(site: Path, gone: dict[str, str]) -> None:
    """Write a page for each page that is gone, and a note for each fragment; `notes.js` follows them at once."""
    have = addresses(site)
    directories = not (site / "glossary.html").exists()

    def file(page: str) -> str:
        if directories or not page:
            return page + "index.html"
        return f"{page.rstrip('/')}.html"

    def link(new: str, old: str) -> str:
        page, _, fragment = new.partition("#")
        path = os.path.relpath(have[page].relative_to(site), Path(file(old)).parent)
        return f'<a href="{escape(path + (f"#{fragment}" if fragment else ""))}">{escape(new or "the home page")}</a>'

    for page in dict.fromkeys(old.partition("#")[0] for old in gone):
        notes = "".join(
            f'<p class="moved" id="{escape(old.partition("#")[2])}">This part is now at {link(new, page)}.</p>'
            for old, new in gone.items()
            if old.startswith(page + "#")
        )
        path = site / file(page)
        if path.exists():
            text = re.sub(r'<p class="moved".*?</p>', "", path.read_text(encoding="utf-8"))  # of an earlier run
            path.write_text(text.replace("</article>", notes + "</article>", 1), encoding="utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            up = "../" * page.count("/") if directories else "../" * (page.count("/") - 1)
            own = "'self'" if directories else "'self' file:"  # as in overrides/main.html
            path.write_text(
                '<!doctype html><html lang="en"><meta charset="utf-8">'
                f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {own}; '
                "base-uri 'none'\">"
                '<meta name="robots" content="noindex"><title>Moved</title>'
                f"<p {_MOVED}>This page is now at {link(gone.get(page, ''), page)}.</p>{notes}"
                f'<script src="{up}assets/notes.js" defer></script></html>',
                encoding="utf-8",
            )


def apply(site: Path, root: Path = ROOT) -> None:
    """Check `site` and write its redirects. Raises `LinkError` or `DataError`."""
    write(site, check(site, root))


def require_listed(site: Path, root: Path = ROOT) -> None:
    """Raise `LinkError` where `site` has what the ledger lacks."""
    if new := sorted(addresses(site).keys() - set(_published(root))):
        raise LinkError(f"{PUBLISHED}:1: new, and not listed: {_some(new)}, expected: make links")


def add(site: Path, root: Path = ROOT) -> int:
    """List what `site` has and the ledger lacks; returns how many addresses are new."""
    path = root / PUBLISHED
    before = set(_published(root)) if path.exists() else set()
    every = before | set(addresses(site))
    path.write_text("".join(f"{address}\n" for address in sorted(every)), encoding="utf-8")
    return len(every) - len(before)
