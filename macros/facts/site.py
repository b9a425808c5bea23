"""All facts in one object, as `load` returns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import expectations, model


@dataclass(frozen=True)
class Site:
    """All facts of `data/`, by id, and the front matter of every page, by its path in `docs/`.

    `index` has the location of each fact, `checks` what the probes check, `verifications` the packages against which a
    row is checked, by its name, `packages` the locked version of each package, `deep_links` the position and target of
    each link to a part of a page, such as `ecs/roles.md#task-role`, `retired` the facts that have changed since a
    question was checked, `origins` the `file:line` of each fact by its model's name and its id, and `units` the
    singular of each unit.
    """

    groups: dict[str, model.ServiceGroup]
    services: dict[str, model.Service]
    sources: dict[str, model.Source]
    tables: dict[str, model.Table]
    sheets: dict[str, model.CheatSheet]
    changes: dict[str, model.Change]
    choices: dict[str, model.Choice]
    terms: dict[str, model.Term]
    deployments: dict[str, model.DeploymentMethod]
    exam: model.Exam
    pages: dict[str, model.PageMeta]
    pictures: dict[str, str]
    probes: dict[str, model.Probe]
    searches: dict[str, model.Searches]
    questions: dict[str, model.Question]
    labs: dict[str, model.Lab]
    differences: dict[str, model.Difference]
    units: Mapping[str, str]
    index: expectations.FactIndex
    packages: dict[str, str]
    origins: dict[tuple[str, str], str]
    checks: tuple[expectations.Check, ...] = ()
    verifications: dict[str, expectations.Verification] = field(default_factory=dict)
    deep_links: tuple[tuple[str, str], ...] = ()
    retired: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def group_of(self) -> dict[str, str]:
        """The group of each service."""
        return {service: key for key, group in self.groups.items() for service in group.services}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each service in the order of the groups."""
        return {service: position for position, service in enumerate(self.group_of)}

    @cached_property
    def table_pages(self) -> dict[str, str]:
        """The page that explains each table: the first that shows it and does not list tables of others."""
        pages: dict[str, str] = {}
        for path, meta in self.pages.items():
            for name in meta.tables:
                if name not in pages or "tables_list" in self.pages[pages[name]].collects:
                    pages[name] = path
        return pages

    def verified(self, prefix: str) -> dict[str, expectations.Verification]:
        """The verifications of facts whose name begins with `prefix`, by the rest of the name."""
        return {
            name.removeprefix(prefix): value for name, value in self.verifications.items() if name.startswith(prefix)
        }

    def service(self, kind: str, key: str) -> str:
        """The service in whose folder of `data/` a fact stands."""
        return self.origins[kind, key].split("/")[1]
