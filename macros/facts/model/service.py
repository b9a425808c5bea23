"""A service and what is said of it: group, sources, changes, choices, terms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Fact, Https, Id, Label, Page, PageRef, PastDate, Since, Sourced, Text, fault, folder, matching

# Kinds of source: AWS's own documentation; code, and what third parties wrote.
Documentation = Literal["guide", "reference", "pricing", "policy", "announcement", "whitepaper"]
ThirdParty = Literal["package", "repository", "notes", "third-party"]

Clause = Annotated[Text, matching(r".*[^.]", "ends in a full stop, expected none: it stands in a table")]


class Source(Fact):
    """Where a statement can be read. `edition` says which copy was read, when it was not the live page."""

    title: Text
    publisher: Text
    url: Https
    kind: Literal[Documentation, ThirdParty]
    edition: Text | None = None
    checked: PastDate


class Change(Sourced):
    """What older courses teach and is not so: a change with `since`, or a correction of what never was so.

    `old` is a clause, as it goes on after "Changed 2018-10:" (in the past tense) or "Older courses say that"; `new`
    is a sentence.
    """

    topic: Text
    old: Annotated[
        Text,
        matching(r".*[^.]", "ends in a full stop, expected a clause, such as 'a function ran for at most 5 minutes'"),
    ]
    new: Text
    since: Since | None = None
    page: Page

    @property
    def folder(self) -> str:
        """The folder of the page, by which changes are listed."""
        return folder(self.page)


class Choice(Sourced):
    """A row of the chooser: what a question says, what to pick, and why. `see` explains it."""

    says: Clause
    pick: Text
    because: Clause
    see: PageRef


class Service(Fact):
    """A folder of pages: its name in menus and tabs, and what it is in one line."""

    label: Label
    line: Text


class ServiceGroup(Fact):
    """A group of services, in the order of navigation, tabs, cards and collecting pages."""

    label: Label
    services: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _validate_unique_services(self) -> ServiceGroup:
        if len(set(self.services)) < len(self.services):
            raise fault("a service is repeated, expected it once", "services")
        return self


class Term(Fact):
    """A glossary entry; `also` are other names for the same thing."""

    term: Text
    also: tuple[Text, ...] = ()
    text: Text
    see: PageRef | None = None
