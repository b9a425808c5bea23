"""What is made of a built site, after any engine."""

import argparse
from pathlib import Path

from macros.render.text import url

ROOT = Path(__file__).parent.parent


def address(page: str, use_directory_urls: bool = True) -> str:
    """'ecs/roles.md#task-role' -> 'ecs/roles/#task-role', relative to the site's root."""
    return url(page, "index.md", use_directory_urls).removeprefix("./")


def built_site(name: str) -> Path:
    """Parse the folder of a built site, an argument of a command."""
    if not (Path(name) / "index.html").exists():
        raise argparse.ArgumentTypeError(f"no page in {name}, expected a built site; make build writes one")
    return Path(name)
