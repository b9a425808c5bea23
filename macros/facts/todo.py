"""What a form of `make new-service` leaves open says TODO; no build publishes it."""

from __future__ import annotations

import re
from pathlib import Path

PLACES = ("docs/**/*.md", "data/**/*.yml", "images/**/*.svg")


def unwritten(root: Path) -> list[str]:
    """Each `file:line: what` that is still to be written."""
    found = []
    for path in sorted(path for place in PLACES for path in root.glob(place)):
        if not path.is_file() or b"TODO:" not in (text := path.read_bytes()):  # load.py says what is no file
            continue
        for number, line in enumerate(text.decode(errors="replace").splitlines(), 1):
            _, todo, what = line.partition("TODO:")
            if todo:
                what = re.split(r'\{\{|</|"(?=[,}\]]|$)', what)[0].strip() or "this"
                found.append(f"{path.relative_to(root).as_posix()}:{number}: {what}")
    return found
