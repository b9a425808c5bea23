"""Elastic Beanstalk's configuration options: namespaces, names and values, from `schemas/beanstalk-options.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros import load

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
        return load.unknown("namespace", space, options())
    if name not in known and "*" not in known:
        return f"{space}: {load.unknown('option', name, known)}"
    allowed = known.get(name, {})
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or not allowed or documents.is_function(value) or text.startswith("`{"):
        return ""
    if isinstance(allowed, list):
        values = [str(one).lower() if isinstance(one, bool) else str(one) for one in allowed]
        # Elastic Beanstalk takes True for true.
        known_so = text in values or text.lower() in ("true", "false") and text.lower() in values
        return "" if known_so else f"{space} {name}: {text!r} is not known, expected one of: {', '.join(values)}"
    if "pattern" in allowed:
        return "" if re.fullmatch(allowed["pattern"], text) else f"{space} {name}: {text!r} does not fit, expected for example {allowed['example']}"
    inside = re.fullmatch(r"-?\d+(\.\d+)?", text) and allowed["min"] <= float(text) <= allowed["max"]
    return "" if inside else f"{space} {name}: {text} is out of range, expected {allowed['min']} to {allowed['max']}"


def settings(given: Any) -> Iterator[str]:
    """Yield what is wrong with `option_settings`, in either of its two shapes."""
    found: dict[tuple[str, str], Any] = {}
    if isinstance(given, dict):
        for space, values in given.items():
            if not isinstance(values, dict):
                yield f"option_settings.{space}: is {type(values).__name__}, expected options and their values"
                continue
            # A resource's own name may stand before the namespace.
            found |= {(re.sub(r"^[A-Za-z0-9]+\.(?=aws:)", "", space), name): value for name, value in values.items()}
    elif isinstance(given, list):
        for one in given:
            keys = {"namespace", "option_name", "value", "resource_name"}
            if not isinstance(one, dict) or not {"option_name", "value"} <= set(one) <= keys:
                yield f"option_settings: {one!r} does not fit, expected namespace, option_name and value"
                continue
            key = (one.get("namespace", ENVIRONMENT), one["option_name"])
            if key in found and "resource_name" not in one:
                yield f"option_settings: {key[0]} {key[1]} is set twice, expected it once"
            found[key] = one["value"]
    elif given is not None:
        yield f"option_settings: is {type(given).__name__}, expected a mapping or a list"
    for (space, name), value in found.items():
        if wrong := option(space, name, value):
            yield wrong
    yield from _together({space: {name: value for (its, name), value in found.items() if its == space} for space, _ in found})


def _together(given: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield which options do not go together, by what the guide says of each."""
    command = given.get("aws:elasticbeanstalk:command", {})
    if command.get("BatchSizeType", "Percentage") == "Percentage" and str(command.get("BatchSize", 1)).isdecimal() and int(command.get("BatchSize", 1)) > 100:
        yield f"aws:elasticbeanstalk:command BatchSize: {command['BatchSize']} is out of range, expected 1 to 100 for a percentage"
    group = given.get("aws:autoscaling:asg", {})
    least, most = str(group.get("MinSize", 0)), str(group.get("MaxSize", 10000))
    if least.isdecimal() and most.isdecimal() and int(least) > int(most):
        yield f"aws:autoscaling:asg MinSize: {least} is more than MaxSize, {most}, expected at most that"
    directory = given.get("aws:elasticbeanstalk:windows:activedirectory", {})
    if "DirectoryId" in directory and "DirectoryName" not in directory or "DirectoryOU" in directory and "DirectoryId" not in directory:
        yield "aws:elasticbeanstalk:windows:activedirectory: a directory needs DirectoryId and DirectoryName, expected both"
