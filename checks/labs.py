"""Every command and file of a lab's page, in order, as a learner would; what is printed is held against the page.

python -m checks.labs [lab ...]   (--print shows what each block prints, --pause 31 goes at a person's pace)

A block of `bash` is run. One of another language with a file's name for its title is written to that file. One of
`text` or `json` right below a block of `bash` is what that prints; `...` in it stands for what is left out, lines or
parts of one. A block that nothing follows prints nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from macros.facts import load
from macros.facts.errors import DataError, unknown
from macros.facts.files import read_text

from . import ROOT
from .fences import Sample, parse_page
from .shell import LocalAws, Shell

# What differs from run to run: on the page and in the output, the name of the first pattern that matches replaces it.
VOLATILE = {
    "uuid": r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    "time": r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:?\d\d)?(?!\d)|\b20\d{6}T\d{6}Z",
    "seconds": r"\b1[789]\d{8}(\.\d+)?\b",  # since 1970
    "date": r"\b20\d\d-?[01]\d-?[0-3]\d\b|\b\w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d GMT",
    "hash": r"\b[0-9a-f]{32,}\b",  # ETags, MD5 and SHA-256
    "access-key": r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    "unique-id": r"\bA[A-Z]{3}[A-Z0-9]{17}\b",  # of users, roles and policies
    "token": r"(?<![\w+/=-])[\w+/=-]{50,}",  # receipt handles, request ids, session tokens
    "local": r"\b127\.0\.0\.1:\d+",
}
_VOLATILE = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in VOLATILE.items()))
GAP = "..."


@dataclass(frozen=True)
class Block:
    """Lines for the shell, or a file; and the output that the page shows below it."""

    sample: Sample
    output: Sample | None = None


def parse_blocks(text: str, name: str) -> list[Block]:
    """The blocks of the page in order. Raises `DataError` for one that is neither run, nor written, nor printed."""
    blocks: list[Block] = []
    for sample in parse_page(text, name)[0]:
        last = blocks[-1] if blocks else None
        if (sample.language == "bash" and not sample.title) or (sample.title and sample.title == sample.file):
            blocks.append(Block(sample))
        elif not sample.title and sample.language in ("text", "json") and last and last.sample is sample.preceding:
            blocks[-1] = Block(last.sample, sample)
        else:
            hint = "expected bash, a file's name as its title, or what the block of bash right above it prints"
            raise DataError(f"{sample.page}:{sample.line - 1}: a block that nobody can run, {hint}")
    return blocks


def mask(text: str) -> str:
    """`text` with a name for each thing that differs from run to run."""
    return _VOLATILE.sub(lambda match: f"<{(match.lastgroup or '').replace('_', '-')}>", text)


def normalize(text: str) -> list[str]:
    """The lines as a terminal shows them in the end: what a progress bar wrote over is gone, and a tab is a blank."""
    lines = text.rstrip().split("\n") if text.strip() else []
    return [mask(re.sub(r"(?<=\S)\s+", " ", line.rstrip().rpartition("\r")[2].rstrip())) for line in lines]


def find_mismatch(expected: list[str], actual: list[str]) -> tuple[int, str] | None:
    """The first of the `expected` lines, from 0, that differs, and what was printed there; None where none does."""

    def to_regex(lines: list[str]) -> str:
        return "".join(
            r"(?:.*\n)*?" if line.strip() == GAP else ".*?".join(map(re.escape, line.split(GAP))) + r"\n"
            for line in lines
        )

    text = "".join(f"{line}\n" for line in actual)
    if re.fullmatch(to_regex(expected), text):
        return None
    matches = [re.match(to_regex(expected[:count]), text) for count in range(len(expected) + 1)]
    index, end = max((count, match.end()) for count, match in enumerate(matches) if match)
    rest = text[end:].splitlines()
    if not rest:
        return index, "prints nothing more"
    # The first line of an error of AWS CLI is empty.
    error = next((f" and then {line!r}" for line in rest if line), "") if not rest[0] else ""
    return index, f"prints {rest[0]!r}{error}"


def run_page(shell: Shell, text: str, name: str, printing: bool = False, pause: float = 0) -> Iterator[str]:
    """Yield what is wrong with the lab on the page, each as `docs/labs/s3.md:12: what is wrong, what is expected`.

    `pause` is how many seconds a learner reads before each block.
    """
    for block in parse_blocks(text, name):
        sample, output = block.sample, block.output
        if sample.title:
            path = shell.folder / sample.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sample.text, encoding="utf-8")
            continue
        time.sleep(pause)
        try:
            printed = shell.run(sample.text)
        except (EOFError, TimeoutError) as error:
            yield f"{name}:{sample.line}: {error}, expected commands that end by themselves, and leave the shell"
            return
        if printing:
            print(f"--- {name}:{sample.line}\n{sample.text}>>>\n{printed}", end="")
        expected = normalize(output.text) if output else []
        if mismatch := find_mismatch(expected, normalize(printed)):
            index, fault = mismatch
            if output and index < len(expected):
                yield f"{name}:{output.line + index}: the block above {fault}, expected {expected[index]!r}"
            else:
                line = output.line + max(len(expected) - 1, 0) if output else sample.line
                yield f"{name}:{line}: the block {fault}, expected nothing more; show it, or leave it out with '...'"
            return  # what follows would differ too


def difference_errors(local: LocalAws, facts: load.Site, key: str) -> Iterator[str]:
    """Yield each difference of the lab `key` from AWS that is none any more."""
    for name, difference in facts.differences.items():
        if difference.lab == key and difference.run:
            local.reset()
            with Shell(local) as shell:
                actual = normalize(shell.run("\n".join(difference.run)))
            if find_mismatch([mask(line) for line in difference.prints], [line.strip() for line in actual]):
                location, expected = facts.origins["Difference", name], list(difference.prints)
                yield f"{location}: run: prints {actual}, expected {expected}, or no such difference"


def run(local: LocalAws, facts: load.Site, key: str, printing: bool = False, pause: float = 0) -> Iterator[str]:
    """Yield what is wrong with the lab `key` and its differences, on an empty local AWS."""
    local.reset()
    text, name = read_text(ROOT / "docs" / facts.labs[key].page, ROOT)
    with Shell(local) as shell:
        yield from run_page(shell, text, name, printing, pause)
        if leftovers := [path.name for path in shell.home.iterdir()]:
            yield f"{name}:1: leaves {', '.join(leftovers)} in the home folder, expected it untouched"
    yield from difference_errors(local, facts, key)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m checks.labs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labs", nargs="*", metavar="lab")
    parser.add_argument("--print", action="store_true", dest="printing", help="show what each block prints")
    parser.add_argument("--pause", type=float, default=0, metavar="SECONDS", help="before each block, as who reads it")
    options = parser.parse_args()
    faults = []
    try:
        facts = load.site(ROOT)
        local_labs = [key for key, lab in facts.labs.items() if not lab.account]
        for key in options.labs:
            if key not in local_labs:
                sys.exit(f"Error: {unknown('lab', key, local_labs)}")
        with LocalAws() as local:
            for key in options.labs or local_labs:
                lab_faults = list(run(local, facts, key, options.printing, options.pause))
                faults += lab_faults
                print(*(lab_faults or [f"{key}: every line does what the page says"]), sep="\n")
    except DataError as error:
        sys.exit(f"Error: {error}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
