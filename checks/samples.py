"""Every sample of the site, and the program that reads its kind.

`python -m checks.samples` prints what was found in `docs/` and `data/`, what checked it, and what nobody can check.
A sample whose kind is not known is a fault: give it a kind in `kinds.py`, or an entry with a reason in `unchecked.yml`.
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.facts import model
from macros.facts.errors import DataError, unknown, validate
from macros.facts.files import read_yaml

from . import beanstalk_options, calls, commands, documents, fences
from .fences import Inline, Sample
from .kinds import KINDS, Kind, find_kind


class UncheckedSample(model.Fact):
    page: model.Page
    title: model.Text
    reason: model.Text


class UncheckedPrograms(model.Fact):
    names: tuple[str, ...]
    reason: model.Text


class Unchecked(model.Fact):
    """`unchecked.yml`."""

    languages: dict[str, model.Text]
    samples: tuple[UncheckedSample, ...]
    programs: tuple[UncheckedPrograms, ...]


def load_unchecked() -> Unchecked:
    path = Path(__file__).with_name("unchecked.yml")
    document, lines, name = read_yaml(path, path.parent)
    return validate(Unchecked, document, lines, name)


@dataclass
class Report:
    """What was found: faults, how many of what were read by what, and which exemptions were needed."""

    faults: list[str] = field(default_factory=list)
    checked: collections.Counter[str] = field(default_factory=collections.Counter)
    not_checked: collections.Counter[str] = field(default_factory=collections.Counter)
    needed: set[str | tuple[str, str]] = field(default_factory=set)


def check(samples: list[Sample], lines: list[commands.Line], exemptions: Unchecked) -> Report:
    """Everything that is wrong with `samples` and the command `lines`, each by place and cause."""
    report, lab_pages = Report(), fences.lab_pages()
    sample_reasons = {(entry.page, entry.title): entry.reason for entry in exemptions.samples}
    program_reasons = {name: entry.reason for entry in exemptions.programs for name in entry.names}
    # The files that an aws line reads are checked with it.
    line_files = {
        (line.page, name) for line in lines for word in line.words for name in re.findall(r"^file://([\w.-]+)$", word)
    }
    by_kind: dict[Kind, list[tuple[Sample, Any]]] = {kind: [] for kind in KINDS}
    for sample in samples:
        try:
            data = documents.parse(sample.language, sample.text)
        except ValueError as error:
            report.faults.append(f"{sample}: does not parse: {error}")
            continue
        key = (sample.page.removeprefix("docs/"), sample.title)
        if kind := find_kind(sample, data):
            by_kind[kind].append((sample, data))
            report.checked[f"{kind.name}: {kind.checker}"] += 1
        elif (sample.page, sample.title) in line_files:
            report.checked["file of an aws line: awscli (with its line)"] += 1
        elif sample.page in lab_pages:
            report.checked["file of a lab: run, with checks.labs"] += 1
        elif sample.language in exemptions.languages and not sample.file:
            report.needed.add(sample.language)
            report.not_checked[f"{sample.language} blocks: {exemptions.languages[sample.language]}"] += 1
        elif key in sample_reasons:
            report.needed.add(key)
            report.not_checked[f"{sample}: {sample_reasons[key]}"] += 1
        else:
            report.faults.append(
                f"{sample}: is of no known kind, expected the title or keys of one in checks/kinds.py, "
                "or a reason in checks/unchecked.yml"
            )
    for kind, pairs in by_kind.items():
        if pairs:
            report.faults += [f"{sample.location_at(line)}: {fault}" for sample, line, fault in kind.check(pairs)]
    _check_lines(lines, lab_pages, program_reasons, report)
    unneeded = {*exemptions.languages, *sample_reasons, *program_reasons} - report.needed
    report.faults += [f"checks/unchecked.yml: nothing needs {entry!r}, expected it gone" for entry in unneeded]
    return report


def _check_lines(lines: list[commands.Line], lab_pages: set[str], reasons: dict[str, str], report: Report) -> None:
    if lab_lines := sum(line.page in lab_pages for line in lines):
        report.checked["lines of labs: run, with checks.labs"] += lab_lines
    lines = [line for line in lines if line.page not in lab_pages]
    results = commands.parse_lines([line for line in lines if line.program in commands.PARSERS])
    for line in lines:
        command = " ".join(line.words[:2])
        if name := next((name for name in (command, line.program) if name in reasons), None):
            report.needed.add(name)
            report.not_checked[f"lines of other programs: {reasons[name]}"] += 1
        elif result := results.get(line):
            pairs = [pair for word in line.words for pair in re.findall(r"Namespace=([^,]+),OptionName=([^,]+)", word)]
            call_faults = calls.call_errors(*result.call) if result.call else ()
            faults = [result.fault, *call_faults, *(beanstalk_options.option_error(*pair) for pair in pairs)]
            report.faults += [f"{line}: {fault}" for fault in faults if fault]
            parser = commands.PARSERS[line.program]
            report.checked[f"{line.program} {'in text' if line.inline else 'lines'}: {parser}"] += 1
        else:
            report.faults.append(
                f"{line}: the program {line.program} is not known, expected aws, eb or a name in checks/unchecked.yml"
            )


def namespace_errors(inline: list[Inline]) -> Iterator[str]:
    """Yield each option namespace that inline code names and nobody knows."""
    for code in inline:
        if (
            code.text != "aws:ec2:image"  # a type of parameter
            and re.fullmatch(r"aws:(elasticbeanstalk|autoscaling|ec2|elb|elbv2|rds)(:[a-z0-9_]+)+", code.text)
            and beanstalk_options.find_namespace(code.text) is None
        ):
            yield f"{code.location}: {unknown('namespace', code.text, beanstalk_options.load_namespaces())}"


def main() -> None:
    argparse.ArgumentParser(prog="python -m checks.samples", description=(__doc__ or "").splitlines()[0]).parse_args()
    try:
        samples, inline = fences.load()
    except DataError as error:
        sys.exit(f"Error: {error}")
    lines = list(commands.find_lines(samples, inline))
    report = check(samples, lines, load_unchecked())
    report.faults += namespace_errors(inline)
    pages = len({sample.page for sample in samples})
    print(
        f"{len(samples)} samples on {pages} pages, {len(lines)} commands, "
        f"{len({line.words for line in lines})} of them different\n"
    )
    for title, counts in (("Checked", report.checked), ("Not checked", report.not_checked)):
        print(title, *(f"{count:6}  {name}" for name, count in sorted(counts.items())), "", sep="\n")
    print("\n".join(report.faults) or "No faults")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
