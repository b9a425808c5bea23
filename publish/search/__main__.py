"""`python -m publish.search site`: see the package."""

import argparse
import sys
from pathlib import Path

from macros.facts import load
from macros.facts.errors import DataError

from . import NoIndex, apply

parser = argparse.ArgumentParser(prog="python -m publish.search")
parser.add_argument("site", type=Path, help="the folder of a built site")
try:
    apply(parser.parse_args().site, load.site(Path(__file__).parents[2]))
except (NoIndex, DataError) as error:
    sys.exit(f"Error: {error}")
