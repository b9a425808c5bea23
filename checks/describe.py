"""Say what botocore knows of a service, an operation, a shape or a member: `make describe AT="sqs CreateQueue"`.

For whoever writes a probe: it prints the limits, the values and the words, and after each the probe that reads it.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from macros.facts.errors import unknown

from . import botocore_models


def describe(at: str) -> Iterator[str]:
    """Lines on `at`: 'sqs', 'sqs CreateQueue', 'sqs CreateQueueRequest' or 'sqs CreateQueueRequest.QueueName'.

    Raises `ValueError` for what botocore does not know, with the nearest names.
    """
    service, _, name = at.partition(" ")
    name, _, member = name.partition(".")
    try:
        service_model = Loader().load_service_model(service, "service-2")
    except UnknownServiceError as error:
        services = error.kwargs["known_service_names"].split(", ")
        raise ValueError(unknown("service of botocore", service, services)) from None
    operations, shapes = service_model["operations"], service_model["shapes"]
    if not name:
        yield from _sentence_lines(at)
        yield _value_lines("operations", at, ", ".join(operations))
        return
    if name in operations:
        yield from _sentence_lines(at)
        for direction in sorted({"input", "output"} & operations[name].keys()):
            yield f"{direction}: {service} {operations[name][direction]['shape']}"
        return
    if name not in shapes:
        raise ValueError(unknown(f"operation or shape of {service}", name, [*operations, *shapes]))
    members = shapes[name].get("members", {})
    if member and member not in members:
        raise ValueError(unknown(f"member of {name}", member, members))
    if member or "documentation" in shapes[name]:
        yield from _sentence_lines(at)
    yield from _shape_lines(at, botocore_models.shape(at))


def _shape_lines(at: str, shape: dict[str, Any]) -> Iterator[str]:
    yield f"type: {shape['type']}"
    for key, reads in (("min", "minimum"), ("max", "maximum")):
        if key in shape:
            yield _value_lines(reads, at, shape[key])
    if "enum" in shape:
        yield _value_lines("enumeration", at, ", ".join(shape["enum"]))
    if "members" in shape:
        yield _value_lines("members", at, ", ".join(shape["members"]))


def _value_lines(reads: str, at: str, value: object) -> str:
    return f"{reads}: {value}\n  {{package: botocore, reads: {reads}, at: {at}}}"


def _sentence_lines(at: str) -> Iterator[str]:
    yield textwrap.fill(botocore_models.sentence(at), 100)
    yield f"  {{package: botocore, reads: sentence, at: {at}, find: 'the words around (\\d+)'}}"


if __name__ == "__main__":
    try:
        print("\n".join(describe(" ".join(sys.argv[1:]).strip() or "lambda")))
    except ValueError as error:
        sys.exit(f"Error: {error}")
