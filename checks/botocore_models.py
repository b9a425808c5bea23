"""Readings of the AWS SDK's models (botocore): shapes, enumerations, operations, what their documentation says."""

from __future__ import annotations

import functools
import html
import operator
import re
from typing import Any


@functools.cache
def _load_model(service: str, file: str = "service-2") -> dict:
    from botocore.loaders import Loader

    return Loader().load_service_model(service, file)


def shape(at: str) -> dict:
    """The shape at 'ecs LaunchType', or behind the member at 'ecs CreateServiceRequest.launchType'."""
    service, _, name = at.partition(" ")
    shapes = _load_model(service)["shapes"]
    name, _, member = name.partition(".")
    return shapes[shapes[name]["members"][member]["shape"]] if member else shapes[name]


def maximum(at: str) -> int:
    """The largest number, or length, that the shape takes."""
    return shape(at)["max"]


def minimum(at: str) -> int:
    """The smallest number, or length, that the shape takes."""
    return shape(at)["min"]


def enumeration(at: str) -> tuple[str, ...]:
    """Every value of an enumeration."""
    return tuple(shape(at)["enum"])


def one_of(at: str) -> set[str]:
    """The values of an enumeration, where a fact is about some of them."""
    return set(enumeration(at))


def newest(at: str) -> str:
    """The newest value of an enumeration with the same letters in front: 'lambda Runtime python3.14'."""
    enumeration_at, _, known_value = at.rpartition(" ")
    versions = {value: [int(part) for part in re.findall(r"\d+", value)] for value in enumeration(enumeration_at)}
    return max((value for value in versions if _prefix(value) == _prefix(known_value)), key=versions.__getitem__)


def _prefix(value: str) -> str:
    return re.split("[^a-z]", value)[0]


def members(at: str) -> set[str]:
    """The names of a structure's members."""
    return set(shape(at)["members"])


def operations(at: str) -> set[str]:
    """The operations of a service."""
    return set(_load_model(at)["operations"])


def sentence(at: str) -> str:
    """What documents a service, operation, shape or member, as plain text: 'lambda CreateFunctionRequest.Timeout'."""
    service, _, name = at.partition(" ")
    name, _, member = name.partition(".")
    model = _load_model(service)
    documented = (model["operations"].get(name) or model["shapes"][name]) if name else model
    markup = (documented["members"][member] if member else documented)["documentation"]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def example(at: str) -> Any:
    """A value of AWS's own example of an operation: 'lambda GetAccountSettings AccountLimit.CodeSizeZipped'."""
    service, operation, path = at.split()
    output = _load_model(service, "examples-1")["examples"][operation][0]["output"]
    return functools.reduce(operator.getitem, path.split("."), output)
