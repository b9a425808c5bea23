"""What the site's own tables say, held against its samples: `schemas/limits.yml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jmespath

from macros.facts import expectations, load, model

from . import documents, schemas

ROOT = Path(__file__).parent.parent


@functools.cache
def _index() -> expectations.FactIndex:
    return load.site(ROOT).index


@functools.cache
def _facts(name: str) -> tuple[tuple[str, Any], ...]:
    """Where each fact stands that `name` names, as `file:line`, and its value."""
    places = _index()
    return tuple((f"{places[one].file}:{places[one].line}", places[one].value) for one in places.match(name))


def call_errors(service: str, operation: str, given: Any) -> Iterator[str]:
    """Yield where the input of an API's call goes beyond what a page says."""
    for limit in schemas.read("limits")["limits"]:
        if f"{service} {operation}" in limit["calls"]:
            yield from _errors(limit, given)


def template_errors(template: Any) -> Iterator[str]:
    """Yield where a resource of a template goes beyond what a page says."""
    shared = template.get("Globals", {}).get("Function", {})
    resources = template.get("Resources")
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        kind = resource.get("Type") if isinstance(resource, dict) else None
        properties = {
            **(shared if kind == "AWS::Serverless::Function" else {}),
            **((resource.get("Properties") or {}) if kind else {}),
        }
        for limit in schemas.read("limits")["limits"]:
            if kind in limit["types"]:
                yield from (f"{name}.Properties.{fault}" for fault in _errors(limit, properties))


def _errors(limit: dict[str, Any], given: Any) -> Iterator[str]:
    value = jmespath.search(limit["at"], given)
    facts = _facts(limit["fact"])
    at = re.sub(r"length\((\S+) \|\| .*\)", r"\1", limit["at"])
    if value is None or documents.is_function(value):
        return
    if isinstance(value, str) and re.fullmatch(r"\d+", value):  # CloudFormation takes a number in quotes
        value = int(value)
    if isinstance(value, str) and isinstance(facts[0][1], model.Quantity):
        yield f"{at}: {value!r} is no number, expected one"
        return
    if isinstance(value, str):
        words = [word for _, fact in facts for word in re.findall(r"`([^`]+)`", fact)]
        # A name of one's own may stand there too; one that begins like a known one is a slip.
        if value not in words and any(value[:4] == word[:4] for word in words):
            file = facts[0][0].rpartition(":")[0]
            yield f"{at}: {value!r} is none of what {file} lists, expected one of: {', '.join(words)}"
        return
    where, fact = facts[0]
    if not _fits(value, fact):
        expected = f"at most {fact.max}" if fact.min is None else f"{fact.min} to {fact.max}"
        yield f"{at}: {value} is beyond what {where} says, expected {expected}"


def _fits(value: float, quantity: model.Quantity) -> bool:
    """Whether `value` is within the quantity; -1 stands for none where a note says so."""
    if quantity.values:
        return value in quantity.values
    low, high = quantity.min, quantity.max
    within = (low is None or value >= low) and (high is None or value <= high)
    return within or (value == -1 and "-1" in (quantity.note or ""))
