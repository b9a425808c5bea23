"""Every number, limit, price, date and default that a page states names its source, or comes from a table that does."""

import re
from pathlib import Path

import pytest

from macros import load

ROOT = Path(__file__).parent.parent
PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
_UNIT = (
    "GB GiB MB MiB kB KiB TB vCPU ms seconds? minutes? hours? days? weeks? months? years? % USD instances? containers? tasks? rules? questions? "
    "checks? keys? characters? digits times requests? attempts? subnets groups images? colours? statuses letters? points?"
).replace(" ", "|")
_COUNT = "two three five ten twelve fourteen eighteen".replace(" ", "|")
STATES = [
    re.compile(rf"\b\d[\d,.]*[ \N{{NO-BREAK SPACE}}]?(?:{_UNIT})(?!\w)"),
    re.compile(r"\b20\d\d(?:-\d\d(?:-\d\d)?)?\b"),
    re.compile(r"\bdefaults?\b(?! (?:VPC|rule))"),
    re.compile(r"\bport \d+"),
    re.compile(r"\bUSD\b"),
    re.compile(rf"\b(?:up to|at most|at least|more than|fewer than|within|after|every) (?:\d+|{_COUNT})\b"),
]
# What needs no source, by the words that it starts with, and why.
OWN = {
    "a worked example": [
        ("ecs/capacity.md", "Take `FARGATE` with base 2"),
        ("x-ray/sampling.md", "A service gets 100 requests"),
        ("x-ray/sampling.md", "- Reservoir: 1 request"),
        ("x-ray/sampling.md", "- Rate: 5% of the other 99"),
        ("x-ray/sampling.md", "Take the example again"),
        ("x-ray/sampling.md", "Central rules still record"),
        ("x-ray/segments.md", "The picture shows a request of 300 ms"),
    ],
    "says what was done to these pages": [
        ("how-checked.md", "On 2026-11-22 the notes"),
        ("how-checked.md", "On 2026-11-29 an independent reading"),
    ],
    "a number of the sample on the page": [
        ("ecs/task-definition.md", "Two containers share one task"),
        ("elastic-beanstalk/precedence.md", "- The environment keeps at least 3"),
        ("walkthrough/security-groups.md", "- An instance that shows a page on port 8080"),
        ("walkthrough/index.md", "The labs use one small instance"),
    ],
    "says itself that nobody can check it": [
        ("exam/index.md", "Public summaries of courses"),
        ("exam/audience.md", "- a cloud engineer: 30 hours"),
        ("how-checked.md", "- An example in a model"),
    ],
}
EXEMPT = {where: why for why, places in OWN.items() for where in places}


def uncited(page: str, body: str) -> list[str]:
    """The lines of `body` that state something countable without a citation, a value of a table, or a leave."""
    prose = re.sub(r"^( *)```.*?^\1```$", "\n```", body, flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in prose.splitlines() if line.strip()]
    found, lead = [], ""
    for line, following in zip(lines, [*lines[1:], ""]):
        is_item = re.match(r" *([-*]|\d+\.) ", line)
        if not is_item:
            lead = line
        cited = "cite(" in line or "value(" in line or (is_item and lead.rstrip().endswith(("}}", ":")) and "cite(" in lead)
        orders = line.rstrip().endswith(":") and following.startswith("```")  # "Open port 22:" is what you do, not what is
        bare = re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"]*\"|\{\{.*?\}\}", "", line)
        if not line.startswith("#") and not cited and not orders and any(state.search(bare) for state in STATES):
            found.append(line)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_statement_has_a_source(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    body = text[load.FRONT.match(text).end() :]
    assert [line for line in uncited(page, body) if not any(page == of and line.strip().startswith(start) for of, start in EXEMPT)] == []


def test_each_leave_is_needed():
    for page, start in EXEMPT:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert any(line.strip().startswith(start) for line in uncited(page, text[load.FRONT.match(text).end() :])), (page, start)


@pytest.mark.parametrize(
    "line",
    ["The limit is 10 GB.", "It ends on 2026-11-30.", "The default is Rolling.", "It listens on port 2000.", "It costs USD 150.", "Wait at least five tries.", "- up to 3 tries", "    Keep it for 30 days."],
)
def test_it_would_be_found(line):
    assert uncited("x.md", line) == [line]
    assert uncited("x.md", line + '{{ cite("x") }}') == []
