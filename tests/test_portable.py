"""Ready to move: what is lost by another engine is seen. `make portable` builds with each."""

from bench import portable


def test_lost_addresses(tmp_path):
    (tmp_path / "ecs").mkdir()
    (tmp_path / "ecs/index.html").write_text('<h1 id="ecs">ECS</h1>', encoding="utf-8")
    assert [*portable.lost(tmp_path, ["ecs/", "ecs/#ecs", "ecs/#gone", "gone/"])] == ["ecs/#gone", "gone/"]
