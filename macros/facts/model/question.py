"""A practice question: what is asked, the options with their reasons, and the facts that each reason rests on."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import KEBAB, PAGE, Fact, Id, PastDate, StrictBool, TaskNumber, Text, fault, matching, require_unique

# A row, a cell, a line, a change, a term or a section.
FactName = Annotated[
    str,
    matching(
        rf"(sheet:|change:|chooser:|term:)?{KEBAB}(\.{KEBAB}){{0,2}}|{PAGE}#[a-z0-9_-]+",
        "names no fact, expected for example 'ecs-roles.task-role', 'change:x', 'term:x' or 'ecs/roles.md#task-role'",
    ),
]
# How many are right, of how many, and the word for it in what is asked.
FORMS = {(1, 4): "", (2, 5): "two", (2, 6): "two", (3, 6): "three"}
STEM_WORDS = 70


class Option(Fact):
    """One answer, why it is right or wrong, and the facts that say so."""

    id: Id
    text: Text
    right: StrictBool = False
    why: Text
    rests_on: tuple[FactName, ...] = Field(min_length=1)


class Question(Fact):
    """A question of the newest exam. The first of its `tasks` counts; `level` is what it asks of a learner.

    How many options are right is counted, not typed. `old` names a change: a wrong option was right until then.
    `read` is the day on which somebody who did not write it found exactly the right options without having seen
    them; until then it is not asked.
    """

    tasks: tuple[TaskNumber, ...] = Field(min_length=1)
    level: Literal["recall", "apply", "choose"]
    stem: Text
    ask: Annotated[Text, matching(r".*\?", "does not end in a question mark, expected one question")]
    options: tuple[Option, ...]
    old: Id | None = None
    checked: PastDate
    read: PastDate | None = None

    @property
    def right(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.right)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of all facts that it rests on, once each."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.rests_on))

    @model_validator(mode="after")
    def _validate_form(self) -> Question:
        require_unique("id", self.options, "options")
        require_unique("text", self.options, "options")
        form = len(self.right), len(self.options)
        if form not in FORMS:
            hint = "expected 1 of 4, 2 of 5, 2 of 6 or 3 of 6"
            raise fault(f"{form[0]} of {form[1]} options are right, {hint}", "options")
        if FORMS[form] and not re.search(rf"\b{FORMS[form]}\b", self.ask, re.IGNORECASE):
            raise fault(f"does not say {FORMS[form]}, expected how many to choose", "ask")
        if (word_count := len(self.stem.split())) > STEM_WORDS:
            raise fault(f"has {word_count} words, expected at most {STEM_WORDS}", "stem")
        return self
