"""`python -m publish site`: make of a built site, after any engine, what is published; see `publish.steps`."""

import argparse
import sys

from macros.facts import load
from publish import built, steps
from publish.links import ROOT

parser = argparse.ArgumentParser(prog="python -m publish")
parser.add_argument("site", type=built)
try:
    steps.apply(parser.parse_args().site, load.site(ROOT))
except steps.FAULTS as error:
    sys.exit(f"Error: {error}")
