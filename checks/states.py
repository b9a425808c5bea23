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


def state_errors(machine: Any, path: str = "States") -> Iterator[str]:
    """Yield where a state leads to none, or none leads to a state, in a machine and in those that its states hold."""
    if not isinstance(machine, dict) or not isinstance(machine.get("States"), dict):
        return
    states = machine["States"]
    mappings = {name: state for name, state in states.items() if isinstance(state, dict)}
    reachable = {machine.get("StartAt")}.union(*(_targets(state) for state in mappings.values()))
    for name, state in mappings.items():
        missing = [target for target in _targets(state) if target not in states]
        yield from (f"{path}.{name}: {unknown('state', target, states)}" for target in missing)
        yield from (f"{path}.{name}.{fault}" for fault in schema_errors("states", state))
        for key in ("ItemProcessor", "Iterator"):
            yield from state_errors(state.get(key), f"{path}.{name}.{key}.States")
        for index, branch in enumerate(state.get("Branches", [])):
            yield from state_errors(branch, f"{path}.{name}.Branches[{index}].States")
    unreachable = [name for name in states if name not in reachable]
    yield from (f"{path}.{name}: no state leads here, expected one, or no such state" for name in unreachable)


def _targets(state: dict[str, Any]) -> list[str]:
    """The states that a state may lead to."""
    rules = [rule for key in ("Catch", "Choices") for rule in state.get(key, []) if isinstance(rule, dict)]
    targets = (state.get("Next"), state.get("Default"), *(rule.get("Next") for rule in rules))
    return [target for target in targets if target]
