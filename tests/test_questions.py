"""Practice questions as data: bad ones are refused, weak ones named, changed facts retire them, and no cue gives an
answer away.
"""

import copy
import datetime as dt
import random
from types import SimpleNamespace

import pytest
import yaml
from conftest import ROOT, edit
from small import SMALL, broken

from checks import questions
from macros.facts import load, model, questions as rests

Q = "data/small/questions.yml"
GOOD = yaml.safe_load(SMALL[Q])


def spoilt(**changes):
    """The small question with other values; `options.1.text` is a path."""
    found = copy.deepcopy(GOOD)
    for path, value in changes.items():
        *parts, last = path.split("__")
        at = found["memory-of-large"]
        for part in parts:
            at = at[int(part) if part.isdigit() else part]
        at[last] = value
    return yaml.safe_dump(found, allow_unicode=True)


REFUSED = {
    "two right of four": (spoilt(options__1__right=True), "2 of 4 options are right, expected 1 of 4, 2 of 5"),
    "no question mark": (spoilt(ask="Which size."), "does not end in a question mark"),
    "a long stem": (spoilt(stem="word " * 71 + "end."), "has 72 words, expected at most 70"),
    "an option twice": (spoilt(options__1__id="large"), "option id 'large' is repeated"),
    "no such level": (spoilt(level="easy"), "'easy' is not known, expected 'recall', 'apply' or 'choose'"),
    "no such task": (spoilt(tasks=["9.9"]), "no task of DVA-C02 is called '9.9'"),
    "no such row": (spoilt(options__0__rests_on=["sizes.lagre"]), "no row, cell or line is called 'sizes.lagre'"),
    "no such change": (spoilt(options__0__rests_on=["change:new"]), "no change is called 'new'"),
    "no such page": (spoilt(options__1__rests_on=["nowhere.md#x"]), "no page is called 'nowhere.md'"),
    "prose alone": (spoilt(options__0__rests_on=["index.md#top"]), "names sections alone, expected a row"),
    "no reason": (spoilt(options__1__why=" "), "is empty, expected text"),
    "no fact": (spoilt(options__1__rests_on=[]), "rests_on"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_spoilt_question_is_refused(small, case):
    content, said = REFUSED[case]
    message = broken(small, Q, content)
    assert message and message.startswith(f"{Q}:") and said in message, message


def bank(root, text=SMALL[Q]):
    (root / Q).write_text(text, encoding="utf-8")
    try:
        return questions.Bank(load.site(root), {"index.md": "Text."})
    finally:
        (root / Q).write_text(SMALL[Q], encoding="utf-8")


FAULTS = {
    "a number of its own": (spoilt(options__0__why="It has 10 GB."), "the reason says 10"),
    "a name of its own": (spoilt(options__1__why="It is `taskRole`."), "`taskRole` is in none of its facts"),
    "a right name of its own": (spoilt(options__0__text="The size `grand`"), "`grand` is in none of its facts"),
    "in the negative": (spoilt(ask="Which size is not enough?"), "asks with 'not'"),
    "all of the others": (spoilt(options__3__text="All of the above"), "says 'All of the above'"),
    "a long right one": (spoilt(options__0__text="The large size" + ", which is large" * 5), "letters beside a median"),
    "older than its fact": (spoilt(checked=dt.date(2026, 11, 1)), "was checked 2026-11-01, and sizes.large 2026-11-22"),
    "the same again": (SMALL[Q] + SMALL[Q].replace("memory-of-large", "again"), "is like memory-of-large"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_weak_question_is_named(small, case):
    text, said = FAULTS[case]
    assert list(questions.faults(bank(small))) == []
    found = list(questions.faults(bank(small, text)))
    assert any(said in fault and fault.startswith(f"{Q}:") for fault in found), found


def test_a_fact_that_carries_many(small):
    names = ("memory-of-large", "second", "third", "fourth")
    text = "".join(SMALL[Q].replace("memory-of-large", name).replace("A service", f"{name} service") for name in names)
    assert any("rests on sizes.large as" in fault for fault in questions.faults(bank(small, text)))


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
    ledger, known = small / rests.LEDGER, load.site(small)
    ledger.parent.mkdir(exist_ok=True)
    questions.record(known, small, set())
    try:
        assert load.site(small).retired == {}
        edit(small / name, old, new)
        after = load.site(small)
        assert list(after.retired) == ["memory-of-large"] and len(after.retired["memory-of-large"]) == 1
        assert questions.record(after, small, set()) == [f"memory-of-large: {after.retired['memory-of-large'][0]}"]
        assert load.site(small).retired, "what was not read again stays retired"
        questions.record(after, small, {"memory-of-large"})
        assert load.site(small).retired == {}
    finally:
        (small / name).write_text(SMALL[name], encoding="utf-8")
        ledger.unlink()


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
