"""The calls that command lines make: the site's limits, and the documents that a line hands over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import documents, limits
from .fences import Sample
from .kinds import KINDS


def call_errors(service: str, operation: str, given: Any) -> Iterator[str]:
    """Yield what is wrong with the input of a call, beyond what the client's own parser says."""
    yield from limits.call_errors(service, operation, given)
    for at, text in documents.strings(given):
        if re.match(r"\s*\{\s*[\"}]", text):  # not a filter pattern, which begins with a brace too
            yield from (f"{at}: {fault}" for fault in _document_errors(at, text))


def _document_errors(at: str, text: str) -> Iterator[str]:
    """Yield what is wrong with JSON in a text, such as a policy's, by the kind that knows it."""
    sample = Sample("", 1, "json", at, text)
    try:
        data = documents.parse("json", text)
    except ValueError as error:
        yield f"does not parse: {error}"
        return
    kind = next((kind for kind in KINDS if kind.has(sample, data)), None)
    yield from (fault for _, _, fault in kind.check([(sample, data)])) if kind else ()
