"""The exam: versions, domains, tasks, skills, services in scope."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .base import Code, Day, Fact, Id, Label, Page, Sourced, StrictBool, TaskNumber, Text, fault, require_unique
from .quantity import Quantity


class Domain(Fact):
    number: Annotated[int, Field(strict=True, gt=0, lt=100)]
    title: Label
    weight: Annotated[int, Field(strict=True, gt=0, lt=100)]


class Skill(Fact):
    """What a task asks, in our own words; `new` against the version before, `ai` where it names AI."""

    number: TaskNumber
    title: Text
    new: StrictBool = False
    ai: StrictBool = False


class Task(Fact):
    """A task statement of an exam guide, in our own words.

    `source` has the skills, where it is another than the version's.
    """

    number: TaskNumber
    title: Text
    skills: tuple[Skill, ...] = ()
    source: Id | None = None

    @model_validator(mode="after")
    def _validate_skills(self) -> Task:
        require_unique("number", self.skills, "skills")
        for index, skill in enumerate(self.skills):
            if skill.number.rpartition(".")[0] != self.number:
                message = f"is no skill of task {self.number}, expected {self.number}.1 or another"
                raise fault(message, "skills", index, "number")
        return self


class InScope(Fact):
    """A service that the exam guide names.

    Its pages are those of the folder `id`, or `page` where another folder has them.
    """

    id: Id
    name: Text
    page: Page | None = None
    new: StrictBool = False


class ScopeGroup(Sourced):
    """Services as the exam guide groups them."""

    label: Text
    services: tuple[InScope, ...] = Field(min_length=1)


class ExamVersion(Sourced):
    """One version of the exam; `first` and `last` are the days on which it can be taken.

    `news` says what is new in it, `scope` which services may be asked.
    """

    code: Code
    first: Day | None = None
    last: Day | None = None
    minutes: Quantity
    questions: Quantity
    scored: Quantity | None = None
    price: Quantity
    passing: Quantity
    domains: tuple[Domain, ...] = Field(min_length=1)
    tasks: tuple[Task, ...] = ()
    scope: tuple[ScopeGroup, ...] = ()
    news: Page | None = None

    @property
    def skills(self) -> tuple[Skill, ...]:
        """The skills of all tasks."""
        return tuple(skill for task in self.tasks for skill in task.skills)

    @model_validator(mode="after")
    def _validate_version(self) -> ExamVersion:
        if (total := sum(domain.weight for domain in self.domains)) != 100:
            raise fault(f"the domain weights add up to {total}, expected 100")
        if self.scored and self.scored.value is None:
            raise fault("scored is a range, expected one value: the shares of the domains are computed from it")
        require_unique("number", self.domains, "domains")
        require_unique("title", self.domains, "domains")
        require_unique("number", self.tasks, "tasks")
        require_unique("id", tuple(service for group in self.scope for service in group.services), "scope")
        if self.first and self.last and self.last < self.first:
            raise fault("last is before first, expected a later day")
        return self


class Exam(Fact):
    """The exam's versions, oldest first; pages are written for the newest."""

    title: Text
    versions: tuple[ExamVersion, ...] = Field(min_length=1)

    @property
    def newest(self) -> ExamVersion:
        return self.versions[-1]

    @model_validator(mode="after")
    def _validate_versions(self) -> Exam:
        require_unique("code", self.versions, "versions")
        titles = {domain.title for version in self.versions for domain in version.domains}
        if len({title.lower() for title in titles}) < len(titles):
            raise fault("two domain titles differ in capitals alone, expected one spelling")
        return self
