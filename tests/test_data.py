"""What the facts promise: the whole scope of the exam, enough questions, and arithmetic that is right."""

import math
import re

import pytest
from conftest import FACTS, ROOT

from macros.facts import exam, questions


def test_a_page_states_both_timeouts_of_lambda():
    """Where AWS's number and the exam's differ, a page that tells one tells the other."""
    pages = {
        path: path.read_text(encoding="utf-8")
        for service in ("lambda", "fargate")
        for path in (ROOT / "docs" / service).glob("*.md")
    }
    stating = {path for path, body in pages.items() if re.search(r"15 minutes|900 s\b", body)}
    assert stating and not {path for path in stating if not re.search(r"30 minutes|1,800 s", pages[path])}


def test_the_whole_scope_has_pages(facts):
    """Every skill of the newest exam is answered by a page, and every service on AWS's list has at least one."""
    version = facts.exam.newest
    answered = {skill for meta in facts.pages.values() for skill in meta.skills}
    assert [skill.number for skill in version.skills if skill.number not in answered] == []
    services = exam.exam_services(version, facts.pages).rows
    assert len(services) > 50 and [row.id for row in services if not exam.has_page(row)] == []


def test_there_are_enough_practice_questions(facts):
    """At least 390 questions that are asked, and 20 in each task."""
    by_task = questions.by_task(facts)
    assert sum(map(len, by_task.values())) >= 390 - len(facts.retired)
    assert {task.number for task in facts.exam.newest.tasks if len(by_task.get(task.number, ())) < 20} == set()


WORKED = {row.id: row.cells for row in FACTS.tables["dynamodb-arithmetic"].rows}


def units(kind: str) -> tuple[float, float]:
    """The KB of a step and the capacity units of one, for 'eventual', 'strong', 'transactional-read' and so on."""
    cells = next(row.cells for row in FACTS.tables["dynamodb-units"].rows if row.id == kind)
    return cells["step"].value, cells["units"].value


def kind(operation: str, unit: str) -> str:
    if "transaction" in operation:
        return "transactional-read" if unit == "RCU" else "transactional-write"
    return "write" if unit == "WCU" else "strong" if re.search("[Ss]trong", operation) else "eventual"


@pytest.mark.parametrize("row", WORKED)
def test_worked_capacity_of_dynamodb_is_right(row):
    cells = WORKED[row]
    step, units_per_step = units(kind(cells["what"], cells["units"].unit))
    sizes = cells["size"] if isinstance(cells["size"], tuple) else (cells["size"],)
    steps = sum(math.ceil(size.value * {"KB": 1, "MB": 1024}[size.unit] / step) for size in sizes)
    rate = float(cells["rate"].rpartition("= ")[2])
    result = steps * units_per_step * rate
    assert cells["units"].value == (math.ceil(result) if rate > 1 else result), cells["working"]
