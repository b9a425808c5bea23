"""What mkdocs and the guide for authors say of the files is so."""

import re
from pathlib import Path

from conftest import INPUTS, ROOT
from mkdocs.config import load_config
from small import SMALL, T, changed

from macros.facts import load, model, pages
from macros.facts.errors import validate
from macros.facts.strict_yaml import parse


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


def test_what_data_leads_to(small):
    """Each part of a page that a cell or a term names, and where: `publish.links` asks the built page for it."""
    term = "data/small/glossary.yml"
    with (
        changed(small, term, SMALL[term].replace("see: index.md", "see: index.md#typo")),
        changed(small, T, SMALL[T].replace("page: index.md,", "page: index.md#typo,")),
    ):
        cell, name = [place for place, aim in load.site(small).deep_links if aim.endswith("#typo")]
    assert re.fullmatch(rf"{T}:\d+: rows\.1\.cells\.spare\.\d+\.page", cell)
    assert re.fullmatch(rf"{term}:\d+: [a-z-]+\.see", name)


def test_the_samples_that_authors_copy(facts):
    """What an author copies is taken as it stands, and names what there is."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    samples = {
        name: parse(text, f"CONTRIBUTING.md, {name}")
        for name, text in re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```yaml\n(.*?)^```$", guide, re.M | re.S)
    }

    def all_of(kind, name):
        """What the sample defines, by its key."""
        document, lines = samples[name]
        return {key: validate(kind, of, lines, "CONTRIBUTING.md", (key,)) for key, of in document.items()}

    table = validate(model.Table, *samples["Add a table"], "CONTRIBUTING.md")
    assert validate(model.CheatSheet, *samples["Add a cheat sheet"], "CONTRIBUTING.md").groups
    choices = all_of(model.Choice, "Add a row to the chooser").values()
    cited = {table.source, *(choice.source for choice in choices), *all_of(model.Source, "Add a source")}
    assert cited <= facts.sources.keys()
    probes = all_of(model.Probe, "Facts that a machine checks").values()
    assert all(facts.index.match(probe.fact) for probe in probes)
    page = re.search(r"^```markdown\n(.*?)^```$", guide, re.M | re.S)[1]
    meta, _ = pages.read_metadata(page, "docs/ecs/sample.md")
    assert set(meta.skills) <= {skill.number for skill in facts.exam.newest.skills}
    assert set(meta.cites) <= facts.sources.keys() and 50 <= len(meta.description) <= 160
