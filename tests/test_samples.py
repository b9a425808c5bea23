"""Every sample of every page is read by the program for its kind; each kind is shown to take and to refuse.

The cases stand in `samples.yml`: AWS's own forms that must be taken, and what AWS refuses.
"""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from checks import commands, fences, options, samples, schemas
from checks.fences import Sample
from checks.kinds import KINDS
from checks.samples import Programs, Reason, Unchecked
from macros.facts.errors import DataError

ROOT = Path(__file__).parent.parent
NONE = Unchecked(languages={}, samples=(), programs=())
CASES = yaml.safe_load((ROOT / "tests/samples.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def source():
    return fences.read()


def test_every_sample_and_command_is_right(source):
    blocks, inline = source
    lines = list(commands.lines(blocks, inline))
    report = samples.check(blocks, lines, samples.unchecked())
    assert [*report.faults, *samples.namespace_errors(inline)] == []
    assert len(blocks) > 200 and len(lines) > 300, "the checker looked at next to nothing"
    assert sum(report.kinds.values()) > 400


def test_the_source_is_what_readers_see(pages, source):
    """Each block and each piece of inline code of the built pages is found in the source."""
    blocks, inline = source
    shown, codes = [], set()
    for page, soup in pages.items():
        for code in soup.select("code"):
            if code.find_parent("a", href=re.compile(r"\.(json|xml|txt|md)$")):
                continue  # the name of a file of the site, which a macro writes
            if not code.find_parent("pre"):
                codes.add(" ".join(code.get_text().split()))
                continue
            box = code.find_parent("div", class_="highlight")
            language = (
                next((name.removeprefix("language-") for name in box["class"] if name.startswith("language-")), "")
                if box
                else ""
            )
            title = box.select_one("span.filename") if box else None
            shown.append((page, language, title.get_text() if title else "", code.get_text().strip("\n")))
    address = {block.page: re.sub(r"(^|/)index$", "", block.page[5:-3]).strip("/") + "/index.html" for block in blocks}
    written = [(address[one.page].lstrip("/"), one.language, one.title, one.text.strip("\n")) for one in blocks]
    assert sorted(written) == sorted(shown)
    assert codes - {one.text for one in inline} == set()


def test_every_client_line_is_found(source):
    """No `aws` or `eb` at the head of a line escapes the reading of shell."""
    lines = list(commands.lines(*source))
    for block in source[0]:
        if block.language == "bash":
            heads = re.findall(r"^ *(?:aws|eb)\b", block.text, re.MULTILINE)
            found = [line for line in lines if line.where == str(block) and line.program in commands.PARSERS]
            assert len(found) >= len(heads), block


PAGE = """# Page

Run `eb deploi` in
`` aws:elasticbeanstalk:comand `` or \\`not this`.

!!! tip "Exam"

    === "A tab"

        ```json title="task-definition.json"
        {"family": 1, "containerDefinitions": []}
        ```

  ~~~yaml title=".ebextensions/a.config, first"
  commands:
    a: {command: "aws s3 lss"}
  ~~~

````{.text title="What is printed"}
```bash
eb nothing
```
````

{% raw %}
```yaml
a: "{{ b }}"
```
{% endraw %}
"""


def test_a_new_page_is_covered():
    """Nobody lists pages: blocks are found at any depth with the line of their code, and inline code with its own."""
    page = PAGE.replace("{% raw %}\n```yaml", "```yaml\n{% raw %}").replace("```\n{% endraw %}", "{% endraw %}\n```")
    blocks, inline = fences.page(page, "docs/new/page.md")
    assert [(one.line, one.language, one.title) for one in blocks] == [
        (11, "json", "task-definition.json"),
        (15, "yaml", ".ebextensions/a.config, first"),
        (20, "text", "What is printed"),
        (26, "yaml", ""),
    ]
    assert blocks[1].text == 'commands:\n  a: {command: "aws s3 lss"}\n' and blocks[3].text.strip() == 'a: "{{ b }}"'
    assert [(one.where, one.text) for one in inline] == [
        ("docs/new/page.md:3", "eb deploi"),
        ("docs/new/page.md:4", "aws:elasticbeanstalk:comand"),
    ]
    faults = "\n".join(samples.check(blocks[:3], list(commands.lines(blocks, inline)), NONE).faults)
    for said in (
        "docs/new/page.md:11 (task-definition.json): Invalid type for parameter family",
        "docs/new/page.md:15 (.ebextensions/a.config, first): aws s3 lss: Invalid choice: 'lss'",
        "docs/new/page.md:3: eb deploi: unrecognized arguments: deploi",
        "docs/new/page.md:20 (What is printed): is of no known kind",
    ):
        assert said in faults, faults
    assert "docs/new/page.md:4: no namespace is called 'aws:elasticbeanstalk:comand'" in next(
        iter(samples.namespace_errors(inline))
    )


@pytest.mark.parametrize(("text", "said"), [
    ('```json\n{\n"a": {{ value("b") }}}\n```\n', "docs/x.md:3: a macro in a block, expected its text, or {% raw %}"),
])  # fmt: skip
def test_a_block_that_is_none(text, said):
    with pytest.raises(DataError, match=re.escape(said)):
        fences.page(text, "docs/x.md")


def check(kind, language, title, text):
    """The faults of one sample, which must be known for its kind."""
    report = samples.check([Sample("docs/x.md", 7, language, title, text)], [], NONE)
    assert [name.split(": ")[0] for name in report.kinds] == ([kind] if kind else []), report.faults
    return report.faults


def cases(which):
    """List the cases under `which`: kind, language, title, text and, of what is refused, the words that say why."""
    found = []
    for kind, forms in CASES.items():
        for form in forms:
            for number, case in enumerate(form.get(which, ())):
                text, said = (case["text"], case["says"]) if which == "refuses" else (case, None)
                text = text.replace("LONG", "x" * 3000) if isinstance(text, str) else json.dumps(text)
                case_id = f"{kind}-{form.get('title', form['language'])}-{number}"
                found.append(
                    pytest.param(
                        kind if kind != "none" else None,
                        form["language"],
                        form.get("title", ""),
                        text,
                        said,
                        id=case_id,
                    )
                )
    return found


@pytest.mark.parametrize(("kind", "language", "title", "text", "said"), cases("takes"))
def test_takes(kind, language, title, text, said):
    """What AWS takes is taken: its own samples and what is new are no faults."""
    assert check(kind, language, title, text) == []


@pytest.mark.parametrize(("kind", "language", "title", "text", "said"), cases("refuses"))
def test_refuses(kind, language, title, text, said):
    """What AWS refuses is refused, in lines that name the place and what is wrong."""
    faults = check(kind, language, title, text)
    assert all(
        re.match(rf"docs/x\.md:\d+ \({re.escape(title or language)}\): ", fault) and "\n" not in fault
        for fault in faults
    )
    assert any(said in fault for fault in faults), faults


def test_every_kind_is_shown_to_take_and_to_refuse():
    """But for outputs, which `test_commands` breaks with their lines."""
    kinds = {kind.name for kind in KINDS} - {"output of an aws line"}
    for which in ("takes", "refuses"):
        assert {kind for kind, forms in CASES.items() for form in forms if form.get(which)} - {"none"} == kinds, which


LINES = {
    "terraform apply": "terraform apply: the program terraform is not known",
    "aws elasticbeanstalk update-environment --options-to-remove Namespace=aws:autoscaling:asg,OptionName=MinSizes": (
        "aws:autoscaling:asg: no option is called 'MinSizes', expected for example MinSize"
    ),
    "aws lambda update-function-configuration --function-name a --timeout 2000": "Timeout: 2000 is beyond what data/",
    """aws iam create-role --role-name a --assume-role-policy-document '{"Version": "2012-10-17", "Statement":
    [{"Effect": "Allow", "Principal": {"Service": "lambda"}, "Action": "sts:AssumeRole"}]}'""": (
        "AssumeRolePolicyDocument: Principal: 'lambda' is no service"
    ),
    "aws lambda create-event-source-mapping --function-name a --filter-criteria "
    """'{"Filters": [{"Pattern": "{\\"a\\": 1}"}]}'""": "FilterCriteria.Filters.0.Pattern: a: 1 does not fit",
}


def test_lines_beyond_a_package():
    """What no client's parser says: programs and options that nobody knows, limits of a page, documents in a line."""
    lines = [commands.Line(f"docs/x.md:{at}", tuple(shlex.split(text))) for at, text in enumerate(LINES)]
    faults = samples.check([], lines, NONE).faults
    for at, said in enumerate(LINES.values()):
        assert any(fault.startswith(f"docs/x.md:{at}: ") and said in fault for fault in faults), (said, faults)


def test_exemptions_stay_necessary():
    extra = Unchecked(
        languages={"cobol": "none"},
        samples=(Reason(page="x.md", title="gone", reason="none"),),
        programs=(Programs(names=("fortune",), reason="none"),),
    )
    faults = samples.check([], [], extra).faults
    assert [fault.split("nothing needs ")[1] for fault in sorted(faults)] == [
        "'cobol', expected it gone", "'fortune', expected it gone", "('x.md', 'gone'), expected it gone",
    ]  # fmt: skip


def test_options_are_those_of_the_guide():
    """A namespace may end in one's own name, and only where the guide says so."""
    assert options.option("aws:elbv2:listener:443", "Protocol", "HTTPS") == ""
    assert options.option("aws:elasticbeanstalk:application:environment", "ANY_NAME", 1) == ""
    assert options.option("aws:elasticbeanstalk:xray", "XRayEnabled", True) == ""
    assert "no namespace" in options.option("aws:autoscaling:mine", "MinSize")


def test_each_schema_says_where_and_when_it_was_read():
    names = [path.stem for path in schemas.FOLDER.glob("*.yml")]
    assert {name for name, _ in schemas.readings()} == {f"schema {name}" for name in names if name != "limits"}
