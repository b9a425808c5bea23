"""When a question is asked again, as FSRS has it."""

import datetime as dt
import random

import fsrs
import pytest
from conftest import ROOT

SCRIPT = ROOT / "overrides/assets/practice.js"


def test_the_schedule_is_that_of_fsrs(page):
    """In whole days and without fuzz, as the reference implementation in Python."""
    dice = random.Random(3)
    runs = [[(dice.choice([1, 2, 3, 3, 3]), dice.choice([0, 1, 1, 2, 5, 20])) for _ in range(12)] for _ in range(150)]
    code = SCRIPT.read_text(encoding="utf-8")
    body = code[code.index("  const W = [") : code.index("  // What was answered")]
    found = page.evaluate(
        f"""runs => {{ {body}
        return runs.map(run => {{ let card = null, day = 0; return run.map(([grade, wait]) => {{
          day += card ? wait : 0
          card = review(card, grade, day)
          return [card.s, card.d]
        }}) }}) }}""",
        runs,
    )
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for run, ours in zip(runs, found, strict=True):
        card, now = fsrs.Card(), start
        for index, ((grade, wait), (stability, difficulty)) in enumerate(zip(run, ours, strict=True)):
            now += dt.timedelta(days=wait if index else 0)
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), now)
            assert stability == pytest.approx(card.stability, rel=1e-6)
            assert difficulty == pytest.approx(card.difficulty, rel=1e-6)
