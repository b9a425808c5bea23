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

from macros.facts import model
from macros.facts.errors import DataError, unknown, validate
from macros.facts.files import read as read_yaml

from . import beanstalk_options, calls, commands, documents, fences
from .fences import Inline, Sample
from .kinds import KINDS, Kind


class Reason(model.Fact):
    page: model.Page
    title: model.Text
    reason: model.Text


class Programs(model.Fact):
    names: tuple[str, ...]
    reason: model.Text


class Unchecked(model.Fact):
    """`unchecked.yml`."""

    languages: dict[str, model.Text]
    samples: tuple[Reason, ...]
    programs: tuple[Programs, ...]


def unchecked() -> Unchecked:
    path = Path(__file__).with_name("unchecked.yml")
    document, rows, name = read_yaml(path, path.parent)
    return validate(Unchecked, document, rows, name)


@dataclass
class Report:
    """What was found: faults, how many of what were read by what, and which exemptions were needed."""

    faults: list[str] = field(default_factory=list)
    kinds: collections.Counter = field(default_factory=collections.Counter)
    reasons: collections.Counter = field(default_factory=collections.Counter)
    needed: set = field(default_factory=set)


def check(samples: list[Sample], lines: list[commands.Line], exemptions: Unchecked) -> Report:
    """Everything that is wrong with `samples` and the command `lines`, each by place and cause."""
    report = Report()
    _check_samples(samples, lines, exemptions, report)
    _check_lines(lines, exemptions, report)
    pages = {(one.page, one.title) for one in exemptions.samples}
    programs = {name for one in exemptions.programs for name in one.names}
    for entry in ({*exemptions.languages} | pages | programs) - report.needed:
        report.faults.append(f"checks/unchecked.yml: nothing needs {entry!r}, expected it gone")
    return report


def _check_samples(samples: list[Sample], lines: list[commands.Line], exemptions: Unchecked, report: Report) -> None:
    by_kind: dict[Kind, list] = {kind: [] for kind in KINDS}
    run = fences.run_pages()
    excused = {(one.page, one.title): one.reason for one in exemptions.samples}
    # The files that an aws line reads are checked with it.
    read = {
        (line.page, name) for line in lines for word in line.words for name in re.findall(r"^file://([\w.-]+)$", word)
    }
    for sample in samples:
        try:
            data = documents.parse(sample.language, sample.text)
        except ValueError as error:
            report.faults.append(f"{sample}: does not parse: {error}")
            continue
        kind = next((kind for kind in KINDS if kind.has(sample, data)), None)
        key = (sample.page.removeprefix("docs/"), sample.title)
        if kind:
            by_kind[kind].append((sample, data))
            report.kinds[f"{kind.name}: {kind.by}"] += 1
        elif (sample.page, sample.title) in read:
            report.kinds["file of an aws line: awscli (with its line)"] += 1
        elif sample.page in run:
            report.kinds["file of a lab: run, with checks.labs"] += 1
        elif sample.language in exemptions.languages and not sample.file:
            report.needed.add(sample.language)
            report.reasons[f"{sample.language} blocks: {exemptions.languages[sample.language]}"] += 1
        elif key in excused:
            report.needed.add(key)
            report.reasons[f"{sample}: {excused[key]}"] += 1
        else:
            report.faults.append(
                f"{sample}: is of no known kind, expected the title or keys of one in checks/kinds.py, "
                "or a reason in checks/unchecked.yml"
            )
    for kind, pairs in by_kind.items():
        if pairs:
            report.faults += [f"{sample.at(line)}: {fault}" for sample, line, fault in kind.check(pairs)]


def _check_lines(lines: list[commands.Line], exemptions: Unchecked, report: Report) -> None:
    programs = {name: one.reason for one in exemptions.programs for name in one.names}
    run = fences.run_pages()
    if ran := sum(line.page in run for line in lines):
        report.kinds["lines of labs: run, with checks.labs"] += ran
    lines = [line for line in lines if line.page not in run]
    answers = commands.run([line for line in lines if line.program in commands.PARSERS])
    for line in lines:
        if answer := answers.get(line):
            pairs = [pair for word in line.words for pair in re.findall(r"Namespace=([^,]+),OptionName=([^,]+)", word)]
            beyond = calls.call_errors(*answer.call) if answer.call else ()
            faults = [answer.fault, *beyond, *(beanstalk_options.option(*pair) for pair in pairs)]
            report.faults += [f"{line}: {fault}" for fault in faults if fault]
            report.kinds[
                f"{line.program} {'in text' if line.inline else 'lines'}: {commands.PARSERS[line.program]}"
            ] += 1
        elif line.program in programs:
            report.needed.add(line.program)
            report.reasons[f"lines of other programs: {programs[line.program]}"] += 1
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
            and beanstalk_options.namespace(code.text) is None
        ):
            yield f"{code.where}: {unknown('namespace', code.text, beanstalk_options.options())}"


def main() -> None:
    argparse.ArgumentParser(prog="python -m checks.samples", description=(__doc__ or "").splitlines()[0]).parse_args()
    try:
        samples, inline = fences.read()
    except DataError as error:
        sys.exit(f"Error: {error}")
    lines = list(commands.lines(samples, inline))
    report = check(samples, lines, unchecked())
    report.faults += namespace_errors(inline)
    pages = len({sample.page for sample in samples})
    print(
        f"{len(samples)} samples on {pages} pages, {len(lines)} commands, "
        f"{len({line.words for line in lines})} of them different\n"
    )
    for title, counts in (("Checked", report.kinds), ("Not checked", report.reasons)):
        print(title, *(f"{count:6}  {name}" for name, count in sorted(counts.items())), "", sep="\n")
    print("\n".join(report.faults) or "No faults")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
