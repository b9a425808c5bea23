"""Small readings of installed packages, without a network. No reading knows what is expected.

Each takes the place, `at` of the probe, and returns what stands there: text, a number, yes or no; a tuple where a fact
must name all of it, in any order; a set where a fact may name some of it. What is not there is an exception of the
package or None: both are a reading that no fact agrees with.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import importlib.resources
import inspect
import json
import logging
import operator
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
            value = READINGS[probe.reads](check.at)
        finally:
            logging.disable(logging.NOTSET)
    if check.find:
        value = _search(check.find, value)
    if isinstance(value, set):
        return {expectations.normalize(item) for item in value}
    value = expectations.normalize(value)
    return expectations.normalize(value / probe.per) if probe.per and value is not None else value


def agrees(expected: expectations.Value, actual: Any) -> bool:
    """Whether a fact that says `expected` may stand beside a package that holds `actual`."""
    expected_values = set(expected) if isinstance(expected, tuple) else {expected}
    if isinstance(actual, set):
        return expected_values <= actual
    actual_values = set(actual) if isinstance(actual, tuple) else {actual}
    return expected_values == actual_values and isinstance(expected, bool) == isinstance(actual, bool)


def _search(pattern: str, text: str) -> Any:
    """The group of `pattern` in `text`, or all of its groups; None where it does not match."""
    match = re.search(pattern, text)
    if not match:
        return None
    return match[1] if len(match.groups()) == 1 else match.groups()


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
    """Why cfn-lint refuses a property, or "": 'AWS::Lambda::Function Timeout 99999', or a list '[1,2]'."""
    resource_type, path, text = at.split()
    properties: Any = json.loads(text) if re.fullmatch(r"-?\d+|\[.*\]", text) else text
    for name in reversed(path.split(".")):
        properties = {name: properties}
    resource = {"Type": resource_type, "Properties": {**BASES.get(resource_type, {}), **properties}}
    matches = lint(json.dumps({"Resources": {"A": resource}}))
    # Without a base the resource lacks what it needs, and only what is said of the property itself counts.
    return "; ".join(match.message for match in matches if resource_type in BASES or path.split(".")[0] in match.path)


def accepted(at: str) -> bool:
    """Whether cfn-lint accepts a resource with this property."""
    return not refused(at)


def sizes(at: str) -> tuple[float, ...] | float:
    """The memories in GB of a Fargate task with the CPU value '256', or, at 'most 256', the largest of them.

    cfn-lint's rule E3047 reads this file.
    """
    only_largest, _, cpu = at.rpartition(" ")
    options = json_file("cfnlint.data.schemas.extensions.aws_ecs_taskdefinition fargate_cpu_memory.json then.anyOf")
    schemas = (option["properties"] for option in options)
    memory = next(schema["Memory"]["then"] for schema in schemas if cpu in schema["Cpu"]["then"]["enum"])
    mebibytes = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, memory["multipleOf"])
    gibibytes = tuple(size / 1024 for size in mebibytes)
    return max(gibibytes) if only_largest else gibibytes


# Managed policies and platform names, as moto keeps copies of them.


@functools.cache
def _load_policies() -> dict[str, list[dict[str, Any]]]:
    """The statements of every managed policy, by the policy's name."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    statements = {name: policy["Document"]["Statement"] for name, policy in policies.items()}
    return {name: [value] if isinstance(value, dict) else value for name, value in statements.items()}


def _allows(statement: dict[str, Any], action: str) -> bool:
    if statement["Effect"] != "Allow":
        return False
    value, service = statement.get("Action", []), action.partition(":")[0]
    patterns = [value] if isinstance(value, str) else value
    # Matching is slow, and most patterns are of other services.
    candidates = (pattern for pattern in patterns if pattern.startswith((service, "*")))
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in candidates)


def allowed(at: str) -> bool:
    """Whether a managed policy allows an action on some resource: 'AWSXRayDaemonWriteAccess xray:GetGroup'."""
    policy, action = at.split()
    return any(_allows(statement, action) for statement in _load_policies()[policy])


def policies(at: str) -> set[str]:
    """The managed policies that allow an action."""
    return {
        name for name, statements in _load_policies().items() if any(_allows(statement, at) for statement in statements)
    }


def stacks(at: str) -> set[str]:
    """The platform versions of Elastic Beanstalk on the operating system `at`, whole and as what they run: 'Go 1'."""
    from moto.elasticbeanstalk.responses import SOLUTION_STACK_DETAILS

    names = {stack["SolutionStackName"] for stack in SOLUTION_STACK_DETAILS if at in stack["SolutionStackName"]}
    return names | {name.partition(" running ")[2] for name in names}


# The EB CLI (awsebcli).


@functools.cache
def _load_eb_commands() -> dict[str, set[str]]:
    """Every command of the EB CLI with its options and subcommands, '' for `eb` itself."""
    from ebcli.core import ebcore

    app = ebcore.EB(argv=[])
    app.setup()
    global_options = {option for action in app.args._actions for option in action.option_strings}
    names_by_command = {}
    for controller_class in app.handler.list("controller"):
        controller = controller_class()
        controller._setup(app)
        arguments, subcommands = controller._collect()
        label = controller._meta.label
        names = {command["label"] for command in subcommands} | {option for names, _ in arguments for option in names}
        names_by_command["" if label == "base" else label] = names | global_options
    return names_by_command


def commands(at: str) -> set[str]:
    """The options and subcommands of `eb <at>`; for 'eb', every command with its subcommands, 'eb config save'."""
    names_by_command = _load_eb_commands()
    if at != "eb":
        return names_by_command[at]
    pairs = {f"eb {command} {name}" for command, names in names_by_command.items() for name in names}
    return pairs | {f"eb {name}" for name in names_by_command[""]}


@functools.cache
def _load_eb_defaults() -> dict[str, str]:
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
    return {f"{setting['Namespace']} {setting['OptionName']}": setting["Value"] for setting in settings}


def settings(at: str) -> str:
    """The value that `eb create` sets by itself: 'aws:elasticbeanstalk:command BatchSize'."""
    return _load_eb_defaults()[at]


def tier(at: str) -> tuple[str, str]:
    """The name and the type that the API knows an environment tier by: 'worker'."""
    from ebcli.objects.tier import Tier

    environment_tier = Tier.from_raw_string(at)
    return environment_tier.name, environment_tier.type


# Any package: a name in its code, a file beside it.


def constant(at: str) -> Any:
    """A value in a module: 'module name', then attributes or keys; a list of ARNs as the names at their ends."""
    module, *names = at.split()
    value: Any = importlib.import_module(module)
    for name in names:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return tuple(arn.rpartition("/")[2] for arn in value) if isinstance(value, list) else value


def signature(at: str) -> str:
    """How to call a method: 'aws_xray_sdk.core.models.entity Entity put_annotation' is 'put_annotation(key, value)'."""
    method = constant(at)
    return f"{method.__name__}({', '.join(name for name in inspect.signature(method).parameters if name != 'self')})"


def json_file(at: str) -> Any:
    """A value of a JSON file of a package: 'package file key.key'."""
    package, file, path = at.split()
    text = importlib.resources.files(package).joinpath(file).read_text(encoding="utf-8")
    return functools.reduce(operator.getitem, path.split("."), json.loads(text))


def flags(at: str) -> set[str]:
    """The flags that the X-Ray SDK sets on a segment for every HTTP status that `at` names: '400 to 499'."""
    from aws_xray_sdk.core.models.segment import Segment

    flags_by_status = []
    for status in re.findall(r"\d{3}", at):
        segment = Segment("x")
        segment.apply_status_code(int(status))
        flags_by_status.append({flag for flag in ("error", "fault", "throttle") if getattr(segment, flag, False)})
    return set.intersection(*flags_by_status)


READINGS: dict[str, Callable[[str], Any]] = {
    "accepted": accepted, "allowed": allowed, "commands": commands, "constant": constant,
    "enumeration": botocore_models.enumeration, "example": botocore_models.example, "flags": flags, "json": json_file,
    "maximum": botocore_models.maximum, "members": botocore_models.members, "minimum": botocore_models.minimum,
    "newest": botocore_models.newest, "one-of": botocore_models.one_of, "operations": botocore_models.operations,
    "policies": policies, "refused": refused, "sentence": botocore_models.sentence, "settings": settings,
    "signature": signature, "sizes": sizes, "stacks": stacks, "tier": tier,
}  # fmt: skip
