"""What the site's own tables say, held against its samples: `schemas/limits.yml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jmespath

from macros.facts import expectations, load, model

from . import schemas

ROOT = Path(__file__).parent.parent


@functools.cache
def _index() -> expectations.FactIndex:
    return load.site(ROOT).index


def call_errors(service: str, operation: str, given: Any) -> Iterator[str]:
    """Yield where the input of an API's call goes beyond what a page says."""
    for limit in schemas.read("limits")["limits"]:
        if f"{service} {operation}" in limit["calls"]:
            yield from _errors(limit, given)


def resource_errors(kind: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield where a resource of a template goes beyond what a page says."""
    for limit in schemas.read("limits")["limits"]:
        if kind in limit["types"]:
            yield from _errors(limit, properties)


def _errors(limit: dict[str, Any], given: Any) -> Iterator[str]:
    value = jmespath.search(limit["at"], given)
    if isinstance(value, str) and value.isdecimal():  # CloudFormation takes a number in quotes
        value = int(value)
    if not isinstance(value, int | float):  # of a function, or what a package refuses
        return
    place = _index()[limit["fact"]]
    fact = place.value
    if not _fits(value, fact):
        at = re.sub(r"length\((\S+) \|\| .*\)", r"\1", limit["at"])
        expected = f"at most {fact.max}" if fact.min is None else f"{fact.min} to {fact.max}"
        yield f"{at}: {value} is beyond what {place.file}:{place.line} says, expected {expected}"


def _fits(value: float, quantity: model.Quantity) -> bool:
    """Whether `value` is within the quantity; -1 stands for none where a note says so."""
    if quantity.values:
        return value in quantity.values
    low, high = quantity.min, quantity.max
    within = (low is None or value >= low) and (high is None or value <= high)
    return within or (value == -1 and "-1" in (quantity.note or ""))
