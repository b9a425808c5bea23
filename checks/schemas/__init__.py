"""The forms of files that no package validates: a JSON Schema a form, beside this file, with its source and the day.

They are held against samples by cfn-lint's own copy of `jsonschema`, which is locked already and knows `requiredXor`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from macros.facts.errors import short, unknown

if TYPE_CHECKING:
    from cfnlint.jsonschema import ValidationError

FOLDER = Path(__file__).parent
# JSON Schema's types, in the words of the messages.
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "keys and values",
    "string": "text",
}


@functools.cache
def load(name: str) -> Any:
    """The schema or list `<name>.yml` of this folder."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def schema_errors(schema: str, data: Any) -> Iterator[str]:
    """Yield where `data` does not fit the schema called `schema`, or its definition after `#`, as in `dockerrun#2`."""
    from cfnlint.context import Context
    from cfnlint.jsonschema import StandardValidator
    from cfnlint.jsonschema.exceptions import best_match

    name, _, definition = schema.partition("#")
    validator = StandardValidator(load(name), context=Context(["us-east-1"], functions=[]))
    if definition:
        validator = validator.evolve(schema=load(name)["definitions"][definition])
    errors = (best_match([error]) for error in validator.iter_errors(data))
    relevant = (error for error in errors if not _is_about_function(error))
    yield from dict.fromkeys(f"{_path(error)}: {_message(error)}".removeprefix(": ") for error in relevant)


def _is_about_function(error: ValidationError) -> bool:
    """Whether an error is about one of CloudFormation's functions, whose value is not known before it is called."""
    keys = [*error.absolute_path, *(error.instance if isinstance(error.instance, dict) else ())]
    return any(re.fullmatch(r"Ref|Fn::[A-Za-z]+", str(key)) for key in keys)


def _path(error: ValidationError) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in error.absolute_path).lstrip(".")


def _message(error: ValidationError) -> str:
    """The validator's message in the form 'what is wrong, expected what'; a schema's `description` says what."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    description, value, rule = schema.get("description"), short.repr(error.instance), error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in rule if name not in error.instance]
            return f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        case "additionalProperties":
            return unknown("key", error.path[-1], schema["properties"])
        case "enum":
            return f"{value} is not known, expected one of: {', '.join(map(str, rule))}"
        case "type" | "anyOf" | "oneOf":
            types = rule if error.validator == "type" else [option["type"] for option in rule if "type" in option]
            types = [types] if isinstance(types, str) else types
            return f"{value} does not fit, expected {description or ' or '.join(_TYPES[name] for name in types)}"
        case "not":
            return f"expected {rule['description']}"
    if error.validator in _MESSAGES:
        return _MESSAGES[error.validator].format(rule=", ".join(rule) if isinstance(rule, list) else rule, value=value)
    return f"{value} does not fit, expected {description}" if description else error.message


_MESSAGES = {
    "requiredXor": "expected exactly one of: {rule}",
    "requiredOr": "expected at least one of: {rule}",
    "minItems": "is empty, expected at least {rule}",
    "minProperties": "is empty, expected at least {rule}",
    "maxItems": "{value} is too long, expected at most {rule}",
    "maxLength": "{value} is too long, expected at most {rule}",
    "maxProperties": "{value} has too many keys, expected at most {rule}",
    "minimum": "{value} is too small, expected at least {rule}",
    "maximum": "{value} is too great, expected at most {rule}",
    "uniqueKeys": "{rule} is repeated, expected it once",
}


def iter_readings() -> Iterator[tuple[str, dt.date]]:
    """Each day on which a schema or list was read from its source, with a label."""
    for path in sorted(FOLDER.glob("*.yml")):
        if day := load(path.stem).get("checked"):
            yield f"schema {path.stem}", day
