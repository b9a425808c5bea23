"""What a machine can hold of practice questions: that reasons agree with their facts, and that nothing but knowledge
gives an answer away.

`python -m checks.questions` prints the figures; `--record` keeps what the facts say today (`links/questions.txt`).
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from statistics import median

from macros.facts import load, model, questions
from macros.facts.errors import DataError
from macros.render import questions as rendered

ROOT = Path(__file__).parent.parent
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])")
CODE = re.compile(r"`([^`]+)`")
TOGETHER = re.compile(r"\b(all|none|both) of the (above|others)\b", re.IGNORECASE)
NEGATIVE = re.compile(rf"\b(not|except|least likely|incorrect|false)\b|{TOGETHER.pattern}", re.IGNORECASE)
ABSOLUTE = re.compile(r"\b(always|never|only|all|every|none|must)\b", re.IGNORECASE)
# A right option is at most so many times as long as the median of its question.
LONGEST = 1.6
# Two questions are one from this share of common runs of five words on.
ALIKE = 0.3
# How many questions one fact carries.
CARRIED = 3
# The words of an option that say nothing of what it is about; none of one or two letters does.
STOP = re.compile("and|are|for|from|into|its|that|the|their|them|then|when|which|with")


def numbers(text: str) -> set[str]:
    return {found.replace(",", "").removesuffix(".0") for found in NUMBER.findall(text)}


class Bank:
    """The questions of a site, with the words of their facts."""

    def __init__(self, site: load.Site, pages: dict[str, str]) -> None:
        self.site, self.pages, self.known = site, pages, site.questions

    def words(self, names: tuple[str, ...]) -> str:
        """What the facts say; of a section the words of its page."""
        return " ".join(
            self.pages.get(name.partition("#")[0], "") if "#" in name else questions.words(self.site, name) or ""
            for name in names
        )


# What is wrong: the question, with the option where it is in one, and what is expected.
Faults = Iterator[tuple[str, str]]


def agree(bank: Bank) -> Faults:
    """Each number and each `name` in a reason stands in its facts, in the option or in the stem; a right one's names
    stand in its facts.
    """
    for key, question in bank.known.items():
        for option in question.options:
            facts = bank.words(option.rests_on)
            said = f"{question.stem} {question.ask} {option.text} {facts}"
            for number in sorted(numbers(option.why) - numbers(said)):
                yield f"{key}.{option.id}", f"the reason says {number}, expected a number that stands in its facts"
            names = [(name, said) for name in CODE.findall(option.why)]
            names += [(name, facts) for name in CODE.findall(option.text) if option.right]
            for name, text in names:
                if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                    yield f"{key}.{option.id}", f"`{name}` is in none of its facts, expected a name that is"


def form(bank: Bank) -> Faults:
    """Nothing is asked in the negative; a right option is not long beside its neighbours."""
    for key, question in bank.known.items():
        if found := NEGATIVE.search(question.ask):
            yield key, f"asks with {found[0]!r}, expected what is so"
        usual = median(len(option.text) for option in question.options)
        for option in question.options:
            if found := TOGETHER.search(option.text):
                yield f"{key}.{option.id}", f"says {found[0]!r}, expected an answer of its own"
            if option.right and (length := len(option.text)) > LONGEST * usual:
                yield (
                    f"{key}.{option.id}",
                    f"has {length} letters beside a median of {usual:.0f}, expected a shorter one",
                )


def spread(bank: Bank) -> Faults:
    """No two questions are one, and no fact carries many."""
    runs, carried = {}, dict[str, list[str]]()
    for key, question in bank.known.items():
        words = re.findall(r"\w+", f"{question.stem} {question.ask}".lower())
        runs[key] = {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        for name in {name for option in question.right for name in option.rests_on}:
            carried.setdefault(name, []).append(key)
    for one, other in combinations(runs, 2):
        common = len(runs[one] & runs[other])
        if common and common / len(runs[one] | runs[other]) >= ALIKE:
            yield other, f"is like {one}, expected another situation"
    for name, keys in carried.items():
        if len(keys) > CARRIED:
            yield keys[CARRIED], f"rests on {name} as {', '.join(keys[:CARRIED])} do, expected another fact"


def stale(bank: Bank) -> Faults:
    """A question was checked no earlier than its facts."""
    for key, question in bank.known.items():
        for name in question.facts:
            if (day := questions.checked(bank.site, name)) and day > question.checked:
                yield key, f"was checked {question.checked}, and {name} {day}, expected it read again"


def stems(text: str) -> set[str]:
    """The words of `text` that mean something, without their endings."""
    return {
        re.sub(r"(ing|ed|es|s)$", "", word)
        for word in re.findall(r"[a-z0-9]+", text.lower())
        if not STOP.fullmatch(word) and len(word) > 2
    }


def _most(scores: list[float]) -> list[int]:
    return [at for at, score in enumerate(scores) if score == max(scores)] if max(scores) else []


# What a test-wise reader would pick by, without knowing anything: the score of each option.
CUES: dict[str, Callable[[model.Question], list[float]]] = {
    "longest": lambda q: [len(o.text) for o in q.options],
    "shortest": lambda q: [1000 - len(o.text) for o in q.options],
    "most like the stem": lambda q: [len(stems(o.text) & stems(f"{q.stem} {q.ask}")) for o in q.options],
    "most like the others": lambda q: [
        sum(len(stems(o.text) & stems(p.text)) for p in q.options if p is not o) for o in q.options
    ],
}


def figures(bank: Bank) -> dict[str, tuple[float, float, float]]:
    """Of all questions with one right option, the share in which each cue alone finds it, the share that chance would
    find, and the most that is taken for chance (one-sided, 5 %).
    """
    found = {}
    for cue, score in CUES.items():
        hits, chances = [], []
        for question in bank.known.values():
            if len(question.right) == 1 and (best := _most(score(question))):
                hits.append(sum(question.options[at].right for at in best) / len(best))
                chances.append(1 / len(question.options))
        if hits:
            chance = sum(chances) / len(hits)
            sigma = math.sqrt(chance * (1 - chance) / len(hits))
            found[cue] = sum(hits) / len(hits), chance, chance + 1.645 * sigma
    return found


def absolutes(bank: Bank) -> tuple[float, float]:
    """The share of right, and of wrong options, with a word such as 'always'."""
    shares = []
    for right in (True, False):
        options = [option for question in bank.known.values() for option in question.options if option.right is right]
        shares.append(sum(bool(ABSOLUTE.search(option.text)) for option in options) / max(1, len(options)))
    return shares[0], shares[1]


def cues(bank: Bank) -> Faults:
    """Over all questions nothing but knowledge finds the right option more often than chance."""
    if len(bank.known) < 40:  # too few to say
        return
    last = [*bank.known][-1]
    for cue, (share, _, most) in figures(bank).items():
        if share > most:
            yield last, f"of all questions {share:.1%} are right where the option is {cue}, expected at most {most:.1%}"
    right, wrong = absolutes(bank)
    if wrong > right + 0.05:
        yield (
            last,
            f"of all options {wrong:.1%} of the wrong and {right:.1%} of the right ones say 'always' or the like",
        )


RULES: tuple[Callable[[Bank], Faults], ...] = (agree, form, spread, stale, cues)


def faults(bank: Bank) -> Iterator[str]:
    """Each fault as `file:line: question: what, expected`."""
    for rule in RULES:
        for at, what in rule(bank):
            yield f"{bank.site.origins['Question', at.partition('.')[0]]}: {at}: {what}"


def record(site: load.Site, root: Path, again: set[str]) -> list[str]:
    """Write the ledger: what the facts of new questions say, and of those that were checked again or are named; what
    else has changed stays as it was, and is returned.
    """
    before = questions.read_ledger(root)
    lines, kept = [], []
    for key, question in sorted(site.questions.items()):
        day = question.checked.isoformat()
        for fact, now in questions.watched(question, site):
            then_day, then = before.get((key, fact), (day, now))
            if then != now and then_day == day and key not in again:
                kept.append(f"{key}: {fact}")
                now = then
            lines.append(f"{key} {fact} {day} {now}\n")
    (root / questions.LEDGER).write_text("".join(lines), encoding="utf-8")
    return kept


def blind(site: load.Site, service: str) -> None:
    """Print what a second reader is to answer: the options as a page shows them, without key and reasons."""
    for key, question in site.questions.items():
        if site.origins["Question", key].startswith(f"data/{service}/") and not question.read:
            print(f"## {key}\n\n{question.stem}\n{question.ask}\n")
            for letter, option in zip(rendered.LETTERS, questions.ordered(key, question.options), strict=False):
                print(f"  {letter}. {option.text}")
            print()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m checks.questions", description=(__doc__ or "").partition("\n\n")[0]
    )
    say = "keep what the facts say today; of the questions that are named also where they have changed"
    parser.add_argument("--record", nargs="*", metavar="QUESTION", help=say)
    parser.add_argument("--blind", metavar="SERVICE", help="print the questions of a service without what is right")
    of = parser.parse_args()
    try:
        site = load.site(ROOT)
    except DataError as error:
        sys.exit(f"Error: {error}")
    bank = Bank(site, {path: (ROOT / "docs" / path).read_text(encoding="utf-8") for path in site.pages})
    if of.blind:
        return blind(site, of.blind)
    if of.record is not None:
        for line in record(site, ROOT, set(of.record)):
            print(f"still retired, as its fact has changed: {line}")
    every = list(site.questions.values())
    options, facts = sum(len(q.options) for q in every), {name for q in every for name in q.facts}
    print(f"{len(every)} questions, {options} options, {len(facts)} facts, {len(site.retired)} retired")
    for what, counted in (
        ("task", Counter(q.tasks[0] for q in every)),
        ("level", Counter(q.level for q in every)),
        ("form", Counter(f"{len(q.right)} of {len(q.options)}" for q in every)),
        ("service", Counter(site.origins["Question", key].split("/")[1] for key in site.questions)),
    ):
        print(f"by {what}: " + ", ".join(f"{key} {times}" for key, times in sorted(counted.items())))
    for cue, (share, chance, most) in figures(bank).items():
        print(f"right is {cue}: {share:.1%} (chance {chance:.1%}, at most {most:.1%})")
    print("absolute words: right {:.1%}, wrong {:.1%}".format(*absolutes(bank)))
    if found := list(faults(bank)):
        print("\n".join(found))
        sys.exit(1)


if __name__ == "__main__":
    main()
