"""AWS's own API models: botocore's validation, and the enumerations and maxima that it lets pass."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any


@functools.cache
def shape(service: str, name: str) -> Any:
    """The shape `name` of a service, such as `ecs` and `ContainerDefinition`."""
    import botocore.session

    return botocore.session.get_session().get_service_model(service).shape_for(name)


def shape_errors(data: Any, service: str, name: str, part: bool = False) -> Iterator[str]:
    """Yield what the API would have against `data` as the shape `name`; of a `part`, members may be missing."""
    from botocore.validate import ParamValidator

    for line in ParamValidator().validate(data, shape(service, name)).generate_report().splitlines():
        if not (part and line.startswith("Missing required")):
            yield line
    yield from constraint_errors(data, shape(service, name))


def constraint_errors(value: Any, shape: Any, at: str = "") -> Iterator[str]:
    """Yield what is wrong with `value` by the enumerations and maxima of the botocore `shape`."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from constraint_errors(inner, shape.members[name], f"{at}.{name}".lstrip("."))
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, inner in value.items():
            yield from constraint_errors(name, shape.key, f"{at} (key)")
            yield from constraint_errors(inner, shape.value, f"{at}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, inner in enumerate(value):
            yield from constraint_errors(inner, shape.member, f"{at}[{index}]")
    if getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{at}: {value!r} is not known, expected one of: {', '.join(shape.enum)}"
    size = len(value) if isinstance(value, str | list | dict) else value if isinstance(value, int | float) else 0
    if size > shape.metadata.get("max", float("inf")):
        yield f"{at}: {size} is too much, expected {shape.metadata['max']} at most"
