"""Bundle and minify: one style sheet with the rules that some page of the built site can use, one script, and pages
without whitespace and comments that only authors read.

The rules that only pages with tabs need are a file of their own, as is each file that only some pages link.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from rjsmin import jsmin

from macros.facts.errors import DataError
from publish.css import UsedNames, purge, split_tab_rules, to_css, used_rules

# Groups: how the address begins, and the file in the site's folder.
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]*?)(assets/[^"?]+)[^"]*">')
_SCRIPTS = re.compile(r'<script src="([^"]*?)(assets/[^"?]+)[^"]*" defer></script>')
_STYLES = re.compile(r'(<link rel="stylesheet" href="([^"]*?assets/)styles\.css[^>]*>)')  # the bundle
# A file that only some pages need, marked by `data-page`, stays out of the bundles.
_PAGE_FILE = re.compile(r'(<(?:link rel="stylesheet" href|script src)="[^"]*?(assets/[^"?]+))("[^>]* data-page>)')
# Elements whose whitespace counts; and what the theme writes that nothing here uses.
_VERBATIM = re.compile(r"(<(?:pre|script|textarea)\b.*?</(?:pre|script|textarea)>)", re.DOTALL)
_UNUSED = re.compile(
    r'(?<=<a class="headerlink") data-search-exclude|(?<=<sup class="cite") data-search-exclude|'
    r'<meta name="generator"[^>]*>|<div data-md-component="announce">\s*</div>|'
    r'<div class="md-dialog"[^>]*>\s*<div[^>]*></div>\s*</div>'
)


def apply(site: Path) -> None:
    """Write `assets/styles.css` and `assets/notes.js`, link them in place of what is bundled in them, and remove files
    that no page links.

    The names stay, so that a cached page finds its files after a deploy; another text has another `?v=`.
    """
    pages = {path: minify_html(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    scripts = {path.name: _minify_script(path) for path in sorted(site.glob("assets/*.js"))}
    used = UsedNames(pages.values(), scripts.values())
    sheets = "".join(path.read_text(encoding="utf-8") for path in _linked_paths(pages.values(), _SHEET, site))
    rules, references = used_rules(sheets, used)
    css, tabs_css = (to_css(part, references) for part in split_tab_rules(rules))
    script_paths = _linked_paths(pages.values(), _SCRIPTS, site)
    code = ";\n".join(scripts.pop(path.name) for path in script_paths)  # a file may begin with a bracket
    bundles = {  # the version of the page's script is that of the search's worker too, which it starts
        _SHEET: ("styles.css", css, css, '<link rel="stylesheet" href="{}">'),
        _SCRIPTS: ("notes.js", code, "".join([code, *scripts.values()]), '<script src="{}" defer></script>'),
    }
    page_file_names = {name for page in pages.values() for _, name, _ in _PAGE_FILE.findall(page)}
    page_files = {name: _minify_page_file(site / name, used) for name in sorted(page_file_names)}
    for path in {*site.glob("assets/*.css"), *script_paths} - {site / name for name in page_files}:
        path.unlink()
    for pattern, (name, text, versioned, tag) in bundles.items():
        if text:
            (site / "assets" / name).write_text(text, encoding="utf-8")
        for path, page in pages.items():
            if first := pattern.search(page):
                link = tag.format(f"{first[1]}assets/{name}?v={_version(versioned)}")
                pages[path] = page[: first.start()] + link + pattern.sub("", page[first.end() :])
    if tabs_css:
        page_files["assets/tabs.css"] = tabs_css
        (site / "assets/tabs.css").write_text(tabs_css, encoding="utf-8")
        pages = {path: _with_tabs(page) for path, page in pages.items()}
    versions = {name: _version(text) for name, text in page_files.items()}
    for path, page in pages.items():
        page = _PAGE_FILE.sub(lambda match: f"{match[1]}?v={versions[match[2]]}{match[3]}", page)
        path.write_text(page, encoding="utf-8")
    for folder in ("assets/javascripts", "assets/stylesheets"):
        if not any(f"{folder}/" in page for page in pages.values()):
            shutil.rmtree(site / folder, ignore_errors=True)


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _with_tabs(page: str) -> str:
    """The page with a link to the style sheet of tabs, if it has some."""
    has_tabs = 'class="tabbed-set' in page
    return _STYLES.sub(r'\1<link rel="stylesheet" href="\2tabs.css" data-page>', page, count=1) if has_tabs else page


def _rewrite(path: Path, transform: Callable[[str], str]) -> str:
    """Replace the file's text by `transform` of it, which is returned."""
    text = transform(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return text


def _minify_script(path: Path) -> str:
    """Minify a script; returns its text. Raises `DataError`."""
    text = _rewrite(path, jsmin)
    if any(literal.count("{") != literal.count("}") for literal in re.findall("`[^`]*`", text)):
        raise DataError(f"assets/{path.name}: has a template in a template, whose blanks rjsmin drops, expected none")
    return text


def _minify_page_file(path: Path, used: UsedNames) -> str:
    """Purge a style sheet that only some pages link; returns its text, or that of a script, which is minified."""
    return _rewrite(path, lambda text: purge(text, used) if path.suffix == ".css" else text)


def minify_html(page: str) -> str:
    """The page without empty lines, indents and what is not used: 0.2 kB less as sent."""
    parts = _VERBATIM.split(_UNUSED.sub("", page))
    parts[::2] = [re.sub(r"[ \t]*\n[ \t\n]*", "\n", part) for part in parts[::2]]
    return "".join(parts)


def _linked_paths(pages: Iterable[str], pattern: re.Pattern[str], site: Path) -> list[Path]:
    """The files that `pages` link by `pattern`, each once, in their order."""
    return [site / name for name in dict.fromkeys(name for page in pages for _, name in pattern.findall(page))]
