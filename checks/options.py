"""Elastic Beanstalk's configuration options: namespaces, names and values, from `schemas/beanstalk-options.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from . import documents, schemas

ENVIRONMENT = "aws:elasticbeanstalk:application:environment"


def options() -> dict[str, dict[str, Any]]:
    """The options of each namespace, with the values each may take."""
    return schemas.read("beanstalk-options")["namespaces"]


def namespace(name: str) -> dict[str, Any] | None:
    """The options of the namespace called `name`, whose last part may be the reader's own, or None."""
    return options().get(name) or options().get(re.sub(r":[^:]+$", ":*", name))


def option(space: str, name: str, value: Any = None) -> str:
    """What is wrong with the option `name` of `space`, and with `value` unless that is None; "" for nothing."""
    known = namespace(space)
    if known is None:
        return unknown("namespace", space, options())
    if name not in known and "*" not in known:
        return f"{space}: {unknown('option', name, known)}"
    allowed = known.get(name, {})
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or not allowed or documents.is_function(value) or text.startswith("`{"):
        return ""
    if isinstance(allowed, list):
        values = [str(one).lower() if isinstance(one, bool) else str(one) for one in allowed]
        # Elastic Beanstalk takes True for true.
        fits = text in values or (text.lower() in ("true", "false") and text.lower() in values)
        return "" if fits else f"{space} {name}: {text!r} is not known, expected one of: {', '.join(values)}"
    if "pattern" in allowed:
        example = f"{space} {name}: {text!r} does not fit, expected for example {allowed['example']}"
        return "" if re.fullmatch(allowed["pattern"], text) else example
    inside = re.fullmatch(r"-?\d+(\.\d+)?", text) and allowed["min"] <= float(text) <= allowed["max"]
    return "" if inside else f"{space} {name}: {text} is out of range, expected {allowed['min']} to {allowed['max']}"


def settings(given: Any) -> Iterator[str]:
    """Yield what is wrong with `option_settings`, in either of its two shapes."""
    if isinstance(given, dict):
        found = list(_from_mapping(given))
    elif isinstance(given, list):
        found = list(_from_list(given))
    else:
        found = [] if given is None else [f"option_settings: is {type(given).__name__}, expected a mapping or a list"]
    values: dict[str, dict[str, Any]] = {}
    for one in found:
        if isinstance(one, str):
            yield one
        else:
            space, name, value = one
            values.setdefault(space, {})[name] = value
            if wrong := option(space, name, value):
                yield wrong
    yield from _together(values)


def _from_mapping(given: dict[str, Any]) -> Iterator[tuple[str, str, Any] | str]:
    """Each option of a mapping by namespace, or what is wrong there."""
    for space, values in given.items():
        if isinstance(values, dict):
            own = re.sub(r"^[A-Za-z0-9]+\.(?=aws:)", "", space)  # the name of a resource may stand before it
            yield from ((own, name, value) for name, value in values.items())
        else:
            yield f"option_settings.{space}: is {type(values).__name__}, expected options and their values"


def _from_list(given: list[Any]) -> Iterator[tuple[str, str, Any] | str]:
    """Each option of a list, or what is wrong there."""
    seen = set()
    for one in given:
        keys = {"namespace", "option_name", "value", "resource_name"}
        if not isinstance(one, dict) or not {"option_name", "value"} <= set(one) <= keys:
            yield f"option_settings: {one!r} does not fit, expected namespace, option_name and value"
            continue
        space, name = one.get("namespace", ENVIRONMENT), one["option_name"]
        if (space, name) in seen and "resource_name" not in one:
            yield f"option_settings: {space} {name} is set twice, expected it once"
        seen.add((space, name))
        yield space, name, one["value"]


def _together(given: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield which options of one file do not go together."""
    command, group = given.get("aws:elasticbeanstalk:command", {}), given.get("aws:autoscaling:asg", {})
    if command.get("BatchSizeType") == "Percentage" and _number(command.get("BatchSize"), 1) > 100:
        size = f"aws:elasticbeanstalk:command BatchSize: {command['BatchSize']}"
        yield f"{size} is out of range, expected 1 to 100 for a percentage"
    least, most = _number(group.get("MinSize"), 0), _number(group.get("MaxSize"), 10000)
    if least > most:
        yield f"aws:autoscaling:asg MinSize: {least} is more than MaxSize, {most}, expected at most that"


def _number(value: Any, otherwise: int) -> int:
    return int(value) if str(value).isdecimal() else otherwise
