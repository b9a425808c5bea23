"""Arithmetic that a page shows is right: it is calculated here again, from the table that says what a unit is."""

import math
import re

import pytest
from conftest import FACTS

WORKED = {row.id: row.cells for row in FACTS.tables["dynamodb-arithmetic"].rows}


def units(kind: str) -> tuple[float, float]:
    """The KB of a step and the capacity units of one, for 'eventual', 'strong', 'transactional-read' and so on."""
    cells = next(row.cells for row in FACTS.tables["dynamodb-units"].rows if row.id == kind)
    return cells["step"].value, cells["units"].value


def kind(what: str, unit: str) -> str:
    if "transaction" in what:
        return "transactional-read" if unit == "RCU" else "transactional-write"
    return "write" if unit == "WCU" else "strong" if re.search("[Ss]trong", what) else "eventual"


@pytest.mark.parametrize("row", WORKED)
def test_dynamodb_capacity(row):
    cells = WORKED[row]
    step, each = units(kind(cells["what"], cells["units"].unit))
    sizes = cells["size"] if isinstance(cells["size"], tuple) else (cells["size"],)
    steps = sum(math.ceil(size.value * {"KB": 1, "MB": 1024}[size.unit] / step) for size in sizes)
    rate = float(cells["rate"].rpartition("= ")[2])
    result = steps * each * rate
    assert cells["units"].value == (math.ceil(result) if rate > 1 else result), cells["working"]
