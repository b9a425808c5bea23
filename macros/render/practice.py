"""The pages of practice beside the questions (HTML): a choice of modes, progress, a reading list.

The scripts in overrides/assets/practice*.js fill them; without scripts they show what they can.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..facts import exam, model, questions
from .text import attribute, literal, text, url
from .view import View


def choice(view: View) -> str:
    """The modes of practice, the most helpful first."""
    version, pages = view.site.exam.newest, questions.pages_by_task(view.site.pages)
    shares, by_task, changed = exam.shares(version), questions.by_task(view.site), questions.on_changes(view.site)
    titles = {task.number: task.title for task in version.tasks}
    data = {
        "tasks": [
            {
                "task": task,
                "title": titles[task],
                "share": share,
                "pages": [url(page, view.path, view.use_directory_urls) for page in pages[task]],
                "questions": by_task[task],
            }
            for task, share in shares.items()
            if task in by_task
        ],
        "domains": {str(domain.number): domain.title for domain in version.domains},
        "minutes": int(version.minutes.value or 0),
        "changed": changed,
    }
    count = sum(min(share, len(by_task.get(task, ()))) for task, share in shares.items())
    shortages = [
        f"task {task} has {len(by_task.get(task, ()))} of {share}"
        for task, share in shares.items()
        if len(by_task.get(task, ())) < share
    ]
    name = f"Questions by the weights of the exam: {count}" if shortages else f"Exam: {count} questions"
    tasks = f"<li>{view.link('practice/index.md#by-task', 'By task')} <small>look-alikes side by side</small></li>"
    rows = (
        _mode("due", "Due today", "what you missed first, then what has waited longest"),
        tasks if "practice/index.md" in view.site.pages else "",
        _mode("ten", "Ten mixed", "from all tasks"),
        _mode("changed", "What changed", f"old against new: {len(changed)} questions so far"),
        _mode("exam", name, f"not an exam yet: {', '.join(shortages)}" if shortages else "by the weights of the guide"),
        _mode("paper", "On paper", "the questions of that seed to print, with an answer sheet and a key apart"),
        _mode("wrong", "Only what you got wrong", "when you last answered it"),
    )
    return (
        f'<div id="mixed" data-search-exclude data-exam="{literal(json.dumps(data))}">'
        '<p class="no-script">These need a script; the pages of the tasks do not.</p>'
        f"<ol>{''.join(rows)}</ol></div>"
    )


def _mode(name: str, title: str, note: str) -> str:
    return f'<li id="{name}"><b>{title}</b> <small>{note}</small></li>'


def progress(view: View) -> str:
    """A table of the domains and tasks with their pages and numbers of questions, and columns for how many the reader
    has seen, knows, and has to answer again.
    """
    version, pages, by_task = (
        view.site.exam.newest,
        questions.pages_by_task(view.site.pages),
        questions.by_task(view.site),
    )
    rows = []
    for domain in version.domains:
        tasks = [task for task in version.tasks if task.number.startswith(f"{domain.number}.")]
        keys = [key for task in tasks for key in by_task.get(task.number, ())]
        rows.append(_row(f"<strong>{text(f'{domain.number} {domain.title}')}</strong>", keys))
        for task in tasks:
            rows.append(_row(_task_links(view, task, pages.get(task.number, [])), by_task.get(task.number, ())))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Task", "All", "Seen", "Known", "Due"))
    return (
        f'<table class="question-tasks" data-search-exclude><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(head: str, keys: Iterable[str]) -> str:
    keys = list(keys)
    return (
        f'<tr data-questions="{attribute(" ".join(keys))}"><th scope="row">{head}</th><td>{len(keys)}</td>'
        f"{'<td>–</td>' * 3}</tr>"
    )


def _task_links(view: View, task: model.Task, pages: list[str]) -> str:
    title = f"{task.number} {task.title}"
    links = (view.link(page, f"part {number}" if number > 1 else title) for number, page in enumerate(pages, 1))
    return ", ".join(links) or text(title)


def reading_list(view: View) -> str:
    """The pages of each task, folded; publish/practice.py fills in how many minutes each takes."""
    pages, by_task, sections = exam.pages_by_task(view.site), questions.by_task(view.site), []
    for task in view.site.exam.newest.tasks:
        items = "".join(
            f'<li data-page="{link.page.removesuffix(".md")}">{view.link(link.page, link.text)} '
            "<small data-minutes></small></li>"
            for link in pages.get(task.number, ())
        )
        sections.append(
            f'<details data-task="{task.number}" data-asks="{attribute(" ".join(by_task.get(task.number, ())))}">'
            f"<summary>{text(f'{task.number} {task.title}')} <small data-minutes></small></summary>"
            f"<ul>{items}</ul></details>"
        )
    return f'<div class="to-read" data-search-exclude>{"".join(sections)}</div>'
