"""JSON and YAML as the services read them: any text and tag, but no key twice.

The reader of `data/` (`macros/facts/strict_yaml.py`) is stricter than AWS is, so samples are not read with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def parse(language: str, text: str) -> Any:
    """The document in a JSON or YAML `text`; None for another language. Raises `ValueError` in one line.

    cfn-lint reads YAML, in which `!Ref x` becomes `{"Ref": x}`; a date becomes text, since no service takes one.
    """
    if language == "json":
        return json.loads(text, object_pairs_hook=_to_unique_dict)
    if language != "yaml":
        return None
    from cfnlint.decode.decode import decode_str

    document, faults = decode_str(text)
    if faults:
        raise ValueError(f"line {faults[0].linenumber}: {' '.join(faults[0].message.split())}")
    return json.loads(json.dumps(document, default=str))


def _to_unique_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if duplicate := next((key for key in keys if keys.count(key) > 1), None):
        raise ValueError(f"the key {duplicate!r} is repeated, expected it once")
    return dict(pairs)


def iter_strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text in `value` with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from iter_strings(item, f"{path}.{key}".lstrip("."))
