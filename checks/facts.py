"""Hold every fact that has a probe against the installed packages: `python -m checks.facts`.

Prints a table and, for each fact that disagrees, `file:line: fact: expected X, found Y in package V`; ends with 1
if there is one. With --latest the packages may be newer than the locked ones, and --drift FILE writes what drifted
as Markdown. With --packages it prints the names of the packages and reads none. --wrong and --service NAME print and
read less.
"""

from __future__ import annotations

import argparse
import difflib
import importlib.metadata
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.facts import expectations, load
from macros.facts.errors import DataError

from . import probes

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Result:
    """What one check found, as text, in which version of its package, and whether the fact agrees."""

    check: expectations.Check
    place: expectations.Location
    found: str
    version: str
    agrees: bool

    @property
    def package(self) -> str:
        return f"{self.check.probe.package} {self.version}"

    @property
    def message(self) -> str:
        """What is wrong, and where to mend it."""
        expected = expectations.show(self.check.expected)
        where = f"{self.place.file}:{self.place.line}: {self.check.fact}"
        said = f"{where}: expected {expected}, found {self.found} in {self.package}"
        probe = f"{self.check.name} of data/{self.check.service}/probes.yml"
        return f"{said}, where the probe {probe} looks: {self.check.at}" if self.found.startswith("nothing") else said


def run(
    checks: Iterable[expectations.Check], places: Mapping[str, expectations.Location], versions: Mapping[str, str]
) -> Iterator[Result]:
    """One result for each check, in order."""
    for check in checks:
        try:
            found = probes.find(check)
            agrees, said = probes.agrees(check.expected, found), _said(check.expected, found)
        except Exception as error:  # a newer package may lack anything, and that is drift, not a crash
            agrees, said = False, f"nothing ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
        yield Result(check, places[check.fact], said, versions[check.probe.package], agrees)


def _said(expected: expectations.Value, found: Any) -> str:
    """`found` as text; of many values those that are expected, and what is nearest to one that is missing."""
    if not isinstance(found, set):
        return expectations.show(found)
    words = expected if isinstance(expected, tuple) else (expected,)
    there = [word for word in words if word in found]
    near = [
        one
        for word in words
        if word not in found
        for one in difflib.get_close_matches(str(word), map(str, found), 2, 0.4)
    ]
    return f"{expectations.show(there) or 'none'} among {len(found)}" + (
        f", nearest: {expectations.show(near)}" if near else ""
    )


def names(site: load.Site) -> list[str]:
    """The packages that probes read."""
    return sorted({probe.package for probe in site.probes.values()})


def table(results: Iterable[Result]) -> str:
    """The results as aligned text."""
    rows = [("fact", "expected", "found", "package")]
    rows += [(one.check.fact, expectations.show(one.check.expected), one.found, one.package) for one in results]
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows
    )


def drift(wrong: Iterable[Result], moved: Iterable[str]) -> str:
    """What a newer release says otherwise, as Markdown: in a block of code, so that none of it is read as markup."""
    lines = (f"    {' '.join(one.message.split())}" for one in wrong)
    return "\n".join([*lines, "", "Releases:", "", *(f"- {one}" for one in moved), ""])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m checks.facts", description=__doc__.splitlines()[0])
    parser.add_argument("--packages", action="store_true", help="print the names of the packages")
    parser.add_argument("--latest", action="store_true", help="other versions than the locked ones are meant")
    parser.add_argument("--wrong", action="store_true", help="print only what disagrees")
    parser.add_argument("--service", metavar="NAME", help="only the probes of this service")
    parser.add_argument("--drift", type=Path, metavar="FILE", help="write what drifted to FILE, if anything did")
    options = parser.parse_args(arguments)
    try:
        site = load.site(ROOT)
    except DataError as error:
        sys.exit(f"Error: {error}")
    if options.packages:
        print(*names(site))
        return 0
    start, versions = time.monotonic(), {name: importlib.metadata.version(name) for name in names(site)}
    moved = [
        f"{name} {site.packages[name]} -> {version}"
        for name, version in versions.items()
        if version != site.packages[name]
    ]
    if moved and not options.latest:
        sys.exit(
            f"Error: requirements/test.txt: not the locked releases: {'; '.join(moved)}; expected those that "
            "'make test' installs"
        )
    checks = [check for check in site.checks if options.service in (None, check.service)]
    results = list(run(checks, site.index, versions))
    wrong = [one for one in results if not one.agrees]
    if not (options.latest or options.wrong):
        print(table(results))
    print(*(one.message for one in wrong), sep="\n", file=sys.stderr, end="\n" if wrong else "")
    if options.latest:
        print("Releases:", "; ".join(moved) or "the locked ones are the newest")
    if wrong and options.drift:
        options.drift.write_text(drift(wrong, moved), encoding="utf-8")
    facts = len({one.check.fact for one in results})
    print(f"{len(results)} checks of {facts} facts in {time.monotonic() - start:.1f} s, {len(wrong)} disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
