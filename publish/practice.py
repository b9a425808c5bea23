"""What practice needs of the built pages: the questions of each page as a script beside it, since from disk nothing
can fetch those pages, and how long each page of the reading list takes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_QUESTION = re.compile(r'<fieldset class="question" id=.*?</fieldset>', re.DOTALL)
_LIST = re.compile(r"<details data-task=.*?</details>", re.DOTALL)
_ITEM = re.compile(r'(<li data-page="[^"]*"><a href="([^"]*)">[^<]*(?:<[^<]*)*?<small data-minutes)></small>')
_SUM = "<small data-minutes></small></summary>"
# What nobody reads: drawings, questions, and the sources at the end.
_SKIPPED = re.compile(r'<(svg|fieldset|script)\b.*?</\1>|<h2 id="sources".*', re.DOTALL)
WORDS_A_MINUTE = 200


def apply(site: Path) -> None:
    """Write `practice/<page>.js` for each page of the built `site` that is the home of questions, and the minutes into
    the reading list.
    """
    for path in sorted([*site.glob("practice/*/index.html"), *site.glob("practice/*.html")]):
        page = path.parent if path.name == "index.html" and path.parent.name != "practice" else path.with_suffix("")
        html = path.read_text(encoding="utf-8")
        if found := _QUESTION.findall(html):
            script = (
                f"(window.practiceBank ??= {{}})[{json.dumps(page.name)}] = {json.dumps(found, ensure_ascii=False)}\n"
            )
            (page.parent / f"{page.name}.js").write_text(script, encoding="utf-8")
        if lists := _LIST.findall(html):
            for of in lists:
                html = html.replace(of, _timed(of, path))
            path.write_text(html, encoding="utf-8")


def _timed(task: str, here: Path) -> str:
    """The reading list of one task (HTML) on the page `here`, with the minutes of each page and of all."""
    total = 0

    def item(found: re.Match[str]) -> str:
        nonlocal total
        page = here.parent / found[2]
        took = minutes((page / "index.html" if page.is_dir() else page).read_text(encoding="utf-8"))
        total += took
        return f'{found[1]}="{took}">{took} min</small>'

    listed = _ITEM.sub(item, task)
    return listed.replace(_SUM, f"<small>{total} min</small></summary>")


def minutes(page: str) -> int:
    """How long the article of a built page takes to read (HTML), at least 1."""
    article = page.partition("<article")[2].partition("</article>")[0]
    return max(1, round(len(re.sub(r"<[^>]*>", " ", _SKIPPED.sub("", article)).split()) / WORDS_A_MINUTE))
