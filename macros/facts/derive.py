"""Tables that are computed from other facts, so that none of them is typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import groupby

from . import exam, labs, model
from .errors import DataError, unknown
from .exam import list_of, row_of, table_of
from .site import Site


def tables(facts: Site, today: dt.date) -> dict[str, model.Table]:
    """Every computed table, by name."""
    found = {
        "exam-versions": exam.exam_versions(facts.exam, today),
        "domain-weights": exam.domain_weights(facts.exam),
        "exam-domains": exam.exam_domains(exam.current(facts.exam, today)),
        "exam-questions": exam.exam_questions(facts.exam),
        "deployment-policies": deployment_policies(facts.deployments),
        "deployment-methods": deployment_methods(facts.deployments),
        "chooser": chooser(facts),
        **labs.tables(facts),
        **changes(facts, dated=True),
        **changes(facts, dated=False),
        **exam.coverage(facts),
        "exam-services": exam.exam_services(facts.exam.newest, facts.pages),
    }
    computed = {name: of for name, of in found.items() if of}
    for name in computed:
        if name in facts.tables:
            file = next(place.file for fact, place in facts.index.items() if fact.startswith(f"{name}."))
            raise DataError(f"{file}:1: a table of this name is computed, expected another name")
    return computed


def canonical_pages(tables: Mapping[str, model.Table], facts: Site) -> dict[str, str]:
    """The page that explains each of the `tables` that one shows, in the order of their captions."""
    found = facts.table_pages
    return {
        name: found[name] for name in sorted(tables, key=lambda name: tables[name].caption.lower()) if name in found
    }


def collected(macro: str, groups: tuple[str, ...], facts: Site) -> Callable[[str | None], bool]:
    """Whether `macro(*groups)` lists what a page explains: a page of a service in one of the groups; without any,
    what no call names.

    So a page that has become long is split by groups, and nothing is lost. Raises `DataError` for a group that
    is none, and where no call lists the rest.
    """
    for group in groups:
        if group not in facts.groups:
            raise DataError(unknown("group of data/areas.yml", group, facts.groups))
    calls = [meta.collects[macro] for meta in facts.pages.values() if macro in meta.collects]
    if groups and () not in calls:
        raise DataError(f"every call names groups, expected one {macro}() without, for what no other names")
    named = {group for call in calls for group in call}

    def listed(page: str | None) -> bool:
        group = facts.group_of.get(model.area(page or ""))
        return group in groups if groups else group not in named

    return listed


def deployment_policies(policies: Mapping[str, model.DeploymentMethod]) -> model.Table | None:
    columns = {
        "policy": "Policy",
        "load-balanced": "Load-balanced environment",
        "single-instance": "Single-instance environment",
        "option": "Value of `DeploymentPolicy`",
    }
    rows = []
    for key, of in policies.items():
        cells: exam.Cells = {
            "policy": of.label,
            "load-balanced": (of.load_balanced, of.needs) if of.needs else of.load_balanced,
            "single-instance": of.single_instance,
            "option": f"`{of.option}`",
        }
        if of.option:
            rows.append(row_of(key, of, cells, of.see))
    return table_of("Which environment type takes which deployment policy", columns, rows) if rows else None


def deployment_methods(policies: Mapping[str, model.DeploymentMethod]) -> model.Table:
    columns = {
        "method": "Method", "failure": "If the deployment fails", "time": "Time, 1 is fastest", "downtime": "Downtime",
        "dns": "DNS change", "rollback": "Way back", "target": "Code goes to", "capacity": "Fewest instances serving",
    }  # fmt: skip
    rows = []
    for key, of in policies.items():
        least, before = min(step.serving for step in of.steps), of.steps[0].serving
        cells: exam.Cells = {
            "method": of.label, "failure": of.failure, "time": of.time, "downtime": of.downtime,
            "dns": of.dns_change, "rollback": of.rollback, "target": of.target, "capacity": f"{least} of {before}",
        }  # fmt: skip
        rows.append(row_of(key, of, cells, of.see))
    return table_of("Deployment methods of Elastic Beanstalk", columns, rows, "Serving instances as in the pictures.")


def place(facts: Site, page: str) -> int:
    """The place of the page's service in the order of the groups; that of none comes last."""
    return facts.order.get(model.area(page), len(facts.order))


def sheets(facts: Site) -> list[str]:
    """The cheat sheets in the order of the services."""
    return sorted(facts.sheets, key=lambda name: place(facts, facts.sheets[name].page))


def chooser(facts: Site, listed: Callable[[str | None], bool] = lambda _: True) -> model.Table | None:
    """Every choice whose page is `listed`, in the order of the services that explain it; None where there is none."""
    rows = [
        row_of(key, of, {"says": of.says, "pick": of.pick, "because": of.because}, of.see)
        for key, of in sorted(facts.choices.items(), key=lambda item: place(facts, item[1].see))
        if listed(of.see)
    ]
    columns = {"says": "When the question says", "pick": "Pick", "because": "Because"}
    return list_of("When the question says this, pick that", columns, rows) if rows else None


def heads(facts: Site, of: model.Table) -> dict[str, str]:
    """The service of each first row of a service, by the row's id; none where all rows are of one."""
    services = groupby(of.rows, key=lambda row: _label(facts, row.see or ""))
    found = {next(rows).id: label for label, rows in services}
    return found if len(found) > 1 else {}


def _label(facts: Site, page: str) -> str:
    """The service of `page`, or the title of a page that is of none."""
    service = facts.services.get(model.area(page))
    return service.label if service else facts.pages[page.partition("#")[0]].title


def comparisons(facts: Site, tables: Mapping[str, model.Table]) -> dict[str, list[str]]:
    """The names of the comparisons that each service's pages explain, in the order of the services."""
    found: dict[str, list[str]] = {}
    for name, page in sorted(canonical_pages(tables, facts).items(), key=lambda item: (place(facts, item[1]), item[1])):
        if tables[name].kind == "comparison":
            found.setdefault(model.area(page), []).append(name)
    return found


def changes(facts: Site, dated: bool) -> dict[str, model.Table]:
    """What changed, if `dated`, or never was so: one table a service, 'changes-<service>' or 'corrections-<service>';
    each row leads to the line on the fact's page.
    """
    kind, rows = "changes" if dated else "corrections", dict[str, list[model.Row]]()
    for key, of in sorted(facts.changes.items(), key=lambda item: (place(facts, item[1].page), item[1].page, item[0])):
        if dated == bool(of.since):
            cells = {"topic": of.topic, "old": of.old, "new": of.new, **({"since": of.since} if of.since else {})}
            rows.setdefault(of.area, []).append(row_of(key, of, cells, f"{of.page}#changed-{key}"))
    columns = (
        {"topic": "Topic", "old": "Before", "new": "Now", "since": "Since"}
        if dated
        else {"topic": "Topic", "old": "Older courses say that", "new": "In fact"}
    )
    made = {}
    for area, found in rows.items():
        label = _label(facts, found[0].see or "")
        caption = f"{label}: {'what changed' if kind == 'changes' else 'what never was so'}"
        made[f"{kind}-{area}"] = list_of(caption, columns, found)
    return made


def group_pages(facts: Site, macro: str) -> list[tuple[str, str]]:
    """The label of each group and the page on which `macro` collects it alone, in the order of the groups."""
    pages = {meta.collects[macro]: path for path, meta in facts.pages.items() if macro in meta.collects}
    return [(group.label, pages[key,]) for key, group in facts.groups.items() if (key,) in pages]
