"""The bench grows trees that the loader accepts; what else it does shows when it runs."""

from conftest import ROOT, copy_house

from bench import grow
from macros.facts import load


def test_grown_tree(tmp_path):
    sizes = grow.services(ROOT)
    grow.grow(copy_house(tmp_path), 2 * len(sizes), None)
    facts = load.site(tmp_path)
    assert grow.services(tmp_path) == sizes | {f"{name}-2": size for name, size in sizes.items()}
    assert facts.pages["ecs-2/roles.md"].tables == ("ecs-roles-2",)
