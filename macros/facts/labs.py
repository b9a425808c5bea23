"""Labs in their series: number, table, and where the local AWS differs from AWS."""

from __future__ import annotations

from collections.abc import Mapping

from . import model
from .errors import DataError
from .exam import Cells, list_of, row_of
from .site import Site


def series(facts: Site) -> dict[str, list[str]]:
    """The labs of each series in order, by its folder."""
    found: dict[str, list[str]] = {}
    for key, of in facts.labs.items():
        found.setdefault(of.series, []).append(key)
    return found


def place(facts: Site, page: str) -> tuple[str, int, int]:
    """The lab on the page, its number in the series, and how many those are. Raises `DataError` where there is none."""
    for keys in series(facts).values():
        for number, key in enumerate(keys, 1):
            if facts.labs[key].page == page:
                return key, number, len(keys)
    raise DataError(f"no lab has 'page: {page}', expected one in data/{model.area(page)}/labs.yml")


def tables(facts: Site) -> dict[str, model.Table]:
    """For each series the table `<folder>-labs`, and for a lab with differences `<lab>-differences`."""
    made = {f"{name}-labs": _series(facts, keys) for name, keys in series(facts).items()}
    of_lab: dict[str, dict[str, model.Difference]] = {}
    for key, of in facts.differences.items():
        of_lab.setdefault(of.lab, {})[key] = of
    return made | {f"{lab}-differences": _differences(facts, lab, found) for lab, found in of_lab.items()}


def _series(facts: Site, keys: list[str]) -> model.Table:
    columns = {"lab": "Lab", "do": "What you do", "have": "What you have afterwards", "minutes": "Time"}
    rows = []
    for number, key in enumerate(keys, 1):
        of = facts.labs[key]
        cells: Cells = {
            "lab": f"{number}: {of.label}", "do": of.does, "have": of.have,
            "minutes": model.Quantity(value=of.minutes, unit="minutes"),
        }  # fmt: skip
        rows.append(row_of(key, of, cells, of.page))
    return list_of("The labs, in order", columns, rows)


def _differences(facts: Site, lab: str, found: Mapping[str, model.Difference]) -> model.Table:
    columns = {"topic": "Topic", "here": "The local AWS", "aws": "AWS"}
    rows = [row_of(key, of, {"topic": of.topic, "here": of.here, "aws": of.aws}, of.see) for key, of in found.items()]
    tried = sum(bool(of.run) for of in found.values())
    note = f"The tests try {tried} of {len(found)} on the local AWS, which is moto {facts.packages.get('moto', '')}."
    caption = f"{facts.labs[lab].label}: where the local AWS differs from AWS"
    return list_of(caption, columns, rows, note)
