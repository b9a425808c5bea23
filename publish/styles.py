"""One style sheet in place of all, with the rules that some page of the built site can use, one script in place of
all, and no blanks and remarks that only authors read.

What only pages with tabs need of the style sheet is a file of its own, as is what other pages alone link.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from rjsmin import jsmin

from macros.facts.errors import DataError
from publish.css import Used, kept, parted, purge, written

# How the address begins, and the file in the site's folder.
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]*?)(assets/[^"?]+)[^"]*">')
_SCRIPTS = re.compile(r'<script src="([^"]*?)(assets/[^"?]+)[^"]*" defer></script>')
_STYLES = re.compile(r'(<link rel="stylesheet" href="([^"]*?assets/)styles\.css[^>]*>)')  # the one in place of them
# What only some pages need stays a file of its own: it is told by `data-page`.
_OWN = re.compile(r'(<(?:link rel="stylesheet" href|script src)="[^"]*?(assets/[^"?]+))("[^>]* data-page>)')
# Where blanks say something; and what the theme writes that nothing here uses.
_VERBATIM = re.compile(r"(<(?:pre|script|textarea)\b.*?</(?:pre|script|textarea)>)", re.DOTALL)
_UNUSED = re.compile(
    r'(?<=<a class="headerlink") data-search-exclude|(?<=<sup class="cite") data-search-exclude|'
    r'<meta name="generator"[^>]*>|<div data-md-component="announce">\s*</div>|'
    r'<div class="md-dialog"[^>]*>\s*<div[^>]*></div>\s*</div>'
)


def apply(site: Path) -> None:
    """Write `assets/styles.css` and `assets/notes.js`, link them in place of what pages link, and drop what no page
    names.

    The names stay, so that a cached page finds its files after a deploy; another text has another `?v=`.
    """
    pages = {path: light(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    scripts = {path.name: _compact(path) for path in sorted(site.glob("assets/*.js"))}
    used = Used(pages.values(), scripts.values())
    sheets = "".join(path.read_text(encoding="utf-8") for path in _linked(pages.values(), _SHEET, site))
    left, read = kept(sheets, used)
    css, tabs = (written(part, read) for part in parted(left))
    linked = _linked(pages.values(), _SCRIPTS, site)
    code = ";\n".join(scripts.pop(path.name) for path in linked)  # a file may begin with a bracket
    one_of = {  # what the search's worker is asked by has the version of the page's script
        _SHEET: ("styles.css", css, css, '<link rel="stylesheet" href="{}">'),
        _SCRIPTS: ("notes.js", code, "".join([code, *scripts.values()]), '<script src="{}" defer></script>'),
    }
    named = {found[1] for page in pages.values() for found in _OWN.findall(page)}
    own = {name: _own(site / name, used) for name in sorted(named)}
    for path in {*site.glob("assets/*.css"), *linked} - {site / name for name in own}:
        path.unlink()
    for pattern, (name, text, versioned, tag) in one_of.items():
        if text:
            (site / "assets" / name).write_text(text, encoding="utf-8")
        address = f"assets/{name}?v={hashlib.sha256(versioned.encode()).hexdigest()[:8]}"
        for path, page in pages.items():
            if found := pattern.search(page):
                one = tag.format(found[1] + address)
                pages[path] = page[: found.start()] + one + pattern.sub("", page[found.end() :])
    if tabs:
        own["assets/tabs.css"] = tabs
        (site / "assets/tabs.css").write_text(tabs, encoding="utf-8")
        pages = {path: _with_tabs(page) for path, page in pages.items()}
    versions = {name: hashlib.sha256(text.encode()).hexdigest()[:8] for name, text in own.items()}
    for path, page in pages.items():
        page = _OWN.sub(lambda found: f"{found[1]}?v={versions[found[2]]}{found[3]}", page)
        path.write_text(page, encoding="utf-8")
    for folder in ("assets/javascripts", "assets/stylesheets"):
        if not any(f"{folder}/" in page for page in pages.values()):
            shutil.rmtree(site / folder, ignore_errors=True)


def _with_tabs(page: str) -> str:
    """The page with a link to what it needs for tabs, if it has some."""
    if 'class="tabbed-set' not in page:
        return page
    return _STYLES.sub(r'\1<link rel="stylesheet" href="\2tabs.css" data-page>', page, count=1)


def _rewritten(path: Path, how: Callable[[str], str]) -> str:
    """The file's text as `how` makes it, which it now has."""
    text = how(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return text


def _compact(path: Path) -> str:
    """The text of a script without comments, and without blanks that say nothing. Raises `DataError`."""
    text = _rewritten(path, jsmin)
    if any(literal.count("{") != literal.count("}") for literal in re.findall("`[^`]*`", text)):
        raise DataError(f"assets/{path.name}: has a template in a template, whose blanks rjsmin drops, expected none")
    return text


def _own(path: Path, used: Used) -> str:
    """The text of a file that only some pages link, as small as the others."""
    return _rewritten(path, lambda text: purge(text, used) if path.suffix == ".css" else text)


def light(page: str) -> str:
    """The page without empty lines, indents and what is not used: a fifth of a kilobyte on the way."""
    parts = _VERBATIM.split(_UNUSED.sub("", page))
    parts[::2] = [re.sub(r"[ \t]*\n[ \t\n]*", "\n", part) for part in parts[::2]]
    return "".join(parts)


def _linked(pages: Iterable[str], pattern: re.Pattern[str], site: Path) -> list[Path]:
    """The files that `pages` link by `pattern`, each once, in their order."""
    return [site / name for name in dict.fromkeys(name for page in pages for _, name in pattern.findall(page))]
