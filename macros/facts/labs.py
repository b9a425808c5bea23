"""Labs in their series: number, table, and where the local AWS differs from AWS."""

from __future__ import annotations

from . import model
from .errors import DataError
from .exam import Cells, make_list, make_row
from .site import Site


def series(facts: Site) -> dict[str, list[str]]:
    """The labs of each series in order, by its folder."""
    keys_by_series: dict[str, list[str]] = {}
    for key, lab in facts.labs.items():
        keys_by_series.setdefault(lab.series, []).append(key)
    return keys_by_series


def series_position(facts: Site, page: str) -> tuple[str, int, int]:
    """The page's lab, its number in the series, and the length of that. Raises `DataError` for a page without one."""
    for keys in series(facts).values():
        for number, key in enumerate(keys, 1):
            if facts.labs[key].page == page:
                return key, number, len(keys)
    raise DataError(f"no lab has 'page: {page}', expected one in data/{model.folder(page)}/labs.yml")


def tables(facts: Site) -> dict[str, model.Table]:
    """For each series the table `<folder>-labs`, and for a lab with differences `<lab>-differences`."""
    tables = {f"{name}-labs": _series_table(facts, keys) for name, keys in series(facts).items()}
    labs = dict.fromkeys(difference.lab for difference in facts.differences.values())
    return tables | {f"{lab}-differences": _differences_table(facts, lab) for lab in labs}


def _series_table(facts: Site, keys: list[str]) -> model.Table:
    columns = {"lab": "Lab", "do": "What you do", "have": "What you have afterwards", "minutes": "Time"}
    rows = []
    for number, key in enumerate(keys, 1):
        lab = facts.labs[key]
        cells: Cells = {
            "lab": f"{number}: {lab.label}", "do": lab.does, "have": lab.have,
            "minutes": model.Quantity(value=lab.minutes, unit="minutes"),
        }  # fmt: skip
        rows.append(make_row(key, lab, cells, lab.page))
    return make_list("The labs, in order", columns, rows)


def _differences_table(facts: Site, lab: str) -> model.Table:
    columns = {"topic": "Topic", "here": "The local AWS", "aws": "AWS"}
    rows, tried = [], 0
    for key, difference in facts.differences.items():
        if difference.lab == lab:
            cells = {"topic": difference.topic, "here": difference.here, "aws": difference.aws}
            rows.append(make_row(key, difference, cells, difference.see))
            tried += bool(difference.run)
    note = f"The tests try {tried} of {len(rows)} on the local AWS, which is moto {facts.packages.get('moto', '')}."
    caption = f"{facts.labs[lab].label}: where the local AWS differs from AWS"
    return make_list(caption, columns, rows, note)
