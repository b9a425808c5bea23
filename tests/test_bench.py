"""The bench grows trees that the loader accepts; what else it does shows when it runs."""

from conftest import ROOT, copy_repository

from bench import grow
from macros.facts import load


def test_grown_tree(tmp_path):
    sizes = grow.services(ROOT)
    grow.grow(copy_repository(tmp_path), len(sizes) + 1, None)
    facts, grown = load.site(tmp_path), grow.services(tmp_path)
    (new,) = grown.keys() - sizes.keys()
    assert grown == sizes | {new: sizes[new.removesuffix("-2")]}
    copied = [page for page in facts.pages if page.startswith(f"{new}/")]
    assert copied and any(table.endswith("-2") for page in copied for table in facts.pages[page].tables)
