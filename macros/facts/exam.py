"""Tables computed from the exam guide: versions, domains, skills and services with the pages that answer them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from . import model
from .errors import DataError
from .site import Site

Cells = Mapping[str, model.Cell]


def coverage(facts: Site) -> dict[str, model.Table]:
    """The skills of the newest exam, each with the pages that answer it, as their `skills` say.

    One table a task, 'skills-1-2', with a row a skill, '2'; and 'exam-additions' with those that are new.
    """
    tables, version, new_rows = {}, facts.exam.newest, []
    columns = {"skill": "Skill", "pages": "Pages"}
    for task in version.tasks:
        rows = []
        for skill in task.skills:
            links = tuple(page_link(path, facts) for path, meta in facts.pages.items() if skill.number in meta.skills)
            marks = ", ".join(mark for mark in ("new" * skill.new, "★ AI" * skill.ai) if mark)
            cells = {
                "skill": f"{skill.number} {skill.title}" + f" ({marks})" * bool(marks),
                "pages": links or "No page yet",
            }
            key, source = skill.number.rpartition(".")[2], task.source or version.source
            rows.append(model.Row(id=key, cells=cells, source=source, checked=version.checked))
            if skill.new:
                new_cells = {**cells, "skill": f"{skill.number} {skill.title}" + " (★ AI)" * skill.ai}
                new_rows.append(rows[-1].model_copy(update={"id": skill.number.replace(".", "-"), "cells": new_cells}))
        if rows:
            caption = f"{task.number} {task.title}: {format_answered(rows)} with a page"
            tables[f"skills-{task.number.replace('.', '-')}"] = make_list(caption, columns, rows)
    return tables | ({"exam-additions": make_list(f"What {version.code} adds", columns, new_rows)} if new_rows else {})


def page_link(path: str, facts: Site) -> model.Link:
    """A link to the page, with the name of its service where the title does not have it."""
    title, service = facts.pages[path].title, facts.services.get(model.folder(path))
    return model.Link(page=path, text=title if not service or service.label in title else f"{service.label}: {title}")


def pages_by_task(facts: Site) -> dict[str, list[model.Link]]:
    """The pages that answer skills of the newest exam, each under the task of which it answers most, by its number."""
    links: dict[str, list[model.Link]] = {}
    for path, meta in facts.pages.items():
        for task, _ in Counter(skill.rpartition(".")[0] for skill in meta.skills).most_common(1):
            links.setdefault(task, []).append(page_link(path, facts))
    return links


def has_page(row: model.Row) -> bool:
    """Whether the last cell leads to a page."""
    return not isinstance(list(row.cells.values())[-1], str)


def format_answered(rows: Iterable[model.Row]) -> str:
    """How many rows have a page: '3 of 8'."""
    answered = list(map(has_page, rows))
    return f"{sum(answered)} of {len(answered)}"


def exam_services(version: model.ExamVersion, pages: Mapping[str, model.PageMeta]) -> model.Table | None:
    """Every service that the guide of `version` names, and whether it has pages here: a folder of its name, or the
    page that data names.
    """
    rows = []
    for group in version.scope:
        for service in group.services:
            page = service.page or f"{service.id}/index.md"
            cells = {
                "service": service.name, "group": group.label, "new": "new" if service.new else "–",
                "pages": model.Link(page=page, text=pages[page].title) if page in pages else "No page yet",
            }  # fmt: skip
            rows.append(make_row(service.id, group, cells))
    columns = {"service": "Service", "group": "Group", "new": f"New in {version.code}", "pages": "Pages"}
    return make_list(f"The services of {version.code}", columns, rows) if rows else None


def status(version: model.ExamVersion, today: dt.date) -> str:
    """Whether `version` is 'retired', 'current' or 'next' on `today`."""
    if version.last and version.last < today:
        return "retired"
    return "next" if version.first and version.first > today else "current"


# How long a version stays news on the home page.
NEWS_DAYS = 182


def exam_now(
    exam: model.Exam, today: dt.date
) -> tuple[model.ExamVersion, model.ExamVersion | None, model.ExamVersion | None]:
    """The version of the day, the next one, and the one to be announced as new."""
    current_version = current(exam, today)
    next_version = next((version for version in exam.versions if version.first and version.first > today), None)
    is_recent = current_version.first and today < current_version.first + dt.timedelta(days=NEWS_DAYS)
    news = next_version or (current_version if is_recent else None)
    return current_version, next_version, news if news and news.news else None


def current(exam: model.Exam, today: dt.date) -> model.ExamVersion:
    """The version that can be taken on `today`."""
    for version in exam.versions:
        if status(version, today) == "current":
            return version
    raise DataError(f"data/exam/exam.yml:1: no version can be taken on {today}, expected one that can")


def exam_versions(exam: model.Exam, today: dt.date) -> model.Table:
    rows = []
    for version in exam.versions:
        cells: Cells = {
            "code": version.code,
            "dates": _days(version),
            "questions": version.questions,
            "scored": version.scored or "not found",
            "time": version.minutes,
            "passing": version.passing,
            "price": version.price,
            "standing": status(version, today),
        }
        rows.append(make_row(version.code.lower(), version, cells))
    columns = {
        "code": "Version", "dates": "Can be taken", "questions": "Questions", "scored": "Of them scored",
        "time": "Time", "passing": "Pass mark", "price": "Price", "standing": f"On {today}",
    }  # fmt: skip
    return make_table("The versions of the exam", columns, rows)


def _days(version: model.ExamVersion) -> str:
    if not version.last:
        return f"from {version.first}"
    return f"{version.first} to {version.last}" if version.first else f"until {version.last}"


def domain_weights(exam: model.Exam) -> model.Table:
    """One row a domain title, one column a version, the newest first."""
    titles = dict.fromkeys(domain.title for version in reversed(exam.versions) for domain in version.domains)
    rows = []
    for title in titles:
        cells: dict[str, model.Cell] = {"domain": title}
        for version in exam.versions:
            domain = next((domain for domain in version.domains if domain.title == title), None)
            cells[version.code.lower()] = (
                model.Quantity(value=domain.weight, unit="%", note=f"domain {domain.number}") if domain else "–"
            )
        rows.append(make_row(title.lower().replace(" ", "-"), exam.newest, cells))
    columns = {"domain": "Domain"} | {version.code.lower(): version.code for version in reversed(exam.versions)}
    return make_table("Share of the scored questions by domain", columns, rows)


def exam_domains(version: model.ExamVersion) -> model.Table:
    """The domains of one version. The rows' ids are numbers, so that they stay when the version of the day changes."""
    rows = []
    for domain in version.domains:
        weight = model.Quantity(value=domain.weight, unit="%")
        cells: Cells = {"domain": f"{domain.number} {domain.title}", "weight": weight}
        rows.append(make_row(str(domain.number), version, cells))
    columns = {"domain": "Domain", "weight": "Share of the scored questions"}
    return make_list(f"The domains of {version.code}", columns, rows)


def exam_questions(exam: model.Exam) -> model.Table | None:
    """Scored questions by domain: the weight's share of the scored questions, to the nearest whole."""
    rows = []
    for version in reversed(exam.versions):
        if version.scored and version.scored.value:
            for domain in version.domains:
                count = model.Quantity(value=round(domain.weight * version.scored.value / 100), unit="questions")
                cells: Cells = {"domain": f"{version.code}, {domain.title}", "count": count}
                rows.append(make_row(f"{version.code.lower()}-{domain.number}", version, cells))
    columns = {"domain": "Version and domain", "count": "About"}
    note = "Computed: weight times scored questions. AWS publishes no counts."
    return make_table("Scored questions by domain", columns, rows, note) if rows else None


def make_row(key: str, sourced: model.Sourced, cells: Cells, see: str | None = None) -> model.Row:
    """A row that was read where and when `sourced` was."""
    return model.Row(id=key, cells=cells, source=sourced.source, checked=sourced.checked, see=see)


def make_table(caption: str, columns: dict[str, str], rows: list[model.Row], note: str | None = None) -> model.Table:
    """A table whose rows carry their own sources."""
    return model.Table(
        caption=caption, columns=columns, rows=tuple(rows), source=rows[0].source, checked=rows[0].checked, note=note
    )


def make_list(caption: str, columns: dict[str, str], rows: list[model.Row], note: str | None = None) -> model.Table:
    """The same as a list, which compares nothing."""
    return make_table(caption, columns, rows, note).model_copy(update={"kind": "list"})


def shares(version: model.ExamVersion) -> dict[str, int]:
    """How many questions each task gets: domains by weight, the tasks of one alike; rounded by largest remainders."""
    total = int(version.questions.value or 0)
    counts: dict[str, int] = {}
    by_domain = _apportion(total, {str(domain.number): domain.weight for domain in version.domains})
    for domain, count in by_domain.items():
        tasks = [task.number for task in version.tasks if task.number.startswith(f"{domain}.")]
        counts |= _apportion(count, dict.fromkeys(tasks, 1))
    return counts


def _apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    exact = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    counts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: counts[name] - exact[name])
    return {name: count + (name in by_remainder[: total - sum(counts.values())]) for name, count in counts.items()}
