"""What botocore's own validation lets pass: values outside an enumeration, above a maximum."""

from collections.abc import Iterator
from typing import Any


def beyond(value: Any, shape: Any, at: str = "") -> Iterator[str]:
    """Yield what is wrong with `value` by the enumerations and maxima of the botocore `shape`."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from beyond(inner, shape.members[name], f"{at}.{name}".lstrip("."))
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, inner in value.items():
            yield from beyond(name, shape.key, f"{at} (key)")
            yield from beyond(inner, shape.value, f"{at}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, inner in enumerate(value):
            yield from beyond(inner, shape.member, f"{at}[{index}]")
    if getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{at}: {value!r} is not known, expected one of: {', '.join(shape.enum)}"
    size = len(value) if isinstance(value, str | list | dict) else value if isinstance(value, int | float) else 0
    if size > shape.metadata.get("max", float("inf")):
        yield f"{at}: {size} is too much, expected {shape.metadata['max']} at most"
