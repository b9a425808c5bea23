"""What is made of a built site, after any engine."""

import argparse
import re
from pathlib import Path

_COMMENT = re.compile(r"^ *(?://.*|/\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)


def built(name: str) -> Path:
    """The folder of a built site, as an argument of a command."""
    if not (Path(name) / "index.html").exists():
        raise argparse.ArgumentTypeError(f"no page in {name}, expected a built site; make build writes one")
    return Path(name)


def bare(script: str) -> str:
    """JavaScript without indentation, empty lines, and comments on lines of their own.

    A text in it that goes over several lines loses its indentation too.
    """
    return re.sub(r"^ +|^\n", "", _COMMENT.sub("", script), flags=re.MULTILINE)
