"""Each page as Markdown beside its HTML, and `llms.txt`, which leads to them (llmstxt.org).

Made of the built HTML, so it says what readers see, after any engine; without questions, whose wrong options read like
facts. html-to-markdown converts ten times as fast as the libraries in Python; what it cannot know of our markup, the
patterns below turn into plain HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from html_to_markdown import ConversionOptions, convert

from macros.facts import model
from macros.facts.errors import DataError
from macros.facts.site import Site
from publish import address

from .documents import FOLDER
from .feed import NAME as FEED

_OPTIONS = ConversionOptions(
    extract_metadata=False,
    br_in_tables=True,
    compact_tables=True,
    bullets="-",
    autolinks=False,
    exclude_selectors=["a.headerlink", "a.permalink", "input", "nav", ".moved", ".no-script", ".print", ".sheet-title"],
)
# HTML with a meaning that only our styles and scripts know, and the same in elements that Markdown has.
_REPLACEMENTS = [
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        # The list of sources has the numbers; Markdown has no ids to link to.
        (r'<sup class="cite".*?<a [^>]*>(\w+)</a></sup>', r" [\1]"),
        (r'<span id="[\w-]+-source-\w+">(\w+)</span>', r"[\1]"),
        (r'<p class="admonition-title">(.*?)</p>', r"<p><strong>\1</strong></p>"),
        (r"(<table[^>]*>)<caption><p>(.*?)</p></caption>", r"<p><strong>\2</strong></p>\1"),
        (r'(<dt[^>]*>)(.*?)(?= <span class="also"|<a class="headerlink")', r"\1<strong>\2</strong>"),
        (r"<(/?)figcaption>", r"<\1div>"),
        (r'<div class="language-(\w+) highlight">(.*?<pre>)<span></span><code>', r'<div>\2<code class="language-\1">'),
        (r'<svg[^>]* aria-hidden="true"[^>]*>.*?</svg>', ""),  # the other frames of a picture
        (r"<svg.*?<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>.*?</svg>", r"<p>Picture: \1. \2</p>"),
    )
]
_QUESTION = re.compile(r'<fieldset class="question.*?</fieldset>', re.DOTALL)
_QUESTION_SECTION = re.compile(r'</h2>\s*<div[^>]*><fieldset class="question')
_JOINER = re.compile("&#8288;|\u2060")  # holds a mark to its sentence
_LABELS = re.compile(r'<div class="tabbed-labels">.*?</div>')
_BLOCK = '<div class="tabbed-block">'


def files(built: Path, facts: Site) -> Iterator[tuple[str, str]]:
    """Name and Markdown of each page in the folder `built` but those that list questions. Raises `DataError`."""
    for page in (path for path, meta in facts.pages.items() if "questions" not in meta.collects):
        name = f"{address(page)}index.html"
        if not (built / name).is_file():
            raise DataError(f"{built / name}:1: there is no such page, expected a site built of this tree")
        html = (built / name).read_text(encoding="utf-8")
        yield f"{name}.md", to_markdown(html.partition("<article")[2].partition(">")[2].partition("</article>")[0])


def to_markdown(article: str) -> str:
    """The HTML of an article as Markdown, without questions, and without the sections that begin with one."""
    sections = re.split("(?=<h2)", article)
    html = _QUESTION.sub("", "".join(section for section in sections if not _QUESTION_SECTION.search(section)))
    html = _JOINER.sub("", html)
    labels = [label for tabs in _LABELS.findall(html) for label in re.findall("<label[^>]*>(.*?)</label>", tabs)]
    html = _LABELS.sub("", html)
    for label in labels:
        html = html.replace(_BLOCK, f"<div><p><strong>{label.strip()}</strong></p>", 1)
    for pattern, replacement in _REPLACEMENTS:
        html = pattern.sub(replacement, html)
    return (convert(html, _OPTIONS).content or "").strip() + "\n"


def render_llms_txt(facts: Site, site: str, title: str, pages: set[str]) -> str:
    """`llms.txt`: `pages` (`ecs/roles/index.html.md`) by group of services, each with what it says of itself."""
    about = facts.pages["index.md"].description
    lines = [f"# {title}", "", f"> {about}", "", *_ABOUT.format(site=site, feed=FEED, data=FOLDER).splitlines()]
    areas = {key: group.label for key, group in facts.groups.items()}
    areas = {service: areas[group] for service, group in facts.group_of.items()} | areas
    groups = (*(group.label for group in facts.groups.values()), _OPTIONAL)
    sections: dict[str, list[str]] = {label: [] for label in groups}

    def sort_key(path: str) -> tuple[int, str, bool, str]:
        """Pages by service, in the order of services, and of each its first page first."""
        folder = model.folder(path)
        return facts.order.get(folder, -1), folder, not path.endswith("index.md"), path

    for path in sorted(facts.pages, key=sort_key):
        meta, service = facts.pages[path], facts.services.get(model.folder(path))
        if (file := f"{address(path)}index.html.md") in pages:
            label = f"{service.label}: " if service and service.label not in meta.title else ""
            line = f"- [{label}{unescape(meta.title).replace('`', '')}]({urljoin(site, file)}): {meta.description}"
            sections[areas.get(model.folder(path), _OPTIONAL)].append(line)
    for label, links in sections.items():
        lines += ["", f"## {label}", "", *links] if links else []
    return "\n".join(lines) + "\n"


_OPTIONAL = "Optional"  # which a model may skip, as these pages repeat what others say
_ABOUT = """\
Unofficial, not made, checked or endorsed by Amazon Web Services. Every fact names its source and the day it was read.

- Each link below leads to a page as Markdown; its address without `index.html.md` is the page itself.
- A number in square brackets after a sentence is a source below its page, a letter in a table the note below it.
- The facts as JSON, with schemas: {site}{data}/facts.json, and beside it changes, terms, sources, exam and questions.
- What changed, as an Atom feed: {site}{feed}"""
