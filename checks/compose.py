"""Compose files: the form that Docker's reference gives, and what a service names that the file does not define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from .schemas import schema_errors


def compose_errors(data: Any) -> Iterator[str]:
    """Yield what does not fit the Compose file reference, and what a service names that the file does not define."""
    faults = list(schema_errors("compose", data))
    yield from faults
    if faults:
        return
    services: dict[str, dict[str, Any]] = data["services"]
    taken: dict[tuple[str, str], str] = {}
    for name, service in services.items():
        used = {
            "depends_on": (service.get("depends_on", []), set(services) - {name}),
            "volumes": (_volumes(service), data.get("volumes", {})),
            "networks": (service.get("networks", []), {*data.get("networks", {}), "default"}),
            "secrets": (_sources(service.get("secrets", [])), data.get("secrets", {})),
            "configs": (_sources(service.get("configs", [])), data.get("configs", {})),
        }
        for key, (names, known) in used.items():
            what = "other service" if key == "depends_on" else key.removesuffix("s")
            yield from (f"{name}: {key}: {unknown(what, one, known)}" for one in names if one not in known)
        for port in service.get("ports", []):
            host = re.fullmatch(r"(?:[\d.]+:)?(\d+):\d+(?:/(\w+))?", str(port))
            if host and (first := taken.setdefault((host[1], host[2] or "tcp"), name)) != name:
                yield f"{name}: ports: port {host[1]} of the host is taken by {first}, expected another"


def _sources(given: list[Any]) -> list[str]:
    return [one["source"] if isinstance(one, dict) else one for one in given]


def _volumes(service: dict[str, Any]) -> list[str]:
    """The volumes that a service mounts by name: not the folders of the host, which have a path."""
    given = [one.get("source", "") if isinstance(one, dict) else one for one in service.get("volumes", [])]
    names = [one.partition(":")[0] if ":" in one else one if "/" not in one else "" for one in given]
    return [name for name in names if re.fullmatch(r"[A-Za-z0-9][\w.-]+", name)]
