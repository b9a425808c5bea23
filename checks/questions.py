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
from macros.render.questions import LETTERS

from . import ROOT

NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])")
CODE = re.compile(r"`([^`]+)`")
ALL_OF_ABOVE = re.compile(r"\b(all|none|both) of the (above|others)\b", re.IGNORECASE)
NEGATIVE = re.compile(rf"\b(not|except|least likely|incorrect|false)\b|{ALL_OF_ABOVE.pattern}", re.IGNORECASE)
ABSOLUTE = re.compile(r"\b(always|never|only|all|every|none|must)\b", re.IGNORECASE)
MAX_LENGTH_RATIO = 1.6  # of a right option to the median of its question
MAX_SIMILARITY = 0.3  # of two questions: the share of runs of five words that both have
MAX_QUESTIONS_PER_FACT = 3
# The words of an option that say nothing of what it is about; none of one or two letters does.
STOP_WORDS = re.compile("and|are|for|from|into|its|that|the|their|them|then|when|which|with")


def find_numbers(text: str) -> set[str]:
    return {number.replace(",", "").removesuffix(".0") for number in NUMBER.findall(text)}


class Bank:
    """The questions of a site, with the words of their facts."""

    def __init__(self, site: load.Site, pages: dict[str, str]) -> None:
        self.site, self.pages, self.questions = site, pages, site.questions

    def fact_words(self, names: tuple[str, ...]) -> str:
        """What the facts say; of a section the words of its page."""
        return " ".join(
            self.pages.get(name.partition("#")[0], "") if "#" in name else questions.fact_text(self.site, name) or ""
            for name in names
        )


# What is wrong: the question, with the option where it is in one, and what is expected.
Faults = Iterator[tuple[str, str]]


def reason_faults(bank: Bank) -> Faults:
    """Each number and each `name` in a reason stands in its facts, in the option or in the stem; a right one's names
    stand in its facts.
    """
    for key, question in bank.questions.items():
        for option in question.options:
            facts = bank.fact_words(option.rests_on)
            context = f"{question.stem} {question.ask} {option.text} {facts}"
            for number in sorted(find_numbers(option.why) - find_numbers(context)):
                yield f"{key}.{option.id}", f"the reason says {number}, expected a number that stands in its facts"
            names = [(name, context) for name in CODE.findall(option.why)]
            names += [(name, facts) for name in CODE.findall(option.text) if option.right]
            for name, text in names:
                if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                    yield f"{key}.{option.id}", f"`{name}` is in none of its facts, expected a name that is"


def form_faults(bank: Bank) -> Faults:
    """Nothing is asked in the negative; a right option is not long beside its neighbours."""
    for key, question in bank.questions.items():
        if match := NEGATIVE.search(question.ask):
            yield key, f"asks with {match[0]!r}, expected what is so"
        usual = median(len(option.text) for option in question.options)
        for option in question.options:
            label, length = f"{key}.{option.id}", len(option.text)
            if match := ALL_OF_ABOVE.search(option.text):
                yield label, f"says {match[0]!r}, expected an answer of its own"
            if option.right and length > MAX_LENGTH_RATIO * usual:
                yield label, f"has {length} letters beside a median of {usual:.0f}, expected a shorter one"


def duplicate_faults(bank: Bank) -> Faults:
    """No two questions are one, and no fact carries many."""
    runs, keys_by_fact = {}, dict[str, list[str]]()
    for key, question in bank.questions.items():
        words = re.findall(r"\w+", f"{question.stem} {question.ask}".lower())
        runs[key] = {tuple(words[start : start + 5]) for start in range(len(words) - 4)}
        for name in {name for option in question.right for name in option.rests_on}:
            keys_by_fact.setdefault(name, []).append(key)
    for first, second in combinations(runs, 2):
        common = len(runs[first] & runs[second])
        if common and common / len(runs[first] | runs[second]) >= MAX_SIMILARITY:
            yield second, f"is like {first}, expected another situation"
    for name, keys in keys_by_fact.items():
        if len(keys) > MAX_QUESTIONS_PER_FACT:
            others = ", ".join(keys[:MAX_QUESTIONS_PER_FACT])
            yield keys[MAX_QUESTIONS_PER_FACT], f"rests on {name} as {others} do, expected another fact"


def stale_faults(bank: Bank) -> Faults:
    """A question was checked no earlier than its facts."""
    for key, question in bank.questions.items():
        for name in question.facts:
            if (day := questions.fact_checked_on(bank.site, name)) and day > question.checked:
                yield key, f"was checked {question.checked}, and {name} {day}, expected it read again"


def stems(text: str) -> set[str]:
    """The words of `text` that mean something, without their endings."""
    return {
        re.sub(r"(ing|ed|es|s)$", "", word)
        for word in re.findall(r"[a-z0-9]+", text.lower())
        if not STOP_WORDS.fullmatch(word) and len(word) > 2
    }


# What a test-wise reader would pick by, without knowing anything: the score of each option.
CUES: dict[str, Callable[[model.Question], list[float]]] = {
    "longest": lambda q: [len(o.text) for o in q.options],
    "shortest": lambda q: [1000 - len(o.text) for o in q.options],
    "most like the stem": lambda q: [len(stems(o.text) & stems(f"{q.stem} {q.ask}")) for o in q.options],
    "most like the others": lambda q: [
        sum(len(stems(o.text) & stems(p.text)) for p in q.options if p is not o) for o in q.options
    ],
}


def cue_shares(bank: Bank) -> dict[str, tuple[float, float, float]]:
    """Of all questions with one right option, the share in which each cue alone finds it, the share that chance would
    find, and the most that is taken for chance (one-sided, 5 %).
    """
    shares = {}
    for cue, score in CUES.items():
        hits, chances = [], []
        for question in bank.questions.values():
            scores = score(question)
            if len(question.right) == 1 and max(scores):
                best = [index for index, value in enumerate(scores) if value == max(scores)]
                hits.append(sum(question.options[index].right for index in best) / len(best))
                chances.append(1 / len(question.options))
        if hits:
            chance = sum(chances) / len(hits)
            sigma = math.sqrt(chance * (1 - chance) / len(hits))
            shares[cue] = sum(hits) / len(hits), chance, chance + 1.645 * sigma
    return shares


def absolute_shares(bank: Bank) -> tuple[float, float]:
    """The share of right, and of wrong options, with a word such as 'always'."""
    shares, all_options = [], [option for question in bank.questions.values() for option in question.options]
    for right in (True, False):
        options = [option for option in all_options if option.right is right]
        shares.append(sum(bool(ABSOLUTE.search(option.text)) for option in options) / max(1, len(options)))
    return shares[0], shares[1]


def cue_faults(bank: Bank) -> Faults:
    """Over all questions nothing but knowledge finds the right option more often than chance."""
    if len(bank.questions) < 40:  # too few to say
        return
    last = [*bank.questions][-1]
    for cue, (share, _, limit) in cue_shares(bank).items():
        if share > limit:
            yield (
                last,
                f"of all questions {share:.1%} are right where the option is {cue}, expected at most {limit:.1%}",
            )
    right, wrong = absolute_shares(bank)
    fault = f"of all options {wrong:.1%} of the wrong and {right:.1%} of the right ones say 'always' or the like"
    if wrong > right + 0.05:
        yield last, fault


RULES: tuple[Callable[[Bank], Faults], ...] = (reason_faults, form_faults, duplicate_faults, stale_faults, cue_faults)


def find_faults(bank: Bank) -> Iterator[str]:
    """Each fault as `file:line: question: what is wrong, what is expected`."""
    for rule in RULES:
        for label, fault in rule(bank):
            yield f"{bank.site.origins['Question', label.partition('.')[0]]}: {label}: {fault}"


def write_ledger(site: load.Site, root: Path, reread: set[str]) -> list[str]:
    """Write what the facts of new questions say, and of those that were checked since or are `reread`; what else has
    changed stays as it was, and is returned.
    """
    ledger = questions.read_ledger(root)
    lines, changed = [], []
    for key, question in sorted(site.questions.items()):
        day = question.checked.isoformat()
        for fact, digest in questions.fact_digests(question, site):
            old_day, old_digest = ledger.get((key, fact), (day, digest))
            if old_digest != digest and old_day == day and key not in reread:
                changed.append(f"{key}: {fact}")
                digest = old_digest
            lines.append(f"{key} {fact} {day} {digest}\n")
    (root / questions.LEDGER).write_text("".join(lines), encoding="utf-8")
    return changed


def print_blind(site: load.Site, service: str) -> None:
    """Print what a second reader is to answer: the options as a page shows them, without key and reasons."""
    for key, question in site.questions.items():
        if site.origins["Question", key].startswith(f"data/{service}/") and not question.read:
            print(f"## {key}\n\n{question.stem}\n{question.ask}\n")
            for letter, option in zip(LETTERS, questions.shuffled_options(key, question.options), strict=False):
                print(f"  {letter}. {option.text}")
            print()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m checks.questions", description=(__doc__ or "").partition("\n\n")[0]
    )
    record_help = "keep what the facts say today; of the questions that are named also where they have changed"
    parser.add_argument("--record", nargs="*", metavar="QUESTION", help=record_help)
    parser.add_argument("--blind", metavar="SERVICE", help="print the questions of a service without what is right")
    arguments = parser.parse_args()
    try:
        site = load.site(ROOT)
    except DataError as error:
        sys.exit(f"Error: {error}")
    if arguments.blind:
        return print_blind(site, arguments.blind)
    if arguments.record is not None:
        for line in write_ledger(site, ROOT, set(arguments.record)):
            print(f"still retired, as its fact has changed: {line}")
    bank = Bank(site, {path: (ROOT / "docs" / path).read_text(encoding="utf-8") for path in site.pages})
    all_questions = list(site.questions.values())
    options = sum(len(question.options) for question in all_questions)
    facts = {name for question in all_questions for name in question.facts}
    print(f"{len(all_questions)} questions, {options} options, {len(facts)} facts, {len(site.retired)} retired")
    for field, counts in (
        ("task", Counter(question.tasks[0] for question in all_questions)),
        ("level", Counter(question.level for question in all_questions)),
        ("form", Counter(f"{len(question.right)} of {len(question.options)}" for question in all_questions)),
        ("service", Counter(site.origins["Question", key].split("/")[1] for key in site.questions)),
    ):
        print(f"by {field}: " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
    for cue, (share, chance, limit) in cue_shares(bank).items():
        print(f"right is {cue}: {share:.1%} (chance {chance:.1%}, at most {limit:.1%})")
    print("absolute words: right {:.1%}, wrong {:.1%}".format(*absolute_shares(bank)))
    if faults := list(find_faults(bank)):
        print("\n".join(faults))
        sys.exit(1)


if __name__ == "__main__":
    main()
