"""Tables that are computed from other facts, so that none of them is typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import groupby

from . import exam, labs, model
from .errors import DataError, unknown
from .exam import make_list, make_row, make_table
from .site import Site


def tables(facts: Site, today: dt.date) -> dict[str, model.Table]:
    """Every computed table, by name."""
    candidates = {
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
    computed = {name: table for name, table in candidates.items() if table}
    for name in computed:
        if name in facts.tables:
            file = next(location.file for fact, location in facts.index.items() if fact.startswith(f"{name}."))
            raise DataError(f"{file}:1: a table of this name is computed, expected another name")
    return computed


def canonical_pages(tables: Mapping[str, model.Table], facts: Site) -> dict[str, str]:
    """The page that explains each of the `tables` that one shows, in the order of their captions."""
    names = sorted(tables, key=lambda name: tables[name].caption.lower())
    return {name: facts.table_pages[name] for name in names if name in facts.table_pages}


def page_filter(macro: str, groups: tuple[str, ...], facts: Site) -> Callable[[str | None], bool]:
    """A predicate: whether `macro(*groups)` lists what a page explains. It does for pages of services in one of the
    groups; without any, for those of the groups that no call names.

    So a page that has become long is split by groups, and nothing is lost. Raises `DataError` for an unknown group,
    and where no call lists the rest.
    """
    for group in groups:
        if group not in facts.groups:
            raise DataError(unknown("group of data/areas.yml", group, facts.groups))
    calls = [meta.collects[macro] for meta in facts.pages.values() if macro in meta.collects]
    if groups and () not in calls:
        raise DataError(f"every call names groups, expected one {macro}() without, for what no other names")
    named = {group for call in calls for group in call}

    def is_listed(page: str | None) -> bool:
        group = facts.group_of.get(model.folder(page or ""))
        return group in groups if groups else group not in named

    return is_listed


def deployment_policies(methods: Mapping[str, model.DeploymentMethod]) -> model.Table | None:
    columns = {
        "policy": "Policy",
        "load-balanced": "Load-balanced environment",
        "single-instance": "Single-instance environment",
        "option": "Value of `DeploymentPolicy`",
    }
    rows = []
    for key, method in methods.items():
        cells: exam.Cells = {
            "policy": method.label,
            "load-balanced": (method.load_balanced, method.needs) if method.needs else method.load_balanced,
            "single-instance": method.single_instance,
            "option": f"`{method.option}`",
        }
        if method.option:
            rows.append(make_row(key, method, cells, method.see))
    return make_table("Which environment type takes which deployment policy", columns, rows) if rows else None


def deployment_methods(methods: Mapping[str, model.DeploymentMethod]) -> model.Table:
    columns = {
        "method": "Method", "failure": "If the deployment fails", "time": "Time, 1 is fastest", "downtime": "Downtime",
        "dns": "DNS change", "rollback": "Way back", "target": "Code goes to", "capacity": "Fewest instances serving",
    }  # fmt: skip
    rows = []
    for key, method in methods.items():
        fewest, initial = min(step.serving for step in method.steps), method.steps[0].serving
        cells: exam.Cells = {
            "method": method.label, "failure": method.failure, "time": method.time, "downtime": method.downtime,
            "dns": method.dns_change, "rollback": method.rollback, "target": method.target,
            "capacity": f"{fewest} of {initial}",
        }  # fmt: skip
        rows.append(make_row(key, method, cells, method.see))
    return make_table("Deployment methods of Elastic Beanstalk", columns, rows, "Serving instances as in the pictures.")


def service_position(facts: Site, page: str) -> int:
    """The position of the page's service in the order of the groups; a page of no service comes last."""
    return facts.order.get(model.folder(page), len(facts.order))


def sheets(facts: Site) -> list[str]:
    """The cheat sheets in the order of the services."""
    return sorted(facts.sheets, key=lambda name: service_position(facts, facts.sheets[name].page))


def chooser(facts: Site, is_listed: Callable[[str | None], bool] = lambda _: True) -> model.Table | None:
    """Every choice whose page `is_listed`, in the order of the services that explain it; None where there is none."""
    rows = [
        make_row(key, choice, {"says": choice.says, "pick": choice.pick, "because": choice.because}, choice.see)
        for key, choice in sorted(facts.choices.items(), key=lambda item: service_position(facts, item[1].see))
        if is_listed(choice.see)
    ]
    columns = {"says": "When the question says", "pick": "Pick", "because": "Because"}
    return make_list("When the question says this, pick that", columns, rows) if rows else None


def service_heads(facts: Site, table: model.Table) -> dict[str, str]:
    """The service of each first row of a service, by the row's id; empty where all rows are of one service."""
    services = groupby(table.rows, key=lambda row: _service_label(facts, row.see or ""))
    heads = {next(rows).id: label for label, rows in services}
    return heads if len(heads) > 1 else {}


def _service_label(facts: Site, page: str) -> str:
    """The label of the service of `page`, or the title of a page that belongs to none."""
    service = facts.services.get(model.folder(page))
    return service.label if service else facts.pages[page.partition("#")[0]].title


def comparisons(facts: Site, tables: Mapping[str, model.Table]) -> dict[str, list[str]]:
    """The names of the comparisons that each service's pages explain, in the order of the services."""
    names: dict[str, list[str]] = {}
    pages = canonical_pages(tables, facts)
    for name in sorted(pages, key=lambda name: (service_position(facts, pages[name]), pages[name])):
        if tables[name].kind == "comparison":
            names.setdefault(model.folder(pages[name]), []).append(name)
    return names


def changes(facts: Site, dated: bool) -> dict[str, model.Table]:
    """What changed, if `dated`, or never was so: one table a service, 'changes-<service>' or 'corrections-<service>';
    each row leads to the line on the fact's page.
    """
    kind, rows = "changes" if dated else "corrections", dict[str, list[model.Row]]()
    for key, change in sorted(
        facts.changes.items(), key=lambda item: (service_position(facts, item[1].page), item[1].page, item[0])
    ):
        if dated == bool(change.since):
            cells = {"topic": change.topic, "old": change.old, "new": change.new}
            if change.since:
                cells["since"] = change.since
            rows.setdefault(change.folder, []).append(make_row(key, change, cells, f"{change.page}#changed-{key}"))
    columns = (
        {"topic": "Topic", "old": "Before", "new": "Now", "since": "Since"}
        if dated
        else {"topic": "Topic", "old": "Older courses say that", "new": "In fact"}
    )
    tables = {}
    for folder, service_rows in rows.items():
        label = _service_label(facts, service_rows[0].see or "")
        caption = f"{label}: {'what changed' if dated else 'what never was so'}"
        tables[f"{kind}-{folder}"] = make_list(caption, columns, service_rows)
    return tables


def group_pages(facts: Site, macro: str) -> list[tuple[str, str]]:
    """The label of each group and the page on which `macro` collects it alone, in the order of the groups."""
    pages = {meta.collects[macro]: path for path, meta in facts.pages.items() if macro in meta.collects}
    return [(group.label, pages[key,]) for key, group in facts.groups.items() if (key,) in pages]
