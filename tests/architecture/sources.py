"""The program's own files, as the tests of its structure read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("core", "audit", "people", "policies", "incidents", "sanctions", "compliance", "reports", "esafety")


@cache
def paths() -> list[str]:
    """Of the modules, below the root, migrations aside."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return [str(path.relative_to(ROOT)) for path in found]


@cache
def modules() -> dict[str, ast.Module]:
    """Path → syntax tree."""
    return {path: ast.parse((ROOT / path).read_text()) for path in paths()}


def calls_of(name: str, tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of a method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


@cache
def templates() -> dict[str, str]:
    """Path below templates/ → its text."""
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.html"))}
