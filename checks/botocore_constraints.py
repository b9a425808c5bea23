"""AWS's own API models: botocore's validation, and the enumerations and maxima that it lets pass."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any


@functools.cache
def load_shape(service: str, name: str) -> Any:
    """The shape `name` of a service, such as `ecs` and `ContainerDefinition`."""
    import botocore.session

    return botocore.session.get_session().get_service_model(service).shape_for(name)


def shape_errors(data: Any, service: str, name: str, partial: bool = False) -> Iterator[str]:
    """Yield what the API would have against `data` as the shape `name`; if `partial`, members may be missing."""
    from botocore.validate import ParamValidator

    shape = load_shape(service, name)
    for fault in ParamValidator().validate(data, shape).generate_report().splitlines():
        if not (partial and fault.startswith("Missing required")):
            yield fault
    yield from constraint_errors(data, shape)


def constraint_errors(value: Any, shape: Any, path: str = "") -> Iterator[str]:
    """Yield what is wrong with `value` by the enumerations and maxima of the botocore `shape`."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                yield from constraint_errors(member, shape.members[name], f"{path}.{name}".lstrip("."))
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, item in value.items():
            yield from constraint_errors(key, shape.key, f"{path} (key)")
            yield from constraint_errors(item, shape.value, f"{path}.{key}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from constraint_errors(item, shape.member, f"{path}[{index}]")
    if getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path}: {value!r} is not known, expected one of: {', '.join(shape.enum)}"
    size = len(value) if isinstance(value, str | list | dict) else value if isinstance(value, int | float) else 0
    if size > shape.metadata.get("max", float("inf")):
        yield f"{path}: {size} is too much, expected {shape.metadata['max']} at most"
