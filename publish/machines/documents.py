"""The facts as the models of `models.py`, and those as the files of `data/v1/`."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from macros.facts import derive, model, questions, terms
from macros.facts.expectations import Check
from macros.facts.quantities import format_quantity
from macros.facts.site import Site
from publish import address

from . import models as v1

FOLDER = "data/v1"
_ITEM_NUMBER = re.compile(r"\.\d+$")
_SECTION = re.compile(rf"{model.PAGE}#.*")
ModelT = TypeVar("ModelT", bound=BaseModel)


def canonical_json(value: Any) -> bytes:
    """`value` as `jq -cSj` writes it: keys in order, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def files(facts: Site, site: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file of `data/v1/`, and of its schema; `site` is the address of the site's root."""
    builder = _Builder(facts)
    contents = {
        "facts": builder.facts(),
        "changes": builder.changes(),
        "terms": builder.terms(),
        "sources": facts.sources,
        "exam": builder.exam(),
        "questions": builder.questions(),
    }
    for name, file_type in v1.FILES.items():
        schema = f"{name}.schema.json"
        empty = "sha256:" + "0" * 64
        document = file_type.model_validate({"$schema": schema, "site": site, "digest": empty, name: contents[name]})
        data = document.model_dump(mode="json", by_alias=True, exclude_none=True)
        data["digest"] = f"sha256:{hashlib.sha256(canonical_json(data[name])).hexdigest()}"
        yield f"{name}.json", json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield schema, json.dumps(json_schema(file_type), ensure_ascii=False, indent=1) + "\n"


def json_schema(file_type: type[v1.File]) -> dict[str, Any]:
    """The JSON Schema of a file. It allows other names, since later ones may be added."""

    def with_more_names(value: Any) -> Any:
        if isinstance(value, dict):
            items = (item for item in value.items() if item != ("additionalProperties", False))
            return {key: with_more_names(item) for key, item in items}
        return [with_more_names(item) for item in value] if isinstance(value, list) else value

    schema: dict[str, Any] = with_more_names(file_type.model_json_schema(mode="serialization", by_alias=True))
    return schema


class _Builder:
    """Builds the last member of each file of `facts`."""

    def __init__(self, facts: Site) -> None:
        self.site = facts
        self.checks: dict[str, list[Check]] = defaultdict(list)
        for check in facts.checks:
            self.checks[check.fact if ":" in check.fact else _ITEM_NUMBER.sub("", check.fact)].append(check)

    def machine(self, fact: str) -> v1.Machine | None:
        """What checks the fact 'table.row.column', 'sheet:name.line' or 'change:id'."""
        if fact not in self.checks:
            return None
        row, column = (fact, "") if ":" in fact else fact.rsplit(".", 1)
        packages = {check.probe.package for check in self.checks[fact]}
        return v1.Machine(
            reads="whole" if column in self.site.verifications[row].whole else "part",
            probes=tuple(dict.fromkeys(check.name for check in self.checks[fact])),
            against=tuple(sorted(f"{package} {self.site.packages[package]}" for package in packages)),
        )

    def facts(self) -> v1.Facts:
        """The sheets and tables of data, and the tables that are computed of what is in no other file."""
        computed = {
            "deployment-policies": derive.deployment_policies(self.site.deployments),
            "deployment-methods": derive.deployment_methods(self.site.deployments),
        }
        source_tables = self.site.tables | {name: table for name, table in computed.items() if table}
        pages = self.site.table_pages
        tables = {
            name: self._table(name, table, dict.fromkeys((row.id for row in table.rows), pages[name]))
            for name, table in source_tables.items()
            if name in pages
        }
        if chooser := derive.chooser(self.site):
            choices = self._listing_pages("chooser", {key: choice.see for key, choice in self.site.choices.items()})
            tables["chooser"] = self._table("chooser", chooser, choices)
        sheets = {name: self._sheet(name, sheet) for name, sheet in self.site.sheets.items()}
        return v1.Facts(tables=tables, sheets=sheets)

    def _listing_pages(self, macro: str, explaining_pages: Mapping[str, str]) -> dict[str, str]:
        """The page on which `macro` lists each fact, by its id; `explaining_pages` has the page that explains it."""
        return {
            key: path
            for path, meta in self.site.pages.items()
            if macro in meta.collects
            for is_listed in [derive.page_filter(macro, meta.collects[macro], self.site)]
            for key, page in explaining_pages.items()
            if is_listed(page)
        }

    def _table(self, name: str, table: model.Table, pages: Mapping[str, str]) -> v1.Table:
        """The table with those of its rows that stand on a page, which `pages` has by the row's id."""
        return _convert(
            v1.Table,
            table,
            rows={
                row.id: v1.Row(
                    permalink=address(f"{pages[row.id]}#{name}-{row.id}"),
                    source=row.source or table.source,
                    checked=row.checked or table.checked,
                    see=address(row.see) if row.see else None,
                    cells={
                        column: self._cell(cell, self.machine(f"{name}.{row.id}.{column}"))
                        for column, cell in row.cells.items()
                    },
                )
                for row in table.rows
                if row.id in pages
            },
        )

    def _cell(self, cell: model.Cell, machine: v1.Machine | None = None) -> v1.Cell:
        match cell:
            case bool():
                return v1.Cell(text="Yes" if cell else "No", yes=cell, machine=machine)
            case model.Quantity():
                return v1.Cell(text=format_quantity(cell, self.site.units), quantity=cell, machine=machine)
            case model.Link():
                return v1.Cell(text=cell.text, page=address(cell.page), machine=machine)
            case tuple():
                parts = tuple(map(self._cell, cell))
                return v1.Cell(text="; ".join(part.text for part in parts), parts=parts, machine=machine)
        return v1.Cell(text=cell, machine=machine)

    def _sheet(self, name: str, sheet: model.CheatSheet) -> v1.Sheet:
        return v1.Sheet(
            label=sheet.label,
            lines={
                line.id: v1.Line(
                    permalink=address(sheet.page),
                    source=line.source or sheet.source,
                    checked=line.checked or sheet.checked,
                    group=group.label,
                    text=line.text,
                    see=address(line.see),
                    machine=self.machine(f"sheet:{name}.{line.id}"),
                )
                for group in sheet.groups
                for line in group.lines
            },
        )

    def changes(self) -> dict[str, v1.Change]:
        """By the day since which it is so, the newest first; what never was so comes last."""
        by_day = sorted(self.site.changes.items(), key=lambda item: item[1].since or "", reverse=True)
        return {
            key: _convert(
                v1.Change,
                change,
                permalink=address(f"{change.page}#changed-{key}"),
                page=address(change.page),
                machine=self.machine(f"change:{key}"),
            )
            for key, change in by_day
        }

    def terms(self) -> dict[str, v1.Term]:
        pages = terms.term_pages(self.site)
        see = {key: address(term.see) if term.see else None for key, term in self.site.terms.items()}
        return {
            key: _convert(v1.Term, term, permalink=address(f"{pages[key]}#{key}"), see=see[key])
            for key, term in self.site.terms.items()
            if key in pages
        }

    def exam(self) -> v1.Exam:
        exam = self.site.exam
        return v1.Exam(title=exam.title, versions={version.code: self._version(version) for version in exam.versions})

    def _version(self, version: model.ExamVersion) -> v1.Version:
        pages_by_skill: dict[str, list[str]] = defaultdict(list)
        for path, meta in self.site.pages.items() if version is self.site.exam.newest else ():
            for skill in meta.skills:
                pages_by_skill[skill].append(address(path))

        def convert_skill(skill: model.Skill) -> v1.Skill:
            return _convert(v1.Skill, skill, pages=tuple(pages_by_skill[skill.number]) or None)

        tasks = [
            _convert(v1.Task, task, skills=[*map(convert_skill, task.skills)], source=task.source or version.source)
            for task in version.tasks
        ]
        scope = [_convert(v1.Scope, group, services=[*map(self._service, group.services)]) for group in version.scope]
        return _convert(v1.Version, version, tasks=tasks, scope=scope)

    def _service(self, service: model.InScope) -> v1.Service:
        page = service.page or f"{service.id}/index.md"
        return _convert(v1.Service, service, page=address(page) if page in self.site.pages else None)

    def questions(self) -> dict[str, v1.Question]:
        """Those that are asked on a page, or were until a fact of theirs changed."""
        return {
            key: _convert(
                v1.Question,
                question,
                permalink=address(f"{home}#{key}"),
                options=[
                    _convert(v1.Option, option, rests_on=tuple(map(_fact_name, option.rests_on)))
                    for option in questions.shuffled_options(key, question.options)
                ],
                retired=tuple(map(_fact_name, self.site.retired.get(key, ()))) or None,
            )
            for key, home in questions.question_pages(self.site).items()
            for question in [self.site.questions[key]]
        }


def _fact_name(fact: str) -> str:
    """The name of a fact in the files: a choice is a row of a table, a section has an address."""
    return address(fact) if _SECTION.fullmatch(fact) else fact.replace("chooser:", "chooser.")


def _convert(model_type: type[ModelT], fact: model.Fact, **overrides: object) -> ModelT:
    """`fact` as a model of the files: `model_type` takes those of its fields that it has, save for `overrides`."""
    return model_type.model_validate({**dict(fact), **overrides})
