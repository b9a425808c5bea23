"""Tables that are computed from other facts, so that none of them is typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from . import load, model
from .standing import Machine, under


def tables(facts: load.Site, today: dt.date) -> dict[str, model.Table]:
    """Every computed table, by name."""
    computed = {
        "exam-versions": exam_versions(facts.exam, today),
        "domain-weights": domain_weights(facts.exam),
        "exam-domains": exam_domains(current(facts.exam, today)),
        **({"exam-questions": exam_questions(facts.exam)} if any(version.scored for version in facts.exam.versions) else {}),
        **({"deployment-policies": deployment_policies(facts.policies)} if any(of.option for of in facts.policies.values()) else {}),
        "deployment-methods": deployment_methods(facts.policies),
        **({"chooser": chooser(facts)} if facts.choices else {}),
        **changes(facts, "changes"),
        **changes(facts, "corrections"),
        **coverage(facts),
        **({"exam-services": exam_services(facts.exam.newest, facts.pages)} if facts.exam.newest.scope else {}),
    }
    for name in computed:
        if name in facts.tables:
            file = next(place.file for fact, place in facts.places.items() if fact.startswith(f"{name}."))
            raise load.DataError(f"{file}:1: a table of this name is computed, expected another name")
    return computed


def homes(tables: Mapping[str, model.Table], facts: load.Site) -> dict[str, str]:
    """The page that explains each table, by the table's name: the first that does not list tables of others."""
    found: dict[str, str] = {}
    for path, meta in facts.pages.items():
        for name in meta.tables:
            if name not in found or "tables_list" in facts.pages[found[name]].collects:
                found[name] = path
    return {name: found[name] for name in sorted(tables, key=lambda name: tables[name].caption.lower()) if name in found}


def collected(macro: str, groups: tuple[str, ...], facts: load.Site) -> Callable[[str | None], bool]:
    """Whether `macro(*groups)` lists what a page explains: a page of a service in one of the groups; without any, what no call names.

    So a page that has become long is split by groups, and nothing is lost. Raises `DataError` for a group that
    is none, and where no call lists the rest.
    """
    for group in groups:
        if group not in facts.areas:
            raise load.DataError(load.unknown("group of data/areas.yml", group, facts.areas))
    calls = [meta.collects[macro] for meta in facts.pages.values() if macro in meta.collects]
    if groups and () not in calls:
        raise load.DataError(f"every call names groups, expected one {macro}() without, for what no other names")
    named = {group for call in calls for group in call}
    of = {service: group for group, area in facts.areas.items() for service in area.services}
    return lambda page: of.get(model.area(page or "")) in groups if groups else of.get(model.area(page or "")) not in named


def counts(facts: load.Site, machine: Mapping[str, Machine]) -> dict[str, int]:
    """How many facts stand in data, each counted once as what it rests on; then advice, sources, probes and checks."""
    tables = {**facts.tables, "chooser": chooser(facts)} if facts.choices else facts.tables
    rests = {(f"{name}.{row.id}", column): row.source or of.source for name, of in tables.items() for row in of.rows for column in of.columns}
    rests |= {(f"sheet:{name}.{line.id}", ""): line.source or of.source for name, of in facts.sheets.items() for group in of.groups for line in group.lines}
    rests |= {(f"change:{name}", ""): of.source for name, of in facts.changes.items()}
    rests |= {(f"deployment:{name}", ""): of.source for name, of in facts.policies.items()}
    rests |= {(f"exam:{of.code}", ""): of.source for of in facts.exam.versions}
    done = {(row, column) for row, by in machine.items() for column in (*by.whole, *by.part)}
    read = [facts.sources[source].kind in get_args(model.Documentation) for name, source in rests.items() if name not in done]
    return {
        "facts": len(rests),
        "whole": sum(len(by.whole) for by in machine.values()),
        "part": sum(len(by.part) for by in machine.values()),
        "documentation": read.count(True),
        "elsewhere": read.count(False),
        "advice": sum(page.advice for page in facts.pages.values()),
        "unsourced": sum(source not in facts.sources for source in rests.values()),
        "sources": len(facts.sources),
        "checks": len(facts.checks),
    }


def by_machine(facts: load.Site, machine: Mapping[str, Machine]) -> list[tuple[model.Link, int, int, int, tuple[str, ...]]]:
    """Each table and sheet of which a machine checks something: where it stands, how many cells or lines whole, in part, and in all, against what."""
    pages = homes(facts.tables, facts)
    found = [(model.Link(page=f"{pages[name]}#table-{name}", text=of.caption), f"{name}.", len(of.rows) * len(of.columns)) for name, of in facts.tables.items() if name in pages]
    if listed := [path for path, meta in facts.pages.items() if "chooser" in meta.collects]:
        found.append((model.Link(page=listed[0], text=facts.pages[listed[0]].title), "chooser.", 3 * len(facts.choices)))
    for name, of in facts.sheets.items():
        found.append((model.Link(page=of.page, text=f"Cheat sheet of {of.label}"), f"sheet:{name}.", sum(len(group.lines) for group in of.groups)))
    if listed := [path for path, meta in facts.pages.items() if "changes" in meta.collects]:  # all changes in one row
        found.append((model.Link(page=listed[0], text=facts.pages[listed[0]].title), "change:", len(facts.changes)))
    rows = []
    for link, prefix, of in found:
        if done := under(prefix, machine):
            packages = sorted({package for one in done.values() for package in one.packages})
            rows.append((link, *(sum(map(len, each)) for each in ([by.whole for by in done.values()], [by.part for by in done.values()])), of, tuple(packages)))
    return sorted(rows, key=lambda row: row[0].text.lower())


def coverage(facts: load.Site) -> dict[str, model.Table]:
    """The skills of the newest exam, each with the pages that answer it, as their `skills` say.

    One table a task, 'skills-1-2', with a row a skill, '2'; and 'exam-additions' with those that are new.
    """
    made, version, added = {}, facts.exam.newest, []

    def link(path: str) -> model.Link:
        """The page with its service, where its title does not say it."""
        title, service = facts.pages[path].title, facts.services.get(model.area(path))
        return model.Link(page=path, text=title if not service or service.label in title else f"{service.label}: {title}")

    columns = {"skill": "Skill", "pages": "Pages"}
    for task in version.tasks:
        rows = []
        for skill in task.skills:
            links = tuple(link(path) for path, meta in facts.pages.items() if skill.number in meta.skills)
            marks = ", ".join(mark for mark in ("new" * skill.new, "★ AI" * skill.ai) if mark)
            cells = {"skill": f"{skill.number} {skill.title}" + f" ({marks})" * bool(marks), "pages": links or "No page yet"}
            rows.append(model.Row(id=skill.number.rpartition(".")[2], cells=cells, source=task.source or version.source, checked=version.checked))
            if skill.new:
                named = {**cells, "skill": f"{skill.number} {skill.title}" + " (★ AI)" * skill.ai}
                added.append(rows[-1].model_copy(update={"id": skill.number.replace(".", "-"), "cells": named}))
        if rows:
            caption = f"{task.number} {task.title}: {answered(rows)} with a page"
            made[f"skills-{task.number.replace('.', '-')}"] = _list(caption, columns, rows)
    return made | ({"exam-additions": _list(f"What {version.code} adds", columns, added)} if added else {})


def answered(rows: Iterable[model.Row]) -> str:
    """Of how many rows the last cell leads to a page: '3 of 8'."""
    leads = [not isinstance(list(row.cells.values())[-1], str) for row in rows]
    return f"{sum(leads)} of {len(leads)}"


def exam_services(version: model.Version, pages: Mapping[str, model.PageMeta]) -> model.Table:
    """Every service that the guide of `version` names, and whether it has pages here: a folder of its name, or the page that data names."""
    rows = []
    for group in version.scope:
        for service in group.services:
            page = service.page or f"{service.id}/index.md"
            cells = {
                "service": service.name, "group": group.label, "new": "new" if service.new else "–",
                "pages": model.Link(page=page, text=pages[page].title) if page in pages else "No page yet",
            }  # fmt: skip
            rows.append(model.Row(id=service.id, cells=cells, source=group.source, checked=group.checked))
    columns = {"service": "Service", "group": "Group", "new": f"New in {version.code}", "pages": "Pages"}
    return _list(f"The services of {version.code}", columns, rows)


def standing(version: model.Version, today: dt.date) -> str:
    """Whether `version` is 'retired', 'current' or 'next' on `today`."""
    if version.last and version.last < today:
        return "retired"
    return "next" if version.first and version.first > today else "current"


# How long a version stays news on the home page.
NEWS_DAYS = 182


def exam_now(exam: model.Exam, today: dt.date) -> tuple[model.Version, model.Version | None, model.Version | None]:
    """The version of the day, the one that follows, and the one of which to say what is new."""
    now = current(exam, today)
    then = next((version for version in exam.versions if version.first and version.first > today), None)
    young = now.first and today < now.first + dt.timedelta(days=NEWS_DAYS)
    news = then or (now if young else None)
    return now, then, news if news and news.news else None


def current(exam: model.Exam, today: dt.date) -> model.Version:
    """The version that can be taken on `today`."""
    for version in exam.versions:
        if standing(version, today) == "current":
            return version
    raise load.DataError(f"data/exam/exam.yml:1: no version can be taken on {today}, expected one that can")


def exam_versions(exam: model.Exam, today: dt.date) -> model.Table:
    rows = tuple(
        model.Row(
            id=version.code.lower(),
            cells={
                "code": version.code,
                "dates": _days(version),
                "questions": version.questions,
                "scored": version.scored or "not found",
                "time": version.minutes,
                "passing": version.passing,
                "price": version.price,
                "standing": standing(version, today),
            },
            source=version.source,
            checked=version.checked,
        )
        for version in exam.versions
    )
    columns = {
        "code": "Version", "dates": "Can be taken", "questions": "Questions", "scored": "Of them scored",
        "time": "Time", "passing": "Pass mark", "price": "Price", "standing": f"On {today}",
    }  # fmt: skip
    return _table("The versions of the exam", columns, rows)


def _days(version: model.Version) -> str:
    if not version.last:
        return f"from {version.first}"
    return f"{version.first} to {version.last}" if version.first else f"until {version.last}"


def domain_weights(exam: model.Exam) -> model.Table:
    """One row a domain title, one column a version, the newest first."""
    titles = dict.fromkeys(domain.title for version in reversed(exam.versions) for domain in version.domains)
    rows = []
    for title in titles:
        cells: dict = {"domain": title}
        for version in exam.versions:
            of = next((domain for domain in version.domains if domain.title == title), None)
            cells[version.code.lower()] = model.Quantity(value=of.weight, unit="%", note=f"domain {of.number}") if of else "–"
        rows.append(model.Row(id=title.lower().replace(" ", "-"), cells=cells))
    columns = {"domain": "Domain"} | {version.code.lower(): version.code for version in reversed(exam.versions)}
    newest = exam.newest
    return model.Table(
        caption="Share of the scored questions by domain",
        columns=columns,
        rows=tuple(rows),
        source=newest.source,
        checked=newest.checked,
    )


def exam_domains(version: model.Version) -> model.Table:
    """The domains of one version. The rows' ids are numbers, so that they stay when the version of the day changes."""
    rows = tuple(
        model.Row(id=str(domain.number), cells={"domain": f"{domain.number} {domain.title}", "weight": model.Quantity(value=domain.weight, unit="%")}, source=version.source, checked=version.checked)
        for domain in version.domains
    )
    return _list(f"The domains of {version.code}", {"domain": "Domain", "weight": "Share of the scored questions"}, rows)


def exam_questions(exam: model.Exam) -> model.Table:
    """Scored questions by domain: the weight's share of the scored questions, to the nearest whole."""
    rows = []
    for version in reversed(exam.versions):
        if version.scored:
            for domain in version.domains:
                count = round(domain.weight * version.scored.value / 100)
                cells = {"domain": f"{version.code}, {domain.title}", "count": model.Quantity(value=count, unit="questions")}
                rows.append(model.Row(id=f"{version.code.lower()}-{domain.number}", cells=cells, source=version.source, checked=version.checked))
    columns = {"domain": "Version and domain", "count": "About"}
    return _table("Scored questions by domain", columns, tuple(rows), "Computed: weight times scored questions. AWS publishes no counts.")


def deployment_policies(policies: Mapping[str, model.Policy]) -> model.Table:
    columns = {"policy": "Policy", "load-balanced": "Load-balanced environment", "single-instance": "Single-instance environment", "option": "Value of `DeploymentPolicy`"}
    rows = tuple(
        model.Row(
            id=key,
            cells={"policy": of.label, "load-balanced": (of.load_balanced, of.needs) if of.needs else of.load_balanced, "single-instance": of.single_instance, "option": f"`{of.option}`"},
            source=of.source,
            checked=of.checked,
            see=of.see,
        )
        for key, of in policies.items()
        if of.option
    )
    return _table("Which environment type takes which deployment policy", columns, rows)


def deployment_methods(policies: Mapping[str, model.Policy]) -> model.Table:
    columns = {
        "method": "Method", "failure": "If the deployment fails", "time": "Time, 1 is fastest", "downtime": "Downtime",
        "dns": "DNS change", "rollback": "Way back", "target": "Code goes to", "capacity": "Fewest instances serving",
    }  # fmt: skip
    rows = []
    for key, of in policies.items():
        least, before = min(step.serving for step in of.steps), of.steps[0].serving
        rows.append(
            model.Row(
                id=key,
                cells={
                    "method": of.label, "failure": of.failure, "time": of.time, "downtime": of.downtime, "dns": of.dns_change,
                    "rollback": of.rollback, "target": of.target, "capacity": f"{least} of {before}",
                },
                source=of.source,
                checked=of.checked,
                see=of.see,
            )
        )  # fmt: skip
    return _table("Deployment methods of Elastic Beanstalk", columns, tuple(rows), "Serving instances as in the pictures.")


def order(facts: load.Site) -> dict[str, int]:
    """The place of each service in the order of the areas."""
    return {name: at for at, name in enumerate(name for area in facts.areas.values() for name in area.services)}


def chooser(facts: load.Site, listed: Callable[[str | None], bool] = lambda _: True) -> model.Table | None:
    """Every choice whose page is `listed`, in the order of the services that explain it; None where there is none."""
    place = order(facts)
    rows = tuple(
        model.Row(id=key, cells={"says": of.says, "pick": of.pick, "because": of.because}, source=of.source, checked=of.checked, see=of.see)
        for key, of in sorted(facts.choices.items(), key=lambda item: place.get(model.area(item[1].see), len(place)))
        if listed(of.see)
    )
    columns = {"says": "When the question says", "pick": "Pick", "because": "Because"}
    return _list("When the question says this, pick that", columns, rows) if rows else None


def comparisons(facts: load.Site, tables: Mapping[str, model.Table], homes: Mapping[str, str]) -> dict[str, list[str]]:
    """The names of the comparisons that each service's pages explain, in the order of the services."""
    place, found = order(facts), dict[str, list[str]]()
    for name, page in sorted(homes.items(), key=lambda item: (place.get(model.area(item[1]), len(place)), item[1])):
        if tables[name].kind == "comparison":
            found.setdefault(model.area(page), []).append(name)
    return found


def changes(facts: load.Site, kind: Literal["changes", "corrections"]) -> dict[str, model.Table]:
    """One table a service, 'changes-<service>' or 'corrections-<service>'; each row leads to the line on the fact's page."""
    place, rows = order(facts), dict[str, list[model.Row]]()
    for key, of in sorted(facts.changes.items(), key=lambda item: (place.get(item[1].area, len(place)), item[1].page, item[0])):
        if (kind == "changes") == bool(of.since):
            cells = {"topic": of.topic, "old": of.old, "new": of.new, **({"since": of.since} if of.since else {})}
            rows.setdefault(of.area, []).append(model.Row(id=key, cells=cells, source=of.source, checked=of.checked, see=f"{of.page}#changed-{key}"))
    columns = {"topic": "Topic", "old": "Before", "new": "Now", "since": "Since"} if kind == "changes" else {"topic": "Topic", "old": "Older courses say that", "new": "In fact"}
    made = {}
    for area, found in rows.items():
        label = facts.services[area].label if area in facts.services else facts.pages[found[0].see.partition("#")[0]].title
        caption = f"{label}: {'what changed' if kind == 'changes' else 'what never was so'}"
        made[f"{kind}-{area}"] = _list(caption, columns, found)
    return made


def term_pages(facts: load.Site) -> dict[str, str]:
    """The page whose glossary has each term, by the term's id."""
    found: dict[str, str] = {}
    for path, meta in facts.pages.items():
        if "glossary" in meta.collects:
            listed = collected("glossary", meta.collects["glossary"], facts)
            found |= {key: path for key, term in facts.terms.items() if listed(term.see)}
    return found


def cards(facts: load.Site, group: str | None = None) -> list[tuple[str, str | None, list[tuple[str, model.Service]]]]:
    """The services that have pages, each with its first one, by group: its name, its page if it has one, its services."""
    made = []
    for key, area in facts.areas.items():
        services = [(f"{name}/index.md", facts.services[name]) for name in area.services if f"{name}/index.md" in facts.pages]
        page = f"{key}/index.md" if f"{key}/index.md" in facts.pages and key not in facts.services else None
        if services and group in (None, key):
            made.append((area.label, page, services))
    return made


def _table(caption: str, columns: dict, rows: tuple[model.Row, ...], note: str | None = None) -> model.Table:
    """A table whose rows carry their own sources."""
    return model.Table(caption=caption, columns=columns, rows=rows, source=rows[0].source, checked=rows[0].checked, note=note)


def _list(caption: str, columns: dict, rows: Iterable[model.Row]) -> model.Table:
    """The same, for what compares nothing."""
    return _table(caption, columns, tuple(rows)).model_copy(update={"kind": "list"})
