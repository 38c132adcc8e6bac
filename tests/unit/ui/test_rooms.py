"""How the parts of the window keep to themselves, as far as import-linter cannot see it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[3] / "wbc_desktop" / "ui"
TREES = {path.relative_to(UI).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in UI.glob("**/*.py")}
OWN = ("self", "cls")


def is_own(node: ast.expr) -> bool:
    """Whether the expression is the object itself, or its base class."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in OWN


def foreign_signals(tree: ast.AST) -> Iterator[str]:
    """Signals of another object that are emitted here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "emit":
            signal = node.value
            if not (isinstance(signal, ast.Attribute) and is_own(signal.value)):
                yield ast.unparse(node)


def found_by_type(tree: ast.AST) -> Iterator[str]:
    """Widgets that are found by their type instead of being handed over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("findChild", "findChildren"):
            yield ast.unparse(node)


def foreign_fields(tree: ast.AST) -> Iterator[str]:
    """Private attributes of another object."""
    for node in ast.walk(tree):
        private = isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if private and isinstance(node, ast.Attribute) and not is_own(node.value):
            yield ast.unparse(node)


def silent_signals(tree: ast.AST) -> Iterator[str]:
    """Signals that the class docstring does not describe as ``name(type)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            told = (ast.get_docstring(node) or "").partition("Signals:")[2]
            yield from (f"{node.name}.{name}" for name in signals_of(node) if f"``{name}(" not in told)


def signals_of(node: ast.ClassDef) -> Iterator[str]:
    """The names that the class gives to signals."""
    for line in node.body:
        made = line.value if isinstance(line, ast.Assign) else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "Signal":
            yield from (ast.unparse(target) for target in line.targets)


RULES = (
    (foreign_signals, "self.work.changed.emit(1)", "self.changed.emit(1)"),
    (foreign_signals, "window.refused.emit(1)", "super().changed.emit(1)"),
    (foreign_signals, "button.clicked.connect(window.refused.emit)", "button.clicked.connect(self.refused.emit)"),
    (found_by_type, "window.findChildren(Banner)", "self.banners"),
    (foreign_fields, "window._slide = None", "self._slide = other.slide"),
    (foreign_fields, "print(self.page._title)", "print(self._page.title, type(self).__name__)"),
    (
        silent_signals,
        "class A:\n '''One.'''\n done = Signal()",
        "class A:\n '''Signals: ``done()``: it ended.'''\n done = Signal()",
    ),
)


@pytest.mark.parametrize(("rule", "wrong", "right"), RULES)
def test_rule_sees_what_it_forbids(rule: Callable[[ast.AST], Iterator[str]], wrong: str, right: str) -> None:
    assert list(rule(ast.parse(wrong)))
    assert not list(rule(ast.parse(right)))


@pytest.mark.slow
@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in RULES))
def test_parts_of_the_window_keep_to_themselves(rule: Callable[[ast.AST], Iterator[str]]) -> None:
    assert {name: found for name, tree in TREES.items() if (found := list(rule(tree)))} == {}
