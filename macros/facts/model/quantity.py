"""A number with its unit, and what else a cell of a table can hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from .base import Fact, Number, PageRef, Text, fault


class Units(Fact):
    """What quantities count: `one` has the word for exactly one of each unit; of a symbol it is the symbol."""

    one: Annotated[Mapping[Text, Text], AfterValidator(MappingProxyType)]


class Quantity(Fact):
    """A number or a range with its unit, as code formats it: `1 s-1 hour (1-3,600 s, default 10 minutes)`.

    One of `value`, `values`, or `min` and/or `max` (with an optional `step`).
    `note` qualifies it in a word or two.
    """

    value: Number | None = None
    values: tuple[Number, ...] | None = None
    min: Number | None = None
    max: Number | None = None
    step: Number | None = None
    default: Number | None = None
    unit: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _validate_form(self) -> Quantity:
        forms = [self.value is not None, bool(self.values), self.min is not None or self.max is not None]
        if sum(forms) != 1:
            raise fault("expected exactly one of: value, values, or min and/or max")
        if self.step is not None and self.step <= 0:
            raise fault("step is not above 0, expected it to be")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise fault("min is not below max, expected min < max")
        if self.values and list(self.values) != sorted(set(self.values)):
            raise fault("values do not rise, expected each once, the smallest first")
        lowest, highest = (self.values[0], self.values[-1]) if self.values else (self.min, self.max)
        if self.default is not None and (
            (lowest is not None and self.default < lowest) or (highest is not None and self.default > highest)
        ):
            raise fault("default is outside the range, expected it within")
        if None not in (self.step, self.min, self.max) and self.step > self.max - self.min:  # type: ignore[operator]
            raise fault("step is larger than the range, expected it within")
        return self


class Link(Fact):
    """A page, as a cell shows it."""

    page: PageRef
    text: Text


_TAGS: dict[type, str] = {
    bool: "=mark", str: "=text", dict: "=quantity", Quantity: "=quantity", Link: "=link", list: "=list", tuple: "=list",
}  # fmt: skip


def _cell_tag(value: Any) -> str | None:
    return "=link" if isinstance(value, dict) and "page" in value else _TAGS.get(type(value))


def _discriminator(expected: str) -> Discriminator:
    message = f"expected text, true or false, {expected}; a bare number has no unit"
    return Discriminator(_cell_tag, custom_error_type="cell", custom_error_message=message)


_Single = (
    Annotated[bool, Tag("=mark")]
    | Annotated[Text, Tag("=text")]
    | Annotated[Quantity, Tag("=quantity")]
    | Annotated[Link, Tag("=link")]
)
_Item = Annotated[_Single, _discriminator("or a quantity such as value: 5, unit: GB")]
_List = Annotated[tuple[_Item, ...], Field(min_length=1), Tag("=list")]
Cell = Annotated[_Single | _List, _discriminator("a quantity such as value: 5, unit: GB or a list of them")]
