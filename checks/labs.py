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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from macros.facts import load, model
from macros.facts.errors import DataError, unknown
from macros.facts.files import text as text_of

from .fences import Sample, parse_page
from .shell import LocalAws, Shell

ROOT = Path(__file__).parent.parent
# What differs from run to run; the first that fits is what stands in its place, on the page and in what is printed.
MADE_UP = {
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
_MADE_UP = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in MADE_UP.items()))
GAP = "..."


@dataclass(frozen=True)
class Block:
    """Lines for the shell, or a file; and what the page shows below it."""

    sample: Sample
    shown: Sample | None = None


def blocks(text: str, name: str) -> list[Block]:
    """The blocks of the page in order. Raises `DataError` for one that is neither run, nor written, nor printed."""
    found: list[Block] = []
    for sample in parse_page(text, name)[0]:
        last = found[-1] if found else None
        if (sample.language == "bash" and not sample.title) or (sample.title and sample.title == sample.file):
            found.append(Block(sample))
        elif not sample.title and sample.language in ("text", "json") and last and last.sample is sample.preceding:
            found[-1] = Block(last.sample, sample)
        else:
            cure = "expected bash, a file's name as its title, or what the block of bash right above it prints"
            raise DataError(f"{sample.page}:{sample.line - 1}: a block that nobody can run, {cure}")
    return found


def same(text: str) -> str:
    """`text` with a name for each thing that differs from run to run."""
    return _MADE_UP.sub(lambda found: f"<{(found.lastgroup or '').replace('_', '-')}>", text)


def lines_of(text: str) -> list[str]:
    """The lines as a terminal shows them in the end: what a progress bar wrote over is gone, and a tab is a blank."""
    lines = text.rstrip().split("\n") if text.strip() else []
    return [same(re.sub(r"(?<=\S)\s+", " ", line.rstrip().rpartition("\r")[2].rstrip())) for line in lines]


def mismatch(shown: list[str], printed: list[str]) -> tuple[int, str] | None:
    """The first line of `shown`, from 0, that does not fit, and what was printed there; None where all fit."""

    def pattern(lines: list[str]) -> str:
        return "".join(
            r"(?:.*\n)*?" if line.strip() == GAP else ".*?".join(map(re.escape, line.split(GAP))) + r"\n"
            for line in lines
        )

    text = "".join(f"{line}\n" for line in printed)
    if re.fullmatch(pattern(shown), text):
        return None
    fits = max(count for count in range(len(shown) + 1) if re.match(pattern(shown[:count]), text))
    done = re.match(pattern(shown[:fits]), text)
    left = text[done.end() if done else 0 :].splitlines()
    more = next((f" and then {line!r}" for line in left if line), "") if left[:1] == [""] else ""  # as an error begins
    return fits, f"prints {left[0]!r}{more}" if left else "prints nothing more"


def run_page(shell: Shell, text: str, name: str, printing: bool = False, pause: float = 0) -> Iterator[str]:
    """Yield what is wrong with the lab on the page, each as `docs/labs/s3.md:12: what is wrong, what is expected`.

    `pause` is how many seconds a learner reads before each block.
    """
    for block in blocks(text, name):
        sample, shown = block.sample, block.shown
        if sample.title:
            path = shell.folder / sample.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sample.text, encoding="utf-8")
            continue
        time.sleep(pause)
        try:
            said = shell.run(sample.text)
        except (EOFError, TimeoutError) as error:
            yield f"{name}:{sample.line}: {error}, expected commands that end by themselves, and leave the shell"
            return
        if printing:
            print(f"--- {name}:{sample.line}\n{sample.text}>>>\n{said}", end="")
        expected = lines_of(shown.text) if shown else []
        if wrong := mismatch(expected, lines_of(said)):
            at, what = wrong
            if shown and at < len(expected):
                yield f"{name}:{shown.line + at}: the block above {what}, expected {expected[at]!r}"
            else:
                place = shown.line + max(len(expected) - 1, 0) if shown else sample.line
                yield f"{name}:{place}: the block {what}, expected nothing more; show it, or leave it out with '...'"
            return  # what follows would differ too


def try_differences(local: LocalAws, differences: Iterable[tuple[str, model.Difference]]) -> Iterator[str]:
    """Yield each difference that is none any more; `differences` are pairs of place and difference."""
    for place, of in differences:
        if of.run:
            local.reset()
            with Shell(local) as shell:
                printed = lines_of(shell.run("\n".join(of.run)))
            if mismatch([same(line) for line in of.prints], [line.strip() for line in printed]):
                yield f"{place}: run: prints {printed}, expected {list(of.prints)}, or no such difference"


def run(local: LocalAws, facts: load.Site, key: str, printing: bool = False, pause: float = 0) -> Iterator[str]:
    """Yield what is wrong with the lab `key` and its differences, on an empty local AWS."""
    local.reset()
    text, name = text_of(ROOT / "docs" / facts.labs[key].page, ROOT)
    with Shell(local) as shell:
        yield from run_page(shell, text, name, printing, pause)
        if left := [path.name for path in shell.home.iterdir()]:
            yield f"{name}:1: leaves {', '.join(left)} in the home folder, expected it untouched"
    places = ((facts.origins["Difference", one], of) for one, of in facts.differences.items() if of.lab == key)
    yield from try_differences(local, places)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m checks.labs", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labs", nargs="*", metavar="lab")
    parser.add_argument("--print", action="store_true", dest="printing", help="show what each block prints")
    parser.add_argument("--pause", type=float, default=0, metavar="SECONDS", help="before each block, as who reads it")
    given = parser.parse_args()
    faults = []
    try:
        facts = load.site(ROOT)
        local_labs = [key for key, of in facts.labs.items() if not of.account]
        for key in given.labs:
            if key not in local_labs:
                sys.exit(f"Error: {unknown('lab', key, local_labs)}")
        with LocalAws() as local:
            for key in given.labs or local_labs:
                found = list(run(local, facts, key, given.printing, given.pause))
                faults += found
                print(*(found or [f"{key}: every line does what the page says"]), sep="\n")
    except DataError as error:
        sys.exit(f"Error: {error}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
