"""What is made of a built site, after any engine."""

import argparse
from pathlib import Path

ROOT = Path(__file__).parent.parent


def built_site(name: str) -> Path:
    """Parse the folder of a built site, an argument of a command."""
    if not (Path(name) / "index.html").exists():
        raise argparse.ArgumentTypeError(f"no page in {name}, expected a built site; make build writes one")
    return Path(name)
