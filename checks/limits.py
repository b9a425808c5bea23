"""What the site's own tables say, held against its samples: `schemas/limits.yml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import jmespath

from macros.facts import expectations, load, model

from . import ROOT, schemas


@functools.cache
def _fact_index() -> expectations.FactIndex:
    return load.site(ROOT).index


def call_errors(service: str, operation: str, params: Any) -> Iterator[str]:
    """Yield where the input of an API's call goes beyond what a page says."""
    for limit in schemas.load("limits")["limits"]:
        if f"{service} {operation}" in limit["calls"]:
            yield from _limit_errors(limit, params)


def resource_errors(resource_type: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield where a resource of a template goes beyond what a page says."""
    for limit in schemas.load("limits")["limits"]:
        if resource_type in limit["types"]:
            yield from _limit_errors(limit, properties)


def _limit_errors(limit: dict[str, Any], data: Any) -> Iterator[str]:
    value = jmespath.search(limit["at"], data)
    if isinstance(value, str) and value.isdecimal():  # CloudFormation takes a number in quotes
        value = int(value)
    if not isinstance(value, int | float):  # a template's function, or what a package refuses
        return
    location = _fact_index()[limit["fact"]]
    quantity = location.value
    if not _is_within(value, quantity):
        path = re.sub(r"length\((\S+) \|\| .*\)", r"\1", limit["at"])
        expected = f"at most {quantity.max}" if quantity.min is None else f"{quantity.min} to {quantity.max}"
        yield f"{path}: {value} is beyond what {location.file}:{location.line} says, expected {expected}"


def _is_within(value: float, quantity: model.Quantity) -> bool:
    """Whether `value` is one of, or in the range of, the quantity; -1 stands for none where a note says so."""
    if quantity.values:
        return value in quantity.values
    low, high = quantity.min, quantity.max
    in_range = (low is None or value >= low) and (high is None or value <= high)
    return in_range or (value == -1 and "-1" in (quantity.note or ""))
