"""What mkdocs.yml and the guide for authors say of the files is true."""

import re
from pathlib import Path

from conftest import INPUTS, ROOT
from mkdocs.config import load_config
from small import SMALL, TABLE_FILE, replaced_file

from macros.facts import load, model, pages
from macros.facts.errors import validate
from macros.facts.strict_yaml import parse


def test_mkdocs_excludes_copies_and_watches_what_a_build_reads():
    """An editor's copies stay off the site, and a change in each folder that a build reads starts a rebuild."""
    settings = load_config(str(ROOT / "mkdocs.yml"))
    excluded = {name: settings.exclude_docs.match_file(name) for name in ("x.md~", "ecs/#x.md#", "ecs/x.md", "x#y.md")}
    assert excluded == {"x.md~": True, "ecs/#x.md#": True, "ecs/x.md": False, "x#y.md": False}
    folders = {name for name in INPUTS if (ROOT / name).is_dir()}
    assert {Path(path).name for path in settings.watch} == folders - {"docs", "requirements"}


def test_deep_links_of_data_are_collected(small):
    """Each part of a page that a cell or a term names, and where it does: `publish.links` checks it on the built page."""
    glossary = "data/small/glossary.yml"
    with (
        replaced_file(small, glossary, SMALL[glossary].replace("see: index.md", "see: index.md#typo")),
        replaced_file(small, TABLE_FILE, SMALL[TABLE_FILE].replace("page: index.md,", "page: index.md#typo,")),
    ):
        cell, term = [location for location, target in load.site(small).deep_links if target.endswith("#typo")]
    assert re.fullmatch(rf"{TABLE_FILE}:\d+: rows\.1\.cells\.spare\.\d+\.page", cell)
    assert re.fullmatch(rf"{glossary}:\d+: [a-z-]+\.see", term)


def test_samples_of_the_guide_for_authors_are_valid(facts):
    """Each is accepted as it stands, and names what exists."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    samples = {
        name: parse(text, f"CONTRIBUTING.md, {name}")
        for name, text in re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```yaml\n(.*?)^```$", guide, re.M | re.S)
    }

    def validate_all(kind, name):
        """What the sample defines, by its key."""
        document, lines = samples[name]
        return {key: validate(kind, value, lines, "CONTRIBUTING.md", (key,)) for key, value in document.items()}

    table = validate(model.Table, *samples["Add a table"], "CONTRIBUTING.md")
    assert validate(model.CheatSheet, *samples["Add a cheat sheet"], "CONTRIBUTING.md").groups
    choices = validate_all(model.Choice, "Add a row to the chooser").values()
    cited = {table.source, *(choice.source for choice in choices), *validate_all(model.Source, "Add a source")}
    assert cited <= facts.sources.keys()
    probes = validate_all(model.Probe, "Facts that a machine checks").values()
    assert all(facts.index.match(probe.fact) for probe in probes)
    page = re.search(r"^```markdown\n(.*?)^```$", guide, re.M | re.S)[1]
    meta, _ = pages.read_metadata(page, "docs/ecs/sample.md")
    assert set(meta.skills) <= {skill.number for skill in facts.exam.newest.skills}
    assert set(meta.cites) <= facts.sources.keys() and 50 <= len(meta.description) <= 160
