"""Tables that are computed from other facts, so that none of them is typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import get_args

from . import load, model
from .standing import Machine, under


def tables(facts: load.Site, today: dt.date) -> dict[str, model.Table]:
    """Every computed table, by name."""
    computed = {
        "exam-versions": exam_versions(facts.exam, today),
        "domain-weights": domain_weights(facts.exam),
        **({"exam-questions": exam_questions(facts.exam)} if any(version.scored for version in facts.exam.versions) else {}),
        **({"deployment-policies": deployment_policies(facts.policies)} if any(of.option for of in facts.policies.values()) else {}),
        "deployment-methods": deployment_methods(facts.policies),
        **({"chooser": chooser(facts)} if facts.choices else {}),
        **what_changed(facts.changes, facts.pages),
    }
    for version in facts.exam.versions:
        if version.tasks:
            computed[f"coverage-{version.code.lower()}"] = coverage(version, facts.pages)
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


def collected(macro: str, folders: tuple[str, ...], pages: Mapping[str, model.PageMeta]) -> Callable[[str | None], bool]:
    """Whether `macro(*folders)` lists what a page explains: a page in one of the folders; without any, what no call names.

    So a page that has become long is split by naming folders on another, and nothing is lost. Raises `DataError`
    for a folder that is none, and where no call lists the rest.
    """
    for folder in folders:
        if folder not in (known := {model.area(page) for page in pages}):
            raise load.DataError(load.unknown("folder of docs/", folder, known))
    calls = [meta.collects[macro] for meta in pages.values() if macro in meta.collects]
    if folders and () not in calls:
        raise load.DataError(f"every call names folders, expected one {macro}() without, for what no other names")
    named = {folder for call in calls for folder in call}
    return lambda page: model.area(page or "") in folders if folders else model.area(page or "") not in named


def counts(facts: load.Site, machine: Mapping[str, Machine]) -> dict[str, int]:
    """How many facts stand in data, each counted once as what it rests on; then advice, sources, probes and checks."""
    rests = {f"{name}.{row.id}": row.source or of.source for name, of in facts.tables.items() for row in of.rows}
    rests |= {f"sheet:{name}.{line.id}": line.source or of.source for name, of in facts.sheets.items() for group in of.groups for line in group.lines}
    rests |= {f"change:{name}": of.source for name, of in facts.changes.items()}
    rests |= {f"chooser.{name}": of.source for name, of in facts.choices.items()}
    rests |= {f"deployment:{name}": of.source for name, of in facts.policies.items()}
    rests |= {f"exam:{of.code}": of.source for of in facts.exam.versions}
    read = [facts.sources[source].kind in get_args(model.Documentation) for name, source in rests.items() if name not in machine]
    return {
        "facts": len(rests),
        "machine": len(machine),
        "documentation": read.count(True),
        "elsewhere": read.count(False),
        "advice": sum(page.advice for page in facts.pages.values()),
        "unsourced": sum(source not in facts.sources for source in rests.values()),
        "sources": len(facts.sources),
        "checks": len(facts.checks),
    }


def by_machine(facts: load.Site, machine: Mapping[str, Machine]) -> list[tuple[model.Link, int, int, tuple[str, ...]]]:
    """Each table and sheet of which a machine checks something: where it stands, how much of how much, against what."""
    tables = {**facts.tables, "chooser": chooser(facts)} if facts.choices else facts.tables
    pages = homes(tables, facts)
    found = [(model.Link(page=f"{pages[name]}#table-{name}", text=of.caption), f"{name}.", len(of.rows)) for name, of in tables.items() if name in pages]
    for name, of in facts.sheets.items():
        found.append((model.Link(page=of.page, text=f"Cheat sheet of {of.label}"), f"sheet:{name}.", sum(len(group.lines) for group in of.groups)))
    if listed := [*homes(what_changed(facts.changes, facts.pages), facts).values()]:  # all changes in one row
        found.append((model.Link(page=listed[0], text=facts.pages[listed[0]].title), "change:", len(facts.changes)))
    rows = []
    for link, prefix, of in found:
        if done := under(prefix, machine):
            packages = sorted({package for one in done.values() for package in one.packages})
            rows.append((link, len(done), of, tuple(packages)))
    return sorted(rows, key=lambda row: row[0].text.lower())


def coverage(version: model.Version, pages: Mapping[str, model.PageMeta]) -> model.Table:
    """What of `version` the pages cover, as each page's `tasks` say. A task named wrongly is a `DataError`."""
    rows = []
    for task in version.tasks:
        name = f"{version.code} {task.number}"
        links = tuple(model.Link(page=path, text=meta.title) for path, meta in pages.items() if name in meta.tasks)
        cells = {"task": f"{task.number} {task.title}", "pages": links or "Not covered here"}
        rows.append(model.Row(id=task.number.replace(".", "-"), cells=cells))
    covered = sum(isinstance(row.cells["pages"], tuple) for row in rows)
    return model.Table(
        caption=f"{version.code}: {covered} of {len(rows)} tasks are touched by a page here",
        columns={"task": "Task", "pages": "Pages that touch it"},
        rows=tuple(rows),
        source=version.source,
        checked=version.checked,
        note="The tasks are AWS's, in our words; the pages are those that name the task.",
    )


def standing(version: model.Version, today: dt.date) -> str:
    """Whether `version` is 'retired', 'current' or 'next' on `today`."""
    if version.last and version.last < today:
        return "retired"
    return "current" if version.first and version.first <= today else "next"


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
    """One row a domain title, one column a version; a domain that a version lacks says so."""
    titles = dict.fromkeys(domain.title for version in reversed(exam.versions) for domain in version.domains)
    rows = []
    for title in titles:
        cells: dict = {"domain": title}
        for version in exam.versions:
            of = next((domain for domain in version.domains if domain.title == title), None)
            cells[version.code.lower()] = (
                model.Quantity(value=of.weight, unit="%", note=f"domain {of.number}") if of else "no such domain"
            )
        rows.append(model.Row(id=title.lower().replace(" ", "-"), cells=cells))
    columns = {"domain": "Domain"} | {version.code.lower(): version.code for version in exam.versions}
    newest = exam.versions[-1]
    return model.Table(
        caption="Share of the scored questions by domain",
        columns=columns,
        rows=tuple(rows),
        source=newest.source,
        checked=newest.checked,
        note=f"The source names the weights of {newest.code}; those of the older versions have the sources of their rows in the table of versions.",
    )


def exam_questions(exam: model.Exam) -> model.Table:
    """Scored questions by domain: the weight's share of the scored questions, to the nearest whole."""
    rows = []
    for version in exam.versions:
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


def chooser(facts: load.Site) -> model.Table:
    """Every choice, in the order of the services whose pages explain it."""
    place = order(facts)
    rows = (
        model.Row(id=key, cells={"says": of.says, "pick": of.pick, "because": of.because}, source=of.source, checked=of.checked, see=of.see)
        for key, of in sorted(facts.choices.items(), key=lambda item: place.get(model.area(item[1].see), len(place)))
    )
    columns = {"says": "When the question says", "pick": "Pick", "because": "Because"}
    return _table("When the question says this, pick that", columns, tuple(rows)).model_copy(update={"kind": "list"})


def what_changed(changes: Mapping[str, model.Change], pages: Mapping[str, model.PageMeta]) -> dict[str, model.Table]:
    """One table an area, 'what-changed-<area>'; each row leads to the note on the fact's page."""
    areas = {of.area for of in changes.values() if of.by != "notes"}
    rows: dict[str, list[model.Row]] = {}
    for key, of in sorted(changes.items(), key=lambda item: (item[1].page, item[0])):
        cells = {"topic": of.topic, "old": of.old, "new": of.new, "since": of.since or "always"}
        rows.setdefault(of.area, []).append(model.Row(id=key, cells=cells, source=of.source, checked=of.checked, see=f"{of.page}#changed-{key}"))
    columns = {"topic": "Topic", "old": "The notes said", "new": "Now", "since": "Since"}
    older = {**columns, "old": "Older material says"}
    made = {}
    for area, found in rows.items():
        of = pages.get(f"{area}/index.md") or pages[found[0].see.partition("#")[0]]
        made[f"what-changed-{area}"] = _table(f"{of.title}, old and new", older if area in areas else columns, tuple(found))
    return made


def _table(caption: str, columns: dict, rows: tuple[model.Row, ...], note: str | None = None) -> model.Table:
    """A table whose rows carry their own sources."""
    return model.Table(caption=caption, columns=columns, rows=rows, source=rows[0].source, checked=rows[0].checked, note=note)
