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
        model = Loader().load_service_model(service, "service-2")
    except UnknownServiceError as error:
        raise ValueError(
            unknown("service of botocore", service, error.kwargs["known_service_names"].split(", "))
        ) from None
    if not name:
        yield from _words(at)
        yield _probe("operations", at, ", ".join(model["operations"]))
        return
    if name in model["operations"]:
        yield from _words(at)
        operation = model["operations"][name]
        for kind in sorted({"input", "output"} & operation.keys()):
            yield f"{kind}: {service} {operation[kind]['shape']}"
        return
    if name not in model["shapes"]:
        raise ValueError(unknown(f"operation or shape of {service}", name, [*model["operations"], *model["shapes"]]))
    if member and member not in model["shapes"][name].get("members", {}):
        raise ValueError(unknown(f"member of {name}", member, model["shapes"][name].get("members", {})))
    if member or "documentation" in model["shapes"][name]:
        yield from _words(at)
    yield from _shape(at, botocore_models.shape(at))


def _shape(at: str, shape: dict[str, Any]) -> Iterator[str]:
    yield f"type: {shape['type']}"
    for key, reads in (("min", "minimum"), ("max", "maximum")):
        if key in shape:
            yield _probe(reads, at, shape[key])
    if "enum" in shape:
        yield _probe("enumeration", at, ", ".join(shape["enum"]))
    if "members" in shape:
        yield _probe("members", at, ", ".join(shape["members"]))


def _probe(reads: str, at: str, value: object) -> str:
    return f"{reads}: {value}\n  {{package: botocore, reads: {reads}, at: {at}}}"


def _words(at: str) -> Iterator[str]:
    yield textwrap.fill(botocore_models.sentence(at), 100)
    yield f"  {{package: botocore, reads: sentence, at: {at}, find: 'the words around (\\d+)'}}"


if __name__ == "__main__":
    try:
        print("\n".join(describe(" ".join(sys.argv[1:]).strip() or "lambda")))
    except ValueError as error:
        sys.exit(f"Error: {error}")
