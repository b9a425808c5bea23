"""What the files of `data/v1/` say: the JSON Schemas are made of these models, so nothing is typed twice.

Within v1 names are only added (`links/data-v1.txt`). What is not said is left out. Texts are plain, `backticks` mark
code. An address is relative to the `site` that the file names.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from macros.facts import model

Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]
OptionalDate = dt.date | None


class FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Machine(FrozenModel):
    """By what a machine holds a fact against a package, on each commit."""

    reads: Literal["whole", "part"]
    """Whether every number or name in it is compared, or less: one of several, or that a name exists."""
    probes: tuple[str, ...]
    """The names of the probes."""
    against: tuple[str, ...]
    """The packages with the versions that they read."""


class Cell(FrozenModel):
    """A cell of a table: always its text, and beside it what it is, unless it is plain text."""

    text: str
    """As the page shows it."""
    quantity: model.Quantity | None = None
    """The number with its unit."""
    yes: bool | None = None
    """Of a cell that says yes or no."""
    page: Address | None = None
    """Where a link leads."""
    parts: tuple[Cell, ...] | None = None
    """Of a list its items."""
    machine: Machine | None = None
    """Absent where no machine checks it."""


class SourcedFact(FrozenModel):
    """Where and when a fact was read."""

    permalink: Address
    """The row or the part of a page that says it, for good."""
    source: str
    """A key of sources.json."""
    checked: dt.date
    """The day on which it was last read there."""


class Row(SourcedFact):
    see: Address | None = None
    """What explains the row."""
    cells: dict[str, Cell]
    """By column."""


class Table(FrozenModel):
    caption: str
    columns: dict[str, str]
    """The heading of each column; the first column names the rows."""
    note: str | None = None
    rows: dict[str, Row]


class Line(SourcedFact):
    """A line of a cheat sheet; it has no address of its own, and its permalink is that of the sheet."""

    group: str
    text: str
    see: Address | None = None
    machine: Machine | None = None


class Sheet(FrozenModel):
    label: str
    lines: dict[str, Line]


class Facts(FrozenModel):
    """A fact is named by its place: `table.row.column` or `sheet:name.line`."""

    tables: dict[str, Table]
    sheets: dict[str, Sheet]


class Change(SourcedFact):
    """What older courses teach and is not so: a change with `since`, or a correction of what never was so."""

    topic: str
    old: str
    """A clause, in the past tense where there is `since`."""
    new: str
    since: str | None = None
    """A day, a month or a year."""
    page: Address
    machine: Machine | None = None


class Term(FrozenModel):
    permalink: Address
    term: str
    also: tuple[str, ...]
    """Other names for the same."""
    text: str
    see: Address | None = None


class Skill(model.Skill):
    model_config = ConfigDict(use_attribute_docstrings=True)

    pages: tuple[Address, ...] | None = None
    """The pages that answer it, of a skill of the newest version."""


class Task(FrozenModel):
    number: str
    title: str
    """In our own words."""
    skills: tuple[Skill, ...]
    source: str


class Service(FrozenModel):
    id: str
    name: str
    page: Address | None = None
    new: bool


class Scope(FrozenModel):
    """Services as the exam guide groups them."""

    label: str
    services: tuple[Service, ...]
    source: str
    checked: dt.date


class Version(FrozenModel):
    """A version of the exam, and the days from and up to which it can be taken, where they are known."""

    first: OptionalDate = None
    last: OptionalDate = None
    minutes: model.Quantity
    questions: model.Quantity
    scored: model.Quantity | None = None
    price: model.Quantity
    passing: model.Quantity
    domains: tuple[model.Domain, ...]
    tasks: tuple[Task, ...]
    scope: tuple[Scope, ...]
    source: str
    checked: dt.date


class Exam(FrozenModel):
    title: str
    versions: dict[str, Version]
    """The oldest first; pages and questions are for the newest."""


class Option(FrozenModel):
    id: str
    text: str
    right: bool
    why: str
    rests_on: tuple[str, ...]
    """Names of facts (`table.row`, `table.row.column`, `sheet:name.line`, `change:id`, `term:id`), or the address of
    a section.
    """


class Question(FrozenModel):
    permalink: Address
    tasks: tuple[str, ...]
    """Of the newest exam; the first counts."""
    level: Literal["recall", "apply", "choose"]
    stem: str
    ask: str
    options: tuple[Option, ...]
    """In the order of the page."""
    old: str | None = None
    """A change since which one of the wrong options is wrong."""
    checked: dt.date
    read: dt.date
    """The day on which somebody else answered it without its key."""
    retired: tuple[str, ...] | None = None
    """Of a question that is not asked: the facts that have changed since it was checked."""


class File(FrozenModel):
    """What each file begins with; its last member has the file's own name."""

    described_by: Annotated[str, Field(alias="$schema")]
    version: Literal[1] = 1
    site: str
    """Where the site is, and what addresses are relative to."""
    license: Literal["MIT"] = "MIT"
    digest: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]
    """Of the last member, written without blanks and with its keys in order, as `jq -cSj` does: it changes when a
    fact does, and is the same on another host.
    """


class FactsFile(File):
    facts: Facts


class ChangesFile(File):
    changes: dict[str, Change]
    """What changed, the newest first, then what never was so."""


class TermsFile(File):
    terms: dict[str, Term]


class SourcesFile(File):
    sources: dict[str, model.Source]


class ExamFile(File):
    exam: Exam


class QuestionsFile(File):
    questions: dict[str, Question]


FILES: dict[str, type[File]] = {
    "facts": FactsFile,
    "changes": ChangesFile,
    "terms": TermsFile,
    "sources": SourcesFile,
    "exam": ExamFile,
    "questions": QuestionsFile,
}
