"""The forms of files that no package validates, each from the page or program that defines it.

`misfits(form, data)` says where `data` does not fit; a key that a form does not name is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

Flag = bool | Literal["true", "false"]
Words = str | list[str]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def misfits(form: type[Form], data: Any) -> Iterator[str]:
    """Yield what in `data` does not fit `form`, by its path."""
    try:
        form.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            yield f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}".removeprefix(": ")


# Elastic Beanstalk: the developer guide's customize-containers-ec2


class File(Form):
    mode: Annotated[str, Field(pattern=r"^[0-7]{6}$")] = "000644"
    owner: str = "root"
    group: str = "root"
    content: str | None = None
    source: str | None = None
    encoding: Literal["plain", "base64"] = "plain"
    authentication: str | None = None

    @model_validator(mode="after")
    def one_origin(self):
        if (self.content is None) == (self.source is None):
            raise ValueError("expected either content or source")
        return self


class Run(Form):
    command: Words
    env: dict[str, str] = {}
    cwd: str = "/"
    test: Words | None = None
    ignoreErrors: Flag = False


class ContainerRun(Run):
    leader_only: Flag = False

    @model_validator(mode="after")
    def one_condition(self):
        if self.test and self.leader_only in (True, "true"):
            raise ValueError("expected leader_only or test, not both: leader_only wins")
        return self


class Service(Form):
    enabled: Flag | None = None
    ensureRunning: Flag | None = None
    files: list[str] = []
    sources: list[str] = []
    packages: dict[str, list[str]] = {}
    commands: list[str] = []


class User(Form):
    uid: str | None = None
    groups: list[str] = []
    homeDir: str | None = None


class Group(Form):
    gid: str | None = None


class Configuration(Form):
    """A file in .ebextensions; its options and resources are checked elsewhere."""

    option_settings: Any = None
    Resources: dict[str, Any] = {}
    packages: dict[Literal["yum", "rubygems", "python", "rpm", "msi"], dict[str, str | list[str]]] = {}
    groups: dict[str, Group | None] = {}
    users: dict[str, User | None] = {}
    sources: dict[str, Annotated[str, Field(pattern=r"^https?://")]] = {}
    files: dict[Annotated[str, Field(pattern=r"^(/|[A-Z]:\\)")], File] = {}
    commands: dict[str, Run] = {}
    services: dict[Literal["sysvinit", "systemd", "windows"], dict[str, Service]] = {}
    container_commands: dict[str, ContainerRun] = {}


# Elastic Beanstalk: environment-cfg-manifest, using-features-managing-env-tiers, nodejs-configuration-procfile


class Tier(Form):
    Name: Literal["WebServer", "Worker"]
    Type: Literal["Standard", "SQS/HTTP"]


class Manifest(Form):
    AWSConfigurationTemplateVersion: Literal["1.1.0.0"]
    EnvironmentName: str | None = None
    CName: str | None = None
    SolutionStack: Annotated[str, Field(pattern=r"^64bit .+ v\d+\.\d+\.\d+ running .+$")] | None = None
    Platform: dict[Literal["PlatformArn"], Annotated[str, Field(pattern="^arn:aws:elasticbeanstalk:")]] | None = None
    EnvironmentTier: Tier | None = None
    OptionSettings: Any = None
    Tags: Annotated[dict[str, str], Field(max_length=47)] = {}
    EnvironmentLinks: dict[str, str] = {}


def cron(text: str) -> str:
    """Five fields, each of numbers in its range, steps, lists or a star."""
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} has {len(fields)} fields, expected 5")
    for said, (low, high) in zip(fields, [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]):
        if not re.fullmatch(r"(\*|\d+(-\d+)?)(/\d+)?(,\d+(-\d+)?(/\d+)?)*", said):
            raise ValueError(f"{said!r} is no field of a schedule")
        if not all(low <= int(number) <= high for number in re.findall(r"(?<![/\d])\d+", said)):
            raise ValueError(f"{said!r} is out of range, expected {low} to {high}")
    return text


class Task(Form):
    name: str
    url: Annotated[str, Field(pattern="^/")]
    schedule: Annotated[str, AfterValidator(cron)]


class Cron(Form):
    version: Literal[1]
    cron: Annotated[list[Task], Field(min_length=1)]


PROCESS = re.compile(r"[A-Za-z0-9_-]+:\s*\S.*")  # the guide gives this expression for a Procfile


# Elastic Beanstalk: single-container-docker-configuration, create_deploy_docker_v2config


class UpperCredentials(Form):
    Bucket: str
    Key: str


class LowerCredentials(Form):
    bucket: str
    key: str


class Port(Form):
    ContainerPort: int | Annotated[str, Field(pattern=r"^\d+$")]
    HostPort: int | Annotated[str, Field(pattern=r"^\d+$")] | None = None


class Remote(Form):
    Name: str
    Update: Literal["true", "false"] = "true"


class Volume(Form):
    HostDirectory: str
    ContainerDirectory: str


class Dockerrun1(Form):
    AWSEBDockerrunVersion: Literal["1", 1]
    Authentication: UpperCredentials | None = None
    Image: Remote | None = None
    Ports: Annotated[list[Port], Field(min_length=1)] | None = None
    Volumes: list[Volume] = []
    Logging: str | None = None
    Entrypoint: str | None = None
    Command: str | None = None

    @model_validator(mode="after")
    def port_of_image(self):
        if self.Image and not self.Ports:
            raise ValueError("an Image needs Ports")
        return self


class Dockerrun2(Form):
    """Its containers and volumes have ECS's form."""

    AWSEBDockerrunVersion: Literal["2", 2]
    containerDefinitions: list[dict[str, Any]]
    volumes: list[dict[str, Any]] = []
    authentication: LowerCredentials | None = None
    executionRoleArn: str | None = None


class Dockerrun3(Form):
    AWSEBDockerrunVersion: Literal["3", 3]
    Authentication: LowerCredentials


# awsebcli 3.27.5: what its code reads with get_config_setting


class EbConfig(Form):
    branch_defaults: dict[str, dict[Literal["environment", "group_suffix"], str | None]] = Field({}, alias="branch-defaults")
    environment_defaults: dict[str, dict[str, Any]] = Field({}, alias="environment-defaults")
    deploy: dict[Literal["artifact"], str] = {}
    global_: dict[
        Literal[
            "application_name", "branch", "default_ec2_keyname", "default_platform", "default_region", "include_git_submodules",
            "instance_profile", "no-verify-ssl", "platform_name", "platform_version", "profile", "repository", "sc", "workspace_type",
        ],
        str | bool | None,
    ] = Field({}, alias="global")  # fmt: skip


# npm: package.json, the keys that these pages use


class Package(Form):
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,213}$")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+(-[\w.]+)?$")]
    description: str = ""
    private: bool = False
    type: Literal["module", "commonjs"] = "commonjs"
    main: str = "index.js"
    scripts: dict[str, str] = {}
    engines: dict[str, str] = {}
    dependencies: dict[str, str] = {}
    devDependencies: dict[str, str] = {}


# Docker: the Compose file reference, the keys that these pages use


class ComposeService(Form):
    build: str | dict[str, Any] | None = None
    image: str | None = None
    command: Words | None = None
    depends_on: list[str] = []
    env_file: str | list[str] = []
    environment: dict[str, str | int | None] | list[str] = {}
    ports: list[Annotated[str, Field(pattern=r"^([\d.]+:)?(\d+(-\d+)?:)?\d+(-\d+)?(/(tcp|udp))?$")]] = []
    restart: Literal["no", "always", "on-failure", "unless-stopped"] = "no"
    volumes: list[str] = []

    @model_validator(mode="after")
    def has_image(self):
        if not (self.build or self.image):
            raise ValueError("expected build or image")
        return self


class Compose(Form):
    services: Annotated[dict[str, ComposeService], Field(min_length=1)]
    volumes: dict[str, Any] = {}
    networks: dict[str, Any] = {}

    @model_validator(mode="after")
    def names_known(self):
        if unknown := {name for one in self.services.values() for name in one.depends_on} - set(self.services):
            raise ValueError(f"depends_on names no service: {', '.join(sorted(unknown))}")
        return self


# X-Ray: the developer guide's xray-api-segmentdocuments


Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Request(Form):
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] | None = None
    url: str | None = None
    user_agent: str | None = None
    client_ip: str | None = None
    x_forwarded_for: bool = False
    traced: bool = False


class Response(Form):
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    content_length: int | None = None


class Http(Form):
    request: Request = Request()
    response: Response = Response()


class Failure(Form):
    id: Hex
    message: str | None = None
    type: str | None = None
    remote: bool = False
    truncated: int = 0
    skipped: int = 0
    cause: str | None = None
    stack: list[dict[Literal["path", "line", "label"], str | int]] = []


class Cause(Form):
    working_directory: str | None = None
    paths: list[str] = []
    exceptions: list[Failure]


class Timed(Form):
    name: Annotated[str, Field(max_length=200, pattern=r"^[\w\s.:/%&#=+\\\-@]+$")]
    id: Hex
    start_time: float
    end_time: float | None = None
    in_progress: bool = False
    http: Http = Http()
    aws: dict[str, Any] = {}
    error: bool = False
    throttle: bool = False
    fault: bool = False
    cause: Cause | Hex | None = None
    annotations: Annotated[dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")], str | int | float | bool], Field(max_length=50)] = {}
    metadata: dict[str, Any] = {}
    subsegments: list[Subsegment] = []
    parent_id: Hex | None = None

    @model_validator(mode="after")
    def in_time(self):
        if (self.end_time is None) != self.in_progress:
            raise ValueError("expected either end_time or in_progress")
        end = self.end_time or float("inf")
        if end < self.start_time:
            raise ValueError("ends before it starts")
        for inner in self.subsegments:
            if inner.start_time < self.start_time or (inner.end_time or 0) > end:
                raise ValueError(f"subsegment {inner.name} runs outside its parent's time")
        return self


class Subsegment(Timed):
    namespace: Literal["aws", "remote"] | None = None
    trace_id: str | None = None
    type: Literal["subsegment"] | None = None
    precursor_ids: list[Hex] = []
    sql: dict[str, str] = {}


class Segment(Timed):
    trace_id: Annotated[str, Field(pattern=r"^1-[0-9a-f]{8}-[0-9a-f]{24}$")]
    origin: str | None = None
    user: str | None = None
    service: dict[Literal["version"], str] = {}


class Local(Form):
    """A rule of the X-Ray SDK's local sampling file; the SDK itself checks what must be there."""

    description: str = ""
    host: str | None = None
    http_method: str | None = None
    url_path: str | None = None
    fixed_target: Annotated[int, Field(ge=0)]
    rate: Annotated[float, Field(ge=0, le=1)]


class LocalRules(Form):
    version: Literal[2]
    rules: list[Local] = []
    default: Local
