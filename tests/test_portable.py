"""Ready to move: what is lost by another engine is seen, and its addresses are ours."""

from types import SimpleNamespace

import macros
from bench import portable


def test_lost_addresses(tmp_path):
    (tmp_path / "ecs").mkdir()
    (tmp_path / "ecs/index.html").write_text('<h1 id="ecs">ECS</h1>', encoding="utf-8")
    assert [*portable.lost(tmp_path, ["ecs/", "ecs/#ecs", "ecs/#gone", "gone/"])] == ["ecs/#gone", "gone/"]


def test_addresses_for_the_successor():
    """It reads an address in a macro's HTML as seen from the page's file, and goes up for the page's own folder."""
    html = '<a href="../../how-checked/#x">x</a> <a href="#y">y</a>'
    linked = {path: macros._linked(html, SimpleNamespace(path=path), True) for path in ("ecs/roles.md", "ecs/index.md")}
    assert linked == {"ecs/roles.md": '<a href="../how-checked/#x">x</a> <a href="#y">y</a>', "ecs/index.md": html}
    assert macros._linked(html, SimpleNamespace(path="ecs/roles.md"), False) == html
    assert macros._linked(html, SimpleNamespace(path="ecs/roles.md", file=None), True) == html
