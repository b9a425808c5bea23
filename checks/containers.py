"""Task definitions and Dockerrun files: their references, and what ECS refuses beyond its API's shapes.

The rules are those of ECS's API reference, at RegisterTaskDefinition, in botocore 1.44, and of the developer guide on
Fargate task definitions, read on 2026-11-29. Lines begin with the container's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from .botocore_constraints import shape_errors
from .cloudformation import resource_errors
from .schemas import schema_errors

Container = dict[str, Any]
Volume = dict[str, Any]
_PRIVATE_ECR = re.compile(r"\.dkr[.-]ecr[.-]")


def task_definition_errors(task: Any) -> Iterator[str]:
    """Yield what ECS has against the input of RegisterTaskDefinition."""
    faults = list(shape_errors(task, "ecs", "RegisterTaskDefinitionRequest"))
    if not faults:
        containers, mode = task["containerDefinitions"], task.get("networkMode", "bridge")
        faults += _container_errors(containers, task.get("volumes", []), mode, needs_memory="memory" not in task)
    yield from faults
    if not faults:
        yield from _task_errors(task, containers)


def dockerrun_errors(data: Any) -> Iterator[str]:
    """Yield what is wrong with a Dockerrun.aws.json of any version; the containers of version 2 have ECS's form."""
    version = str(data.get("AWSEBDockerrunVersion")) if isinstance(data, dict) else ""
    if version not in ("1", "2", "3"):
        yield f"AWSEBDockerrunVersion: {version} is not known, expected 1, 2 or 3"
        return
    faults = list(schema_errors(f"dockerrun#{version}", data))
    if version == "2" and not faults:
        containers, volumes = data["containerDefinitions"], data.get("volumes", [])
        task = {"family": "a", "containerDefinitions": containers, "volumes": volumes}
        faults += shape_errors(task, "ecs", "RegisterTaskDefinitionRequest")
        # Elastic Beanstalk makes a volume for the logs of each container.
        logs = [{"name": f"awseb-logs-{container.get('name')}"} for container in containers]
        faults += [] if faults else [*_container_errors(containers, [*volumes, *logs], "bridge", needs_memory=True)]
    yield from faults


def _container_errors(
    containers: list[Container], volumes: list[Volume], mode: str, needs_memory: bool
) -> Iterator[str]:
    """Yield what is wrong with the containers of a task in the network mode `mode`, one by one and with each other."""
    for index, container in enumerate(containers):
        if missing := [key for key in ("name", "image") if not container.get(key)]:
            yield f"containerDefinitions[{index}]: has no {' and no '.join(missing)}, expected both a name and an image"
    for name, count in Counter(container.get("name") for container in containers).items():
        if name and count > 1:
            yield f"{name}: two containers have this name, expected one"
    if not any(container.get("essential", True) for container in containers):
        yield "containerDefinitions: no container of the task is essential, expected at least one"
    by_name = {container["name"]: container for container in containers if container.get("name")}
    for container in containers:
        for fault in (*_reference_errors(container, by_name, volumes, mode), *_value_errors(container, needs_memory)):
            yield f"{container.get('name')}: {fault}"
    yield from _port_errors(containers, mode)


def _reference_errors(
    container: Container, by_name: dict[str, Container], volumes: list[Volume], mode: str
) -> Iterator[str]:
    """Yield each volume and container that `container` names and that is not there, or cannot be waited for."""
    volume_names = {volume["name"] for volume in volumes if volume.get("name")}
    for mount in container.get("mountPoints", []):
        if mount.get("sourceVolume") not in volume_names:
            yield f"mountPoints: {unknown('volume', mount.get('sourceVolume'), volume_names)}"
    others = {name: other for name, other in by_name.items() if name != container.get("name")}
    if mode != "bridge" and container.get("links"):
        yield f"links: are for the network mode bridge, expected none in {mode}, where containers meet at localhost"
    for name in (link.partition(":")[0] for link in container.get("links", [])):
        if name not in others:
            yield f"links: {unknown('other container', name, others)}"
    for dependency in container.get("dependsOn", []):
        name, condition = dependency.get("containerName"), dependency.get("condition")
        if name not in others:
            yield f"dependsOn: {unknown('other container', name, others)}"
        elif condition == "HEALTHY" and "healthCheck" not in others[name]:
            yield f"dependsOn: {name} has no healthCheck, which the condition HEALTHY needs, expected one"
        elif condition in ("COMPLETE", "SUCCESS") and others[name].get("essential", True):
            yield f"dependsOn: {name} is essential, so it never comes to {condition}, expected essential: false"


def _value_errors(container: Container, needs_memory: bool) -> Iterator[str]:
    """Yield what is wrong with one container by itself."""
    if needs_memory and not {"memory", "memoryReservation"} & container.keys():
        yield "has no memory, which ECS needs on EC2, expected memory or memoryReservation"
    log = container.get("logConfiguration", {})
    for key in ("awslogs-group", "awslogs-region") if log.get("logDriver") == "awslogs" else ():
        if key not in log.get("options", {}):
            yield f"logConfiguration: has no {key}, which awslogs needs, expected it under options"
    command = container.get("healthCheck", {}).get("command", ["CMD"])
    if command[0] not in ("CMD", "CMD-SHELL"):
        yield f"healthCheck: the command begins with {command[0]!r}, expected CMD or CMD-SHELL"


def _port_errors(containers: list[Container], mode: str) -> Iterator[str]:
    """Yield each port of the host that two containers want, or that the network mode does not give."""
    owners: dict[tuple[int, str], Any] = {}  # by port and protocol
    for container in containers:
        name = container.get("name")
        for mapping in container.get("portMappings", []):
            container_port, host_port = mapping.get("containerPort"), mapping.get("hostPort")
            if mode in ("awsvpc", "host") and host_port not in (None, 0, container_port):
                fault = f"hostPort {host_port} is not containerPort {container_port}, expected the same in {mode}"
                yield f"{name}: portMappings: {fault}"
            port = host_port or (None if mode == "bridge" else container_port)
            if port and (owner := owners.setdefault((port, mapping.get("protocol", "tcp")), name)) != name:
                yield f"{name}: portMappings: port {port} of the host is taken by {owner}, expected another"


def _task_errors(task: dict[str, Any], containers: list[Container]) -> Iterator[str]:
    """Yield what is wrong with a task whose containers are right: its size, and what it lacks on Fargate."""
    sizes = {key: size for key in ("cpu", "memory") if (size := _parse_size(task.get(key))) is not None}
    needs = {
        "cpu": sum(container.get("cpu", 0) for container in containers),
        "memory": sum(container.get("memoryReservation", container.get("memory", 0)) for container in containers),
    }
    for key, size in sizes.items():
        if needs[key] > size:
            yield f"{key}: the containers want {needs[key]}, the task has {size:.0f}, expected at most that"
    is_fargate = "FARGATE" in task.get("requiresCompatibilities", ())
    for container in containers if "executionRoleArn" not in task else ():
        if reason := _execution_role_reason(container, is_fargate):
            yield f"{container['name']}: {reason}, for which the agent needs a role, expected executionRoleArn"
    if is_fargate:  # cfn-lint knows its network mode, and which sizes go together
        properties: dict[str, Any] = {key.title(): f"{size:.0f}" for key, size in sizes.items()}
        properties["ContainerDefinitions"] = [{"Name": "a", "Image": "b"}]
        properties |= {"RequiresCompatibilities": ["FARGATE"], "NetworkMode": task.get("networkMode", "bridge")}
        yield from resource_errors({"TaskDefinition": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}})


def _parse_size(size: Any) -> float | None:
    """The CPU units or MiB of a task's `cpu` or `memory`, such as 512, 0.5 vCPU or .5 GB; None for another text."""
    match = re.fullmatch(r"(\d*\.?\d+) *(vcpu|gb)?", str(size), re.IGNORECASE)
    return float(match[1]) * (1024 if match[2] else 1) if match else None


def _execution_role_reason(container: Container, is_fargate: bool) -> str:
    """What of the container the agent can do with an execution role alone, "" for nothing."""
    if container.get("secrets"):
        return "secrets are read"
    if is_fargate and _PRIVATE_ECR.search(container["image"]):
        return "Fargate pulls the image from a private repository of ECR"
    log_driver = container.get("logConfiguration", {}).get("logDriver")
    return "Fargate writes its logs with awslogs" if is_fargate and log_driver == "awslogs" else ""
