"""A probe: which fact a package has to agree with, and where it says so."""

from __future__ import annotations

from typing import Literal

from .base import Fact, Id, Number, Pattern, Text

Reading = Literal[
    "accepted", "allowed", "commands", "constant", "enumeration", "example", "flags", "json", "maximum", "members",
    "minimum", "newest", "one-of", "operations", "policies", "refused", "sentence", "settings", "signature", "sizes",
    "stacks", "tier",
]  # fmt: skip


class Probe(Fact):
    """A small reading of an installed package that a fact has to agree with; checks/probes.py says what each kind
    reads.

    `fact` is 'table.row.column', 'sheet:name.line' or 'change:id'; rows may be '*' or 'one|two'. `also` are facts
    that say the same. `field` picks a number of a quantity. `expect` is the number or words meant where the fact is a
    sentence; they must stand in it. `at` is the place, with '{column}' for the row's own word there. `find` takes a
    part of the text found, and `per` says how many of the package's units make one of ours.
    """

    fact: Text
    also: tuple[Text, ...] = ()
    field: Literal["value", "min", "max", "step", "default"] | None = None
    expect: Number | Text | tuple[Number | Text, ...] | None = None
    package: Id
    reads: Reading
    at: Text
    find: Pattern | None = None
    per: Number | None = None
