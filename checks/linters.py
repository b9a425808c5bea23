"""Linters and compilers for samples: shell, Dockerfiles, Python, JavaScript. Faults have the sample's line."""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .fences import Sample

Faults = Iterator[tuple[Sample, int, str]]


def linter(name: str, suffix: str, *arguments: str, code: str) -> Callable[[list[Sample]], Faults]:
    """A check by a linter that reports JSON, run once for all samples; `code` goes before its rules' numbers."""

    def check(samples: list[Sample]) -> Faults:
        with tempfile.TemporaryDirectory() as folder:
            paths = {}
            for number, sample in enumerate(samples):
                path = Path(folder, f"{number}{suffix}")
                path.write_text(re.sub(r"<([a-z][a-z0-9-]*)>", r"\1", sample.text), encoding="utf-8")
                paths[str(path)] = sample
            command = [str(Path(sysconfig.get_path("scripts"), name)), *arguments, *paths]
            process = subprocess.run(command, capture_output=True, text=True, check=False)
            if not process.stdout:
                raise RuntimeError(f"{name} says nothing: {process.stderr}")
            for fault in json.loads(process.stdout):
                message = " ".join(fault["message"].split())
                yield paths[fault["file"]], fault["line"], f"{message} ({code}{fault['code']})"

    return check


def javascript(samples: list[Sample]) -> Faults:
    """By the Node.js that Playwright's wheel carries; none need be installed."""
    import playwright

    node = Path(playwright.__file__).parent / "driver" / "node"
    for sample in samples:
        process = subprocess.run([node, "--check", "-"], input=sample.text, capture_output=True, text=True, check=False)
        if process.returncode:
            line_match = re.match(r".*:(\d+)$", process.stderr.partition("\n")[0])
            error = next(line for line in process.stderr.splitlines() if "Error" in line)
            yield sample, int(line_match[1]) if line_match else 1, error


def python(samples: list[Sample]) -> Faults:
    """By the compiler of this Python."""
    for sample in samples:
        try:
            compile(sample.text, sample.title, "exec")
        except SyntaxError as error:
            yield sample, error.lineno or 1, str(error.msg)
