"""The calls that command lines make: the site's limits, and the documents that a line hands over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import documents, limits
from .fences import Sample
from .kinds import find_kind


def call_errors(service: str, operation: str, params: Any) -> Iterator[str]:
    """Yield what is wrong with the input of a call, beyond what the client's own parser says."""
    yield from limits.call_errors(service, operation, params)
    for path, text in documents.iter_strings(params):
        if re.match(r"\s*\{\s*[\"}]", text):  # not a filter pattern, which begins with a brace too
            yield from (f"{path}: {fault}" for fault in _document_errors(path, text))


def _document_errors(path: str, text: str) -> Iterator[str]:
    """Yield what is wrong with JSON in a text, such as a policy's, by the kind that knows it."""
    sample = Sample("", 1, "json", path, text)
    try:
        data = documents.parse("json", text)
    except ValueError as error:
        yield f"does not parse: {error}"
        return
    kind = find_kind(sample, data)
    yield from (fault for _, _, fault in kind.check([(sample, data)])) if kind else ()
