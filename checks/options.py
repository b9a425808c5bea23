"""Elastic Beanstalk's configuration options: namespaces, names and values, from `beanstalk-options.yml`."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from macros import load

LIST = Path(__file__).with_name("beanstalk-options.yml")


@functools.cache
def options() -> dict[str, dict[str, Any]]:
    """The options of each namespace, with the values each may take."""
    return load.read(LIST, LIST.parent)[0]


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
    said = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or not allowed:
        return ""
    if isinstance(allowed, list):
        values = [str(one).lower() if isinstance(one, bool) else str(one) for one in allowed]
        return "" if said in values else f"{space} {name}: {said!r} is not known, expected one of: {', '.join(values)}"
    inside = re.fullmatch(r"-?\d+(\.\d+)?", said) and allowed["min"] <= float(said) <= allowed["max"]
    return "" if inside else f"{space} {name}: {said} is out of range, expected {allowed['min']} to {allowed['max']}"


def settings(given: Any) -> Iterator[str]:
    """Yield what is wrong with `option_settings`, in either of its two shapes."""
    if isinstance(given, dict):
        for space, values in given.items():
            if not isinstance(values, dict):
                yield f"option_settings.{space}: is {type(values).__name__}, expected options and their values"
                continue
            yield from filter(None, (option(space, name, value) for name, value in values.items()))
    elif isinstance(given, list):
        for one in given:
            if not isinstance(one, dict) or not {"option_name", "value"} <= set(one) <= {"namespace", "option_name", "value", "resource_name"}:
                yield f"option_settings: {one!r} does not fit, expected namespace, option_name and value"
                continue
            if wrong := option(one.get("namespace", "aws:elasticbeanstalk:application:environment"), one["option_name"], one["value"]):
                yield wrong
    elif given is not None:
        yield f"option_settings: is {type(given).__name__}, expected a mapping or a list"
