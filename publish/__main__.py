"""What is made of a built site, after any engine, and what is recorded of it in `links/`.

python -m publish site            make all of it; see `publish.steps`
python -m publish site --add      list its new pages and permalinks as published, and what flashcards say
python -m publish site --listed   fail where that is not listed
"""

import argparse
import datetime as dt
import sys

from macros.facts import load
from publish import ROOT, built_site, deck, links, steps

parser = argparse.ArgumentParser(prog="python -m publish")
parser.add_argument("site", type=built_site)
parser.add_argument("--add", action="store_true", help="list what is new or has changed as published")
parser.add_argument("--listed", action="store_true", help="fail where that is not listed")
options = parser.parse_args()
try:
    facts = load.site(ROOT)
    if options.add:
        print(f"{links.add(options.site)} addresses added to {links.PUBLISHED}")
        now = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0)
        print(f"{deck.add(facts, ROOT, now)} cards recorded in {deck.LEDGER}")
    elif options.listed:
        links.require_listed(options.site)
        deck.require_listed(facts, ROOT)
    else:
        steps.apply(options.site, facts)
except steps.ERRORS as error:
    sys.exit(f"Error: {error}")
