"""Hold every fact that has a probe against the installed packages: `python -m checks.facts`.

Prints a table and, for each fact that disagrees, `file:line: fact: expected X, found Y in package V`; ends with 1 if
there is one. With --latest the packages may be newer than the locked ones, and --drift FILE writes what drifted as
Markdown. With --packages it prints the names of the packages and reads none. --wrong and --service NAME print and read
less.
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

from macros.facts import load
from macros.facts.errors import DataError
from macros.facts.expectations import Check, Location, Value, format_value

from . import ROOT, probes


@dataclass(frozen=True)
class Result:
    """What one check found, as text, in which version of its package, and whether the fact agrees."""

    check: Check
    location: Location
    actual: str
    version: str
    agrees: bool

    @property
    def package(self) -> str:
        return f"{self.check.probe.package} {self.version}"

    @property
    def message(self) -> str:
        """What is wrong, and where to mend it."""
        check, location = self.check, f"{self.location.file}:{self.location.line}"
        expected = format_value(check.expected)
        message = f"{location}: {check.fact}: expected {expected}, found {self.actual} in {self.package}"
        if not self.actual.startswith("nothing"):
            return message
        return f"{message}, where the probe {check.name} of data/{check.service}/probes.yml looks: {check.at}"


def run(checks: Iterable[Check], locations: Mapping[str, Location], versions: Mapping[str, str]) -> Iterator[Result]:
    """One result for each check, in order."""
    for check in checks:
        try:
            value = probes.find(check)
            agrees, actual = probes.agrees(check.expected, value), _format(value, check.expected)
        except Exception as error:  # a newer package may lack anything, and that is drift, not a crash
            agrees, actual = False, f"nothing ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
        yield Result(check, locations[check.fact], actual, versions[check.probe.package], agrees)


def _format(actual: Any, expected: Value) -> str:
    """`actual` as text; of many values those that are expected, and what is nearest to one that is missing."""
    if not isinstance(actual, set):
        return format_value(actual)
    values = expected if isinstance(expected, tuple) else (expected,)
    present = [value for value in values if value in actual]
    missing, candidates = [str(value) for value in values if value not in actual], [*map(str, actual)]
    nearest = [name for value in missing for name in difflib.get_close_matches(value, candidates, 2, 0.4)]
    hint = f", nearest: {format_value(nearest)}" if nearest else ""
    return f"{format_value(present) or 'none'} among {len(actual)}{hint}"


def package_names(site: load.Site) -> list[str]:
    """The packages that probes read."""
    return sorted({probe.package for probe in site.probes.values()})


def format_table(results: Iterable[Result]) -> str:
    """The results as aligned text."""
    rows = [("fact", "expected", "found", "package")]
    rows += [
        (result.check.fact, format_value(result.check.expected), result.actual, result.package) for result in results
    ]
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows
    )


def format_drift(disagreeing: Iterable[Result], releases: Iterable[str]) -> str:
    """What a newer release says otherwise, as Markdown: in a block of code, so that none of it is read as markup."""
    lines = (f"    {' '.join(result.message.split())}" for result in disagreeing)
    return "\n".join([*lines, "", "Releases:", "", *(f"- {release}" for release in releases), ""])


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
        print(*package_names(site))
        return 0
    start, versions = time.monotonic(), {name: importlib.metadata.version(name) for name in package_names(site)}
    locked = site.packages
    releases = [f"{name} {locked[name]} -> {version}" for name, version in versions.items() if version != locked[name]]
    if releases and not options.latest:
        sys.exit(
            f"Error: requirements/test.txt: not the locked releases: {'; '.join(releases)}; expected those that "
            "'make test' installs"
        )
    checks = [check for check in site.checks if options.service in (None, check.service)]
    results = list(run(checks, site.index, versions))
    disagreeing = [result for result in results if not result.agrees]
    if not (options.latest or options.wrong):
        print(format_table(results))
    print(*(result.message for result in disagreeing), sep="\n", file=sys.stderr, end="\n" if disagreeing else "")
    if options.latest:
        print("Releases:", "; ".join(releases) or "the locked ones are the newest")
    if disagreeing and options.drift:
        options.drift.write_text(format_drift(disagreeing, releases), encoding="utf-8")
    facts = len({result.check.fact for result in results})
    print(f"{len(results)} checks of {facts} facts in {time.monotonic() - start:.1f} s, {len(disagreeing)} disagree")
    return 1 if disagreeing else 0


if __name__ == "__main__":
    sys.exit(main())
