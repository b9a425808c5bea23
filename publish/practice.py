"""What practice needs of the built pages: the questions of each page as a script beside it, since from disk nothing
can fetch those pages, and the reading time of each page of the reading list.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_QUESTION = re.compile(r'<fieldset class="question" id=.*?</fieldset>', re.DOTALL)
_LIST = re.compile(r"<details data-task=.*?</details>", re.DOTALL)
_ITEM = re.compile(r'(<li data-page="[^"]*"><a href="([^"]*)">[^<]*(?:<[^<]*)*?<small data-minutes)></small>')
_TOTAL = "<small data-minutes></small></summary>"
# What nobody reads: drawings, questions, and the sources at the end.
_SKIPPED = re.compile(r'<(svg|fieldset|script)\b.*?</\1>|<h2 id="sources".*', re.DOTALL)
WORDS_A_MINUTE = 200


def apply(site: Path) -> None:
    """Write `practice/<page>.js` for each page of the built `site` that has questions, and the reading times into the
    reading list.
    """
    for path in sorted([*site.glob("practice/*/index.html"), *site.glob("practice/*.html")]):
        page = path.parent if path.name == "index.html" and path.parent.name != "practice" else path.with_suffix("")
        html = path.read_text(encoding="utf-8")
        if questions := _QUESTION.findall(html):
            bank = json.dumps(questions, ensure_ascii=False)
            script = f"(window.practiceBank ??= {{}})[{json.dumps(page.name)}] = {bank}\n"
            (page.parent / f"{page.name}.js").write_text(script, encoding="utf-8")
        if tasks := _LIST.findall(html):
            for task in tasks:
                html = html.replace(task, _add_minutes(task, path))
            path.write_text(html, encoding="utf-8")


def _add_minutes(task: str, page_path: Path) -> str:
    """The reading list of one task (HTML) on the page at `page_path`, with the minutes of each page and of all."""
    total = 0

    def fill_in(match: re.Match[str]) -> str:
        nonlocal total
        linked = page_path.parent / match[2]
        minutes = reading_minutes((linked / "index.html" if linked.is_dir() else linked).read_text(encoding="utf-8"))
        total += minutes
        return f'{match[1]}="{minutes}">{minutes} min</small>'

    return _ITEM.sub(fill_in, task).replace(_TOTAL, f"<small>{total} min</small></summary>")


def reading_minutes(page: str) -> int:
    """Reading time of the article of a built page (HTML) in minutes, at least 1."""
    article = page.partition("<article")[2].partition("</article>")[0]
    return max(1, round(len(re.sub(r"<[^>]*>", " ", _SKIPPED.sub("", article)).split()) / WORDS_A_MINUTE))
