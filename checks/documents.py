"""JSON and YAML as the services read them: any text and tag, but no key twice.

The reader of `data/` (`macros.load`) is stricter than AWS is, so samples are not read with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import yaml

# CloudFormation's functions in the long form, {"Ref": ...} and {"Fn::...": ...}; Elastic Beanstalk has one more.
FUNCTION = re.compile(r"Ref|Fn::[A-Za-z]+")


class _Loader(yaml.SafeLoader):
    """YAML 1.1 without days, which no service's form has; `!Ref x` becomes `{"Ref": x}`."""

    yaml_implicit_resolvers: ClassVar[dict] = {
        letter: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        if repeated := next((key for key in keys if keys.count(key) > 1), None):
            raise ValueError(f"line {node.start_mark.line + 1}: the key {repeated!r} is repeated, expected it once")
        return super().construct_mapping(node, deep)

    def function(self, suffix: str, node: yaml.Node) -> dict[str, Any]:
        value: Any
        if isinstance(node, yaml.ScalarNode):
            value = self.construct_scalar(node)
            value = value.split(".", 1) if suffix == "GetAtt" else value
        elif isinstance(node, yaml.SequenceNode):
            value = self.construct_sequence(node, True)
        else:
            value = self.construct_mapping(node, True)
        return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _Loader.function)


def parse(language: str, text: str) -> Any:
    """The document in a JSON or YAML `text`; None for another language. Raises `ValueError` in one line."""
    if language == "json":
        return json.loads(text, object_pairs_hook=_once)
    if language != "yaml":
        return None
    try:
        return yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ValueError(f"line {mark.line + 1 if mark else 1}: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if repeated := next((key for key in keys if keys.count(key) > 1), None):
        raise ValueError(f"the key {repeated!r} is repeated, expected it once")
    return dict(pairs)


def is_function(value: Any) -> bool:
    """Whether `value` is a call of one of CloudFormation's functions."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and all(isinstance(key, str) and FUNCTION.fullmatch(key) for key in value)
    )


def replaced(value: Any, call: Callable[[dict], Any]) -> Any:
    """`value` with `call(function)` in place of each outermost function call in it."""
    if is_function(value):
        return call(value)
    if isinstance(value, dict):
        return {key: replaced(inner, call) for key, inner in value.items()}
    return [replaced(inner, call) for inner in value] if isinstance(value, list) else value


def strings(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Each text in `value` with its path."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(inner, f"{at}.{key}".lstrip("."))
