"""Which file stands where, which group a service is in, which page collects what."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import INPUTS, ROOT, edit, write
from mkdocs.config import load_config
from small import SMALL

from macros.facts import derive, load, model, pages, terms
from macros.facts.errors import DataError, validate
from macros.facts.strict_yaml import parse


@pytest.fixture
def repo(tmp_path):
    """The small repository, to break."""
    return write(tmp_path, SMALL)


STRANGERS = [
    "data/small/tabels/x.yml", "data/other.yml", "data/small/other.yml", "data/small/tables/sub/x.yml", "data/small/tables/x.yaml",
    "data/small/tables/x.YML", "images/small/New.SVG", "images/x.svg", "images/small/sub/x.svg", "docs/notes.txt", "docs/small/x.MD", "docs/x.html",
]  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_that_nothing_reads(repo, name):
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text("x: 1\n")
    with pytest.raises(DataError, match=f"^{name}:1: nothing reads this file, expected "):
        load.site(repo)


def test_files_that_are_no_strangers(repo):
    """What an editor or a desktop leaves, and the README's own picture."""
    for name in (
        "images/screenshot.png",
        "data/ecs/tables/x.yml~",
        "data/#x.yml#",
        "data/.DS_Store",
        "docs/.hidden/x.txt",
        "docs/#x.md#",
        "docs/small/.x.md.swp",
        "images/small/x.svg~",
    ):
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text("x")
    assert load.site(repo).tables


def test_mkdocs_knows_the_rooms():
    """An editor's copies stay off the site, and each room that a build reads starts a rebuild."""
    settings = load_config(str(ROOT / "mkdocs.yml"))
    assert [
        name for name in ("x.md~", "ecs/#x.md#", "ecs/x.md", "x#y.md") if settings.exclude_docs.match_file(name)
    ] == ["x.md~", "ecs/#x.md#"]
    assert {Path(path).name for path in settings.watch} == {name for name in INPUTS if (ROOT / name).is_dir()} - {
        "docs",
        "requirements",
    }


def test_a_folder_without_its_service(repo):
    (repo / "data/small/service.yml").unlink()
    with pytest.raises(
        DataError,
        match=r"^data/small/service\.yml:1: cannot be read: no such file, expected the service's label and line",
    ):
        load.site(repo)


AREAS = {
    "unknown": ("[small, ", "[smal, ", r"all.services.0: no service is called 'smal', expected for example small"),
    "twice": (
        "all:",
        "more:\n  label: More\n  services: [small]\nall:",
        r"all.services.0: 'small' stands in 'more' already",
    ),
    "repeated": ("[small, ", "[small, small, ", r"all.services: a service is repeated"),
    "missing": ("[small, ", "[", None),
}


@pytest.mark.parametrize("case", AREAS)
def test_groups_of_services(repo, case):
    old, new, message = AREAS[case]
    edit(repo / "data/areas.yml", old, new)
    with pytest.raises(DataError, match=rf"^data/areas.yml:\d+: {message or ''}"):
        load.site(repo)


def test_what_data_leads_to(repo):
    """Each part of a page that a row, a cell or a term names, and where: `publish.links` asks the built page for it."""
    edit(repo / "data/small/glossary.yml", "see: index.md\n", "see: index.md#typo\n")
    edit(repo / "data/small/tables/sizes.yml", "page: index.md,", "page: index.md#typo,")
    found = [place for place, aim in load.site(repo).deep_links if aim.endswith("#typo")]
    assert len(found) == 2
    assert re.fullmatch(r"data/small/tables/sizes.yml:\d+: rows\.1\.cells\.spare\.\d+\.page", found[0])
    assert re.fullmatch(r"data/small/glossary.yml:\d+: [a-z-]+\.see", found[1])


def test_repository_is_whole(facts):
    assert len(facts.pages) == len(list((ROOT / "docs").rglob("*.md")))


def test_the_samples_that_authors_copy(facts):
    """What an author copies is taken as it stands, and names what there is."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    samples = {
        name: parse(text, f"CONTRIBUTING.md, {name}")
        for name, text in re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```yaml\n(.*?)^```$", guide, re.M | re.S)
    }
    assert validate(model.Table, *samples["Add a table"], "CONTRIBUTING.md").source in facts.sources
    assert validate(model.CheatSheet, *samples["Add a cheat sheet"], "CONTRIBUTING.md").groups
    choice, lines = samples["Add a row to the chooser"]
    assert [
        validate(model.Choice, of, lines, "CONTRIBUTING.md", (key,)).source in facts.sources
        for key, of in choice.items()
    ] == [True]
    source, lines = samples["Add a source"]
    assert source.keys() <= facts.sources.keys() and [
        validate(model.Source, of, lines, "CONTRIBUTING.md", (key,)) for key, of in source.items()
    ]
    probe, lines = samples["Facts that a machine checks"]
    assert all(
        facts.index.match(validate(model.Probe, of, lines, "CONTRIBUTING.md", (key,)).fact) for key, of in probe.items()
    )
    page = re.search(r"^```markdown\n(.*?)^```$", guide, re.M | re.S)[1]
    meta, _ = pages.read(page, "docs/ecs/sample.md")
    assert (
        set(meta.skills) <= {skill.number for skill in facts.exam.newest.skills}
        and set(meta.cites) <= facts.sources.keys()
        and 50 <= len(meta.description) <= 160
    )


def collecting(**collects):
    """Two groups of services and the pages that collect, by the groups that each names."""
    pages = {
        f"{name}.md": model.PageMeta(description="d", title="t", collects={"glossary": groups})
        for name, groups in collects.items()
    }
    return SimpleNamespace(pages=pages, groups=("run", "keep"), group_of={"ecs": "run", "ecr": "keep"})


def test_what_no_page_names_is_on_the_rest():
    both = collecting(first=(), second=("run",))
    rest, named = derive.collected("glossary", (), both), derive.collected("glossary", ("run",), both)
    assert [(rest(page), named(page)) for page in ("ecs/roles.md#task", "ecr/index.md", None)] == [
        (False, True),
        (True, False),
        (True, False),
    ]
    assert derive.collected("sheets", (), both)("ecs/index.md"), "another macro's groups are none of it"


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (("rnu",), "no group of data/areas.yml is called 'rnu', expected for example run"),
        (("run",), r"every call names groups, expected one glossary\(\) without, for what no other names"),
    ],
)
def test_collecting_groups_amiss(groups, said):
    with pytest.raises(DataError, match=said):
        derive.collected("glossary", groups, collecting(first=groups))


def test_letters_of_the_glossary():
    """Each letter stands on the page that takes it in; one that none takes in is named."""
    pages = {
        f"{name}.md": model.PageMeta(description="d", title="t", collects={"all_terms": letters})
        for name, letters in (("first", ("", "D")), ("second", ("E", "O")))
    }
    site = SimpleNamespace(pages=pages)
    assert terms.letter_pages(site, [terms.DIGITS, "A", "E", "O"]) == {
        terms.DIGITS: "first.md", "A": "first.md", "E": "second.md", "O": "second.md",
    }  # fmt: skip
    with pytest.raises(DataError, match="no page lists the terms under 'P', expected an all_terms"):
        terms.letter_pages(site, ["P"])
