"""What a fact looks like: the only schema of `data/`.

Every model is frozen and refuses keys that it does not know. Text in data is
plain text; `backticks` mark code and nothing else is markup.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

# What nobody sees and what turns the text around it: controls, marks of direction, invisible formats, halves of characters,
# private and non-characters. Joiners stay, since emoji and some scripts need them.
ODD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)
KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
PAGE = r"[a-z0-9-]+(/[a-z0-9-]+)*\.md"
LABEL = r"[A-Za-z0-9]+([ -][A-Za-z0-9]+)*"
# Kinds of source: AWS's own documentation; code, and what third parties wrote.
Documentation = Literal["guide", "reference", "pricing", "policy", "announcement", "whitepaper"]
Elsewhere = Literal["package", "repository", "notes", "third-party"]


def _plain(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "is empty, expected text")
    if text != text.strip() or "\n" in text or "\t" in text:
        raise PydanticCustomError("spaces", "has outer spaces, a tab or a line break, expected one trimmed line")
    if odd := ODD.search(text):
        raise PydanticCustomError("odd", "holds the unseen character U+{code}, expected visible text", {"code": f"{ord(odd[0]):04X}"})
    if re.search(r"\{\{|\{%|\{#", text):
        raise PydanticCustomError("template", "holds template syntax, expected plain text")
    if text.count("`") % 2:
        raise PydanticCustomError("backtick", "has an unclosed backtick, expected `code` in pairs")
    return text


def _form(pattern: str, said: str) -> AfterValidator:
    """Takes a text only where `pattern` fits the whole of it."""

    def fits(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("form", said)
        return text

    return AfterValidator(fits)


def _since(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise PydanticCustomError("since", "is not a date, expected a quoted '2022', '2022-09' or '2022-09-15'")
    dt.date.fromisoformat((text + "-01-01")[:10])
    return text


def _number(value: Any) -> Any:
    if type(value) not in (int, float):
        raise PydanticCustomError("number", "is not a number, expected digits without quotes and commas, such as 5, 0.25 or 43200")
    if not abs(value) <= 10**12 or value != round(value, 6):
        raise PydanticCustomError("number", "is no number that is shown whole, expected at most 10**12 and six decimals")
    return value


def _read(day: dt.date) -> dt.date:
    # One day more than the clock's: somewhere it is tomorrow already.
    if day > dt.date.today() + dt.timedelta(days=1):
        raise PydanticCustomError("future", "{day} is yet to come, expected the day on which it was read", {"day": day.isoformat()})
    return day


Text = Annotated[str, AfterValidator(_plain)]
# One that stands in an attribute of the theme's, which does not escape it.
Bare = Annotated[Text, _form(r"[^<>\"&]*", "holds one of < > \" &, expected words alone: search engines show it")]
# One from which an id or an address is made.
Label = Annotated[str, _form(LABEL, "is not words of plain letters and digits, expected for example 'ECS and ECR'")]
Code = Annotated[str, _form(r"[A-Z0-9]+(-[A-Z0-9]+)*", "is not an exam's code, expected for example 'DVA-C02'")]
Numbering = Annotated[str, _form(r"[0-9]+(\.[0-9]+)*", "is not a number of a task, expected for example '3.4', in quotes")]
Id = Annotated[str, _form(KEBAB, "is not kebab-case, expected for example 'task-role'")]
Https = Annotated[
    str,
    _form(
        r"https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?",
        "is not an https address, expected https://... without spaces and quotes",
    ),
]
Page = Annotated[str, _form(PAGE, "is not a page, expected for example 'ecs/roles.md'")]
Place = Annotated[str, _form(PAGE + "(#[a-z0-9_-]+)?", "is not a page, expected for example 'ecs/roles.md#task-role'")]
Since = Annotated[str, AfterValidator(_since)]
Number = Annotated[int | float, BeforeValidator(_number)]
Day = Annotated[dt.date, Field(strict=True)]
Read = Annotated[Day, AfterValidator(_read)]
Truth = Annotated[bool, Field(strict=True)]
Value = TypeVar("Value")
# What is loaded once is shared, so nobody may change it.
Frozen = Annotated[Mapping[Id, Value], AfterValidator(MappingProxyType)]


def _pattern(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            groups = re.compile(text).groups
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise PydanticCustomError("pattern", "is not a regular expression, expected one: {why}", {"why": str(error)}) from None
    if not groups:
        raise PydanticCustomError("groups", "has no group, expected one around what is to be found, such as 'up to (\\d+)'")
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]

Unit = Literal[
    "%", "USD", "attempts", "batches", "calendar days", "characters", "checks", "connections", "containers", "days", "environments", "executions", "filters", "GB", "GiB", "hours",
    "instances", "interfaces", "kB", "keys", "layers", "MB", "minutes", "months", "ms", "of 1,000", "of 4", "questions", "records", "requests/s",
    "rules", "s", "security groups", "subnets", "tasks", "vCPU", "weeks", "working days", "years",
]  # fmt: skip


class Fact(BaseModel):
    """Frozen, and closed to unknown keys; the message names the nearest known one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any, info: ValidationInfo) -> Any:
        for key, value in data.items() if isinstance(data, dict) else ():
            if value is None and info.context == "file":  # code says None for what it leaves out
                raise PydanticCustomError("nothing", "is empty, expected a value or no such key", {"key": key})
            if key not in cls.model_fields:
                near = difflib.get_close_matches(key, cls.model_fields, 1)
                hint = f" (did you mean {near[0]!r}?)" if near else ""
                known = ", ".join(sorted(cls.model_fields))
                raise PydanticCustomError(
                    "unknown_key", "unknown key{hint}, expected one of: {known}", {"key": key, "hint": hint, "known": known}
                )
        return data


def _once(field: str, of: tuple, *at: str | int) -> None:
    """Raise where two of `of`, which stand at `at`, have the same `field`."""
    seen = set()
    for index, one in enumerate(of):
        if (value := getattr(one, field)) in seen:
            what = f"{type(one).__name__.lower()} {field}"
            raise PydanticCustomError("once", "{what} '{value}' is repeated, expected it once", {"at": (*at, index), "what": what, "value": value})
        seen.add(value)


class Source(Fact):
    """Where a statement can be read. `edition` says which copy was read, when it was not the live page."""

    title: Text
    publisher: Text
    url: Https
    kind: Literal[Documentation, Elsewhere]
    edition: Text | None = None
    checked: Read


class Quantity(Fact):
    """A number or a range with its unit, as code formats it: `1 s-1 hour (1-3,600 s, default 10 minutes)`.

    One of `value`, `values`, or `min` and/or `max` (with an optional `step`).
    `note` qualifies it in a word or two.
    """

    value: Number | None = None
    values: tuple[Number, ...] | None = None
    min: Number | None = None
    max: Number | None = None
    step: Number | None = None
    default: Number | None = None
    unit: Unit
    note: Text | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Quantity:
        forms = [self.value is not None, bool(self.values), self.min is not None or self.max is not None]
        if sum(forms) != 1:
            raise PydanticCustomError("forms", "expected exactly one of: value, values, or min and/or max")
        if self.step is not None and self.step <= 0:
            raise PydanticCustomError("step", "step is not above 0, expected it to be")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise PydanticCustomError("order", "min is not below max, expected min < max")
        if self.values and list(self.values) != sorted(set(self.values)):
            raise PydanticCustomError("order", "values do not rise, expected each once, the smallest first")
        least, most = (self.values[0], self.values[-1]) if self.values else (self.min, self.max)
        if self.default is not None and ((least is not None and self.default < least) or (most is not None and self.default > most)):
            raise PydanticCustomError("default", "default is outside the range, expected it within")
        if self.step is not None and None not in (self.min, self.max) and self.step > self.max - self.min:
            raise PydanticCustomError("step", "step is larger than the range, expected it within")
        return self


class Link(Fact):
    """A page, as a cell shows it."""

    page: Place
    text: Text


def _cell_tag(value: Any) -> str | None:
    if isinstance(value, Link) or (isinstance(value, dict) and "page" in value):
        return "=link"
    for kinds, tag in (((bool,), "=mark"), ((str,), "=text"), ((dict, Quantity), "=quantity"), ((list, tuple), "=list")):
        if isinstance(value, kinds):
            return tag
    return None


_Part = Annotated[
    Annotated[bool, Tag("=mark")]
    | Annotated[Text, Tag("=text")]
    | Annotated[Quantity, Tag("=quantity")]
    | Annotated[Link, Tag("=link")],
    Discriminator(
        _cell_tag,
        custom_error_type="cell",
        custom_error_message="expected text, true or false, or a quantity such as value: 5, unit: GB; a bare number has no unit",
    ),
]
Cell = Annotated[
    Annotated[bool, Tag("=mark")]
    | Annotated[Text, Tag("=text")]
    | Annotated[Quantity, Tag("=quantity")]
    | Annotated[Link, Tag("=link")]
    | Annotated[tuple[_Part, ...], Field(min_length=1), Tag("=list")],
    Discriminator(
        _cell_tag,
        custom_error_type="cell",
        custom_error_message="expected text, true or false, a quantity such as value: 5, unit: GB or a list of them; a bare number has no unit",
    ),
]


class Row(Fact):
    """One row. `source` and `checked` override the table's; `see` links the row's name to a page."""

    id: Id
    cells: Frozen[Cell]
    source: Id | None = None
    checked: Read | None = None
    see: Place | None = None


class Table(Fact):
    """A comparison or a list. The first column names the row; `columns` maps column id to heading.

    Comparisons stand on the compare page as well; a list only where it is told.
    """

    caption: Text
    kind: Literal["comparison", "list"] = "comparison"
    columns: Annotated[Frozen[Text], Field(min_length=1)]
    rows: tuple[Row, ...] = Field(min_length=1)
    source: Id
    checked: Read
    note: Text | None = None

    @model_validator(mode="after")
    def _rows_fit(self) -> Table:
        _once("id", self.rows, "rows")
        for index, row in enumerate(self.rows):
            for column in row.cells:
                if column not in self.columns:
                    raise PydanticCustomError(
                        "cell", "no such column, expected one of: {known}",
                        {"at": ("rows", index, "cells", column), "known": ", ".join(self.columns)},
                    )  # fmt: skip
            for column in self.columns:
                if column not in row.cells:
                    raise PydanticCustomError(
                        "cell", "the cell '{column}' is missing, expected one for each column", {"at": ("rows", index), "column": column}
                    )
            if not isinstance(row.cells[next(iter(self.columns))], str | Quantity):
                raise PydanticCustomError("name", "the first cell is not text or a quantity, expected the row's name", {"at": ("rows", index)})
        return self


class Line(Fact):
    """One statement of a cheat sheet."""

    id: Id
    text: Text
    source: Id | None = None
    checked: Read | None = None


class Group(Fact):
    """A headed part of a cheat sheet."""

    id: Id
    label: Text
    lines: tuple[Line, ...] = Field(min_length=1)


class Sheet(Fact):
    """A cheat sheet; `label` is its tab, and the tab's fragment is the label's slug."""

    label: Label
    page: Page
    source: Id
    checked: Read
    groups: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique_lines(self) -> Sheet:
        seen: set[str] = set()
        for at, group in enumerate(self.groups):
            for index, line in enumerate(group.lines):
                if line.id in seen:
                    raise PydanticCustomError(
                        "line", "line id '{id}' is repeated, expected it once", {"at": ("groups", at, "lines", index), "id": line.id}
                    )
                seen.add(line.id)
        return self


def area(page: str) -> str:
    """The folder of a page; a page that is in none is its own."""
    return page.split("/")[0].removesuffix(".md")


class Change(Fact):
    """What older courses teach and is not so: a change with `since`, or a correction of what never was so.

    `old` is a clause, as it goes on after "Changed 2018-10:" (in the past tense) or "Older courses say that"; `new` is a sentence.
    """

    topic: Text
    old: Annotated[Text, _form(r".*[^.]", "ends in a full stop, expected a clause, such as 'a function ran for at most 5 minutes'")]
    new: Text
    since: Since | None = None
    page: Page
    source: Id
    checked: Read

    @property
    def area(self) -> str:
        """The folder of the page, by which changes are listed."""
        return area(self.page)


class Choice(Fact):
    """A row of the chooser: what a question says, what to pick, and why. `see` explains it."""

    says: Text
    pick: Text
    because: Text
    see: Place
    source: Id
    checked: Read


class Service(Fact):
    """A folder of pages: its name in menus and tabs, and what it is in one line."""

    label: Label
    line: Text


class Area(Fact):
    """A group of services, in the order of navigation, tabs, cards and collecting pages."""

    label: Label
    services: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> Area:
        if len(set(self.services)) < len(self.services):
            raise PydanticCustomError("services", "a service is repeated, expected it once", {"at": ("services",)})
        return self


class Term(Fact):
    """A glossary entry; `also` are other names for the same thing."""

    term: Text
    also: tuple[Text, ...] = ()
    text: Text
    see: Place | None = None


class Domain(Fact):
    number: Annotated[int, Field(strict=True, gt=0, lt=100)]
    title: Label
    weight: Annotated[int, Field(strict=True, gt=0, lt=100)]


class Skill(Fact):
    """What a task asks, in our own words; `new` against the version before, `ai` where it names AI."""

    number: Numbering
    title: Text
    new: Truth = False
    ai: Truth = False


class Task(Fact):
    """A task statement of an exam guide, in our own words. `source` has the skills, where it is another than the version's."""

    number: Numbering
    title: Text
    skills: tuple[Skill, ...] = ()
    source: Id | None = None

    @model_validator(mode="after")
    def _own_skills(self) -> Task:
        _once("number", self.skills, "skills")
        for index, skill in enumerate(self.skills):
            if skill.number.rpartition(".")[0] != self.number:
                raise PydanticCustomError("skill", "is no skill of task {task}, expected {task}.1 or another", {"at": ("skills", index, "number"), "task": self.number})
        return self


class InScope(Fact):
    """A service that the exam guide names. Its pages are those of the folder `id`, or `page` where another folder has them."""

    id: Id
    name: Text
    page: Page | None = None
    new: Truth = False


class ScopeGroup(Fact):
    """Services as the exam guide groups them."""

    label: Text
    services: tuple[InScope, ...] = Field(min_length=1)
    source: Id
    checked: Read


class Version(Fact):
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
    source: Id
    checked: Read

    @property
    def skills(self) -> tuple[Skill, ...]:
        """The skills of all tasks."""
        return tuple(skill for task in self.tasks for skill in task.skills)

    @model_validator(mode="after")
    def _whole(self) -> Version:
        if (total := sum(domain.weight for domain in self.domains)) != 100:
            raise PydanticCustomError("weights", "the domain weights add up to {total}, expected 100", {"total": total})
        if self.scored and self.scored.value is None:
            raise PydanticCustomError("scored", "scored is a range, expected one value: the shares of the domains are computed from it")
        _once("number", self.domains, "domains")
        _once("title", self.domains, "domains")
        _once("number", self.tasks, "tasks")
        _once("id", tuple(service for group in self.scope for service in group.services), "scope")
        if self.first and self.last and self.last < self.first:
            raise PydanticCustomError("days", "last is before first, expected a later day")
        return self


class Exam(Fact):
    """The exam's versions, oldest first; pages are written for the newest."""

    title: Text
    versions: tuple[Version, ...] = Field(min_length=1)

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @model_validator(mode="after")
    def _unlike(self) -> Exam:
        _once("code", self.versions, "versions")
        titles = {domain.title for version in self.versions for domain in version.domains}
        if len({title.lower() for title in titles}) < len(titles):
            raise PydanticCustomError("titles", "two domain titles differ in capitals alone, expected one spelling")
        return self


State = Literal["old", "new", "updating", "starting", "gone"]


class Batch(Fact):
    """Instances side by side in one Auto Scaling group. `traffic` is the share of requests they get, in percent."""

    group: Text
    instances: tuple[State, ...] = Field(min_length=1, max_length=6)
    traffic: Annotated[int, Field(strict=True, ge=0, le=100)]


class Step(Fact):
    """One moment of a deployment: what is done, and what each group then runs."""

    text: Text
    batches: tuple[Batch, ...] = Field(min_length=1)

    @property
    def serving(self) -> int:
        """How many instances take requests at this moment."""
        return sum(state in ("old", "new") for batch in self.batches if batch.traffic for state in batch.instances)


class Policy(Fact):
    """A way to put a version out with Elastic Beanstalk, with the moments its picture shows.

    `needs` says what the load-balanced environment must have. The pictures, the policy table and the method table are all made from this,
    and `_agree` refuses a table cell that the picture contradicts.
    """

    label: Text
    option: Label | None = None
    load_balanced: Truth
    needs: Text | None = None
    single_instance: Truth
    failure: Text
    time: Quantity
    downtime: Truth
    dns_change: Truth
    rollback: Text
    target: Literal["existing instances", "new instances", "new and existing instances"]
    see: Place
    title: Text
    description: Text
    steps: tuple[Step, ...] = Field(min_length=2)
    source: Id
    checked: Read

    @model_validator(mode="after")
    def _agree(self) -> Policy:
        if self.downtime != any(step.serving == 0 for step in self.steps):
            raise PydanticCustomError("downtime", "downtime and the steps disagree, expected a step with no serving instance if and only if downtime is true")
        for index, step in enumerate(self.steps):
            if (total := sum(batch.traffic for batch in step.batches)) not in (0, 100):
                raise PydanticCustomError("traffic", "the shares of traffic add up to {total}, expected 100 or 0", {"at": ("steps", index), "total": total})
        updates = any("updating" in batch.instances for step in self.steps for batch in step.batches)
        starts = any("starting" in batch.instances for step in self.steps for batch in step.batches)
        shown = {(True, False): "existing instances", (False, True): "new instances", (True, True): "new and existing instances"}
        if shown.get((updates, starts)) != self.target:
            raise PydanticCustomError("target", "target and the steps disagree, expected what the steps show: updating or starting instances")
        return self


Reading = Literal[
    "accepted", "allowed", "commands", "constant", "enumeration", "example", "flags", "json", "maximum", "members",
    "minimum", "newest", "one-of", "operations", "policies", "refused", "sentence", "settings", "signature", "sizes", "stacks", "tier",
]  # fmt: skip


class Probe(Fact):
    """A small reading of an installed package that a fact has to agree with; checks/probes.py says what each kind reads.

    `fact` is 'table.row.column', 'sheet:name.line' or 'change:id'; rows may be '*' or 'one|two'.
    `also` are facts that say the same. `field` picks a number of a quantity. `expect` is the number or words meant where
    the fact is a sentence; they must stand in it. `at` is the place, with '{column}' for the row's own word there.
    `find` takes a part of the text found, and `per` says how many of the package's units make one of ours.
    """

    fact: Text
    also: tuple[Text, ...] = ()
    field: Literal["value", "min", "max", "step", "default"] | None = None
    expect: Number | Text | tuple[Number | Text, ...] | None = None
    package: Id
    reads: Reading
    at: Text
    find: Pattern | None = None
    per: Number | None = None


class Search(Fact):
    """What the search plugin is told of a page."""

    boost: Number | None = None
    exclude: Truth | None = None


class Front(Fact):
    """What a page says of itself in its front matter. `skills` are those of the newest exam that it answers, such as '1.2.2'."""

    description: Bare
    skills: tuple[Numbering, ...] = ()
    search: Search | None = None


class PageMeta(Front):
    """The same with what its text says: `tables` and `cites` are what it shows, `advice` how many lines are the author's.

    `collects` has the folders that it names to a macro that lists what others explain, by the macro's name.
    """

    title: Text
    tables: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    collects: dict[str, tuple[str, ...]] = {}
    advice: int = 0
