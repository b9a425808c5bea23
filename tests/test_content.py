"""The rules of form for pages, data and pictures: the site keeps them all, and each finds the fault that it is for.

The cases stand in `content.yml`.
"""

import re

import pytest
import yaml
from conftest import ROOT, copy_repository, edit, write
from small import PAGE_FILE, SMALL, SOURCES_FILE, replaced_file

from checks import content
from checks.content import data, drawings, pages
from macros.facts import load
from macros.facts.pages import Page

CASES = yaml.safe_load((ROOT / "tests/content.yml").read_text(encoding="utf-8"))
PAGE = CASES["page"]


def replace_once(text, old, new):
    assert old in text, "update this case"
    return text.replace(old, new, 1)


def find_faults(rule, text, name="ecs/cluster.md"):
    return [f"{line}: {message}" for line, message in rule(Page(text), name)]


@pytest.mark.parametrize(
    ("rule", "old", "new", "fault"), [(rule, *case) for rule, cases in CASES["faults"].items() for case in cases]
)
def test_a_page_that_breaks_a_rule(rule, old, new, fault):
    faults = find_faults(getattr(pages, rule), replace_once(PAGE, old, new))
    assert len(faults) == 1 and faults[0].startswith(fault), faults


@pytest.mark.parametrize(("old", "new"), CASES["allowed"])
def test_a_page_that_keeps_all_rules(old, new):
    assert [fault for rule in pages.RULES for fault in find_faults(rule, replace_once(PAGE, old, new))] == []


@pytest.mark.parametrize("name", ["ecs/1-cluster.md", "01-ecs/cluster.md", "ecs/cluster/index.md"])
def test_a_file_name_that_is_no_address(name):
    assert len(find_faults(pages.address, PAGE, name)) == 1
    assert find_faults(pages.address, PAGE) == find_faults(pages.address, PAGE, "glossary.md") == []


def test_every_rule_has_a_case():
    assert {*CASES["faults"], "address"} == {rule.__name__ for rule in pages.RULES}


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "faults"), [(rule, *case) for rule, cases in CASES["data"].items() for case in cases]
)
def test_data_that_breaks_a_rule(small, rule, name, old, new, faults):
    with replaced_file(small, name, replace_once(SMALL[name], old, new) if old else new):
        site = load.site(small)
        texts = {path: Page((small / "docs" / path).read_text(encoding="utf-8")) for path in site.pages}
        messages = list(getattr(data, rule)(data.Content(small, site, texts)))
    assert len(messages) == len(faults), messages
    assert all(any(message.startswith(fault) for message in messages) for fault in faults), messages


def test_an_address_is_that_of_one_source(small):
    repeated = SMALL[SOURCES_FILE].replace("one:", "two:") + SMALL[SOURCES_FILE]
    with replaced_file(small, PAGE_FILE, SMALL[PAGE_FILE].replace('cite("one")', 'cite("one", "two")')):
        fault = f"{SOURCES_FILE}:8: url 'https://docs.aws.amazon.com/guide' is that of {SOURCES_FILE}:1 already"
        test_data_that_breaks_a_rule(small, "duplicates", SOURCES_FILE, None, repeated, [fault])


@pytest.mark.parametrize(("old", "new", "fault"), CASES["drawing_faults"])
def test_a_drawing_that_breaks_a_rule(old, new, fault):
    drawing = CASES["drawing"]
    assert not [*drawings.find_faults(drawing, "x", {"p-label"})]
    faults = [
        f"{line}: {message}"
        for line, message in drawings.find_faults(replace_once(drawing, old, new), "x", {"p-label"})
    ]
    assert len(faults) == 1 and faults[0].startswith(fault), faults


def test_the_site_keeps_all_rules():
    assert content.find_faults(ROOT) == []


def test_all_faults_are_found_at_once(tmp_path):
    """Of every page, though the data of another cannot be read; and of one service alone."""
    page = "---\ndescription: A page.\n---\n# Page\n\nText.\n"
    repo = copy_repository(write(tmp_path, SMALL), "overrides")
    write(
        repo,
        {
            "docs/small/one.md": page.replace("# ", "Too early.\n\n# "),
            "docs/other/two.md": page.replace("Text", "It is simply so"),
            "docs/three.md": page,
        },
    )
    (repo / "docs/three.md").write_bytes(b"---\n\xff")
    edit(repo / "data/exam/exam.yml", "title:", "tilte:")
    places = [re.sub(r":\d+: .*", "", fault) for fault in content.find_faults(repo)]
    pages = ["docs/small/one.md", "docs/other/two.md", "docs/three.md"]
    assert places[0] == "data/exam/exam.yml" and set(places) >= set(pages)
    assert [fault for fault in dict.fromkeys(places) if content.is_in_service(fault, "small")] == pages[:1]
    assert content.is_in_service("data/x-ray/tables/limits.yml:1: x", "x-ray")
