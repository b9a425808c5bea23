"""Nothing in data is dead, and a number stands where a number belongs."""

import datetime as dt
import re
from pathlib import Path

import pytest

from macros import derive, model

ROOT = Path(__file__).parent.parent
BODIES = {path.relative_to(ROOT / "docs").as_posix(): path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
TEXT = "\n".join(BODIES.values())


def called(macro: str) -> set[str]:
    """Every text argument of `macro` on any page."""
    return {name for arguments in re.findall(rf"\{{\{{ *{macro}\(([^)]*)\)", TEXT) for name in re.findall(r'"([^"]+)"', arguments)}


def test_every_table_is_shown(facts):
    assert set(facts.tables) - called("table") == set()


def test_every_picture_is_shown(facts):
    assert set(facts.pictures) - called("picture") == set()


def test_every_deployment_is_drawn(facts):
    assert set(facts.policies) == called("deployment")


def test_every_sheet_has_its_page(facts):
    for key, sheet in facts.sheets.items():
        assert f'{{{{ sheet("{key}") }}}}' in BODIES[sheet.page], f"{sheet.page} does not show the sheet {key}"


def test_captions_tell_tables_apart(facts):
    """In the list of tables a link is its caption."""
    captions = [table.caption for table in (*facts.tables.values(), *derive.tables(facts, dt.date(2026, 11, 22)).values())]
    assert sorted(captions) == sorted(set(captions))


def test_both_timeouts_of_lambda():
    """Where AWS's number and the exam's differ, a page that tells one tells the other."""
    pages = {page: body for page, body in BODIES.items() if page.startswith(("lambda/", "fargate/"))}
    told = {page for page, body in pages.items() if re.search(r"15 minutes|900 s\b", body)}
    assert told and not {page for page in told if not re.search(r"30 minutes|1,800 s", pages[page])}


def test_every_change_is_shown_once_on_its_page(facts):
    for key, change in facts.changes.items():
        where = [path for path, body in BODIES.items() if f'changed("{key}")' in body]
        assert where == [change.page], (key, where)


def test_names_of_data_files():
    for path in (ROOT / "data").rglob("*"):
        assert path.is_dir() or re.fullmatch(rf"{model.KEBAB}\.yml", path.name), path


def texts(facts):
    for name, table in facts.tables.items():
        for row in table.rows:
            for column, cell in row.cells.items():
                for part in cell if isinstance(cell, tuple) else (cell,):
                    if isinstance(part, str):
                        yield f"{name}.{row.id}.{column}", re.sub(r"`[^`]*`", "", part)


LOOSE = re.compile(r"\d(?:[\d,.]*\d)? ?(?:GB|GiB|MB|MiB|kB|KiB|vCPU|ms|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|USD)(?![\w/-])")


def test_numbers_with_units_are_quantities(facts):
    """'10 GB' as text could not be compared, formatted or checked."""
    assert [f"{place}: {said}" for place, said in texts(facts) if LOOSE.search(said)] == []


def test_loose_numbers_are_found():
    for said in ("up to 10 GB", "15 minutes", "5% of requests", "0.25 vCPU"):
        assert LOOSE.search(said), said
    for said in ("HTTP/1.1", "DVA-C02", "5 stars", "version 2"):
        assert not LOOSE.search(said), said


@pytest.mark.parametrize("group", ["sources", "changes", "terms"])
def test_no_two_say_the_same(facts, group):
    """The same address, topic or term under two ids would be one fact with two homes."""
    key = {"sources": lambda one: one.url, "changes": lambda one: one.topic.lower(), "terms": lambda one: one.term.lower()}[group]
    seen: dict = {}
    for name, one in getattr(facts, group).items():
        assert key(one) not in seen, (name, seen[key(one)])
        seen[key(one)] = name


@pytest.mark.parametrize(
    ("day", "code", "standings"),
    [
        ("2026-11-22", "DVA-C02", ["retired", "current", "next"]),
        ("2026-11-30", "DVA-C02", ["retired", "current", "next"]),
        ("2026-12-01", "DVA-C03", ["retired", "retired", "current"]),
        ("2027-06-01", "DVA-C03", ["retired", "retired", "current"]),
    ],
)
def test_standing_of_the_exam(facts, day, code, standings):
    """Right before, on and after the day of the change, without an edit."""
    today = dt.date.fromisoformat(day)
    assert derive.current(facts.exam, today).code == code
    assert [row.cells["standing"] for row in derive.exam_versions(facts.exam, today).rows] == standings


def test_tables_the_site_promises(facts):
    """At least these, each with a row or more; their names are permalinks."""
    have = {**facts.tables, **derive.tables(facts, dt.date(2026, 11, 22))}
    promised = """deployment-policies deployment-methods in-place-or-blue-green web-or-worker load-balanced-or-single platforms
        retired-platforms configuration-sections eb-cli-commands database-inside-or-outside exam-versions domain-weights ecs-capacity
        ecs-roles ecs-network-modes fargate-sizes fargate-or-lambda compute-side-by-side x-ray-concepts annotations-or-metadata
        errors-faults-throttles""".split()
    assert set(promised) - set(have) == set()
