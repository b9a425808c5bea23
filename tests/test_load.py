"""Bad data is refused with one message: file, line, place, what is wrong, what is expected."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import HOUSE, copy_house, edit
from mkdocs.config import load_config

from macros import derive, load, model

ROOT = Path(__file__).parent.parent

TABLE = """\
caption: Sizes
source: aws-page
checked: 2026-11-22
columns: {size: Size, memory: Memory, spare: Spare}
rows:
  - id: small
    cells: {size: Small, memory: {value: 1, unit: GB}, spare: true}
"""
# Each case: what is replaced in the good table, by what, and the message that must come.
BAD = {
    "repeated key": ("caption: Sizes", "caption: Sizes\ncaption: Again", "t.yml:2: key 'caption' is repeated, expected it once"),
    "misspelt key": ("caption:", "captoin:", "t.yml:1: captoin: unknown key (did you mean 'caption'?), expected one of: caption, checked"),
    "missing source": ("source: aws-page\n", "", "t.yml:1: source: is missing, expected a value"),
    "missing cell": (", spare: true", "", "t.yml:6: rows.0: the cell 'spare' is missing, expected one for each column"),
    "unknown column": ("spare: true", "spare: true, colour: red", "t.yml:7: rows.0.cells.colour: no such column, expected one of: size"),
    "bare number": ("{value: 1, unit: GB}", "1", "t.yml:7: rows.0.cells.memory: expected text, true or false, a quantity"),
    "unknown unit": ("unit: GB", "unit: GBs", "'GBs' is not known, expected '%', 'USD'"),
    "two forms": ("value: 1, unit", "value: 1, max: 2, unit", "t.yml:7: rows.0.cells.memory: expected exactly one of: value, values, or min"),
    "values in no order": ("value: 1", "values: [2, 1]", "values do not rise, expected each once, the smallest first"),
    "default outside": ("value: 1", "min: 1, max: 2, default: 3", "default is outside the range, expected it within"),
    "step too large": ("value: 1", "min: 1, max: 2, step: 5", "step is larger than the range, expected it within"),
    "backwards range": ("value: 1", "min: 3, max: 2", "min is not below max, expected min < max"),
    "unquoted no": ("size: Small", "size: no", "t.yml:6: rows.0: the first cell is not text or a quantity, expected the row's name"),
    "template": ("size: Small", "size: '{{ x }}'", "holds template syntax, expected plain text"),
    "open backtick": ("size: Small", "size: a `b", "has an unclosed backtick, expected `code` in pairs"),
    "empty text": ("caption: Sizes", "caption: ' '", "t.yml:1: caption: is empty, expected text"),
    "line break": ("caption: Sizes", 'caption: "a\\nb"', "t.yml:1: caption: has outer spaces, a tab or a line break, expected one trimmed line"),
    "no such day": ("2026-11-22", "2026-02-30", "t.yml:3: '2026-02-30' is no value: day is out of range for month, expected one that exists"),
    "not a day": ("2026-11-22", "soon", "t.yml:3: checked: 'soon' does not fit, expected a valid date"),
    "row id": ("id: small", "id: Small One", "t.yml:6: rows.0.id: is not kebab-case, expected for example 'task-role'"),
    "number as key": ("{size: Size,", "{1: One, size: Size,", "t.yml:4: key '1' reads as int, expected text: put it in quotes"),
    "no rows": ("rows:\n  - id: small\n    cells: {size: Small, memory: {value: 1, unit: GB}, spare: true}\n", "rows: []\n", "t.yml:5: rows: "),
    "broken yaml": ("columns: {size", "columns: {size: [", "t.yml:4: not valid YAML: "),
    "odd tag": ("caption: Sizes", "caption: !!python/object:os.system x", "t.yml:1: 'tag:yaml.org,2002:python/object:os.system' is a tag, expected a plain value"),
    "loop": ("source: aws-page", "source: &a [*a]", "t.yml:2: 'a' is an anchor or an alias, expected the value itself"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_table(case):
    old, new, message = BAD[case]
    assert old in TABLE
    with pytest.raises(load.DataError) as caught:
        document, lines = load.parse(TABLE.replace(old, new), "t.yml")
        load.shape(model.Table, document, lines, "t.yml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_good_table():
    document, lines = load.parse(TABLE, "t.yml")
    table = load.shape(model.Table, document, lines, "t.yml")
    assert table.rows[0].cells["memory"] == model.Quantity(value=1, unit="GB")
    assert lines["rows", 0, "cells", "spare"] == 7


def test_empty_file_is_refused():
    with pytest.raises(load.DataError, match=r"^t.yml:1: the file is empty, expected a mapping$"):
        load.parse("# nothing\n", "t.yml")


def test_repeated_row_id_names_the_second():
    twice = TABLE + TABLE.split("rows:\n")[1]
    document, lines = load.parse(twice, "t.yml")
    with pytest.raises(load.DataError, match=r"^t.yml:8: rows.1: row id 'small' is repeated"):
        load.shape(model.Table, document, lines, "t.yml")


@pytest.fixture
def house(tmp_path):
    """A copy of what `load.site` reads, to break."""
    return copy_house(tmp_path, "data", "docs", "images", "requirements")


# What is broken in a copy of the house: file, old, new, message.
BROKEN = {
    "unknown source": ("data/exam/exam.yml", "source: exam-guide-c02", "source: exam-giude-c02", "no source is called 'exam-giude-c02', expected for example exam-guide-c02"),
    "unknown page": ("data/elastic-beanstalk/deployments.yml", "see: elastic-beanstalk/rolling.md", "see: elastic-beanstalk/roling.md", "rolling.see: no page is called 'elastic-beanstalk/roling.md'"),
    "weights": ("data/exam/exam.yml", "weight: 24", "weight: 25", "the domain weights add up to 101, expected 100"),
    "downtime": ("data/elastic-beanstalk/deployments.yml", "downtime: true", "downtime: false", "downtime and the steps disagree"),
    "target": ("data/elastic-beanstalk/deployments.yml", "target: existing instances", "target: new instances", "target and the steps disagree"),
    "traffic": ("data/elastic-beanstalk/deployments.yml", "traffic: 90", "traffic: 80", "the shares of traffic add up to 90, expected 100 or 0"),
    "http source": ("data/exam/sources.yml", "url: https://", "url: http://", "is not an https address, expected https://..."),
    "exam task": ("docs/elastic-beanstalk/immutable.md", '"DVA-C02 3.4"', '"DVA-C02 3.9"', "docs/elastic-beanstalk/immutable.md:3: tasks: no exam task is called 'DVA-C02 3.9'"),
    "no description": ("docs/elastic-beanstalk/immutable.md", "description:", "descripton:", "descripton: unknown key (did you mean 'description'?), expected one of: description, search, tasks"),
    "no front matter": ("docs/elastic-beanstalk/immutable.md", "---\n", "", "docs/elastic-beanstalk/immutable.md:1: has no front matter"),
    "probe of no fact": ("data/lambda/probes.yml", "lambda-limits.timeout.value", "lambda-limits.timeuot.value", "lambda-timeout-most.fact: no fact is called 'lambda-limits.timeuot.value', expected for example lambda-limits.timeout.value"),
    "probe of no other fact": ("data/lambda/probes.yml", '"sheet:lambda.timeout"', '"sheet:lambda.tiemout"', "lambda-timeout-most.also: no fact is called 'sheet:lambda.tiemout'"),
    "probe of no kind": ("data/lambda/probes.yml", "reads: refused, at: AWS::Lambda::Function Timeout", "reads: refsued, at: AWS::Lambda::Function Timeout", "lambda-timeout-most.reads: 'refsued' is not known, expected 'accepted', 'allowed'"),
    "probe of no package": ("data/lambda/probes.yml", "package: botocore, reads: sentence, at: lambda CreateFunctionRequest.Timeout", "package: botocoer, reads: sentence, at: lambda CreateFunctionRequest.Timeout", "lambda-timeout-most-documented.package: no package of requirements/test.txt is called 'botocoer', expected for example botocore"),
    "probe of no number": ("data/lambda/probes.yml", "field: max", "field: value", "lambda-timeout-most.fact: the quantity has no 'value', expected one of: min, max, default, unit"),
    "probe without a group": ("data/lambda/probes.yml", "maximum of (\\d+) for", "maximum of 900 for", "lambda-timeout-most.find: has no group, expected one around what is to be found"),
    "probe of no pattern": ("data/lambda/probes.yml", "maximum of (\\d+) for", "maximum of (\\d+ for", "lambda-timeout-most.find: is not a regular expression, expected one: "),
    "probe of a sentence": ("data/lambda/probes.yml", "expect: 1000", "expect: 2000", "lambda-concurrency.fact: 2000 does not stand in '1,000 concurrent executions in a Region by default; new accounts start with fewer.', expected it to"),
    "uncited": ("data/exam/sources.yml", "exam-guide-c02:\n", "nobody-cites-this:\n  title: A\n  publisher: B\n  url: https://example.org/\n  kind: guide\n  checked: 2026-11-22\nexam-guide-c02:\n", "nobody-cites-this: nothing cites it, expected a page or a fact that does"),
    "since": ("data/elastic-beanstalk/changes.yml", "  topic:", "  since: '2022-13'\n  topic:", "month must be in 1..12"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_house(house, case):
    name, old, new, message = BROKEN[case]
    edit(house / name, old, new)
    with pytest.raises(load.DataError) as caught:
        load.site(house)
    assert message in str(caught.value)
    assert str(caught.value).startswith(name + ":")


def test_facts_that_a_probe_holds_together(house):
    """A number changed in a table and not in the cheat sheet that repeats it is one message, at the probe that names both."""
    edit(house / "data/lambda/tables/lambda-limits.yml", "max: 900", "max: 960")
    says = r"lambda-limits.timeout.value \(data/lambda/tables/lambda-limits.yml:\d+\) says 960, which is not in sheet:lambda.timeout \(data/lambda/sheet.yml:\d+\)"
    with pytest.raises(load.DataError, match=rf"^data/lambda/probes.yml:\d+: lambda-timeout-most.fact: {says}"):
        load.site(house)


def test_same_id_in_two_files(house):
    shutil.copy(house / "data/exam/sources.yml", house / "data/compare/sources.yml")
    with pytest.raises(load.DataError, match=r"^data/exam/sources.yml:\d+: id '[a-z0-9-]+' stands in data/compare/sources.yml already"):
        load.site(house)


STRANGERS = [
    "data/ecs/tabels/x.yml", "data/other.yml", "data/glossary.yml", "data/tables/sub/x.yml", "data/tables/x.yaml", "data/tables/x.YML",
    "images/ecs/New.SVG", "images/x.svg", "images/ecs/sub/x.svg", "docs/notes.txt", "docs/ecs/x.MD", "docs/x.html",
]  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_that_nothing_reads(house, name):
    (house / name).parent.mkdir(parents=True, exist_ok=True)
    (house / name).write_text("x: 1\n")
    with pytest.raises(load.DataError, match=f"^{name}:1: nothing reads this file, expected "):
        load.site(house)


def test_files_that_are_no_strangers(house):
    """What an editor or a desktop leaves, and the README's own picture."""
    assert (house / "images/screenshot.png").exists()
    for name in ("data/ecs/tables/x.yml~", "data/#x.yml#", "data/.DS_Store", "docs/.hidden/x.txt", "docs/#x.md#", "docs/ecs/.x.md.swp", "images/ecs/x.svg~"):
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text("x")
    assert load.site(house).tables


def test_mkdocs_knows_the_rooms():
    """An editor's copies stay off the site, and each room that a build reads starts a rebuild."""
    settings = load_config(str(ROOT / "mkdocs.yml"))
    assert [name for name in ("x.md~", "ecs/#x.md#", "ecs/x.md", "x#y.md") if settings.exclude_docs.match_file(name)] == ["x.md~", "ecs/#x.md#"]
    assert {Path(path).name for path in settings.watch} == {name for name in HOUSE if (ROOT / name).is_dir()} - {"docs", "requirements"}


def test_a_folder_without_its_service(house):
    (house / "data/ecs/service.yml").unlink()
    with pytest.raises(load.DataError, match="^data/ecs/service.yml:1: cannot be read: no such file, expected the service's label and line"):
        load.site(house)


AREAS = {
    "unknown": ("[x-ray]", "[x-rya]", r"observability.services.0: no service is called 'x-rya', expected for example x-ray"),
    "twice": ("[x-ray]", "[x-ray, ecs]", r"\w+.services.\d: 'ecs' stands in 'containers' already"),
    "repeated": ("[x-ray]", "[x-ray, x-ray]", r"observability.services: a service is repeated"),
    "missing": ("[x-ray]", "[compare]", None),
}


@pytest.mark.parametrize("case", AREAS)
def test_groups_of_services(house, case):
    old, new, message = AREAS[case]
    edit(house / "data/areas.yml", old, new)
    with pytest.raises(load.DataError, match=rf"^data/areas.yml:\d+: {message or ''}"):
        load.site(house)


def test_what_data_leads_to(house):
    """Each part of a page that a row, a cell or a term names, and where: `checks.links` asks the built page for it."""
    edit(house / "data/ecs/glossary.yml", "see: ecs/index.md\n", "see: ecs/index.md#typo\n")
    edit(house / "data/elastic-beanstalk/tables/in-place-or-blue-green.yml", "rolling.md,", "rolling.md#typo,")
    found = [place for place, aim in load.site(house).aims if aim.endswith("#typo")]
    assert len(found) == 2
    assert re.fullmatch(r"data/elastic-beanstalk/tables/in-place-or-blue-green.yml:\d+: rows\.0\.cells\.[a-z-]+\.\d+\.page", found[0])
    assert re.fullmatch(r"data/ecs/glossary.yml:\d+: [a-z-]+\.see", found[1])


def test_house_is_whole(facts):
    assert len(facts.pages) == len(list((ROOT / "docs").rglob("*.md")))


def test_the_samples_of_the_readme(facts):
    """What an author copies is taken as it stands, and names what there is."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    samples = {name: load.parse(text, f"README.md, {name}") for name, text in re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```yaml\n(.*?)^```$", readme, re.M | re.S)}
    assert load.shape(model.Table, *samples["Add a table"], "README.md").source in facts.sources
    assert load.shape(model.Sheet, *samples["Add a cheat sheet"], "README.md").groups
    source, lines = samples["Add a source"]
    assert source.keys() <= facts.sources.keys() and [load.shape(model.Source, of, lines, "README.md", (key,)) for key, of in source.items()]
    probe, lines = samples["Facts that a machine checks"]
    assert all(facts.places.named(load.shape(model.Probe, of, lines, "README.md", (key,)).fact) for key, of in probe.items())
    page = re.search(r"^```markdown\n(.*?)^```$", readme, re.M | re.S)[1]
    meta, _ = load._page(page, "docs/ecs/sample.md")
    tasks = {f"{version.code} {task.number}" for version in facts.exam.versions for task in version.tasks}
    assert set(meta.tasks) <= tasks and set(meta.cites) <= facts.sources.keys() and 50 <= len(meta.description) <= 160


def pages(**collects):
    """Two services and the pages that collect, by what each names."""
    of = {f"{name}.md": model.PageMeta(description="d", title="t", collects={"glossary": folders}) for name, folders in collects.items()}
    return {"ecs/index.md": model.PageMeta(description="d", title="t"), "ecr/index.md": model.PageMeta(description="d", title="t"), **of}


def test_what_no_page_names_is_on_the_rest():
    both = pages(first=(), second=("ecs",))
    rest, named = derive.collected("glossary", (), both), derive.collected("glossary", ("ecs",), both)
    assert [(rest(page), named(page)) for page in ("ecs/roles.md#task", "ecr/index.md", None)] == [(False, True), (True, False), (True, False)]
    assert derive.collected("sheets", (), both)("ecs/index.md"), "another macro's folders are none of it"


@pytest.mark.parametrize(
    ("folders", "said"),
    [
        (("esc",), "no folder of docs/ is called 'esc', expected for example ecs"),
        (("ecs",), r"every call names folders, expected one glossary\(\) without, for what no other names"),
    ],
)
def test_collecting_folders_amiss(folders, said):
    with pytest.raises(load.DataError, match=said):
        derive.collected("glossary", folders, pages(first=folders))
