"""Elastic Beanstalk's files: configuration files, the manifest, Procfile and Buildfile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from . import beanstalk_options, schemas
from .cloudformation import resource_errors
from .schemas import schema_errors

# What cfn-lint misses in a resource that Elastic Beanstalk makes: a file says of it only what it changes.
_INCOMPLETE = ("(E3003)", "(E3014)", "(E3058)")
# What it cannot know: the service's own function, and whether `Ref` gives a security group's id, as in a VPC, or name.
_UNKNOWABLE = re.compile(r"Fn::GetOptionSetting|\(E104[01]\)$")


def configuration_errors(data: Any) -> Iterator[str]:
    """Yield what is wrong with a file in .ebextensions."""
    faults = list(schema_errors("beanstalk-configuration", data))
    yield from faults
    if not faults:
        yield from beanstalk_options.setting_errors(data.get("option_settings", {}))
        yield from _template_errors(data)


def _template_errors(data: dict[str, Any]) -> Iterator[str]:
    """Yield cfn-lint's errors in the file's part of the environment's template, among what Elastic Beanstalk makes."""
    text, resource_types = json.dumps(data), schemas.load("beanstalk-resources")["resources"]
    implicit = {name: {"Type": resource_type} for name, resource_type in resource_types.items() if name in text}
    declared = {name: implicit.get(name, {}) | resource for name, resource in data.get("Resources", {}).items()}
    sections = {key: data[key] for key in ("Parameters", "Mappings", "Conditions", "Outputs") if key in data}
    for fault in resource_errors(implicit | declared, **sections) if declared else ():
        is_override = re.split("[.:]", fault)[0] in implicit and fault.endswith(_INCOMPLETE)
        if not is_override and not _UNKNOWABLE.search(fault):
            yield fault


def manifest_errors(data: Any) -> Iterator[str]:
    """Yield what is wrong with an env.yaml."""
    faults = list(schema_errors("beanstalk-manifest", data))
    yield from faults or beanstalk_options.setting_errors(data.get("OptionSettings", {}))


def process_errors(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and what is wrong with it in a Procfile or Buildfile; the guide gives the expression."""
    for number, line in enumerate(text.splitlines(), 1):
        if not re.fullmatch(r"[A-Za-z0-9_-]+:\s*[^\s].*", line):
            yield number, f"{line!r} does not fit, expected name: command"
