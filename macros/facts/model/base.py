"""What every fact is: a frozen model, closed to unknown keys, made of checked texts, days and numbers.

Text in data is plain text; `backticks` mark code and nothing else is markup.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

# Control, direction and invisible format characters, surrogates, private and non-characters.
# Joiners are allowed, since emoji and some scripts need them.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)
KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
PAGE = r"[a-z0-9-]+(/[a-z0-9-]+)*\.md"
LABEL = r"[A-Za-z0-9]+([ -][A-Za-z0-9]+)*"


def fault(message: str, *key_path: str | int) -> PydanticCustomError:
    """An error of a fact, "what is wrong, what is expected"; `key_path` leads to the part of it that is meant."""
    return PydanticCustomError("fault", "{message}", {"key_path": key_path, "message": message})


def _validate_text(text: str) -> str:
    if not text.strip():
        raise fault("is empty, expected text")
    if text != text.strip() or "\n" in text or "\t" in text:
        raise fault("has outer spaces, a tab or a line break, expected one trimmed line")
    if match := INVISIBLE.search(text):
        raise fault(f"holds the unseen character U+{ord(match[0]):04X}, expected visible text")
    if re.search(r"\{\{|\{%|\{#", text):
        raise fault("holds template syntax, expected plain text")
    if text.count("`") % 2:
        raise fault("has an unclosed backtick, expected `code` in pairs")
    return text


def matching(pattern: str, message: str) -> AfterValidator:
    """A validator: the whole text has to match `pattern`."""

    def validate(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise fault(message)
        return text

    return AfterValidator(validate)


def _validate_since(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise fault("is not a date, expected a quoted '2022', '2022-09' or '2022-09-15'")
    dt.date.fromisoformat((text + "-01-01")[:10])
    return text


def _validate_number(value: Any) -> Any:
    if type(value) not in (int, float):
        raise fault("is not a number, expected digits without quotes and commas, such as 5, 0.25 or 43200")
    if not abs(value) <= 10**12 or value != round(value, 6):
        raise fault("is no number that is shown whole, expected at most 10**12 and six decimals")
    return value


def _validate_past(day: dt.date) -> dt.date:
    # One day more than the clock's: somewhere it is tomorrow already.
    if day > dt.date.today() + dt.timedelta(days=1):
        raise fault(f"{day} is yet to come, expected the day on which it was read")
    return day


Text = Annotated[str, AfterValidator(_validate_text)]
# Stands in an HTML attribute, which the theme does not escape.
AttributeText = Annotated[
    Text, matching(r"[^<>\"&]*", 'holds one of < > " &, expected words alone: search engines show it')
]
# An id or an address is made from it.
Label = Annotated[str, matching(LABEL, "is not words of plain letters and digits, expected for example 'ECS and ECR'")]
Code = Annotated[str, matching(r"[A-Z0-9]+(-[A-Z0-9]+)*", "is not an exam's code, expected for example 'DVA-C02'")]
TaskNumber = Annotated[
    str, matching(r"[0-9]+(\.[0-9]+)*", "is not a number of a task, expected for example '3.4', in quotes")
]
Id = Annotated[str, matching(KEBAB, "is not kebab-case, expected for example 'task-role'")]
Https = Annotated[
    str,
    matching(
        r"https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?",
        "is not an https address, expected https://... without spaces and quotes",
    ),
]
Page = Annotated[str, matching(PAGE, "is not a page, expected for example 'ecs/roles.md'")]
PageRef = Annotated[
    str, matching(PAGE + "(#[a-z0-9_-]+)?", "is not a page, expected for example 'ecs/roles.md#task-role'")
]
Since = Annotated[str, AfterValidator(_validate_since)]
Number = Annotated[int | float, BeforeValidator(_validate_number)]
Day = Annotated[dt.date, Field(strict=True)]
PastDate = Annotated[Day, AfterValidator(_validate_past)]
StrictBool = Annotated[bool, Field(strict=True)]
Value = TypeVar("Value")
# Immutable, since loaded facts are cached and shared.
FrozenMapping = Annotated[Mapping[Id, Value], AfterValidator(MappingProxyType)]


def _validate_pattern(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            groups = re.compile(text).groups
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise fault(f"is not a regular expression, expected one: {error}") from None
    if not groups:
        raise fault("has no group, expected one around what is to be found, such as 'up to (\\d+)'")
    return text


Pattern = Annotated[Text, AfterValidator(_validate_pattern)]


class Fact(BaseModel):
    """Frozen, and closed to unknown keys; the message names the nearest known one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any, info: ValidationInfo) -> Any:
        for key, value in data.items() if isinstance(data, dict) else ():
            if value is None and info.context == "file":  # code says None for what it leaves out
                raise fault("is empty, expected a value or no such key", key)
            if key not in cls.model_fields:
                close = difflib.get_close_matches(key, cls.model_fields, 1)
                hint = f" (did you mean {close[0]!r}?)" if close else ""
                known = ", ".join(sorted(cls.model_fields))
                raise fault(f"unknown key{hint}, expected one of: {known}", key)
        return data


class Sourced(Fact):
    """A fact that was read in a source, on a day."""

    source: Id
    checked: PastDate


def folder(page: str) -> str:
    """The folder of a page; a page that is in none is its own."""
    return page.split("/")[0].removesuffix(".md")


def require_unique(field: str, items: tuple[Any, ...], *key_path: str | int) -> None:
    """Raise where two of the `items` below `key_path` have the same `field`."""
    seen = set()
    for index, item in enumerate(items):
        if (value := getattr(item, field)) in seen:
            raise fault(
                f"{type(item).__name__.lower()} {field} '{value}' is repeated, expected it once", *key_path, index
            )
        seen.add(value)
