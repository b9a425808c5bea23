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
from macros.facts import load, model, questions as rests

Q = "data/small/questions.yml"


def bank(root, text=SMALL[Q]):
    with replaced_file(root, Q, text):
        return questions.Bank(load.site(root), {"index.md": "Text."})


MANY = "".join(SMALL[Q].replace("memory-of-large", name).replace("A service", name) for name in ("a", "b", "c", "d"))
# What is replaced in the small question, by what, and what is said of it.
FAULTS = {
    "a number of its own": ("It goes up to 9 GB.", "It has 10 GB.", "the reason says 10"),
    "a name of its own": ("It has 1 GB.", "It is `taskRole`.", "`taskRole` is in none of its facts"),
    "a right name of its own": ("text: The large size", "text: The size `grand`", "`grand` is in none of its facts"),
    "in the negative": ("Which size has enough?", "Which size is not enough?", "asks with 'not'"),
    "all of the others": ("The next size", "All of the above", "says 'All of the above'"),
    "a long right one": ("text: The large size", "text: The large" + " and large" * 7, "letters beside a median"),
    "older than its fact": ("checked: 2026-11-22", "checked: 2026-11-01", "was checked 2026-11-01, and sizes.large 2026-11-22"),
    "a fact that carries many": (SMALL[Q], MANY, "rests on sizes.large as"),
    "the same again": (SMALL[Q], SMALL[Q] + SMALL[Q].replace("memory-of-large", "again"), "is like memory-of-large"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_weak_question_is_named(small, case):
    old, new, said = FAULTS[case]
    assert list(questions.faults(bank(small))) == []
    found = list(questions.faults(bank(small, SMALL[Q].replace(old, new))))
    assert any(said in fault and fault.startswith(f"{Q}:") for fault in found), found


def made(right_is, count=60):
    """A bank of questions whose right option is the one that `right_is` chooses of four texts."""
    dice, known = random.Random(7), {}
    words = [f"{one}{two}" for one in "bcdfghjklmnprst" for two in ("ana", "oro", "iki", "ulu")]
    for number in range(count):
        texts = [" ".join(dice.sample(words, dice.randint(4, 9))) for _ in range(4)]
        right = right_is(texts, dice)
        options = tuple(
            model.Option(id=f"o{at}", text=text, right=at == right, why="w", rests_on=("t.r",))
            for at, text in enumerate(texts)
        )
        stem = " ".join(dice.sample(words, 12))
        known[f"q{number}"] = model.Question(
            tasks=("1.1",), level="apply", stem=stem, ask="Which?", options=options, checked=dt.date(2026, 11, 22)
        )
    return SimpleNamespace(known=known)


def test_cues_that_give_an_answer_away():
    """Where chance puts the right option no cue is named; where the longest is right, that one is, and so on."""
    fair = [said for _, said in questions.cues(made(lambda texts, dice: dice.randrange(4)))]
    longest = [said for _, said in questions.cues(made(lambda texts, _: max(range(4), key=lambda at: len(texts[at]))))]
    shortest = [said for _, said in questions.cues(made(lambda texts, _: min(range(4), key=lambda at: len(texts[at]))))]
    assert fair == []
    assert any("the option is longest" in said for said in longest)
    assert any("the option is shortest" in said for said in shortest)


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
    with replaced_file(small, rests.LEDGER, ""):
        questions.record(load.site(small), small, set())
        assert load.site(small).retired == {}
        with replaced_file(small, name, SMALL[name].replace(old, new)):
            after = load.site(small)
            assert list(after.retired) == ["memory-of-large"] and len(after.retired["memory-of-large"]) == 1
            assert questions.record(after, small, set()) == [f"memory-of-large: {after.retired['memory-of-large'][0]}"]
            assert load.site(small).retired, "what was not read again stays retired"
            questions.record(after, small, {"memory-of-large"})
            assert load.site(small).retired == {}


def test_the_site_records_what_its_questions_rest_on(facts):
    """As permalinks are listed: so that a change is seen."""
    listed = rests.read_ledger(ROOT)
    missing = {
        key
        for key, question in facts.questions.items()
        for fact, _ in rests.watched(question, facts)
        if listed.get((key, fact), ("",))[0] != question.checked.isoformat()
    }
    assert missing == set(), "run `make questions` and commit links/questions.txt"
    assert {key for key, _ in listed} == set(facts.questions)
