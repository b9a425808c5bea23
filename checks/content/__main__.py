"""Hold pages, data and pictures against the rules of their form: `python -m checks.content [--service NAME]`.

Prints each fault as `file:line: what is wrong, what is expected`, and ends with 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
import time

from macros.facts.errors import DataError, unknown

from .. import ROOT, questions
from . import data, find_faults, is_in_service, pages


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m checks.content", description=__doc__.splitlines()[0])
    parser.add_argument("--service", metavar="NAME", help="only what is in the files of this service")
    options = parser.parse_args()
    start, services = time.monotonic(), {folder.name for folder in (ROOT / "docs").iterdir() if folder.is_dir()}
    if options.service and options.service not in services:
        sys.exit(f"Error: {unknown('service', options.service, services)}")
    try:
        faults = [fault for fault in find_faults(ROOT) if not options.service or is_in_service(fault, options.service)]
    except DataError as error:
        faults = [str(error)]
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    rules = len(pages.RULES) + len(data.RULES) + len(questions.RULES) + 1
    print(f"{rules} rules in {time.monotonic() - start:.1f} s, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
