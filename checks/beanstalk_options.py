"""Elastic Beanstalk's configuration options: namespaces, names and values, from `schemas/beanstalk-options.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from . import schemas


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
    if value is None or not allowed or isinstance(value, dict) or text.startswith("`{"):  # a function
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


def settings(given: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with `option_settings`: values of options by namespace."""
    for space, values in given.items():
        own = re.sub(r"^[A-Za-z0-9]+\.(?=aws:)", "", space)  # the name of a resource may stand before it
        yield from (wrong for name, value in values.items() if (wrong := option(own, name, value)))
