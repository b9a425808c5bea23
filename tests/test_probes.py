"""Every probe agrees with its fact, and none is a probe that cannot fail; what its writer is told, and whether what is
cited answers.
"""

import copy
import dataclasses
import importlib.metadata
import re
from typing import get_args

import pytest
from conftest import FACTS, ROOT, QuietHandler, serve

from checks import cited, describe, facts, probes
from macros.facts import expectations, model

VERSIONS = {name: importlib.metadata.version(name) for name in facts.package_names(FACTS)}
CHECKS = {f"{check.name}:{check.fact}": check for check in FACTS.checks}


def alter(expected):
    """A wrong value in place of the expected one."""
    if isinstance(expected, bool):
        return not expected
    if isinstance(expected, tuple):
        return (alter(expected[0]), *expected[1:])
    return expected + 1 if isinstance(expected, int | float) else expected + "x"


def test_each_probe_agrees_and_could_fail():
    """And the same fact with another number or word would not. One test for all: of two thousand each takes longer to
    set up than to run.
    """
    assert [result.message for result in facts.run(FACTS.checks, FACTS.index, VERSIONS) if not result.agrees] == []
    readings = {check.fact: (check.expected, probes.find(check)) for check in FACTS.checks}
    assert [fact for fact, (expected, reading) in readings.items() if probes.agrees(alter(expected), reading)] == []
    assert len(readings) >= 380


def test_each_kind_of_reading_is_used():
    assert set(get_args(model.Reading)) == set(probes.READINGS) == {probe.reads for probe in FACTS.probes.values()}


def test_locked_releases_are_installed():
    assert {name: FACTS.packages[name] for name in VERSIONS} == VERSIONS


def test_the_message_of_a_drift():
    """Both values and where to mend; a newer package may have moved what a probe reads, and the others are still read."""
    check = CHECKS["lambda-timeout-least:lambda-limits.timeout.value"]
    wrong_check, gone_check = dataclasses.replace(check, expected=2), dataclasses.replace(check, at="lambda Gone")
    differing, missing, agreeing = facts.run([wrong_check, gone_check, check], FACTS.index, VERSIONS)
    pattern = rf"(data/lambda/tables/lambda-limits\.yml):(\d+): {re.escape(check.fact)}: expected 2, found 1 in botocore [\d.]+"
    match = re.fullmatch(pattern, differing.message)
    assert match, differing.message
    assert "max: 1800" in (ROOT / match[1]).read_text(encoding="utf-8").splitlines()[int(match[2]) - 1]
    assert agreeing.agrees and not missing.agrees and missing.actual.startswith("nothing (KeyError")
    assert missing.message.endswith(
        ", where the probe lambda-timeout-least of data/lambda/probes.yml looks: lambda Gone"
    )
    # One block of code: what a package says is not to be read as markup or as a mention.
    unsafe = dataclasses.replace(differing, actual="a\n@b ![c](d)")
    first, *more = facts.format_drift([unsafe], ["botocore 1 -> 2"]).splitlines()
    assert first.startswith("    data/lambda/") and "expected 2, found a @b ![c](d) in botocore" in first
    assert more == ["", "Releases:", "", "- botocore 1 -> 2"]


def test_a_reader_sees_which_facts_a_machine_checks(pages):
    """Below each table, a row is named as checked by machine if and only if a probe checks it, and 'in part' where no cell of it is established; the line above counts the cells."""
    verifications, rows_checked = FACTS.verifications, 0
    for page in pages.values():
        for figure in page.select("figure.facts"):
            table = figure["id"].removeprefix("table-")
            lines = [line.text for line in figure.select("figcaption li:has(a[href$=what-a-machine-checks])")]
            prefix = "change:" if table.startswith(("changes-", "corrections-")) else f"{table}."
            cells = 0
            for row in figure.select("tbody tr:not(.head)"):
                head = copy.copy(row.th)  # the page is others' too
                for part in head.select(".headerlink, sup"):
                    part.extract()
                name = head.text.strip()
                known = "|".join(map(re.escape, (f"{name}: {row.td.text.strip()}", name, "every row")))
                notes = [line for line in lines if re.search(rf"(?:; | \()(?:{known})(?:; |\)$)", line)]
                verification = verifications.get(prefix + row["id"].removeprefix(f"{table}-"))
                assert len(notes) == bool(verification), (table, row["id"])
                if verification:
                    assert notes[0].startswith(f"Checked {'' if verification.whole else 'in part '}by machine against")
                    assert all(package in notes[0] for package in verification.packages)
                    cells += len(verification.whole)
                    rows_checked += 1
            assert not cells or f"by machine {cells} of" in figure.summary.text, table
    assert rows_checked >= len([row for row in verifications if not row.startswith("sheet:")])


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (900, "15 minutes (900 s)", True), (900, "1,900 s", False), (900, "900.5 s", False), (1000, "1,000 at once", True),
        (5, "plus 5% of the others", True), ("rolling", "a rolling one", True), ("roll", "a rolling one", False),
        (("a", "b"), "a and b", True), (("a", "c"), "a and b", False), ("1.4.0", "platform 1.4.0.", True), ("one", ("one of", "two"), True),
    ],
)  # fmt: skip
def test_whether_a_text_states_a_value(value, text, expected):
    assert expectations.is_mentioned(value, text) is expected


QUANTITY = model.Quantity(min=1, max=900, default=3, unit="s")


@pytest.mark.parametrize(
    ("value", "probes", "expected"),
    [
        (True, [("allowed", {})], True),
        (QUANTITY, [("sentence", {"field": field}) for field in ("min", "max", "default")], True),
        (QUANTITY, [("maximum", {"field": "max"})], False),
        ("`ECR` holds 10 GB", [("sentence", {"expect": "ECR"})], False),
        ("`ECR` holds 10 GB", [("sentence", {"expect": 10})], True),
        ("`LATEST` is 1.4.0", [("sentence", {"expect": "LATEST"})], False),
        ("Green", [("one-of", {})], False),
        ("`a` or `b`", [("constant", {})], True),
        ("`a` or `b`", [("one-of", {})], False),
        ("`a` and more", [("constant", {})], False),
        ("Amazon Inspector", [("sentence", {"expect": "Amazon Inspector"})], True),
        ("At least one is essential", [("sentence", {"expect": "one"})], False),
    ],
)
def test_whether_probes_check_a_whole_cell(value, probes, expected):
    """A cell counts as checked only when its every number is, or the names that it consists of; that a name exists is less."""
    index = expectations.FactIndex({"a.b.c": expectations.Location("f", 1, value)})
    checks = []
    for reads, fields in probes:
        probe = model.Probe(fact="a.b.c", package="botocore", reads=reads, at="x", **fields)
        checks += expectations.checks("p", "s", probe, index)
    assert expectations.is_established(index["a.b.c"], checks) is expected
    if isinstance(value, str):
        name = expectations.Location("f", 1, value, is_row_name=True)
        assert not expectations.is_established(name, checks), "a row's name is a name"


def test_describe_names_what_botocore_knows():
    """What there is, by its name, and the nearest to a name that there is not."""
    for name, line in {
        "lambda Timeout": "minimum: 1",
        "sqs CreateQueue": "input: sqs CreateQueueRequest",
        "sqs CreateQueueRequest.QueueName": "{package: botocore, reads: sentence, at: sqs CreateQueueRequest.QueueName",
    }.items():
        assert line in "\n".join(describe.describe(name)), name
    with pytest.raises(ValueError, match="no service of botocore is called 'sqss', expected for example sqs"):
        list(describe.describe("sqss"))


class CitedSite(QuietHandler):
    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.send_response({"gone.html": 404, "refused.html": 403, "moved.html": 302}.get(name, 200))
        if name == "moved.html":
            self.send_header("Location", "/guide/welcome.html")
        self.end_headers()


def test_whether_a_cited_page_answers():
    with serve(CitedSite) as address:
        base = f"{address}guide"
        answers = {name: cited.check_url(f"{base}/{name}.html") for name in ("here", "gone", "refused", "moved")}
    assert answers == {"here": "", "gone": "answers 404", "refused": "", "moved": f"leads to {base}/welcome.html"}
    assert cited.check_url(f"{base}/here.html").startswith("does not answer: ")
