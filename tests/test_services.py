"""A service's form: what it leaves open is named, and it is laid out whole."""

import pytest
from conftest import INPUTS, ROOT, copy_repository, mkdocs

from macros.facts import load
from macros.facts.todo import find_todos
from scaffold import new_service


@pytest.fixture(scope="module")
def repo_with_form(tmp_path_factory):
    """A repository with an untouched form in it."""
    repo = copy_repository(tmp_path_factory.mktemp("laid"), *INPUTS)
    (repo / "data/mq").mkdir()
    (repo / "data/mq/probes.yml").write_text("# mine\n")
    return repo, *new_service.lay_out(repo, "mq", "MQ", "compute")


def test_an_untouched_form_names_all_that_is_to_be_written(repo_with_form):
    """Every file of the form is in the message, and nothing is published."""
    repo, written, kept = repo_with_form
    assert kept == ["data/mq/probes.yml"]
    result = mkdocs("build", cwd=repo)
    assert result.returncode == 1 and "Traceback" not in result.stderr and not (repo / "site").exists()
    assert result.stderr.count("Error: ") == 1
    for path in set(written) - {"mkdocs.yml", "data/areas.yml"}:
        assert f"  {path}:" in result.stderr, path
    assert "docs/mq/index.md:8: the answer to" in result.stderr


def test_an_untouched_form_can_be_looked_at(repo_with_form):
    """While serving only the words are missing: the data is sound, so that the pages are shown."""
    repo, _, _ = repo_with_form
    (repo / "data/mq/probes.yml").write_text((new_service.FORM / "data/probes.yml").read_text().replace("@name@", "mq"))
    facts = load.site(repo)
    assert "mq-limits" in facts.tables and facts.groups["compute"].services[-1] == "mq"


def test_the_site_leaves_nothing_unwritten():
    assert find_todos(ROOT) == []


REFUSED = [
    ("Lambda", "Lambda", "compute", "is no id, expected small letters"),
    ("../x", "X", "compute", "is no id"),
    ("sqs", "IAM: roles", "compute", "is no name, expected words"),
    ("sqs", "<b>", "compute", "is no name"),
    ("fargate", "Fargate", "compute", "stands in nav already"),
    ("new", "None", "computing", "no group of data/areas.yml is called 'computing', expected for example compute"),
]


@pytest.mark.parametrize(("name", "label", "group", "message"), REFUSED)
def test_a_wrong_name_label_or_group_is_refused(repo_with_form, name, label, group, message):
    before = (repo_with_form[0] / "mkdocs.yml").read_bytes()
    with pytest.raises(new_service.FormError, match=message):
        new_service.lay_out(repo_with_form[0], name, label, group)
    assert (repo_with_form[0] / "mkdocs.yml").read_bytes() == before
