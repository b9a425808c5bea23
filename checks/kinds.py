"""The kinds of samples: how one is known, what reads it, and what that says against it."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks import commands, formats, options
from checks.lint import lint
from checks.shapes import beyond

if TYPE_CHECKING:
    from checks.samples import Sample


@dataclass(frozen=True)
class Kind:
    """Samples of one kind: `has` says whether one is, `check` yields what is wrong with them, `by` is what reads them."""

    name: str
    by: str
    has: Callable[[Sample, Any], bool]
    check: Callable[[list[tuple[Sample, Any]]], Iterator[tuple[Sample, str]]]


def each(check: Callable[[Any], Iterable[str]]):
    """A kind's check that takes its samples' data one by one."""
    return lambda samples: ((sample, said) for sample, data in samples for said in check(data))


def program(name: str, suffix: str, *arguments: str, says: Callable[[dict], str]):
    """A kind's check by a linter that reports JSON, run once for all samples."""

    def check(samples):
        with tempfile.TemporaryDirectory() as folder:
            paths = {}
            for number, (sample, _) in enumerate(samples):
                path = Path(folder, f"{number}{suffix}")
                path.write_text(re.sub(r"<([a-z][a-z0-9-]*)>", r"\1", sample.text), encoding="utf-8")
                paths[str(path)] = sample
            found = subprocess.run([Path(sysconfig.get_path("scripts"), name), *arguments, *paths], capture_output=True, text=True, check=False)
            if not found.stdout:
                raise RuntimeError(f"{name} says nothing: {found.stderr}")
            for one in json.loads(found.stdout):
                yield paths[one["file"]], says(one)

    return check


def javascript(samples) -> Iterator[tuple[Sample, str]]:
    """By the Node.js that Playwright's wheel carries; none need be installed."""
    import playwright

    for sample, _ in samples:
        with tempfile.NamedTemporaryFile("w", suffix=".js", encoding="utf-8") as file:
            file.write(sample.text)
            file.flush()
            node = Path(playwright.__file__).parent / "driver" / "node"
            done = subprocess.run([node, "--check", file.name], capture_output=True, text=True, check=False)
            if done.returncode:
                yield sample, next(line for line in done.stderr.splitlines() if "Error" in line)


def python(samples) -> Iterator[tuple[Sample, str]]:
    for sample, _ in samples:
        try:
            compile(sample.text, sample.title, "exec")
        except SyntaxError as error:
            yield sample, f"line {error.lineno}: {error.msg}"


def processes(samples) -> Iterator[tuple[Sample, str]]:
    for sample, _ in samples:
        for line in sample.text.splitlines():
            if not formats.PROCESS.fullmatch(line):
                yield sample, f"{line!r} does not fit, expected name: command"


@functools.cache
def shape(service: str, name: str):
    import botocore.session

    return botocore.session.get_session().get_service_model(service).shape_for(name)


def valid(data: Any, service: str, name: str, part: bool = False) -> Iterator[str]:
    """Yield what botocore has against `data` as the shape `name`; of a `part`, members may be missing."""
    from botocore.validate import ParamValidator

    for line in ParamValidator().validate(data, shape(service, name)).generate_report().splitlines():
        if not (part and line.startswith("Missing required")):
            yield line
    yield from beyond(data, shape(service, name))


def resources(given: dict[str, Any]) -> Iterator[str]:
    """Yield cfn-lint's errors in `given`, a template's resources, among those that Elastic Beanstalk makes."""
    # The guide's customize-containers-format-resources-eb: what a file may refer to without defining it.
    group = {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "Made by Elastic Beanstalk"}}
    own = {"AWSEBSecurityGroup": group, "AWSEBLoadBalancerSecurityGroup": group, "AWSEBWorkerQueue": {"Type": "AWS::SQS::Queue"}}
    for match in lint(json.dumps({"Resources": own | given})):
        if match.rule.id.startswith("E"):
            yield f"{'.'.join(str(part) for part in match.path[1:])}: {match.message} ({match.rule.id})"


def capitals(data: Any, form: Any) -> Any:
    """ECS's JSON as CloudFormation writes it: a structure's members begin with a capital, a map's keys do not."""
    if form.type_name == "structure":
        return {name[0].upper() + name[1:]: capitals(value, form.members[name]) for name, value in data.items() if name in form.members}
    if form.type_name == "map":
        return {name: capitals(value, form.value) for name, value in data.items()}
    return [capitals(value, form.member) for value in data] if form.type_name == "list" else data


def task_definition(data: Any) -> Iterator[str]:
    faults = [*valid(data, "ecs", "RegisterTaskDefinitionRequest")]
    yield from faults
    if not faults:
        properties = capitals(data, shape("ecs", "RegisterTaskDefinitionRequest"))
        yield from resources({"TaskDefinition": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}})


def policy(data: Any) -> Iterator[str]:
    trust = any("Principal" in one for one in data["Statement"] if isinstance(one, dict))
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": data}}
    managed = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": data}}
    yield from resources({"Policy": role if trust else managed})


def templates(samples) -> Iterator[tuple[Sample, str]]:
    """As written, since short functions such as `!Ref` are lost in the data."""
    for sample, _ in samples:
        for match in lint(sample.text):
            if match.rule.id.startswith("E"):
                yield sample, f"{'.'.join(str(part) for part in match.path[1:])}: {match.message} ({match.rule.id})"


def configuration(data: Any) -> Iterator[str]:
    yield from formats.misfits(formats.Configuration, data)
    yield from options.settings(data.get("option_settings"))
    if data.get("Resources"):
        yield from resources(data["Resources"])


def manifest(data: Any) -> Iterator[str]:
    yield from formats.misfits(formats.Manifest, data)
    yield from options.settings(data.get("OptionSettings"))


def dockerrun(data: Any) -> Iterator[str]:
    version = str(data.get("AWSEBDockerrunVersion"))
    form = {"1": formats.Dockerrun1, "2": formats.Dockerrun2, "3": formats.Dockerrun3}.get(version)
    if not form:
        yield f"AWSEBDockerrunVersion: {version} is not known, expected 1, 2 or 3"
        return
    yield from formats.misfits(form, data)
    for container in data.get("containerDefinitions", []):
        yield from valid(container, "ecs", "ContainerDefinition")
        yield from (f"containerDefinitions: {name} is missing" for name in ("name", "image") if name not in container)
        if not {"memory", "memoryReservation"} & set(container):
            yield f"containerDefinitions: {container.get('name')} has no memory, which ECS needs on EC2"


def lifecycle_policy(data: Any) -> Iterator[str]:
    from moto.ecr.exceptions import InvalidParameterException
    from moto.ecr.policy_validation import EcrLifecyclePolicyValidator

    try:
        EcrLifecyclePolicyValidator(json.dumps(data)).validate()
    except InvalidParameterException as error:
        yield str(error.message)


def local_rules(data: Any) -> Iterator[str]:
    from aws_xray_sdk.core import xray_recorder
    from aws_xray_sdk.core.exceptions.exceptions import InvalidSamplingManifestError
    from aws_xray_sdk.core.sampling.local.sampler import LocalSampler

    xray_recorder.emitter._socket.close()  # the SDK opens it on import and never closes it
    faults = [*formats.misfits(formats.LocalRules, data)]
    yield from faults
    try:
        LocalSampler({} if faults else data)
    except InvalidSamplingManifestError as error:
        yield from [] if faults else [" ".join(map(str, error.args))]


def collector(data: Any) -> Iterator[str]:
    """The collector is a Go program; that its pipelines name what is configured can be read here."""
    service = data.get("service", {})
    for name, pipeline in [("service", service), *service.get("pipelines", {}).items()]:
        for room in ("extensions", "receivers", "processors", "exporters"):
            for part in pipeline.get(room, []):
                if part not in data.get(room, {}):
                    yield f"{name}: {part} is not among the {room}"


def keyed(*keys: str):
    return lambda sample, data: isinstance(data, dict) and set(keys) <= set(data)


def named(*names: str):
    return lambda sample, data: sample.file in names


def fits(form):
    return each(lambda data: formats.misfits(form, data))


KINDS = (
    # A reader types these at a prompt: a failed cd is seen (SC2164), and what is sourced is not on the page (SC1090, SC1091).
    Kind("shell", "shellcheck", lambda sample, data: sample.language == "bash", program(
        "shellcheck", ".sh", "--shell=bash", "--format=json", "--exclude=SC2164,SC1090,SC1091", says=lambda one: f"line {one['line']}: {one['message']} (SC{one['code']})")),
    # DL3066 wants a number for a user's name; the image of Node.js documents its user `node`.
    Kind("Dockerfile", "hadolint", lambda sample, data: sample.language == "dockerfile", program(
        "hadolint", "", "--format=json", "--ignore=DL3066", says=lambda one: f"line {one['line']}: {one['message']} ({one['code']})")),
    Kind("Python", "Python's compiler", lambda sample, data: sample.language == "python", python),
    Kind("JavaScript", "Playwright's Node.js", lambda sample, data: sample.language == "javascript", javascript),
    Kind("Procfile", "checks/formats.py", named("Procfile", "Buildfile"), processes),
    Kind("output of an aws line", "awscli (with its line)", lambda sample, data: sample.language == "json" and not sample.title and bool(
        sample.below and sample.below.language == "bash" and [("",), *commands.split(sample.below.text)][-1][0] == "aws"), lambda samples: iter(())),
    Kind(".ebextensions", "checks/formats.py, cfn-lint", lambda sample, data: sample.file.startswith(".ebextensions/"), each(configuration)),
    Kind("env.yaml", "checks/formats.py", named("env.yaml"), each(manifest)),
    Kind("cron.yaml", "checks/formats.py", named("cron.yaml"), fits(formats.Cron)),
    Kind("EB CLI configuration", "checks/formats.py", named(".elasticbeanstalk/config.yml"), fits(formats.EbConfig)),
    Kind("docker-compose.yml", "checks/formats.py", named("docker-compose.yml"), fits(formats.Compose)),
    Kind("Dockerrun.aws.json", "checks/formats.py, botocore", named("Dockerrun.aws.json"), each(dockerrun)),
    Kind("package.json", "checks/formats.py", named("package.json"), fits(formats.Package)),
    Kind("task definition", "botocore, cfn-lint", keyed("family", "containerDefinitions"), each(task_definition)),
    Kind("container definition (part)", "botocore", lambda sample, data: sample.language == "json" and isinstance(data, dict) and bool(
        {"image", "portMappings"} & set(data)), each(
        lambda data: valid(data, "ecs", "ContainerDefinition", part=True))),
    Kind("CloudFormation template", "cfn-lint", keyed("AWSTemplateFormatVersion", "Resources"), templates),
    Kind("IAM policy", "cfn-lint", keyed("Version", "Statement"), each(policy)),
    Kind("ECR lifecycle policy", "moto", named("lifecycle-policy.json"), each(lifecycle_policy)),
    Kind("X-Ray sampling rule", "botocore", keyed("SamplingRule"), each(lambda data: valid(data, "xray", "CreateSamplingRuleRequest"))),
    Kind("X-Ray SDK sampling rules", "aws-xray-sdk", keyed("version", "default"), each(local_rules)),
    Kind("X-Ray segment", "checks/formats.py", keyed("name", "id", "start_time", "trace_id"), fits(formats.Segment)),
    Kind("X-Ray subsegment", "checks/formats.py", keyed("name", "id", "start_time"), fits(formats.Subsegment)),
    Kind("OpenTelemetry collector", "own check of its pipelines", keyed("receivers", "exporters", "service"), each(collector)),
)  # fmt: skip
