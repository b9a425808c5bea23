"""A service's form: what it leaves open is named, and it is laid out whole."""

import pytest
from conftest import INPUTS, ROOT, copy_repository, mkdocs

from macros.facts import load
from macros.facts.todo import find_todos
from scaffold import new_service


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """A repository with an untouched form in it."""
    repo = copy_repository(tmp_path_factory.mktemp("laid"), *INPUTS)
    (repo / "data/mq").mkdir()
    (repo / "data/mq/probes.yml").write_text("# mine\n")
    return repo, *new_service.lay_out(repo, "mq", "MQ", "compute")


def test_an_untouched_form_names_all_that_is_to_be_written(laid):
    """Every file of the form is in the message, and nothing is published."""
    repo, written, kept = laid
    assert kept == ["data/mq/probes.yml"]
    done = mkdocs("build", cwd=repo)
    assert done.returncode == 1 and "Traceback" not in done.stderr and not (repo / "site").exists()
    assert done.stderr.count("Error: ") == 1
    for part in set(written) - {"mkdocs.yml", "data/areas.yml"}:
        assert f"  {part}:" in done.stderr, part
    assert "docs/mq/index.md:8: the answer to" in done.stderr


def test_an_untouched_form_can_be_looked_at(laid):
    """While serving only the words are missing: the data is sound, so that the pages are shown."""
    repo, _, _ = laid
    (repo / "data/mq/probes.yml").write_text((new_service.FORM / "data/probes.yml").read_text().replace("@name@", "mq"))
    facts = load.site(repo)
    assert "mq-limits" in facts.tables and facts.groups["compute"].services[-1] == "mq"


def test_nothing_is_left_open():
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
def test_refused(laid, name, label, group, message):
    before = (laid[0] / "mkdocs.yml").read_bytes()
    with pytest.raises(new_service.FormError, match=message):
        new_service.lay_out(laid[0], name, label, group)
    assert (laid[0] / "mkdocs.yml").read_bytes() == before
