"""What data promises: the exam's dates, and tables whose names are permalinks."""

import datetime as dt
import re
from collections import Counter

import pytest
from conftest import ROOT

from macros.facts import derive, exam, questions


@pytest.mark.parametrize(
    ("day", "code", "standings"),
    [
        ("2026-11-22", "DVA-C02", ["current", "next"]),
        ("2026-11-30", "DVA-C02", ["current", "next"]),
        ("2026-12-01", "DVA-C03", ["retired", "current"]),
        ("2027-06-01", "DVA-C03", ["retired", "current"]),
    ],
)
def test_standing_of_the_exam(facts, day, code, standings):
    """Right before, on and after the day of the change, without an edit."""
    today = dt.date.fromisoformat(day)
    assert exam.current(facts.exam, today).code == code
    assert [row.cells["standing"] for row in exam.exam_versions(facts.exam, today).rows] == standings


def test_tables_the_site_promises(facts):
    """At least these, each with a row or more; their names are permalinks."""
    have = {**facts.tables, **derive.tables(facts, dt.date(2026, 11, 22))}
    promised = [
        "deployment-policies",
        "deployment-methods",
        "in-place-or-blue-green",
        "web-or-worker",
        "load-balanced-or-single",
        "platforms",
        "retired-platforms",
        "configuration-sections",
        "eb-cli-commands",
        "database-inside-or-outside",
        "exam-versions",
        "domain-weights",
        "ecs-capacity",
        "ecs-roles",
        "ecs-network-modes",
        "fargate-sizes",
        "fargate-or-lambda",
        "compute-side-by-side",
        "x-ray-concepts",
        "annotations-or-metadata",
        "errors-faults-throttles",
    ]
    assert set(promised) - set(have) == set()


def test_both_timeouts_of_lambda():
    """Where AWS's number and the exam's differ, a page that tells one tells the other."""
    pages = {
        path: path.read_text(encoding="utf-8")
        for service in ("lambda", "fargate")
        for path in (ROOT / "docs" / service).glob("*.md")
    }
    told = {path for path, body in pages.items() if re.search(r"15 minutes|900 s\b", body)}
    assert told and not {path for path in told if not re.search(r"30 minutes|1,800 s", pages[path])}


def test_the_whole_scope_has_pages(facts):
    """Every skill of the newest exam is answered by a page, and every service on AWS's list has at least one."""
    version = facts.exam.newest
    answered = {skill for meta in facts.pages.values() for skill in meta.skills}
    assert [skill.number for skill in version.skills if skill.number not in answered] == []
    services = exam.exam_services(version, facts.pages).rows
    assert len(services) > 50 and [row.id for row in services if not exam.leads(row)] == []


def test_the_practice_is_that_of_an_exam(facts):
    """At least 390 questions that are asked: 20 in each task, 2 on each service on AWS's list, 15 on those asked most."""
    by_task = questions.by_task(facts)
    assert sum(map(len, by_task.values())) >= 390 - len(facts.retired)
    assert {task.number for task in facts.exam.newest.tasks if len(by_task.get(task.number, ())) < 20} == set()
    by_service = Counter(facts.origins["Question", key].split("/")[1] for key in facts.questions)
    most = [
        "lambda",
        "s3",
        "dynamodb",
        "ec2",
        "api-gateway",
        "iam",
        "elastic-beanstalk",
        "rds",
        "cloudformation",
        "sqs",
    ]
    assert {name for name in most if by_service[name] < 15} == set()
