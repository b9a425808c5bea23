"""The rules of form for pages, data and pictures: the site keeps them all, and each finds what it is for."""

import re

import pytest
from conftest import ROOT, copy_repository, edit, write
from small import SMALL, D, G, S, T

from checks import content
from checks.content import data, drawings, pages
from macros.facts import load
from macros.facts.pages import Page

PAGE = """\
---
description: What an ECS cluster is, and which capacity the tasks in it can run on.
skills: ["3.1.1"]
---
# Clusters at a glance

A cluster groups tasks.{{ cite("one") }}

## Capacity

Tasks run on it.

```bash
aws ecs list-clusters
```

## Sources

{{ sources() }}
"""
BOX = '!!! tip "Exam"\n    Text.\n\n'
# Each rule with what it is for: what is replaced in the page, by what, and the line and words of the fault.
FAULTS = {
    pages.shown: [
        ("Tasks run", "!!! tip \"Exam\"\nTasks run", "11: '!!! tip \"Exam\"' has no text in it, expected lines below it that begin with 4 spaces"),
        ("Tasks run on it.\n", "???+ note\n", "11: '???+ note' has no text in it"),
        ("Tasks run on it.", '=== "One"\n\n=== "Two"\n\n    Text.', "11: '=== \"One\"' has no text in it"),
        ("## Capacity", "## Sources", "17: the heading 'Sources' stands in line 9 already"),
        ("## Capacity", "## Sources { #other }", "17: the heading 'Sources' stands in line 9 already"),
        ("```\n\n##", "\n##", "13: nothing closes this block of code"),
        ("Tasks run", "[Tasks](htps://aws.amazon.com/) run", "11: a link to 'htps://aws.amazon.com/', expected https://..."),
        ("Tasks run", "[Tasks](https:/aws.amazon.com/) run", "11: a link to 'https:/aws.amazon.com/'"),
        ("Tasks run", "<http://aws.amazon.com/> Tasks run", "11: a link to 'http://aws.amazon.com/'"),
        ("Tasks run", "[Tasks](javascript:alert(1)) run", "11: a link to 'javascript:alert(1'"),
        ("Tasks run", "[a]: ftp://x.y\n\nTasks run", "11: a link to 'ftp://x.y'"),
    ],
    pages.description: [
        ("What an ECS cluster is, and which capacity the tasks in it can run on.", "Clusters.", "2: the description has 9 characters, expected 50 to 160"),
        ("can run on.", "can run on", "2: the description is no sentence"),
    ],
    pages.headings: [
        ("# Clusters", "Text first.\n\n# Clusters", "5: the page begins with something else, expected its one '# Title'"),
        ("## Capacity", "# Capacity", "9: a second '# Title', expected one"),
        ("## Capacity", "### Capacity", "9: a level is skipped, expected ##"),
        ("Tasks run on it.\n", "", "9: no text under the heading"),
    ],
    pages.answer_first: [
        ("A cluster groups tasks.", '{{ table("sizes") }}', "7: no sentence comes first"),
        ("A cluster groups tasks.", "![Diagram](x.svg)", "7: no sentence comes first"),
        ("A cluster groups tasks.", "- A cluster.", "7: no sentence comes first"),
    ],
    pages.blocks: [
        ("Tasks run", '- {{ table("sizes") }}\n\nTasks run', "11: '- {{ table(\"sizes\") }}' makes a block, expected it on a line of its own"),
        ("Tasks run", '    {{ picture("small") }}\n\nTasks run', "11: '{{ picture(\"small\") }}' makes a block"),
        ("Tasks run", "Text {{sheet('small')}} goes on.\n\nTasks run", "11: \"Text {{sheet('small')}} goes on.\" makes a block"),
    ],
    pages.sources: [
        ("## Sources", "## Our sources", "19: expected the section '## Sources' with {{ sources() }} at the end"),
        ("{{ sources() }}\n", "{{ sources() }}\n\nMore.\n", "19: expected the section"),
        ("{{ sources() }}\n", "", "18: expected the section"),
        ('{{ cite("one") }}', "", "5: cites nothing, expected a source for what it says"),
    ],
    pages.boxes: [
        ("Tasks run", '!!! note "Exam"\n    Text.\n\nTasks run', "11: '!!! note \"Exam\"' is no box of ours"),
        ("Tasks run", "??? tip\n    Text.\n\nTasks run", "11: '??? tip' is no box of ours"),
        ("Tasks run", f"{BOX}{BOX}Tasks run", "14: a second box in a row, the first is in line 11"),
    ],
    pages.fences: [
        ("```bash", "```", "13: '' is no language of ours, expected one of: bash, dockerfile"),
        ("```bash", "```shell", "13: 'shell' is no language of ours"),
        ("aws ecs", "$ aws ecs", "14: a prompt before the command"),
    ],
    pages.plain_words: [("Tasks run", "Tasks simply run", "11: 'simply' is no word of ours"), ("Tasks run", "Tasks, e.g. jobs, run", "11: 'e.g.' is no word of ours")],
    pages.one_sentence: [("Tasks run on it.", "Tasks run on it. They end.", "11: a second sentence begins with 'They', expected one a line")],
    pages.private: [
        ("Tasks run", "Tasks of 210987654321 run", "11: 210987654321 may be somebody's account, expected 123456789012"),
        ("aws ecs", "curl 8.8.8.8", "14: 8.8.8.8 may be somebody's"),
        ("Tasks run", "Tasks of a@mail.com run", "11: a@mail.com may be somebody's"),
    ],
    pages.citations: [
        *(
            ("Tasks run on it.", text, f"11: '{said}' has no source")
            for text, said in {
                "The limit is 10 GB.": "10 GB", "It ends on 2026-11-30.": "2026-11-30", "The default is Rolling.": "default", "It listens on port 3000.": "port 3000",
                "It costs USD 150.": "USD", "Wait at least five tries.": "at least five", "- up to 3 tries": "up to 3", "    Keep it for 30 days.": "30 days",
            }.items()
        ),
        ("Tasks run on it.", "Tasks run on it. {# no source: an example #}", "11: says that it needs no source, and states nothing that needs one"),
    ],
}  # fmt: skip


def found(rule, text, name="ecs/cluster.md"):
    return [f"{line}: {what}" for line, what in rule(Page(text), name)]


@pytest.mark.parametrize(
    ("rule", "old", "new", "fault"),
    [(rule, *case) for rule, cases in FAULTS.items() for case in cases],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_page_that_breaks_a_rule(rule, old, new, fault):
    assert old in PAGE, "update this case"
    said = found(rule, PAGE.replace(old, new, 1))
    assert len(said) == 1 and said[0].startswith(fault), said


ALLOWED = [
    ("Tasks run on it.", 'It takes 10 GB.{{ cite("one") }}'),
    ("Tasks run on it.", 'At most {{ value("sizes", "small", "memory") }} of 3 tasks.'),
    ("Tasks run on it.", "A queue of 6 tasks. {# no source: a worked example #}"),
    ("Tasks run on it.", 'Limits:{{ cite("one") }}\n\n- 10 GB\n- 20 GB'),
    ("Tasks run on it.\n\n", "Open port 22:\n\n"),
    ("Tasks run on it.", f"{BOX}Tasks run.\n\n{BOX}Text."),
    ("Tasks run on it.", '=== "One"\n\n    Text.\n\n=== "Two"\n\n    Text.'),
    ("Tasks run on it.", "Use `htps://x` and [this](https://aws.amazon.com/), <https://aws.amazon.com/> and <a@example.com>."),
    ("Tasks run on it.", "Write `etc.` for `/etc`."),
    ('{{ cite("one") }}', "{{cite('one')}}"),
    ("```bash\naws ecs list-clusters\n```", "````text\n# No heading\n```\n````"),
]  # fmt: skip


@pytest.mark.parametrize("case", [("", ""), *ALLOWED])
def test_a_page_that_keeps_them(case):
    assert case[0] in PAGE, "update this case"
    assert [said for rule in pages.RULES for said in found(rule, PAGE.replace(*case, 1))] == []


@pytest.mark.parametrize("name", ["ecs/1-cluster.md", "01-ecs/cluster.md", "ecs/cluster/index.md"])
def test_addresses(name):
    assert (
        len(found(pages.address, PAGE, name)) == 1
        and found(pages.address, PAGE) == found(pages.address, PAGE, "glossary.md") == []
    )


def test_every_rule_has_a_case():
    assert {*FAULTS, pages.address} == set(pages.RULES)


DATA = {
    "shown by no page": (data.used, None, "", "", [f"{D}:1: no page shows it, expected {{{{ deployment(\"all\") }}}}", "data/small/questions.yml:1: no page asks it, expected {{ questions(\"1.1\") }}", f"{G}:1: no page shows it"]),
    "table that no page shows": (data.used, T.replace("sizes", "x"), None, SMALL[T].replace("id: ", "id: x-"), ["data/small/tables/x.yml:1: no page shows it", "", "", ""]),
    "not on its page": (
        data.places, None, "", "", ["data/small/changes.yml:1: is shown 0 times, expected {{ changed(\"new-name\") }} once on docs/index.md", "data/small/sheet.yml:1: its page does not show it"],
    ),
    "one address": (
        data.unlike, S, "one:\n", "two: {title: A, publisher: B, url: https://docs.aws.amazon.com/guide, kind: guide, checked: 2026-11-22}\none:\n",
        [f"{S}:2: url 'https://docs.aws.amazon.com/guide' is that of {S}:1 already"],
    ),
    "one caption": (data.unlike, T, "caption: Sizes", "caption: the versions of the exam", [f"{T}:1: caption 'the versions of the exam' is that of the computed table exam-versions"]),
    "one term": (data.unlike, "data/small/glossary.yml", "task:\n", "job: {term: task, text: The same.}\ntask:\n", ["data/small/glossary.yml:2: term 'Task' is that of"]),
    "number in a text": (data.quantities, T, "size: Small", "size: Up to 10 GB", [f"{T}:8: sizes.small.size: '10 GB' stands in a text, expected a quantity"]),
    "number in a list": (data.quantities, T, "[false, {", "[5 minutes, {", [f"{T}:10: sizes.large.spare.0: '5 minutes' stands in a text"]),
    "number that is a name": (data.quantities, T, "size: Small", "size: HTTP/1.1 of `10 GB`", []),
    "comment in a text": (data.comments, T, "caption: Sizes", "caption: Sizes # of tasks", [f"{T}:1: what follows # is a comment"]),
    "page twice in nav": (data.navigation, "mkdocs.yml", None, "nav:\n  - Home: index.md\n  - More:\n      - index.md\n", ["mkdocs.yml:4: index.md stands in line 2 already, expected it once"]),
    "comment on a line": (data.comments, T, "caption: Sizes", '# Of tasks\ncaption: "Size #1"', []),
}  # fmt: skip


@pytest.mark.parametrize("case", DATA)
def test_data_that_breaks_a_rule(tmp_path, case):
    rule, name, old, new, faults = DATA[case]
    for file, text in {**SMALL, **({name: SMALL[name].replace(old, new, 1) if old else new} if name else {})}.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    if name and "two:" in new:
        edit(tmp_path / "docs/index.md", 'cite("one")', 'cite("one", "two")')
    site = load.site(tmp_path)
    said = sorted(
        rule(
            data.Content(
                tmp_path,
                site,
                {path: Page((tmp_path / "docs" / path).read_text(encoding="utf-8")) for path in site.pages},
            )
        )
    )
    assert len(said) == len(faults) and all(any(one.startswith(fault) for one in said) for fault in faults), said


SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 40" role="img" aria-labelledby="x-title x-text" fill="none" stroke="currentColor" font-size="12">
<title id="x-title">Roles of a task</title>
<desc id="x-text">A task has two roles: one for ECS itself, and one for the code in it.</desc>
<text class="p-label" x="1" y="20">It runs</text>
</svg>
"""
DRAWINGS = {
    "wide": ('"0 0 360 40"', '"0 0 800 40"', "1: viewBox is '0 0 800 40', expected '0 0 360 <height>'"),
    "unnamed": ('aria-labelledby="x-title x-text"', "", "1: aria-labelledby is None, expected 'x-title x-text'"),
    "coloured": ('class="p-label"', 'fill="red"', "4: <text> has fill, expected a class"),
    "unknown class": ("p-label", "p-lable", "4: no class is called 'p-lable', expected one of: p-label"),
    "small print": ("<text", '<text font-size="9"', "4: font-size 9 cannot be read on a phone"),
    "title of another": ('id="x-title"', 'id="x-name"', "2: the id of <title> is 'x-name', expected 'x-title'"),
    "no words": (
        "A task has two roles: one for ECS itself, and one for the code in it.",
        "Roles.",
        "1: <desc> has fewer than 12 words",
    ),
}


@pytest.mark.parametrize("case", DRAWINGS)
def test_a_drawing_that_breaks_a_rule(case):
    old, new, fault = DRAWINGS[case]
    assert not [*drawings.faults(SVG, "x", {"p-label"})]
    said = [f"{line}: {what}" for line, what in drawings.faults(SVG.replace(old, new, 1), "x", {"p-label"})]
    assert len(said) == 1 and said[0].startswith(fault), said


def test_the_site_keeps_them_all():
    assert content.every(ROOT) == []


def test_all_faults_at_once(tmp_path):
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
    said = [re.sub(r":\d+: .*", "", fault) for fault in content.every(repo)]
    pages = ["docs/small/one.md", "docs/other/two.md", "docs/three.md"]
    assert said[0] == "data/exam/exam.yml" and set(said) >= set(pages)
    assert [fault for fault in dict.fromkeys(said) if content.concerns("small", fault)] == pages[:1]
    assert content.concerns("x-ray", "data/x-ray/tables/limits.yml:1: x")
