"""The kinds of samples: how one is known, what reads it, and what that says against it.

A new kind is a row of `KINDS`; the first row that knows a sample takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import beanstalk, cloudformation, commands, containers, limits, linters, sam, states
from .botocore_constraints import shape_errors
from .fences import Sample
from .schemas import schema_errors

Has = Callable[[Sample, Any], bool]
Check = Callable[[list[tuple[Sample, Any]]], Iterator[tuple[Sample, int, str]]]


@dataclass(frozen=True)
class Kind:
    """Samples of one kind: `has` knows one, `check` yields sample, line and fault, `by` is what reads them."""

    name: str
    by: str
    has: Has
    check: Check


# How a sample is known


def language(name: str) -> Has:
    return lambda sample, data: sample.language == name


def named(*names: str) -> Has:
    """By the file that the title names, in any folder."""
    return lambda sample, data: any(sample.file == name or sample.file.endswith(f"/{name}") for name in names)


def keyed(*keys: str) -> Has:
    """By keys at the top of the document."""
    return lambda sample, data: isinstance(data, dict) and set(keys) <= set(data)


def titled(*words: str) -> Has:
    """By words in the title of a document that is a mapping; that of a text in a command is its option."""
    return lambda sample, data: isinstance(data, dict) and any(word in sample.title for word in words)


def container_part(sample: Sample, data: Any) -> bool:
    """A container of a task definition, in JSON, by what it nearly always has."""
    return sample.language == "json" and isinstance(data, dict) and bool({"image", "portMappings"} & set(data))


def below_a_command(sample: Sample, data: Any) -> bool:
    """JSON without a title under a shell block whose last command is one of `aws`."""
    below = sample.below
    shell = below is not None and below.language == "bash" and sample.language == "json" and not sample.title
    return shell and [("",), *commands.split(below.text)][-1][0] == "aws"  # type: ignore[union-attr]


# How it is checked


def each(errors: Callable[[Any], Iterable[str]]) -> Check:
    """By what is wrong with the data of one sample."""
    return lambda pairs: ((sample, 1, fault) for sample, data in pairs for fault in safely(errors, data))


def safely(errors: Callable[..., Iterable[str]], *data: Any) -> Iterator[str]:
    """The faults in `data`, or one for a list where a check looks for a mapping, and the like."""
    try:
        yield from errors(*data)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        fault = f"{type(error).__name__}: {error}"
        yield f"has not the form of its kind ({fault}), expected lists, mappings and texts where these belong"


def lines(errors: Callable[[str], Iterable[tuple[int, str]]]) -> Check:
    """By what is wrong with the lines of one sample."""
    return lambda pairs: ((sample, line, fault) for sample, _ in pairs for line, fault in errors(sample.text))


def together(check: Callable[[list[Sample]], linters.Checked]) -> Check:
    """By a program that reads all samples at once."""
    return lambda pairs: check([sample for sample, _ in pairs])


def fits(form: str) -> Check:
    return each(lambda data: schema_errors(form, data))


def templates(pairs: list[tuple[Sample, Any]]) -> Iterator[tuple[Sample, int, str]]:
    """As written, and as SAM's translator makes it."""
    for sample, data in pairs:
        yield from ((sample, 1, fault) for fault in dict.fromkeys(safely(template_errors, sample, data)))


def template_errors(sample: Sample, template: dict[str, Any]) -> Iterator[str]:
    resources = template["Resources"]
    if not isinstance(resources, dict) or not all(isinstance(one, dict) for one in resources.values()):
        yield "Resources: not all are mappings, expected a name for each, and its Type below"
        return
    # A part of a template need not say that it is SAM's.
    serverless = "AWS::Serverless::" in sample.text
    part = sample.language == "yaml" and (not sample.file or "(part)" in sample.title) and "Transform" not in template
    yield from cloudformation.errors((f"Transform: {sam.TRANSFORM}\n" if part and serverless else "") + sample.text)
    shared = template.get("Globals", {}).get("Function", {})
    for name, resource in resources.items():
        kind, properties = resource.get("Type"), resource.get("Properties") or {}
        given = {**shared, **properties} if kind == "AWS::Serverless::Function" else properties
        yield from (f"{name}.Properties.{fault}" for fault in limits.resource_errors(kind, given))
        yield from (f"{name}.Properties.{fault}" for fault in held_errors(kind, properties))
    if serverless:
        yield from sam.translation_errors({"Transform": sam.TRANSFORM, **template})


def held_errors(kind: str, properties: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong in a resource with a document of another kind."""
    if kind in ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"):
        yield from states.state_errors(properties.get("Definition"))
    if kind == "AWS::Events::Rule" and "EventPattern" in properties:
        yield from schema_errors("event-pattern#pattern", properties["EventPattern"])


def appspec_errors(data: Any) -> Iterator[str]:
    """Yield what CodeDeploy has against an AppSpec file, by where it deploys to."""
    server = isinstance(data, dict) and ("os" in data or "files" in data)
    form = "server" if server else "ecs" if "AWS::ECS::Service" in str(data) else "lambda"
    yield from schema_errors(f"appspec#{form}", data)


KINDS = (
    # A reader types these at a prompt: a failed cd is seen (SC2164), and what is sourced is not on the page.
    Kind("shell", "shellcheck", language("bash"), together(linters.linter(
        "shellcheck", ".sh", "--shell=bash", "--format=json", "--exclude=SC2164,SC1090,SC1091", code="SC"))),
    # DL3066 wants a number for a user's name; the image of Node.js documents its user `node`.
    Kind("Dockerfile", "hadolint", language("dockerfile"), together(linters.linter(
        "hadolint", "", "--format=json", "--ignore=DL3066", code=""))),
    Kind("Python", "Python's compiler", language("python"), together(linters.python)),
    Kind("JavaScript", "Playwright's Node.js", language("javascript"), together(linters.javascript)),
    Kind("Procfile", "the guide's expression", named("Procfile", "Buildfile"), lines(beanstalk.process_errors)),
    Kind("output of an aws line", "awscli (with its line)", below_a_command, lambda pairs: iter(())),
    # Elastic Beanstalk
    Kind(".ebextensions", "schemas, cfn-lint", titled(".ebextensions/"), each(beanstalk.configuration_errors)),
    Kind("env.yaml", "schemas", named("env.yaml"), each(beanstalk.manifest_errors)),
    Kind("cron.yaml", "schemas", named("cron.yaml"), fits("beanstalk-cron")),
    Kind("EB CLI configuration", "schemas", named(".elasticbeanstalk/config.yml"), fits("beanstalk-cli")),
    # Containers
    Kind("docker-compose.yml", "schemas", named("docker-compose.yml", "compose.yaml"), fits("compose")),
    Kind("Dockerrun.aws.json", "schemas, botocore", named("Dockerrun.aws.json"), each(containers.dockerrun_errors)),
    Kind("package.json", "schemas", named("package.json"), fits("package")),
    Kind("task definition", "botocore, cfn-lint", keyed("family", "containerDefinitions"),
         each(containers.task_definition_errors)),
    Kind("container definition (part)", "botocore", container_part,
         each(lambda data: shape_errors(data, "ecs", "ContainerDefinition", partial=True))),
    Kind("ECR lifecycle policy", "schemas", named("lifecycle-policy.json"), fits("ecr-lifecycle")),
    # Templates, and what deploys them
    Kind("AppSpec file", "schemas", named("appspec.yml", "appspec.yaml", "appspec.json"), each(appspec_errors)),
    Kind("buildspec", "schemas", named("buildspec.yml", "buildspec.yaml"), fits("buildspec")),
    Kind("SAM template", "cfn-lint, SAM translator", keyed("Transform", "Resources"), templates),
    Kind("CloudFormation template", "cfn-lint", keyed("Resources"), templates),
    # Documents that services take
    Kind("policy", "cfn-lint", keyed("Statement"), each(cloudformation.policy_errors)),
    Kind("state machine", "cfn-lint", keyed("StartAt", "States"), each(states.state_machine_errors)),
    Kind("SNS filter policy", "schemas", titled("filter-policy"), fits("event-pattern#policy")),
    # Of an event source mapping or a pipe, over the fields of a record.
    Kind("filter pattern", "schemas", titled("filter-pattern", "FilterCriteria."),
         fits("event-pattern#fields")),
    Kind("event pattern", "schemas", titled("event-pattern", "EventPattern"), fits("event-pattern#pattern")),
    # X-Ray
    Kind("X-Ray sampling rule", "botocore", keyed("SamplingRule"),
         each(lambda data: shape_errors(data, "xray", "CreateSamplingRuleRequest"))),
    Kind("X-Ray SDK sampling rules", "schemas", keyed("version", "default"), fits("xray-sampling")),
    Kind("X-Ray segment", "schemas", keyed("name", "id", "start_time", "trace_id"),
         fits("xray-segment#segment")),
    Kind("X-Ray subsegment", "schemas", keyed("name", "id", "start_time"), fits("xray-segment#subsegment")),
)  # fmt: skip
