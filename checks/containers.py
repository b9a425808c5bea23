"""Task definitions and Dockerrun files: what in them names what, and what ECS refuses beyond its API's shapes.

The rules are those of ECS's API reference, at RegisterTaskDefinition, in botocore 1.44, and of the developer guide on
Fargate task definitions, read on 2026-11-29. Lines begin with the container's name.
"""

from __future__ import annotations

import graphlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from .botocore_constraints import member_names, shape, shape_errors
from .cloudformation import property_names, resource_errors
from .schemas import Unresolved, schema_errors

Container = dict[str, Any]
# Fargate knows no other log drivers.
_FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")
_PRIVATE_ECR = re.compile(r"\.dkr[.-]ecr[.-]")


def task_definition_errors(data: Any) -> Iterator[str]:
    """Yield what ECS has against the input of RegisterTaskDefinition."""
    faults = list(shape_errors(data, "ecs", "RegisterTaskDefinitionRequest"))
    faults += [] if faults else [*_task_errors(data)]
    yield from faults
    if not faults:
        properties = property_names(_plain(data), "AWS::ECS::TaskDefinition")
        yield from resource_errors({"TaskDefinition": {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}})


def _plain(task: dict[str, Any]) -> dict[str, Any]:
    """`task` as CloudFormation wants it: sizes in plain numbers, and roles, of which ECS takes the names, as ARNs."""
    sizes = {key: f"{size:.0f}" for key in ("cpu", "memory") if (size := units(task.get(key))) is not None}
    names = {key: task[key] for key in ("taskRoleArn", "executionRoleArn") if ":" not in task.get(key, ":")}
    return task | sizes | {key: f"arn:aws:iam::123456789012:role/{name}" for key, name in names.items()}


def units(size: Any) -> float | None:
    """The CPU units or MiB of a task's `cpu` or `memory`, such as 512, 0.5 vCPU or .5 GB; None for another text."""
    found = re.fullmatch(r"(\d*\.?\d+) *(vcpu|gb)?", str(size), re.IGNORECASE)
    return float(found[1]) * (1024 if found[2] else 1) if found else None


def resource_task_errors(properties: dict[str, Any]) -> Iterator[str]:
    """Yield what cfn-lint lets pass in the properties of an AWS::ECS::TaskDefinition."""
    task = member_names(properties, shape("ecs", "RegisterTaskDefinitionRequest"))
    if task.get("containerDefinitions"):
        yield from _task_errors({"family": "family"} | task)


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


def _task_errors(task: dict[str, Any]) -> Iterator[str]:
    fargate = "FARGATE" in task.get("requiresCompatibilities", ())
    containers, volumes = task["containerDefinitions"], task.get("volumes", [])
    mode = task.get("networkMode", "bridge")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,255}", task["family"]):
        yield f"family: {task['family']!r} does not fit, expected letters, digits, hyphens and underscores, 255 at most"
    yield from _container_errors(containers, volumes, mode, needs_memory="memory" not in task)
    if not all(one.get("name") and one.get("image") for one in containers) or not all(
        one.get("name") for one in volumes
    ):
        return
    yield from _sum_errors(task, containers)
    for volume in volumes:
        yield from (
            f"volume {volume['name']}: {fault}" for fault in _efs_errors(volume.get("efsVolumeConfiguration", {}))
        )
    if "executionRoleArn" not in task:
        for container in containers:
            if why := _needs_execution_role(container, fargate):
                yield f"{container['name']}: {why}, for which the agent needs a role, expected executionRoleArn"
    if fargate:
        yield from _fargate_errors(task, containers, volumes)


def _container_errors(containers: list[Container], volumes: list[dict], mode: str, needs_memory: bool) -> Iterator[str]:
    """Yield what is wrong with the containers of a task in the network mode `mode`, one by one and with each other."""
    if not containers:
        yield "containerDefinitions: is empty, expected at least one container"
        return
    for index, container in enumerate(containers):
        if missing := [key for key in ("name", "image") if not container.get(key)]:
            yield f"containerDefinitions[{index}]: has no {' and no '.join(missing)}, expected both a name and an image"
    yield from (
        f"volumes[{index}]: has no name, expected one" for index, volume in enumerate(volumes) if not volume.get("name")
    )
    names, known = [container.get("name") for container in containers], [volume.get("name") for volume in volumes]
    yield from (
        f"{name}: two containers have this name, expected one"
        for name, count in Counter(names).items()
        if name and count > 1
    )
    yield from (
        f"volume {name}: is defined twice, expected it once"
        for name, count in Counter(known).items()
        if name and count > 1
    )
    if not any(container.get("essential", True) for container in containers):
        yield f"{names[0]}: no container of the task is essential, expected at least one"
    for container in containers:
        for fault in (*_name_errors(container, names, known, mode), *_value_errors(container, needs_memory)):
            yield f"{container.get('name')}: {fault}"
    yield from _port_errors(containers, mode)
    yield from _order_errors({container.get("name"): container for container in containers})


def _name_errors(container: Container, names: list, volumes: list, mode: str) -> Iterator[str]:
    """Yield each volume and container that `container` names and that is not there."""
    for mount in container.get("mountPoints", []):
        if mount.get("sourceVolume") not in volumes and not isinstance(mount.get("sourceVolume"), Unresolved):
            yield f"mountPoints: {unknown('volume', mount.get('sourceVolume'), set(filter(None, volumes)))}"
    others = {name for name in names if name and name != container.get("name")}
    links = [link.partition(":")[0] for link in container.get("links", [])]
    if links and mode != "bridge":
        yield f"links: are for the network mode bridge, expected none in {mode}, where containers meet at localhost"
    for key, used in (
        ("links", links if mode == "bridge" else []),
        ("dependsOn", [one.get("containerName") for one in container.get("dependsOn", [])]),
        ("volumesFrom", [one.get("sourceContainer") for one in container.get("volumesFrom", [])]),
    ):
        yield from (
            f"{key}: {unknown('other container', name, others)}"
            for name in used
            if name not in others and not isinstance(name, Unresolved)
        )


def _value_errors(container: Container, needs_memory: bool) -> Iterator[str]:
    """Yield what is wrong with one container by itself."""
    memory, reservation = container.get("memory"), container.get("memoryReservation")
    if needs_memory and memory is None and reservation is None:
        yield "has no memory, which ECS needs on EC2, expected memory or memoryReservation"
    if memory is not None and reservation is not None and reservation > memory:
        yield f"memoryReservation: {reservation} is more than memory, {memory}, expected less"
    for name in {one["name"] for one in container.get("environment", []) if "name" in one} & {
        one["name"] for one in container.get("secrets", [])
    }:
        yield f"secrets: {name} is in environment too, expected it once"
    log = container.get("logConfiguration", {})
    if log.get("logDriver") == "awslogs":
        for key in ("awslogs-group", "awslogs-region"):
            if key not in log.get("options", {}):
                yield f"logConfiguration: has no {key}, which awslogs needs, expected it under options"
    check = container.get("healthCheck", {})
    if check and check["command"][0] not in ("CMD", "CMD-SHELL"):
        yield f"healthCheck: the command begins with {check['command'][0]!r}, expected CMD or CMD-SHELL"
    for key, (low, high) in {
        "interval": (5, 300),
        "timeout": (2, 60),
        "retries": (1, 10),
        "startPeriod": (0, 300),
    }.items():
        if not low <= check.get(key, low) <= high:
            yield f"healthCheck: {key} is {check[key]}, expected {low} to {high}"


def _port_errors(containers: list[Container], mode: str) -> Iterator[str]:
    """Yield each port of the host that two containers want, or that the network mode does not give."""
    taken: dict[tuple, Any] = {}
    for container in containers:
        for port in container.get("portMappings", []):
            inner, outer, name = port.get("containerPort"), port.get("hostPort"), container.get("name")
            at = f"{name}: portMappings"
            if mode == "none":
                yield f"{at}: the network mode none has no ports, expected no mapping"
            if mode in ("awsvpc", "host") and outer not in (None, 0, inner):
                yield f"{at}: hostPort {outer} is not containerPort {inner}, expected the same in {mode}"
            host = (outer or (None if mode == "bridge" else inner), port.get("protocol", "tcp"))
            if host[0] and (first := taken.setdefault(host, name)) != name:
                yield f"{at}: port {host[0]} of the host is taken by {first}, expected another"


def _order_errors(containers: dict[Any, Container]) -> Iterator[str]:
    """Yield what cannot be waited for, and circles of waiting."""
    waits = {name: [one.get("containerName") for one in of.get("dependsOn", [])] for name, of in containers.items()}
    try:
        graphlib.TopologicalSorter(waits).prepare()
    except graphlib.CycleError as error:
        circle = [str(name) for name in error.args[1]]
        yield f"{circle[0]}: dependsOn: goes in a circle: {' -> '.join(circle)}, expected an order"
    for name, container in containers.items():
        for one in container.get("dependsOn", []):
            target, condition = containers.get(one.get("containerName")), one.get("condition")
            at = f"{name}: dependsOn: {one.get('containerName')}"
            if target and condition == "HEALTHY" and "healthCheck" not in target:
                yield f"{at} has no healthCheck, which the condition HEALTHY needs, expected one"
            if target and condition in ("COMPLETE", "SUCCESS") and target.get("essential", True):
                yield f"{at} is essential, so it never comes to {condition}, expected essential: false"


def _sum_errors(task: dict[str, Any], containers: list[Container]) -> Iterator[str]:
    """Yield where the containers want more than the task has."""
    memory, cpu = units(task.get("memory")), units(task.get("cpu"))
    wants = sum(one.get("memoryReservation") or one.get("memory") or 0 for one in containers)
    if memory is not None and wants > memory:
        yield f"memory: the containers want {wants}, the task has {memory:.0f}, expected at most that"
    for one in containers:
        if memory is not None and one.get("memory", 0) > memory:
            yield f"{one['name']}: memory: {one['memory']} is more than the task has, {memory:.0f}, expected less"
    wants = sum(one.get("cpu") or 0 for one in containers)
    if cpu is not None and wants > cpu:
        yield f"cpu: the containers want {wants}, the task has {cpu:.0f}, expected at most that"


def _efs_errors(volume: dict[str, Any]) -> Iterator[str]:
    """Yield what does not go together in an EFS volume."""
    access = volume.get("authorizationConfig", {})
    if access and volume.get("transitEncryption") != "ENABLED":
        yield "authorizationConfig needs encryption on the way, expected transitEncryption: ENABLED"
    if access.get("accessPointId") and volume.get("rootDirectory", "/") != "/":
        yield "rootDirectory and an access point, expected none or / with one"


def _needs_execution_role(container: Container, fargate: bool) -> str:
    """What of the container the agent can do with an execution role alone, "" for nothing."""
    log = container.get("logConfiguration", {})
    if container.get("secrets") or log.get("secretOptions"):
        return "secrets are read"
    if container.get("repositoryCredentials"):
        return "the image lies in a private registry"
    if fargate and _PRIVATE_ECR.search(container.get("image", "")):
        return "Fargate pulls the image from a private repository of ECR"
    return "Fargate writes its logs with awslogs" if fargate and log.get("logDriver") == "awslogs" else ""


def _fargate_errors(task: dict[str, Any], containers: list[Container], volumes: list[dict]) -> Iterator[str]:
    """Yield what Fargate does not have; cfn-lint knows its task sizes and its network mode."""
    for volume in volumes:
        if volume.get("host", {}).get("sourcePath"):
            yield f"volume {volume['name']}: host.sourcePath is a path of an instance, expected none on Fargate"
        if "dockerVolumeConfiguration" in volume:
            yield f"volume {volume['name']}: is Docker's, expected a bind mount or EFS on Fargate"
    if task.get("placementConstraints"):
        yield "placementConstraints: are for instances, expected none on Fargate"
    for container in containers:
        yield from (f"{container['name']}: {fault}" for fault in _fargate_container_errors(container))


def _fargate_container_errors(container: Container) -> Iterator[str]:
    linux, log = container.get("linuxParameters", {}), container.get("logConfiguration", {})
    if container.get("privileged"):
        yield "privileged: is for instances, expected false on Fargate"
    if log and log.get("logDriver") not in _FARGATE_DRIVERS:
        known = ", ".join(_FARGATE_DRIVERS)
        yield f"logConfiguration: {log.get('logDriver')!r} is not known to Fargate, expected one of: {known}"
    if log.get("logDriver") == "awslogs" and "awslogs-stream-prefix" not in log.get("options", {}):
        yield "logConfiguration: has no awslogs-stream-prefix, which Fargate needs, expected it under options"
    if added := set(linux.get("capabilities", {}).get("add", [])) - {"SYS_PTRACE"}:
        yield f"linuxParameters: adds {', '.join(sorted(added))}, expected no capability but SYS_PTRACE on Fargate"
    for key in ("devices", "sharedMemorySize"):
        if linux.get(key):
            yield f"linuxParameters: {key} is for instances, expected none on Fargate"
    if any(one.get("type") == "GPU" for one in container.get("resourceRequirements", [])):
        yield "resourceRequirements: asks for a GPU, expected none on Fargate"
