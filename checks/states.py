"""Definitions in the Amazon States Language: their form by cfn-lint, and where each state leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from .cloudformation import document_errors
from .schemas import schema_errors


def state_machine_errors(definition: Any) -> Iterator[str]:
    """Yield what is wrong with a definition."""
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/a", "Definition": definition}
    yield from document_errors("AWS::StepFunctions::StateMachine", properties)
    yield from state_errors(definition)


def state_errors(machine: Any, at: str = "States") -> Iterator[str]:
    """Yield where a state leads to none, or none leads to a state, in a machine and in those that its states hold."""
    if not isinstance(machine, dict) or not isinstance(machine.get("States"), dict):
        return
    states = machine["States"]
    mappings = {name: state for name, state in states.items() if isinstance(state, dict)}
    reached = {machine.get("StartAt")}.union(*(_targets(state) for state in mappings.values()))
    for name, state in mappings.items():
        yield from (f"{at}.{name}: {unknown('state', one, states)}" for one in _targets(state) if one not in states)
        yield from (f"{at}.{name}.{fault}" for fault in schema_errors("states", state))
        for key in ("ItemProcessor", "Iterator"):
            yield from state_errors(state.get(key), f"{at}.{name}.{key}.States")
        for index, branch in enumerate(state.get("Branches", [])):
            yield from state_errors(branch, f"{at}.{name}.Branches[{index}].States")
    yield from (
        f"{at}.{name}: no state leads here, expected one, or no such state" for name in states if name not in reached
    )


def _targets(state: dict[str, Any]) -> list[str]:
    """The states that a state may lead to."""
    ways = [one for key in ("Catch", "Choices") for one in state.get(key, []) if isinstance(one, dict)]
    return [one for one in (state.get("Next"), state.get("Default"), *(way.get("Next") for way in ways)) if one]
