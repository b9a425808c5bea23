"""`python -m publish.machines site`: see the package."""

import argparse
import sys
from pathlib import Path

from macros.facts import load
from macros.facts.errors import DataError
from publish import built

from . import apply

parser = argparse.ArgumentParser(prog="python -m publish.machines")
parser.add_argument("site", type=built)
try:
    apply(parser.parse_args().site, load.site(Path(__file__).parents[2]))
except DataError as error:
    sys.exit(f"Error: {error}")
