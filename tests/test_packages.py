"""Packages depend on each other one way, and on files by their import alone."""

import ast
import re
from collections.abc import Iterator

from conftest import ROOT

ALLOWED = {
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
    return next(name for name in ALLOWED if (module + ".").startswith(name + "."))


def imports(module: str) -> Iterator[str]:
    """The modules of ours that the file of `module` imports, at its top or inside functions."""
    parent = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            prefix = ".".join(parent.split(".")[: len(parent.split(".")) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (prefix, node.module)))
            for name in node.names:
                imported = next((full for full in (f"{base}.{name.name}", base) if full in FILES), None)
                if imported:
                    yield imported


def test_packages_import_only_what_they_may():
    forbidden = {module: {package(other) for other in imports(module)} - ALLOWED[package(module)] for module in FILES}
    assert {module: others for module, others in forbidden.items() if others} == {}


def test_no_import_is_circular():
    remaining = {module: set(imports(module)) - {module} for module in FILES}
    while free := {module for module, needs in remaining.items() if not needs & remaining.keys()}:
        remaining = {module: needs for module, needs in remaining.items() if module not in free}
    assert not remaining


def test_no_import_by_string_or_changed_path():
    detour = re.compile(rf"sys\.path\b|import_module\(f?[\"']({'|'.join(map(re.escape, ALLOWED))})")
    assert [module for module, path in FILES.items() if detour.search(path.read_text(encoding="utf-8"))] == []
