"""The line about a page below its first paragraph: when it was checked, and related pages (HTML)."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from ..facts import model, questions
from ..facts.site import Site
from .text import pluralize
from .view import View


def question_counts(site: Site) -> Counter[str]:
    """The number of active questions on each service."""
    return Counter(site.service("Question", key) for key in questions.active(site))


def about_line(view: View, day: dt.date | None, test: str) -> str:
    """One line on the page `view.path`, or nothing: the `day` on which the oldest of its facts was read, the skills
    of the exam that it answers, its cheat sheet, and `test`, a link to questions on its service; without that, the
    questions of its tasks.
    """
    meta, site = view.site.pages[view.path], view.site
    pages = questions.pages_by_task(site.pages)
    parts = []
    if day:
        parts.append(f"Checked {view.checked_date(day)}")
    if meta.skills:
        shown = ", ".join(_skill(view, number) for number in meta.skills)
        parts.append(f"{site.exam.newest.code} skill{'s' * (len(meta.skills) > 1)} {shown}")
    sheet = site.sheets.get(model.folder(view.path))
    if sheet and sheet.page != view.path:
        parts.append(view.link(sheet.page, "Cheat sheet"))
    if test:
        parts.append(test)
    elif tasks := {number.rpartition(".")[0] for number in meta.skills} & pages.keys():
        parts.append("Practice " + ", ".join(view.link(pages[task][0], task) for task in sorted(tasks)))
    return f'<p class="about">{" · ".join(parts)}</p>' if parts else ""


def test_yourself(view: View, service: str, count: int) -> str:
    """A link to the questions at the end of the first page of `service`."""
    return view.link(f"{service}/index.md#test-yourself", pluralize(count, "question"))


def _skill(view: View, number: str) -> str:
    """A link to the row of the skill '1.1.3', where a page shows it."""
    task, _, row = number.rpartition(".")
    table = f"skills-{task.replace('.', '-')}"
    page = view.site.table_pages.get(table)
    return view.link(f"{page}#{table}-{row}", number) if page else number
