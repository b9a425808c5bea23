"""Patterns that choose events and messages: EventBridge's event patterns and SNS's filter policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .schemas import schema_errors

ENVELOPE = frozenset(
    ("account", "detail", "detail-type", "id", "region", "replay-name", "resources", "source", "time", "version", "$or")
)


def in_lists(value: Any) -> bool:
    """Whether all values stand in lists, as a pattern's do."""
    return all(map(in_lists, value.values())) if isinstance(value, dict) else isinstance(value, list)


def event_pattern_errors(data: Any) -> Iterator[str]:
    """Yield what EventBridge has against a pattern."""
    yield from schema_errors("event-pattern#pattern", data)


def filter_policy_errors(data: Any) -> Iterator[str]:
    """Yield what SNS has against a filter policy: its form, and moto's copy of its limits."""
    from moto.sns.exceptions import SNSInvalidParameter
    from moto.sns.models import SNSBackend

    faults = list(schema_errors("event-pattern#fields", data))
    yield from faults
    scope = "MessageBody" if any(isinstance(value, dict) for value in data.values()) else "MessageAttributes"
    validate: Any = SNSBackend._validate_filter_policy
    try:
        validate(None, {} if faults else _plain(data), scope)
    except SNSInvalidParameter as error:
        yield str(error.message).removeprefix("Invalid parameter: ").removeprefix("FilterPolicy: ")


def _plain(value: Any) -> Any:
    """`value` with a text for each operator: moto knows none after 2023, and the schema has taken them all."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return ["operator" if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value
