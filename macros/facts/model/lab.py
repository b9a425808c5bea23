"""A lab: what it is about, how long it takes, where it runs; and where the local AWS differs from AWS."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .base import Id, Page, PageRef, Sourced, StrictBool, Text, fault, folder


class Lab(Sourced):
    """A lab on a page of its own. Those of one folder are a series, in the order of their file.

    `does` and `have` say what a reader does and has afterwards; `account` that it takes an AWS account, and may cost
    money, where others run against the local AWS.
    """

    label: Text
    page: Page
    does: Text
    have: Text
    minutes: Annotated[int, Field(strict=True, ge=5, le=60)]
    account: StrictBool = False

    @property
    def series(self) -> str:
        return folder(self.page)


class Difference(Sourced):
    """Where the local AWS does something else than AWS; its `lab` says so.

    `run` are lines for a shell on an empty local AWS, and `prints` the lines that they print, which AWS would not: when
    they print something else, the local AWS differs no more, or elsewhere. `untried` says why no line can show it.
    """

    lab: Id
    topic: Text
    here: Text
    aws: Text
    run: tuple[Text, ...] = ()
    prints: tuple[Text, ...] = ()
    untried: Text | None = None
    see: PageRef | None = None

    @model_validator(mode="after")
    def _validate_run_or_reason(self) -> Difference:
        if bool(self.run and self.prints) == bool(self.untried):
            raise fault("expected run and prints, or untried with a reason, and not both")
        return self
