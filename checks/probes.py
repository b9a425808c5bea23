"""Small readings of installed packages. No reading knows what is expected.

Each takes the place, `at`, and returns what stands there: text, a number, yes or no; a tuple where a fact
must name all of it, in any order; a set where a fact may name some of it. What is not there is an exception
of the package or None: both are a reading that no fact agrees with. No reading needs a network.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import importlib.resources
import inspect
import json
import logging
import re
import warnings
from collections.abc import Callable
from typing import Any

from checks import botocore_models
from checks.cfn_lint import lint
from macros.facts import expectations


def find(check: expectations.Check) -> Any:
    """What the package holds where `check` looks, in the units of the fact; None where the text has no such part."""
    probe = check.probe
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages about themselves
        logging.disable(logging.WARNING)
        try:
            found = READINGS[probe.reads](check.at)
        finally:
            logging.disable(logging.NOTSET)
    if check.find:
        found = _part(check.find, found)
    if isinstance(found, set):
        return {expectations.plain(one) for one in found}
    found = expectations.plain(found)
    return expectations.plain(found / probe.per) if probe.per and found is not None else found


def agrees(expected: expectations.Value, found: Any) -> bool:
    """Whether a fact that says `expected` may stand beside a package that holds `found`."""
    said = set(expected) if isinstance(expected, tuple) else {expected}
    if isinstance(found, set):
        return said <= found
    return said == (set(found) if isinstance(found, tuple) else {found}) and isinstance(expected, bool) == isinstance(
        found, bool
    )


def _part(pattern: str, text: str) -> Any:
    found = re.search(pattern, text)
    if not found:
        return None
    return found[1] if len(found.groups()) == 1 else found.groups()


# CloudFormation's schemas and rules (cfn-lint).

# Whole resources, for rules that look at several properties.
BASES = {
    "AWS::Lambda::Function": {
        "Role": "arn:aws:iam::123456789012:role/x", "Handler": "a.b", "Runtime": "python3.13", "Code": {"ZipFile": "x"},
    },
    "AWS::ECS::TaskDefinition": {
        "RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
        "ContainerDefinitions": [{"Name": "a", "Image": "b"}],
    },
}  # fmt: skip


@functools.cache
def refused(at: str) -> str:
    """Why cfn-lint refuses a resource with this property: 'AWS::Lambda::Function Timeout 99999', or a list '[1,2]';
    empty where it does not.
    """
    kind, path, value = at.split()
    *outer, last = path.split(".")
    value = {last: json.loads(value) if re.fullmatch(r"-?\d+|\[.*\]", value) else value}
    for name in reversed(outer):
        value = {name: value}
    faults = lint(json.dumps({"Resources": {"A": {"Type": kind, "Properties": {**BASES.get(kind, {}), **value}}}}))
    # Without a base the resource lacks what it needs, and only what is said of the property itself counts.
    said = [fault.message for fault in faults if kind in BASES or next(iter(value)) in fault.path]
    return "; ".join(said)


def accepted(at: str) -> bool:
    """Whether cfn-lint accepts a resource with this property."""
    return not refused(at)


def sizes(at: str) -> tuple[float, ...] | float:
    """The memories in GB of a Fargate task with the CPU value '256', or, at 'most 256', the largest of them.

    cfn-lint's rule E3047 reads this file.
    """
    most, _, cpu = at.rpartition(" ")
    forms = json_file("cfnlint.data.schemas.extensions.aws_ecs_taskdefinition fargate_cpu_memory.json then.anyOf")
    pairs = ((form["properties"]["Cpu"]["then"], form["properties"]["Memory"]["then"]) for form in forms)
    memory = next(memory for size, memory in pairs if cpu in size["enum"])
    mib = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, memory["multipleOf"])
    found = tuple(one / 1024 for one in mib)
    return max(found) if most else found


# Managed policies and platform names, as moto keeps copies of them.


@functools.cache
def _policies() -> dict[str, list]:
    """The statements of every managed policy, by the policy's name."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    every = {name: of["Document"]["Statement"] for name, of in json.loads(aws_managed_policies_data).items()}
    return {name: [one] if isinstance(one, dict) else one for name, one in every.items()}


def _allows(statement: dict, action: str) -> bool:
    named = statement.get("Action", [])
    service = action.partition(":")[0]
    near = (one for one in ([named] if isinstance(named, str) else named) if one.startswith((service, "*")))
    return statement["Effect"] == "Allow" and any(fnmatch.fnmatchcase(action.lower(), one.lower()) for one in near)


def allowed(at: str) -> bool:
    """Whether a managed policy allows an action on some resource: 'AWSXRayDaemonWriteAccess xray:GetGroup'."""
    policy, action = at.split()
    return any(_allows(statement, action) for statement in _policies()[policy])


def policies(at: str) -> set[str]:
    """The managed policies that allow an action."""
    return {name for name, statements in _policies().items() if any(_allows(one, at) for one in statements)}


def stacks(at: str) -> set[str]:
    """The platform versions of Elastic Beanstalk on the operating system `at`, whole and as what they run: 'Go 1'."""
    from moto.elasticbeanstalk.responses import SOLUTION_STACK_DETAILS

    names = {one["SolutionStackName"] for one in SOLUTION_STACK_DETAILS if at in one["SolutionStackName"]}
    return names | {name.partition(" running ")[2] for name in names}


# The EB CLI (awsebcli).


@functools.cache
def _eb() -> dict[str, set[str]]:
    """Every command of the EB CLI with its options and subcommands, '' for `eb` itself."""
    from ebcli.core import ebcore

    app = ebcore.EB(argv=[])
    app.setup()
    shared = {option for action in app.args._actions for option in action.option_strings}
    found = {}
    for kind in app.handler.list("controller"):
        controller = kind()
        controller._setup(app)
        arguments, commands = controller._collect()
        label = controller._meta.label
        names = {command["label"] for command in commands} | {option for names, _ in arguments for option in names}
        found["" if label == "base" else label] = names | shared
    return found


def commands(at: str) -> set[str]:
    """The options and subcommands of `eb <at>`; for 'eb', every command with its subcommands, such as 'eb config
    save'.
    """
    every = _eb()
    if at != "eb":
        return every[at]
    return {f"eb {one}" for one in every[""]} | {f"eb {one} {other}" for one in every for other in every[one]}


@functools.cache
def _request() -> dict[str, str]:
    """What `eb create` sets by itself for a web environment with a new database, by namespace and option."""
    from ebcli.objects.requests import CreateEnvironmentRequest
    from ebcli.objects.solutionstack import SolutionStack
    from ebcli.objects.tier import Tier

    database = {"username": "u", "password": "p"} | dict.fromkeys(("engine", "size", "instance", "version"))
    request = CreateEnvironmentRequest(
        app_name="a", env_name="a-b-c", platform=SolutionStack("64bit Amazon Linux 2023 v6.6.0 running Node.js 22"),
        tier=Tier.from_raw_string("webserver"), database=database,
    )  # fmt: skip
    settings = request.convert_to_kwargs()["OptionSettings"]
    return {f"{one['Namespace']} {one['OptionName']}": one["Value"] for one in settings}


def settings(at: str) -> str:
    """The value that `eb create` sets by itself: 'aws:elasticbeanstalk:command BatchSize'."""
    return _request()[at]


def tier(at: str) -> tuple[str, str]:
    """The name and the type that the API knows an environment tier by: 'worker'."""
    from ebcli.objects.tier import Tier

    found = Tier.from_raw_string(at)
    return found.name, found.type


# Any package: a name in its code, a file beside it.


def constant(at: str) -> Any:
    """A value in a module: 'module name', then attributes or keys; a list of ARNs as the names at their ends."""
    module, *names = at.split()
    found: Any = importlib.import_module(module)
    for name in names:
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    return tuple(one.rpartition("/")[2] for one in found) if isinstance(found, list) else found


def signature(at: str) -> str:
    """A method as it is called: 'aws_xray_sdk.core.models.entity Entity put_annotation' is 'put_annotation(key,
    value)'.
    """
    method = constant(at)
    return f"{method.__name__}({', '.join(name for name in inspect.signature(method).parameters if name != 'self')})"


def json_file(at: str) -> Any:
    """A value of a JSON file of a package: 'package file key.key'."""
    package, file, path = at.split()
    text = importlib.resources.files(package).joinpath(file).read_text(encoding="utf-8")
    return functools.reduce(lambda of, key: of[key], path.split("."), json.loads(text))


def flags(at: str) -> set[str]:
    """The flags that the X-Ray SDK sets on a segment for every HTTP status that `at` names: '400 to 499'."""
    from aws_xray_sdk.core.models.segment import Segment

    found = []
    for status in re.findall(r"\d{3}", at):
        segment = Segment("x")
        segment.apply_status_code(int(status))
        found.append({flag for flag in ("error", "fault", "throttle") if getattr(segment, flag, False)})
    return set.intersection(*found)


READINGS: dict[str, Callable[[str], Any]] = {
    "accepted": accepted, "allowed": allowed, "commands": commands, "constant": constant,
    "enumeration": botocore_models.enumeration, "example": botocore_models.example, "flags": flags, "json": json_file,
    "maximum": botocore_models.maximum, "members": botocore_models.members, "minimum": botocore_models.minimum,
    "newest": botocore_models.newest, "one-of": botocore_models.one_of, "operations": botocore_models.operations,
    "policies": policies, "refused": refused, "sentence": botocore_models.sentence, "settings": settings,
    "signature": signature, "sizes": sizes, "stacks": stacks, "tier": tier,
}  # fmt: skip
