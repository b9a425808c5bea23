"""Elastic Beanstalk's files: configuration files, the manifest, periodic tasks, Procfile and Buildfile."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from macros.facts.errors import unknown

from . import documents, options, schemas
from .cloudformation import resource_errors
from .schemas import schema_errors

# The functions that a configuration file may call; the first is Elastic Beanstalk's own.
_OPTION = "Fn::GetOptionSetting"
_FUNCTIONS = (
    _OPTION, "Ref", "Fn::Base64", "Fn::Cidr", "Fn::FindInMap", "Fn::GetAZs", "Fn::GetAtt", "Fn::If", "Fn::ImportValue",
    "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub",
)  # fmt: skip
# A function in a text, which the service replaces when it deploys.
_IN_TEXT = re.compile(r"`(\{.*?\})`", re.DOTALL)
# What a file changes of a resource that is there need not be all that such a resource needs.
_PARTS = ("E3003", "E3014", "E3058")


def configuration_errors(data: Any, others: Sequence[dict[str, Any]] = ()) -> Iterator[str]:
    """Yield what is wrong with a file in .ebextensions, beside `others` of the same folder.

    `data` is None for a file that holds nothing but comments.
    """
    faults = list(schema_errors("beanstalk-configuration", data or {}))
    yield from faults
    if data and not any(re.match(r"(Parameters|Mappings|Conditions|Resources|Outputs)\b", fault) for fault in faults):
        yield from options.settings(data.get("option_settings"))
        yield from _template_errors(data, others)
        yield from _service_errors(data)


def _template_errors(data: dict[str, Any], others: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield cfn-lint's errors in the file's part of the environment's template, among what Elastic Beanstalk makes."""
    made = schemas.read("beanstalk-resources")["resources"]
    given, faults = _without_options(data)
    yield from faults
    resources = given.get("Resources", {})
    for name, resource in resources.items():
        if not isinstance(resource, dict):
            yield f"Resources.{name}: is {type(resource).__name__}, expected a resource"
            return
        if name in made and resource.get("Type", made[name]) != made[name]:
            kind = resource["Type"]
            yield f"Resources.{name}.Type: {kind} is not what Elastic Beanstalk makes, expected {made[name]}"
    sections = _sections(given, [_without_options(other)[0] for other in others], made)
    for path, text in documents.strings({key: value for key, value in given.items() if key not in _SECTIONS}):
        for found in _IN_TEXT.findall(text):
            yield from (
                f"{path}: {fault}"
                for fault in _text_errors(found, {*made, *sections["Resources"], *sections["Parameters"]})
            )
    for line in resource_errors(sections.pop("Resources"), **sections):
        name, rule = re.match(r"[^.:]*", line)[0], line.rpartition("(")[2].rstrip(")")  # type: ignore[index]
        of_file = (
            name in resources or name in data.get("Parameters", {}) or name in data.get("Outputs", {}) or _FILE in line
        )
        partly = name in made and rule in _PARTS
        # A security group's id in a VPC and its name outside come from the same `Ref`, so that may stand for both.
        group = rule in ("E1040", "E1041") and "AWS::EC2::SecurityGroup" in line
        if of_file and not partly and not group and "{'Ref': 'OptionSetting'}" not in line:
            yield line.removeprefix(_FILE)


_SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")
_FILE = "AWSEBAutoScalingGroup.Metadata.File."


def _without_options(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The file with a parameter for each option that it gets, as CloudFormation gets none, and what is wrong there."""
    faults: list[str] = []

    def call(function: dict[str, Any]) -> dict[str, Any]:
        ((name, argument),) = function.items()
        if name != _OPTION:
            return {name: documents.replaced(argument, call)}
        faults.extend(_option_errors(argument))
        return {"Ref": "OptionSetting"}

    return documents.replaced(data, call), faults


def _sections(given: dict[str, Any], others: Sequence[dict[str, Any]], made: dict[str, str]) -> dict[str, Any]:
    """A template of what the files define, and of what Elastic Beanstalk makes and they name.

    What the file says to the instances stands in a resource's metadata, so that cfn-lint sees the functions in it.
    """
    sections: dict[str, Any] = {key: {} for key in ("Parameters", "Mappings", "Conditions")}
    for one in (*others, given):
        for key, known in sections.items():
            known.update(one.get(key, {}))
    text = json.dumps(given)
    resources: dict[str, Any] = {
        name: {"Type": kind} for name, kind in made.items() if name in text or name == "AWSEBAutoScalingGroup"
    }
    for one in (*others, given):
        for name, resource in one.get("Resources", {}).items():
            resources[name] = resources.get(name, {}) | resource
    group = resources["AWSEBAutoScalingGroup"]
    said = {key: value for key, value in given.items() if key not in _SECTIONS}
    resources["AWSEBAutoScalingGroup"] = group | {"Metadata": {**group.get("Metadata", {}), "File": said}}
    sections["Parameters"]["OptionSetting"] = {"Type": "String"}
    sections |= {"Resources": resources, "Outputs": given.get("Outputs", {})}
    return {key: value for key, value in sections.items() if value}


def _option_errors(argument: Any) -> Iterator[str]:
    """Yield what is wrong with the argument of GetOptionSetting; without a namespace it is a custom option."""
    if (
        not isinstance(argument, dict)
        or "OptionName" not in argument
        or set(argument) - {"Namespace", "OptionName", "DefaultValue"}
    ):
        yield f"{_OPTION}: {argument!r} does not fit, expected OptionName, and may be Namespace and DefaultValue"
    elif "Namespace" in argument and (wrong := options.option(argument["Namespace"], argument["OptionName"])):
        yield f"{_OPTION}: {wrong}"


def _text_errors(text: str, known: set[str]) -> Iterator[str]:
    """Yield what is wrong with a function in a text; a name that another file of the folder may define is taken."""
    try:
        function = json.loads(text)
    except ValueError:
        return  # a shell's own backquotes
    if not documents.is_function(function):
        return
    ((name, argument),) = function.items()
    if name not in _FUNCTIONS:
        yield f"{name} is no function here, expected one of: {', '.join(_FUNCTIONS)}"
    elif name == _OPTION:
        yield from _option_errors(argument)
    for one in re.findall(r'"(?:Ref|Fn::GetAtt)": \[?"(AWSEB\w+)', json.dumps(function)):
        if one not in known:
            yield f"{one} is nothing that Elastic Beanstalk makes, expected for example AWSEBAutoScalingGroup"


def _service_errors(data: dict[str, Any]) -> Iterator[str]:
    """Yield each command that a service waits for and that the file does not have."""
    for system, services in data.get("services", {}).items():
        for name, service in services.items():
            known = data.get("commands", {})
            for command in service.get("commands", []):
                if command not in known:
                    yield f"services.{system}.{name}: commands: {unknown('command', command, known)}"


def manifest_errors(data: Any) -> Iterator[str]:
    """Yield what is wrong with an env.yaml."""
    yield from schema_errors("beanstalk-manifest", data)
    yield from options.settings(data.get("OptionSettings") if isinstance(data, dict) else None)


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# Each field of a schedule, its least and its greatest number, and names for these.
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)


def cron_errors(data: Any) -> Iterator[str]:
    """Yield what is wrong with a cron.yaml."""
    faults = list(schema_errors("beanstalk-cron", data))
    yield from faults
    for task in [] if faults else data["cron"]:
        yield from (f"{task['name']}: {fault}" for fault in schedule_errors(task["schedule"]))


def schedule_errors(schedule: str) -> Iterator[str]:
    """Yield what is wrong with a schedule of five fields, each of numbers or names, ranges, steps, lists or a star."""
    fields = schedule.split()
    if len(fields) != 5:
        yield f"{schedule!r} has {len(fields)} fields, expected 5"
        return
    for field, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        text = field.upper()
        for number, word in enumerate(names, low):
            text = text.replace(word, str(number))
        for part in text.split(","):
            form = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
            if not form:
                yield f"{field!r} is no {name} of a schedule, expected for example * or 5 or 1-5 or */15"
                break
            start, end, step = (int(one) if one else None for one in form.groups())
            if any(number is not None and not low <= number <= high for number in (start, end)) or step == 0:
                yield f"{field!r} is out of range, expected {low} to {high}"
            elif end is not None and start is not None and end < start:
                yield f"{field!r} ends before it begins, expected the smaller number first"


def process_errors(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and what is wrong with it in a Procfile or Buildfile; the guide gives the expression."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if not re.fullmatch(r"[A-Za-z0-9_-]+:\s*[^\s].*", line):
            yield number, f"{line!r} does not fit, expected name: command"
    names = [line.partition(":")[0] for line in lines]
    for name, count in Counter(names).items():
        if count > 1:
            yield len(names) - names[::-1].index(name), f"{name!r} is the name of two processes, expected one"
