"""The facts for machines: JSON with schemas, a feed of changes, pages as Markdown.

To the folder of a built site, after any engine, `apply` adds

    data/v1/<name>.json        facts, changes, terms, sources, exam, questions: `documents`
    data/v1/<name>.schema.json the JSON Schema of each, made of its model: `models`
    feed.xml                   what changed, as Atom: `feed`
    <page>/index.html.md       each page as Markdown, and
    llms.txt                   where they are: `markdown`

All of them name the site's address; a site without one, to be opened from disk, gets none. Nor does one that is served
while it is written: a save would wait for them.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from macros.facts.site import Site

from . import documents, feed, markdown

__all__ = ["apply"]

_ADDRESS = re.compile(r'<link rel="canonical" href="([^"]+)"')
_TITLE = re.compile(r'<meta property="og:site_name" content="([^"]+)"')


def apply(built: Path, facts: Site) -> None:
    """Add the files to the folder `built`, which was made of `facts`. Raises `DataError` where it was not."""
    home = (built / "index.html").read_text(encoding="utf-8")
    address, title = (match and unescape(match[1]) for match in (_ADDRESS.search(home), _TITLE.search(home)))
    if not address or not title:
        return
    pages = dict(markdown.files(built, facts))
    files = {f"{documents.FOLDER}/{name}": text for name, text in documents.files(facts, address)}
    files[feed.NAME] = feed.feed(facts, address, title)
    files["llms.txt"] = markdown.render_llms_txt(facts, address, title, set(pages))
    for name, text in (pages | files).items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(text, encoding="utf-8")
