"""What a page says of itself: its front matter, and what its text shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator

from .base import AttributeText, Fact, Number, PageRef, StrictBool, TaskNumber, Text


class SearchWeight(Fact):
    """Options of the search plugin for a page."""

    boost: Number | None = None
    exclude: StrictBool | None = None


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Search(Fact):
    """What a learner types, and where the answer stands: any of these places will do."""

    query: Text
    see: Annotated[tuple[PageRef, ...], BeforeValidator(_as_tuple)]


class Searches(Fact):
    """The searches that a service promises to answer, by kind: `names` are other names, `words` the page's own."""

    words: tuple[Search, ...] = ()
    identifiers: tuple[Search, ...] = ()
    names: tuple[Search, ...] = ()
    questions: tuple[Search, ...] = ()
    typos: tuple[Search, ...] = ()


class FrontMatter(Fact):
    """What a page says of itself in its front matter.

    `skills` are those of the newest exam that it answers, such as '1.2.2'.
    """

    description: AttributeText
    skills: tuple[TaskNumber, ...] = ()
    search: SearchWeight | None = None


class PageMeta(FrontMatter):
    """The front matter, and what the text shows: `tables` and `cites` by name, `advice` the number of such lines.

    `collects` has the arguments of its call of each macro that lists what other pages explain, by the macro's name.
    """

    title: Text
    tables: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    collects: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    advice: int = 0
