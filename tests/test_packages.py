"""Packages depend on each other one way, and on files by their import alone."""

import ast
import re
from collections.abc import Iterator

from conftest import ROOT

MAY = {
    "macros.facts": {"macros.facts"},
    "macros": {"macros.facts", "macros"},
    "publish": {"macros.facts", "macros", "publish"},
    "hooks": {"macros.facts", "macros", "publish", "hooks"},
    "labs": {"labs"},
    "checks": {"macros.facts", "macros", "checks"},
    "scaffold": {"macros.facts", "macros", "scaffold"},
}
FILES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
    for package in ("macros", "publish", "hooks", "labs", "checks", "scaffold")
    for path in (ROOT / package).rglob("*.py")
}


def package(module: str) -> str:
    return next(name for name in MAY if (module + ".").startswith(name + "."))


def imports(module: str) -> Iterator[str]:
    """The modules of ours that the file of `module` imports, at its top or inside functions."""
    inside = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            up = ".".join(inside.split(".")[: len(inside.split(".")) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (up, node.module)))
            for name in node.names:
                found = next((full for full in (f"{base}.{name.name}", base) if full in FILES), None)
                if found:
                    yield found


def test_arrows_point_one_way():
    wrong = {module: {package(other) for other in imports(module)} - MAY[package(module)] for module in FILES}
    assert {module: others for module, others in wrong.items() if others} == {}


def test_no_circle():
    left = {module: set(imports(module)) - {module} for module in FILES}
    while free := {module for module, needs in left.items() if not needs & left.keys()}:
        left = {module: needs for module, needs in left.items() if module not in free}
    assert not left


def test_no_detour():
    detour = re.compile(rf"sys\.path\b|import_module\(f?[\"']({'|'.join(map(re.escape, MAY))})")
    assert [module for module, path in FILES.items() if detour.search(path.read_text(encoding="utf-8"))] == []
