"""Permalinks: what was ever published stays, or redirects.

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
from macros.facts.dates import run_git
from macros.facts.errors import DataError, unknown
from macros.facts.files import read_text, read_yaml
from publish import ROOT, address

PUBLISHED, REDIRECTS = Path("links/published.txt"), Path("links/redirects.yml")
# What a page that has moved leaves where it was; it is no page.
_MOVED = 'class="moved-page"'
# What a reader can copy the address of: headings, tables and rows, pictures, tabs, terms, changes.
# No parser: the build asks on each save.
_TAGS = re.compile(r'<(?:h[1-4]|figure|tr|dt|span|input|fieldset)\b[^>]*?\bid="([^"]+)"[^>]*>')

# Of these, those whose id is unique on the whole site; a term's may be that of a tab or heading too.
_Id = tuple[bool, str]  # whether it is a term, and its id
_GLOSSARY = re.compile(r"(^|/)(glossary|terms)/$")  # pages of terms
_MOVABLE = re.compile(r'<(?:figure|tr|dt|fieldset)\b[^>]*?\bid="([^"]+)"|<span\b[^>]*?\bid="(changed-[^"]+)"')


class LinkError(Exception):
    """One line: file, line, what vanished, and what is expected."""


def read_pages(site: Path) -> dict[Path, str]:
    """The HTML of each page of the built `site`, without those that only redirect."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    return {path: text for path, text in pages.items() if _MOVED not in text}


def addresses(site: Path) -> dict[str, Path]:
    """The file of each page and permalink of the built `site`, by address."""
    paths: dict[str, Path] = {}
    for path, text in read_pages(site).items():
        name = path.relative_to(site).as_posix()
        if name == "404.html":
            continue
        page = re.sub(r"(^|/)index\.html$", r"\1", name).replace(".html", "/")
        paths[page] = path
        article = text.partition("<article")[2].partition("</article>")[0]
        for tag in _TAGS.finditer(article):
            is_other_span = tag[0].startswith("<span") and not tag[1].startswith("changed-")
            if not is_other_span and not tag[1].startswith("__"):
                paths[f"{page}#{tag[1]}"] = path
    return paths


def read_redirects(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The new address of each old one, followed to its end, and `file:line` of each old one.

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
    targets, locations = {}, {old: f"{name}:{lines[old,]}" for old in document}
    for old in document:
        seen, new = [old], document[old]
        while new in document:
            if new in seen:
                raise DataError(f"{locations[old]}: {old} is redirected in a circle, expected a page at the end")
            seen.append(new)
            new = document[new]
        targets[old] = new
    return targets, locations


def find_redirects(site: Path, root: Path = ROOT) -> dict[str, str]:
    """The new address of each published one that `site` lacks.

    Raises `LinkError` or `DataError`, also where data leads to a part of a page that is not there: mkdocs checks only
    the pages' own links.
    """
    existing, published = addresses(site), _read_published(root)
    redirects, locations = read_redirects(root)
    if deleted := _find_deleted(root, published):
        raise LinkError(f"{PUBLISHED}:1: {_summarize(deleted)}: published, and deleted here, expected a line for each")
    for old, new in redirects.items():
        if old in existing:
            raise LinkError(f"{locations[old]}: {old} is still there, expected no redirect for it")
        if new not in existing:
            raise LinkError(f"{locations[old]}: {old}: the new address {new} is not on the site, expected one that is")
        if old not in published:
            raise LinkError(f"{locations[old]}: {unknown('published address', old, published)}")
    services = {path.parent.name for path in (root / "data").glob("*/sources.yml")}
    resolved = _resolve_vanished(published, existing, redirects, _addresses_by_id(existing, services))
    for location, target in load.site(root).deep_links:
        if address(target) not in existing:
            page, _, fragment = target.partition("#")
            prefix = f"{address(page)}#"
            known = [other.removeprefix(prefix) for other in existing if other.startswith(prefix)]
            raise LinkError(f"{location}: {unknown(f'part of {page}', fragment, known)}")
    return resolved


def _resolve_vanished(
    published: Iterable[str], existing: Collection[str], redirects: Mapping[str, str], by_id: Mapping[_Id, str]
) -> dict[str, str]:
    """The new address of each that vanished. Raises one `LinkError` for all that have none."""
    resolved: dict[str, str] = {}
    lost: list[tuple[int, str]] = []
    for line_number, old in enumerate(published, 1):
        if old in existing:
            continue
        page, _, fragment = old.partition("#")
        on_new_page = f"{redirects.get(page, '')}#{fragment}"
        new = redirects.get(old) or (on_new_page if page in redirects and on_new_page in existing else None)
        if new := new or by_id.get((bool(_GLOSSARY.search(page)), fragment)):
            resolved[old] = new
        elif not any(page == other for _, other in lost):  # a redirect of the page is one of its parts too
            lost.append((line_number, f'"{old}"' if old.startswith("#") else old))
    if lost:
        (line_number, old), *others = lost
        hint = f"expected it, or a redirect: add '{old}: <new address>' to {REDIRECTS}"
        message = f"{old} was published and is gone, {hint}"
        if others:
            lines = "".join(f"\n  {old}: <new address>" for _, old in lost)
            hint = f"expected them, or redirects: add to {REDIRECTS}{lines}"
            message = f"{len(lost)} addresses were published and are gone, {hint}"
        raise LinkError(f"{PUBLISHED}:{line_number}: {message}")
    return resolved


def _addresses_by_id(existing: Mapping[str, Path], services: Collection[str]) -> dict[_Id, str]:
    """The address of each row, table, picture, term and change: its id is unique on the site, so it is found by it
    when it has moved.

    Of several pages, one of a service, which explains it, comes before those that collect.
    """
    result: dict[_Id, str] = {}
    pages = (page for page in existing if "#" not in page)
    for page in sorted(pages, key=lambda page: (page.partition("/")[0] not in services, page)):
        for tag in _MOVABLE.finditer(existing[page].read_text(encoding="utf-8")):
            result.setdefault((tag[0].startswith("<dt"), tag[1] or tag[2]), f"{page}#{tag[1] or tag[2]}")
    return result


def _read_published(root: Path) -> list[str]:
    """What was ever published, a line each."""
    return read_text(root / PUBLISHED, root)[0].splitlines()


def _summarize(items: list[str]) -> str:
    return f"{', '.join(items[:9])}{f' and {len(items) - 9} more' * (len(items) > 9)}"


def _find_deleted(root: Path, published: Collection[str]) -> list[str]:
    """What the ledger once listed on the main branch, before this one left it, and lacks now; nothing where git
    cannot tell.
    """
    bases = (run_git(root, "merge-base", "HEAD", branch).strip() for branch in ("origin/main", "main"))
    base = next(filter(None, bases), None)
    options = ["--first-parent", "-m", "--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff"]
    log = base and run_git(root, "log", base, *options, "--", str(PUBLISHED))
    listed = {line[1:] for line in (log or "").splitlines() if line.startswith("+") and not line.startswith("+++")}
    return sorted(listed - set(published))


def write_redirects(site: Path, redirects: dict[str, str]) -> None:
    """Write a page for each page that has vanished, and a note for each fragment; `notes.js` follows them at once."""
    existing = addresses(site)
    use_directory_urls = not (site / "glossary.html").exists()

    def page_file(page: str) -> str:
        return f"{page}index.html" if use_directory_urls or not page else f"{page.rstrip('/')}.html"

    def render_link(new: str, old: str) -> str:
        page, _, fragment = new.partition("#")
        path = os.path.relpath(existing[page].relative_to(site), Path(page_file(old)).parent)
        return f'<a href="{escape(path + (f"#{fragment}" if fragment else ""))}">{escape(new or "the home page")}</a>'

    for page in dict.fromkeys(old.partition("#")[0] for old in redirects):
        notes = "".join(
            f'<p class="moved" id="{escape(old.partition("#")[2])}">This part is now at {render_link(new, page)}.</p>'
            for old, new in redirects.items()
            if old.startswith(page + "#")
        )
        path = site / page_file(page)
        if path.exists():
            text = re.sub(r'<p class="moved".*?</p>', "", path.read_text(encoding="utf-8"))  # of an earlier run
            path.write_text(text.replace("</article>", notes + "</article>", 1), encoding="utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            to_root = "../" * (page.count("/") - (not use_directory_urls))
            source = "'self'" if use_directory_urls else "'self' file:"  # as in overrides/main.html
            path.write_text(
                '<!doctype html><html lang="en"><meta charset="utf-8">'
                f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {source}; '
                "base-uri 'none'\">"
                '<meta name="robots" content="noindex"><title>Moved</title>'
                f"<p {_MOVED}>This page is now at {render_link(redirects.get(page, ''), page)}.</p>{notes}"
                f'<script src="{to_root}assets/notes.js" defer></script></html>',
                encoding="utf-8",
            )


def apply(site: Path, root: Path = ROOT) -> None:
    """Check `site` and write its redirects. Raises `LinkError` or `DataError`."""
    write_redirects(site, find_redirects(site, root))


def require_listed(site: Path, root: Path = ROOT) -> None:
    """Raise `LinkError` where `site` has what the ledger lacks."""
    if new := sorted(addresses(site).keys() - set(_read_published(root))):
        raise LinkError(f"{PUBLISHED}:1: new, and not listed: {_summarize(new)}, expected: make links")


def add(site: Path, root: Path = ROOT) -> int:
    """List what `site` has and the ledger lacks; returns how many addresses are new."""
    path = root / PUBLISHED
    published = set(_read_published(root)) if path.exists() else set()
    listed = published | set(addresses(site))
    path.write_text("".join(f"{line}\n" for line in sorted(listed)), encoding="utf-8")
    return len(listed) - len(published)
