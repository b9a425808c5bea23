"""A page gets another address, and everything that leads to it follows."""

import pytest
from conftest import HOUSE, copy_house, mkdocs

from scaffold.rename import RenameError, rename


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """A repository in which a page that many others and data lead to has moved, and its site."""
    root = copy_house(tmp_path_factory.mktemp("renamed"), *HOUSE)
    changed = rename(root, "ecs/roles.md", "ecs/task-roles.md")
    done = mkdocs("build", "--site-dir", str(root / "site"), cwd=root)
    assert done.returncode == 0, done.stderr
    return root, changed


def test_everything_follows(renamed):
    """The build is strict: a link, a row of data or a permalink that led nowhere would have ended it."""
    root, changed = renamed
    assert (root / "site/ecs/task-roles/index.html").exists()
    assert "now at" in (root / "site/ecs/roles/index.html").read_text(encoding="utf-8")
    assert {"mkdocs.yml", "docs/ecs/task-roles.md", "links/redirects.yml"} <= set(changed)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("ecs/role.md", "ecs/x.md", "no page is called 'ecs/role.md', expected for example ecs/roles.md"),
        ("ecr/index.md", "ecs/Roles.md", "is no page, expected small letters"),
        ("ecr/index.md", "ecs/index.md", "is there already"),
    ],
)
def test_what_cannot_be_renamed(renamed, old, new, fault):
    root, _ = renamed
    with pytest.raises(RenameError, match=fault.replace("ecs/roles.md", "")):
        rename(root, old, new)
