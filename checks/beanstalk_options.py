"""Elastic Beanstalk's configuration options: namespaces, names and values, from `schemas/beanstalk-options.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from . import schemas


def load_namespaces() -> dict[str, dict[str, Any]]:
    """The options of each namespace, with the values each may take."""
    return schemas.load("beanstalk-options")["namespaces"]


def find_namespace(name: str) -> dict[str, Any] | None:
    """The options of the namespace called `name`, whose last part may be the reader's own, or None."""
    namespaces = load_namespaces()
    return namespaces.get(name) or namespaces.get(re.sub(r":[^:]+$", ":*", name))


def option_error(namespace: str, name: str, value: Any = None) -> str:
    """What is wrong with the option `name` of `namespace`, and with `value` unless that is None; "" for nothing."""
    options = find_namespace(namespace)
    if options is None:
        return unknown("namespace", namespace, load_namespaces())
    if name not in options and "*" not in options:
        return f"{namespace}: {unknown('option', name, options)}"
    allowed = options.get(name, {})
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or not allowed or isinstance(value, dict) or text.startswith("`{"):  # a function
        return ""
    if isinstance(allowed, list):
        choices = [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in allowed]
        # Elastic Beanstalk takes True for true.
        is_known = text in choices or (text.lower() in ("true", "false") and text.lower() in choices)
        return "" if is_known else f"{namespace} {name}: {text!r} is not known, expected one of: {', '.join(choices)}"
    if "pattern" in allowed:
        message = f"{namespace} {name}: {text!r} does not fit, expected for example {allowed['example']}"
        return "" if re.fullmatch(allowed["pattern"], text) else message
    low, high = allowed["min"], allowed["max"]
    is_in_range = re.fullmatch(r"-?\d+(\.\d+)?", text) and low <= float(text) <= high
    return "" if is_in_range else f"{namespace} {name}: {text} is out of range, expected {low} to {high}"


def setting_errors(settings: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with `option_settings`: values of options by namespace."""
    for key, values in settings.items():
        namespace = re.sub(r"^[A-Za-z0-9]+\.(?=aws:)", "", key)  # the name of a resource may stand before it
        yield from (fault for name, value in values.items() if (fault := option_error(namespace, name, value)))
