"""Every sample of the built site, and the program that reads its kind.

`python -m checks.samples [site]` prints what was found in the built site, what
checked it, and what nobody can check. A sample whose kind is not known is a
fault: give it a kind in `kinds.py`, or an entry with a reason in `unchecked.yml`.
"""

from __future__ import annotations

import argparse
import collections
import functools
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from checks import built, commands, options
from checks.kinds import KINDS, Kind
from macros import load, model

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Sample:
    """One code block of a page."""

    page: str  # of the built site
    where: str  # docs/ecr/index.md:46
    language: str
    title: str
    text: str
    below: Sample | None = None  # the block before it on the page

    @property
    def file(self) -> str:
        """The name of the file that the title gives, or nothing."""
        first = self.title.split(",")[0].split(" ")[0]
        return first if re.search(r"\w\.\w+$", first) or first in ("Dockerfile", "Procfile", "Buildfile") else ""

    def __str__(self) -> str:
        return f"{self.where} ({self.title or self.language})"


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


# Finding


@functools.cache
def texts() -> dict[str, str]:
    """Where a text on a page can come from: docs, then data."""
    paths = [*sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("data/**/*.yml"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def place(page: str, text: str, start: int | None = None) -> tuple[str, int]:
    """`file:line` where `text` on `page` is written, and where that ends in the file.

    With a `start`, a code block's first line is looked for from there in the page's own file; else inline code.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), text)
    stem = page.removesuffix("index.html").rstrip("/")
    own = [name for name in (f"docs/{stem}.md", f"docs/{stem}/index.md".replace("//", "/")) if name in texts()]
    fence = r"^ *```.*\n *" if start is not None else "`"
    for name in [*own, *(name for name in texts() if name.startswith("data/"))]:
        if at := re.compile(fence + re.escape(first), re.MULTILINE).search(texts()[name], start if start and name in own else 0):
            return f"{name}:{texts()[name].count(chr(10), 0, at.end()) + 1}", at.end()
    return page, start or 0


def read(pages: dict[str, BeautifulSoup]) -> list[Sample]:
    """Every code block of `pages`, in their order."""
    found = []
    for page, soup in pages.items():
        below, start = None, 0
        for code in soup.select("pre > code"):
            box = code.find_parent("div", class_="highlight")
            languages = [name.removeprefix("language-") for name in box["class"] if name.startswith("language-")] if box else []
            name = box.select_one("span.filename") if box else None
            where, start = place(page, code.get_text(), start)
            below = Sample(page, where, *languages or [""], name.get_text() if name else "", code.get_text(), below)
            found.append(below)
    return found


def lines(samples: list[Sample], pages: dict[str, BeautifulSoup]) -> list[commands.Line]:
    """Every command of the shell samples, of other samples that hold `aws` or `eb` lines, and of inline code."""
    found = []
    for sample in samples:
        near = [one for one in samples if one.page.split("/")[0] == sample.page.split("/")[0]]
        files = {one.title: one.text for one in sorted(near, key=lambda one: one.page == sample.page) if re.fullmatch(r"[\w.-]+\.\w+", one.title)}
        following = next((one for one in samples if one.below is sample), None)
        output = following.text if following and following.language == "json" and not following.title else None
        if sample.language == "bash":
            words = [*commands.split(sample.text)]
        elif sample.language in ("yaml", "json", "dockerfile"):
            words = [one for text in embedded(sample) for one in commands.split(text) if one[0] in commands.PARSERS]
        else:
            words = []
        found += [
            commands.Line(sample.where, one, False, files, output if number == len(words) and one[0] == "aws" else None)
            for number, one in enumerate(words, 1)
        ]
    for page, soup in pages.items():
        for code in soup.select("code"):
            if not code.find_parent("pre") and re.match(r"(aws|eb) \S", code.get_text()):
                found += [commands.Line(place(page, code.get_text())[0], one, True) for one in commands.split(code.get_text())]
    return found


def embedded(sample: Sample) -> Iterator[str]:
    """The shell commands in a file that is not a shell script: RUN lines, and texts that begin with a client's name."""
    if sample.language == "dockerfile":
        yield from re.findall(r"(?m)^(?:RUN|CMD|ENTRYPOINT) +([^\[].*(?:\\\n.*)*)", sample.text)
    else:
        yield from re.findall(r"""(?m)(?:[:-] |["|;&] *)((?:aws|eb) [a-z][^"\n]*)""", sample.text)


# Checking


def parse(sample: Sample) -> Any:
    """The data in a JSON or YAML sample, None in others. Raises `ValueError` or `DataError` on a fault."""
    if sample.language == "json":

        def once(pairs):
            if len(dict(pairs)) < len(pairs):
                raise ValueError(f"a key is repeated: {', '.join(key for key, _ in pairs)}")
            return dict(pairs)

        return json.loads(sample.text, object_pairs_hook=once)
    # A template's short functions, such as !Ref, are tags that no YAML reader knows.
    return load.parse(re.sub(r"(?<=[:-] )!\w+ ", "", sample.text), "sample")[0] if sample.language == "yaml" else None


def unchecked(path: Path = Path(__file__).with_name("unchecked.yml")) -> Unchecked:
    document, rows, name = load.read(path, path.parent)
    return load.shape(Unchecked, document, rows, name)


@dataclass
class Report:
    """What was found: faults, and how many of what were read by what."""

    faults: list[str]
    kinds: collections.Counter
    reasons: collections.Counter


def check(samples: list[Sample], found: list[commands.Line], exceptions: Unchecked) -> Report:
    """Everything that is wrong with `samples` and the command lines `found`, each by place and cause."""
    report = Report([], collections.Counter(), collections.Counter())
    sorted_: dict[Kind, list] = {kind: [] for kind in KINDS}
    excused = {(one.page, one.title): one.reason for one in exceptions.samples}
    needed: set = set()
    for sample in samples:
        try:
            data = parse(sample)
        except (ValueError, load.DataError) as error:
            report.faults.append(f"{sample}: does not parse: {error}")
            continue
        kind = next((kind for kind in KINDS if kind.has(sample, data)), None)
        key = (sample.where.removeprefix("docs/").split(":")[0], sample.title)
        if kind:
            sorted_[kind].append((sample, data))
            report.kinds[f"{kind.name}: {kind.by}"] += 1
        elif sample.language in exceptions.languages and not sample.file:
            needed.add(sample.language)
            report.reasons[f"{sample.language} blocks: {exceptions.languages[sample.language]}"] += 1
        elif key in excused:
            needed.add(key)
            report.reasons[f"{sample}: {excused[key]}"] += 1
        else:
            report.faults.append(f"{sample}: is of no known kind, expected one of checks/kinds.py or a reason in checks/unchecked.yml")
    for kind, members in sorted_.items():
        if members:
            report.faults += [f"{sample}: {said}" for sample, said in kind.check(members)]
    programs = {name: one.reason for one in exceptions.programs for name in one.names}
    mine = [line for line in found if line.program in commands.PARSERS]
    answers = commands.run(mine)
    for line in found:
        if line.program in commands.PARSERS:
            said = [answers[line], *(options.option(*pair) for word in line.words for pair in re.findall(r"Namespace=([^,]+),OptionName=([^,]+)", word))]
            report.faults += [f"{line}: {one}" for one in said if one]
            report.kinds[f"{line.program} {'in text' if line.inline else 'lines'}: {commands.PARSERS[line.program]}"] += 1
        elif line.program in programs:
            needed.add(line.program)
            report.reasons[f"lines of other programs: {programs[line.program]}"] += 1
        else:
            report.faults.append(f"{line}: the program {line.program} is not known, expected aws, eb or a name in checks/unchecked.yml")
    for entry in ({*exceptions.languages} | {*excused} | {*programs}) - needed:
        report.faults.append(f"checks/unchecked.yml: nothing needs {entry!r}, expected it gone")
    return report


def spaces(pages: dict[str, BeautifulSoup]) -> Iterator[str]:
    """Yield each option namespace that inline code names and nobody knows."""
    for page, soup in pages.items():
        for code in soup.select("code"):
            name = code.get_text()
            if not code.find_parent("pre") and re.fullmatch(r"aws:(elasticbeanstalk|autoscaling|ec2|elb|elbv2|rds)(:[a-z0-9_]+)+", name):
                if options.namespace(name) is None:
                    yield f"{place(page, name)[0]}: {load.unknown('namespace', name, options.options())}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m checks.samples")
    parser.add_argument("site", type=built, nargs="?", default="site")
    site = parser.parse_args().site
    pages = {path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib") for path in sorted(site.rglob("*.html"))}
    samples = read(pages)
    found = lines(samples, pages)
    report = check(samples, found, unchecked())
    report.faults += spaces(pages)
    print(f"{len(pages)} pages, {len(samples)} samples, {len(found)} commands, {len({line.words for line in found})} of them different\n")
    for title, counts in (("Checked", report.kinds), ("Not checked", report.reasons)):
        print(title)
        for name, count in sorted(counts.items()):
            print(f"{count:6}  {name}")
        print()
    print("\n".join(report.faults) or "No faults")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
