"""Practice questions as data: bad ones are refused, weak ones named, changed facts retire them, and no cue gives an
answer away.
"""

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from conftest import ROOT
from small import SMALL, replaced_file

from checks import questions
from macros.facts import load, model, questions as fact_questions

QUESTIONS_FILE = "data/small/questions.yml"
QUESTION = SMALL[QUESTIONS_FILE]


def small_bank(root, text=QUESTION):
    with replaced_file(root, QUESTIONS_FILE, text):
        return questions.Bank(load.site(root), {"index.md": "Text."})


FOUR_ALIKE = "".join(
    QUESTION.replace("memory-of-large", name).replace("A service", name) for name in ("a", "b", "c", "d")
)
# What is replaced in the small question, by what, and what is said of it.
FAULTS = {
    "a number of its own": ("It goes up to 9 GB.", "It has 10 GB.", "the reason says 10"),
    "a name of its own": ("It has 1 GB.", "It is `taskRole`.", "`taskRole` is in none of its facts"),
    "a right name of its own": ("text: The large size", "text: The size `grand`", "`grand` is in none of its facts"),
    "in the negative": ("Which size has enough?", "Which size is not enough?", "asks with 'not'"),
    "all of the others": ("The next size", "All of the above", "says 'All of the above'"),
    "a long right one": ("text: The large size", "text: The large" + " and large" * 7, "letters beside a median"),
    "older than its fact": ("checked: 2026-11-22", "checked: 2026-11-01", "was checked 2026-11-01, and sizes.large 2026-11-22"),
    "a fact that carries many": (QUESTION, FOUR_ALIKE, "rests on sizes.large as"),
    "the same again": (QUESTION, QUESTION + QUESTION.replace("memory-of-large", "again"), "is like memory-of-large"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_weak_question_is_named(small, case):
    old, new, message = FAULTS[case]
    assert list(questions.find_faults(small_bank(small))) == []
    faults = list(questions.find_faults(small_bank(small, QUESTION.replace(old, new))))
    assert any(message in fault and fault.startswith(f"{QUESTIONS_FILE}:") for fault in faults), faults


def find_cues(choose_right):
    """The cues of sixty questions whose right option is the one of four texts that `choose_right` names by its index."""
    generator, bank = random.Random(7), {}
    words = [f"{consonant}{syllable}" for consonant in "bcdfghjklmnprst" for syllable in ("ana", "oro", "iki", "ulu")]
    for number in range(60):
        texts = [" ".join(generator.sample(words, generator.randint(4, 9))) for _ in range(4)]
        right = choose_right(texts, generator)
        options = tuple(
            model.Option(id=f"o{index}", text=text, right=index == right, why="w", rests_on=("t.r",))
            for index, text in enumerate(texts)
        )
        stem = " ".join(generator.sample(words, 12))
        bank[f"q{number}"] = model.Question(
            tasks=("1.1",), level="apply", stem=stem, ask="Which?", options=options, checked=dt.date(2026, 11, 22)
        )
    return [message for _, message in questions.cue_faults(SimpleNamespace(questions=bank))]


def test_cues_that_give_an_answer_away():
    """Where chance puts the right option no cue is named; where the longest is right, that one is, and so on."""
    longest = find_cues(lambda texts, _: texts.index(max(texts, key=len)))
    shortest = find_cues(lambda texts, _: texts.index(min(texts, key=len)))
    assert find_cues(lambda texts, generator: generator.randrange(4)) == []
    assert any("the option is longest" in message for message in longest)
    assert any("the option is shortest" in message for message in shortest)


CHANGED = {
    "a cell": ("data/small/tables/sizes.yml", "max: 9", "max: 11"),
    "a note of a cell": ("data/small/tables/sizes.yml", "note: at most", "note: at least"),
    "a change": ("data/small/changes.yml", "new: New `name`", "new: Newer `name`"),
    "a line of a sheet": ("data/small/sheet.yml", "It runs `code`.", "It walks `code`."),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_changed_fact_retires_its_question(small, case):
    """And nothing else does; the build goes on. Read again on another day, it is asked again."""
    name, old, new = CHANGED[case]
    with replaced_file(small, fact_questions.LEDGER, ""):
        questions.write_ledger(load.site(small), small, set())
        assert load.site(small).retired == {}
        with replaced_file(small, name, SMALL[name].replace(old, new)):
            after = load.site(small)
            ((key, [reason]),) = after.retired.items()
            assert key == "memory-of-large"
            assert questions.write_ledger(after, small, set()) == [f"{key}: {reason}"]
            assert load.site(small).retired, "what was not read again stays retired"
            questions.write_ledger(after, small, {key})
            assert load.site(small).retired == {}


def test_the_site_records_what_its_questions_rest_on(facts):
    """As permalinks are listed: so that a change is seen."""
    recorded = fact_questions.read_ledger(ROOT)
    missing = {
        key
        for key, question in facts.questions.items()
        for fact, _ in fact_questions.fact_digests(question, facts)
        if recorded.get((key, fact), ("",))[0] != question.checked.isoformat()
    }
    assert missing == set(), "run `make questions` and commit links/questions.txt"
    assert {key for key, _ in recorded} == set(facts.questions)
