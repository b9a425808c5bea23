"""TODO marks, which `make new-service` leaves where text is to be written; no build publishes one."""

from __future__ import annotations

import re
from pathlib import Path

PATTERNS = ("docs/**/*.md", "data/**/*.yml", "images/**/*.svg")


def find_todos(root: Path) -> list[str]:
    """Each `file:line: description` of what is still to be written."""
    todos = []
    for path in sorted(path for pattern in PATTERNS for path in root.glob(pattern)):
        if not path.is_file() or b"TODO:" not in (text := path.read_bytes()):  # load.py reports what is no file
            continue
        for number, line in enumerate(text.decode(errors="replace").splitlines(), 1):
            _, marker, description = line.partition("TODO:")
            if marker:
                description = re.split(r'\{\{|</|"(?=[,}\]]|$)', description)[0].strip() or "this"
                todos.append(f"{path.relative_to(root).as_posix()}:{number}: {description}")
    return todos
