"""The facts as the models of `models.py`, and those as the files of `data/v1/`."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from macros.facts import derive, model, questions as rests, terms
from macros.facts.expectations import Check
from macros.facts.quantities import quantity
from macros.facts.site import Site
from macros.render.text import url

from . import models as v1

FOLDER = "data/v1"
_PART = re.compile(r"\.\d+$")
_SECTION = re.compile(rf"{model.PAGE}#.*")
Said = TypeVar("Said", bound=BaseModel)


def address(page: str) -> str:
    """'ecs/roles.md#task-role' -> 'ecs/roles/#task-role', as seen from the site's root."""
    return url(page, "index.md").removeprefix("./")


def canonical(value: Any) -> bytes:
    """`value` as `jq -cSj` writes it: keys in order, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def files(facts: Site, site: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file of `data/v1/`, and of its schema; `site` is the address of the site's root."""
    made = _Made(facts)
    contents = {
        "facts": made.facts(),
        "changes": made.changes(),
        "terms": made.terms(),
        "sources": facts.sources,
        "exam": made.exam(),
        "questions": made.questions(),
    }
    for name, kind in v1.FILES.items():
        schema = f"{name}.schema.json"
        empty = "sha256:" + "0" * 64
        whole = kind.model_validate({"$schema": schema, "site": site, "digest": empty, name: contents[name]})
        said = whole.model_dump(mode="json", by_alias=True, exclude_none=True)
        said["digest"] = f"sha256:{hashlib.sha256(canonical(said[name])).hexdigest()}"
        yield f"{name}.json", json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield schema, json.dumps(schema_of(kind), ensure_ascii=False, indent=1) + "\n"


def schema_of(kind: type[v1.File]) -> dict[str, Any]:
    """The JSON Schema of a file. It allows other names, since later ones may be added."""

    def opened(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: opened(of) for key, of in value.items() if (key, of) != ("additionalProperties", False)}
        return [opened(of) for of in value] if isinstance(value, list) else value

    schema: dict[str, Any] = opened(kind.model_json_schema(mode="serialization", by_alias=True))
    return schema


class _Made:
    """What the files say of `facts`."""

    def __init__(self, facts: Site) -> None:
        self.site = facts
        self.checks: dict[str, list[Check]] = defaultdict(list)
        for check in facts.checks:
            self.checks[check.fact if ":" in check.fact else _PART.sub("", check.fact)].append(check)

    def machine(self, fact: str) -> v1.Machine | None:
        """By what the fact 'table.row.column', 'sheet:name.line' or 'change:id' is checked."""
        if fact not in self.checks:
            return None
        row, column = (fact, "") if ":" in fact else fact.rsplit(".", 1)
        found = self.checks[fact]
        return v1.Machine(
            reads="whole" if column in self.site.verifications[row].whole else "part",
            probes=tuple(dict.fromkeys(check.name for check in found)),
            against=tuple(
                sorted({f"{check.probe.package} {self.site.packages[check.probe.package]}" for check in found})
            ),
        )

    def facts(self) -> v1.Facts:
        """The tables of data, and those that are computed of what is in no other file."""
        made = {
            "deployment-policies": derive.deployment_policies(self.site.deployments),
            "deployment-methods": derive.deployment_methods(self.site.deployments),
        }
        every = self.site.tables | {name: of for name, of in made.items() if of}
        pages = self.site.table_pages
        tables = {
            name: self._table(name, of, dict.fromkeys((row.id for row in of.rows), pages[name]))
            for name, of in every.items()
            if name in pages
        }
        if chooser := derive.chooser(self.site):
            choices = self._listed("chooser", {key: of.see for key, of in self.site.choices.items()})
            tables["chooser"] = self._table("chooser", chooser, choices)
        return v1.Facts(tables=tables, sheets={name: self._sheet(name, of) for name, of in self.site.sheets.items()})

    def _listed(self, macro: str, explained: Mapping[str, str]) -> dict[str, str]:
        """The page on which `macro` lists each fact, by its id; `explained` has the page that explains it."""
        return {
            key: path
            for path, meta in self.site.pages.items()
            if macro in meta.collects
            for listed in [derive.collected(macro, meta.collects[macro], self.site)]
            for key, page in explained.items()
            if listed(page)
        }

    def _table(self, name: str, of: model.Table, pages: Mapping[str, str]) -> v1.Table:
        """The table with those of its rows that stand on a page, which `pages` has by the row's id."""
        return _as(
            v1.Table,
            of,
            rows={
                row.id: v1.Row(
                    permalink=address(f"{pages[row.id]}#{name}-{row.id}"),
                    source=row.source or of.source,
                    checked=row.checked or of.checked,
                    see=address(row.see) if row.see else None,
                    cells={
                        column: self._cell(cell, self.machine(f"{name}.{row.id}.{column}"))
                        for column, cell in row.cells.items()
                    },
                )
                for row in of.rows
                if row.id in pages
            },
        )

    def _cell(self, cell: model.Cell, machine: v1.Machine | None = None) -> v1.Cell:
        match cell:
            case bool():
                return v1.Cell(text="Yes" if cell else "No", yes=cell, machine=machine)
            case model.Quantity():
                return v1.Cell(text=quantity(cell, self.site.units), quantity=cell, machine=machine)
            case model.Link():
                return v1.Cell(text=cell.text, page=address(cell.page), machine=machine)
            case tuple():
                parts = tuple(map(self._cell, cell))
                return v1.Cell(text="; ".join(part.text for part in parts), parts=parts, machine=machine)
        return v1.Cell(text=cell, machine=machine)

    def _sheet(self, name: str, of: model.CheatSheet) -> v1.Sheet:
        return v1.Sheet(
            label=of.label,
            lines={
                line.id: v1.Line(
                    permalink=address(of.page),
                    source=line.source or of.source,
                    checked=line.checked or of.checked,
                    group=group.label,
                    text=line.text,
                    see=address(line.see),
                    machine=self.machine(f"sheet:{name}.{line.id}"),
                )
                for group in of.groups
                for line in group.lines
            },
        )

    def changes(self) -> dict[str, v1.Change]:
        """By the day since which it is so, the newest first; what never was so comes last."""
        by_day = sorted(self.site.changes.items(), key=lambda item: item[1].since or "", reverse=True)
        return {
            key: _as(
                v1.Change,
                of,
                permalink=address(f"{of.page}#changed-{key}"),
                page=address(of.page),
                machine=self.machine(f"change:{key}"),
            )
            for key, of in by_day
        }

    def terms(self) -> dict[str, v1.Term]:
        pages = terms.term_pages(self.site)
        return {
            key: _as(v1.Term, of, permalink=address(f"{pages[key]}#{key}"), see=address(of.see) if of.see else None)
            for key, of in self.site.terms.items()
            if key in pages
        }

    def exam(self) -> v1.Exam:
        exam = self.site.exam
        return v1.Exam(title=exam.title, versions={of.code: self._version(of) for of in exam.versions})

    def _version(self, of: model.ExamVersion) -> v1.Version:
        answers: dict[str, list[str]] = defaultdict(list)
        for path, meta in self.site.pages.items() if of is self.site.exam.newest else ():
            for skill in meta.skills:
                answers[skill].append(address(path))
        tasks = [
            _as(
                v1.Task,
                task,
                skills=[_as(v1.Skill, skill, pages=tuple(answers[skill.number]) or None) for skill in task.skills],
                source=task.source or of.source,
            )
            for task in of.tasks
        ]
        scope = [
            _as(v1.Scope, group, services=[_as(v1.Service, one, page=self._first_page(one)) for one in group.services])
            for group in of.scope
        ]
        return _as(v1.Version, of, tasks=tasks, scope=scope)

    def _first_page(self, service: model.InScope) -> str | None:
        page = service.page or f"{service.id}/index.md"
        return address(page) if page in self.site.pages else None

    def questions(self) -> dict[str, v1.Question]:
        """Those that are asked on a page, or were until a fact of theirs changed."""
        return {
            key: _as(
                v1.Question,
                of,
                permalink=address(f"{home}#{key}"),
                options=[
                    _as(v1.Option, option, rests_on=tuple(map(_named, option.rests_on)))
                    for option in rests.ordered(key, of.options)
                ],
                retired=tuple(map(_named, self.site.retired.get(key, ()))) or None,
            )
            for key, home in rests.homes(self.site).items()
            for of in [self.site.questions[key]]
        }


def _named(fact: str) -> str:
    """The name of a fact as the files have it: a choice is a row of a table, a section has an address."""
    return address(fact) if _SECTION.fullmatch(fact) else fact.replace("chooser:", "chooser.")


def _as(kind: type[Said], of: model.Fact, **said: object) -> Said:
    """`of` as the files have it: what a `kind` has of its fields, and what is `said` otherwise."""
    return kind.model_validate({**dict(of), **said})
