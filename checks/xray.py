"""X-Ray's files: segment documents, the SDK's local sampling rules, and the collector's pipelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.facts.errors import unknown

from .schemas import schema_errors


def segment_errors(data: Any, form: str) -> Iterator[str]:
    """Yield what is wrong with a document of the form `segment` or `subsegment`."""
    faults = list(schema_errors(f"xray-segment#{form}", data))
    yield from faults or _time_errors(data)


def _time_errors(segment: dict[str, Any]) -> Iterator[str]:
    start, end = segment["start_time"], segment.get("end_time", float("inf"))
    if end < start:
        yield f"{segment['name']} ends before it starts, expected end_time after start_time"
    for inner in segment.get("subsegments", []):
        if inner["start_time"] < start or inner.get("end_time", 0) > end:
            yield f"subsegment {inner['name']} runs outside its parent's time, expected it within"
        yield from _time_errors(inner)


def sampling_errors(data: Any) -> Iterator[str]:
    """Yield what the SDK has against local sampling rules."""
    from aws_xray_sdk.core import xray_recorder
    from aws_xray_sdk.core.exceptions.exceptions import InvalidSamplingManifestError
    from aws_xray_sdk.core.sampling.local.sampler import LocalSampler

    xray_recorder.emitter._socket.close()  # the SDK opens it on import and never closes it
    faults = list(schema_errors("xray-sampling", data))
    yield from faults
    try:
        LocalSampler({} if faults else data)
    except InvalidSamplingManifestError as error:
        yield from [] if faults else [" ".join(map(str, error.args))]


def collector_errors(data: Any) -> Iterator[str]:
    """Yield each part that a pipeline names and nothing configures; the collector itself is a program in Go."""
    service = data["service"]
    for name, pipeline in [("service", service), *service.get("pipelines", {}).items()]:
        for kind in ("extensions", "receivers", "processors", "exporters"):
            known = {**data.get(kind, {}), **data.get("connectors", {})}
            yield from (
                f"{name}: {unknown(kind.removesuffix('s'), part, known)}"
                for part in pipeline.get(kind, [])
                if part not in known
            )
