"""The kinds of samples: what matches one, and what checks it.

A new kind is a row of `KINDS`; the first row that matches a sample takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import beanstalk, cloudformation, commands, containers, limits, linters, sam, states
from .botocore_constraints import shape_errors
from .fences import Sample
from .schemas import schema_errors

Matcher = Callable[[Sample, Any], bool]
Check = Callable[[list[tuple[Sample, Any]]], linters.Faults]


@dataclass(frozen=True)
class Kind:
    """Samples of one kind: `matches` knows one, `check` yields sample, line and fault, `checker` says by what."""

    name: str
    checker: str
    matches: Matcher
    check: Check


# How a sample is known: by its language, its file's name, its keys, or words in its title


def by_language(name: str) -> Matcher:
    return lambda sample, data: sample.language == name


def by_file(*names: str) -> Matcher:
    """By the file that the title names, in any folder."""
    return lambda sample, data: any(sample.file == name or sample.file.endswith(f"/{name}") for name in names)


def by_keys(*keys: str) -> Matcher:
    """By keys at the top of the document."""
    return lambda sample, data: isinstance(data, dict) and set(keys) <= set(data)


def by_title(*words: str) -> Matcher:
    """By words in the title of a mapping; JSON in a command has the path of its option for a title (`calls.py`)."""
    return lambda sample, data: isinstance(data, dict) and any(word in sample.title for word in words)


def is_container_part(sample: Sample, data: Any) -> bool:
    """A container of a task definition, in JSON, by what it nearly always has."""
    return sample.language == "json" and isinstance(data, dict) and bool({"image", "portMappings"} & set(data))


def is_command_output(sample: Sample, data: Any) -> bool:
    """JSON without a title under a shell block whose last command is one of `aws`."""
    shell = sample.preceding
    if not shell or shell.language != "bash" or sample.language != "json" or sample.title:
        return False
    return [("",), *commands.split(shell.text)][-1][0] == "aws"


# How it is checked


def per_sample(errors: Callable[[Any], Iterable[str]]) -> Check:
    """By what is wrong with the data of one sample."""
    return lambda pairs: ((sample, 1, fault) for sample, data in pairs for fault in catch_form_errors(errors, data))


def catch_form_errors(errors: Callable[..., Iterable[str]], *data: Any) -> Iterator[str]:
    """The faults in `data`, or one for a list where a check looks for a mapping, and the like."""
    try:
        yield from errors(*data)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        fault = f"{type(error).__name__}: {error}"
        yield f"has not the form of its kind ({fault}), expected lists, mappings and texts where these belong"


def per_line(errors: Callable[[str], Iterable[tuple[int, str]]]) -> Check:
    """By what is wrong with the lines of one sample."""
    return lambda pairs: ((sample, line, fault) for sample, _ in pairs for line, fault in errors(sample.text))


def all_at_once(check: Callable[[list[Sample]], linters.Faults]) -> Check:
    """By a program that reads all samples at once."""
    return lambda pairs: check([sample for sample, _ in pairs])


def check_schema(schema: str) -> Check:
    return per_sample(lambda data: schema_errors(schema, data))


def check_templates(pairs: list[tuple[Sample, Any]]) -> linters.Faults:
    """As written, and as SAM's translator makes it."""
    for sample, data in pairs:
        yield from ((sample, 1, fault) for fault in dict.fromkeys(catch_form_errors(template_errors, sample, data)))


def template_errors(sample: Sample, template: dict[str, Any]) -> Iterator[str]:
    resources = template["Resources"]
    if not isinstance(resources, dict) or not all(isinstance(resource, dict) for resource in resources.values()):
        yield "Resources: not all are mappings, expected a name for each, and its Type below"
        return
    # A part of a template need not say that it is SAM's.
    is_serverless = "AWS::Serverless::" in sample.text
    is_part = sample.language == "yaml" and (not sample.file or "(part)" in sample.title)
    needs_header = is_serverless and is_part and "Transform" not in template
    yield from cloudformation.errors((f"Transform: {sam.TRANSFORM}\n" if needs_header else "") + sample.text)
    global_properties = template.get("Globals", {}).get("Function", {})
    for name, resource in resources.items():
        resource_type, properties = resource.get("Type"), resource.get("Properties") or {}
        is_function = resource_type == "AWS::Serverless::Function"
        effective = {**global_properties, **properties} if is_function else properties
        yield from (f"{name}.Properties.{fault}" for fault in limits.resource_errors(resource_type, effective))
        yield from (f"{name}.Properties.{fault}" for fault in embedded_errors(resource_type, properties))
    if is_serverless:
        yield from sam.translation_errors({"Transform": sam.TRANSFORM, **template})


def embedded_errors(resource_type: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a document that stands in the properties of a resource."""
    if resource_type in ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"):
        yield from states.state_errors(properties.get("Definition"))
    if resource_type == "AWS::Events::Rule" and "EventPattern" in properties:
        yield from schema_errors("event-pattern#pattern", properties["EventPattern"])


def appspec_errors(data: Any) -> Iterator[str]:
    """Yield what CodeDeploy has against an AppSpec file, by where it deploys to."""
    is_server = isinstance(data, dict) and ("os" in data or "files" in data)
    platform = "server" if is_server else "ecs" if "AWS::ECS::Service" in str(data) else "lambda"
    yield from schema_errors(f"appspec#{platform}", data)


KINDS = (
    # A reader types these at a prompt: a failed cd is seen (SC2164), and what is sourced is not on the page.
    Kind("shell", "shellcheck", by_language("bash"), all_at_once(linters.linter(
        "shellcheck", ".sh", "--shell=bash", "--format=json", "--exclude=SC2164,SC1090,SC1091", code="SC"))),
    # DL3066 wants a number for a user's name; the image of Node.js documents its user `node`.
    Kind("Dockerfile", "hadolint", by_language("dockerfile"), all_at_once(linters.linter(
        "hadolint", "", "--format=json", "--ignore=DL3066", code=""))),
    Kind("Python", "Python's compiler", by_language("python"), all_at_once(linters.python)),
    Kind("JavaScript", "Playwright's Node.js", by_language("javascript"), all_at_once(linters.javascript)),
    Kind("Procfile", "the guide's expression", by_file("Procfile", "Buildfile"), per_line(beanstalk.process_errors)),
    Kind("output of an aws line", "awscli (with its line)", is_command_output, lambda pairs: iter(())),
    # Elastic Beanstalk
    Kind(".ebextensions", "schemas, cfn-lint", by_title(".ebextensions/"), per_sample(beanstalk.configuration_errors)),
    Kind("env.yaml", "schemas", by_file("env.yaml"), per_sample(beanstalk.manifest_errors)),
    Kind("cron.yaml", "schemas", by_file("cron.yaml"), check_schema("beanstalk-cron")),
    Kind("EB CLI configuration", "schemas", by_file(".elasticbeanstalk/config.yml"), check_schema("beanstalk-cli")),
    # Containers
    Kind("docker-compose.yml", "schemas", by_file("docker-compose.yml", "compose.yaml"), check_schema("compose")),
    Kind("Dockerrun.aws.json", "schemas, botocore", by_file("Dockerrun.aws.json"),
         per_sample(containers.dockerrun_errors)),
    Kind("package.json", "schemas", by_file("package.json"), check_schema("package")),
    Kind("task definition", "botocore, cfn-lint", by_keys("family", "containerDefinitions"),
         per_sample(containers.task_definition_errors)),
    Kind("container definition (part)", "botocore", is_container_part,
         per_sample(lambda data: shape_errors(data, "ecs", "ContainerDefinition", partial=True))),
    Kind("ECR lifecycle policy", "schemas", by_file("lifecycle-policy.json"), check_schema("ecr-lifecycle")),
    # Templates, and what deploys them
    Kind("AppSpec file", "schemas", by_file("appspec.yml", "appspec.yaml", "appspec.json"), per_sample(appspec_errors)),
    Kind("buildspec", "schemas", by_file("buildspec.yml", "buildspec.yaml"), check_schema("buildspec")),
    Kind("SAM template", "cfn-lint, SAM translator", by_keys("Transform", "Resources"), check_templates),
    Kind("CloudFormation template", "cfn-lint", by_keys("Resources"), check_templates),
    # Documents that services take
    Kind("policy", "cfn-lint", by_keys("Statement"), per_sample(cloudformation.policy_errors)),
    Kind("state machine", "cfn-lint", by_keys("StartAt", "States"), per_sample(states.state_machine_errors)),
    Kind("SNS filter policy", "schemas", by_title("filter-policy"), check_schema("event-pattern#policy")),
    # Of an event source mapping or a pipe, over the fields of a record.
    Kind("filter pattern", "schemas", by_title("filter-pattern", "FilterCriteria."),
         check_schema("event-pattern#fields")),
    Kind("event pattern", "schemas", by_title("event-pattern", "EventPattern"), check_schema("event-pattern#pattern")),
    # X-Ray
    Kind("X-Ray sampling rule", "botocore", by_keys("SamplingRule"),
         per_sample(lambda data: shape_errors(data, "xray", "CreateSamplingRuleRequest"))),
    Kind("X-Ray SDK sampling rules", "schemas", by_keys("version", "default"), check_schema("xray-sampling")),
    Kind("X-Ray segment", "schemas", by_keys("name", "id", "start_time", "trace_id"),
         check_schema("xray-segment#segment")),
    Kind("X-Ray subsegment", "schemas", by_keys("name", "id", "start_time"), check_schema("xray-segment#subsegment")),
)  # fmt: skip


def find_kind(sample: Sample, data: Any) -> Kind | None:
    return next((kind for kind in KINDS if kind.matches(sample, data)), None)
