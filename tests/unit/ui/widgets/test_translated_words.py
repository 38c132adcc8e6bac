"""Every sentence shown to a person goes through ``tr``. The tests search calls for untranslated literals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
SHOWN = {
    *("setText", "setToolTip", "setStatusTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription"),
    *("setPlaceholderText", "setTitle", "setHeaderLabels", "setHorizontalHeaderLabels", "setInformativeText"),
    *("setSuffix", "setPrefix", "setSpecialValueText", "addAction", "addMenu", "addTab", "addRow", "addItem"),
    *("addItems", "drawText", "notify", "show_fault", "show_text", "show_about", "show_device", "show_model"),
    *("show_watch", "add_page"),
    *("Label", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QTreeWidgetItem"),
    *("QTableWidgetItem", "QListWidgetItem", "QMessageBox", "ActionButton", "ElidedLabel", "Page", "TaskStatus"),
    *("getExistingDirectory", "getSaveFileName", "getOpenFileName", "getColor", "emit", "QLabel"),
}
"""Calls whose literals are shown or read aloud to a person."""

TRANSLATED = {"tr", "trn", "mark"}
NAMES = re.compile(
    r"WBC Desktop|SHA-256|GPU|CPU|PDF \(\*\.pdf\)|CSV \(\*\.csv\)|Ctrl\+*|Esc|[A-Z]{1,3}|done|info|warning|error"
)
"""Names that are the same in every language, and words that are not shown (kinds of message)."""

IN_NO_WINDOW = {"cli", "bench", "services/doctor.py", "services/qt_check.py", "services/heat_check.py"}
IN_NO_WINDOW |= {"ui/shell/screen.py", "inference/cluster.py", "inference/spread.py", "inference/spread_worker.py"}
"""Modules used only on the command line, which is English."""


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "wbc_desktop").rglob("*.py")):
        name = path.relative_to(ROOT / "wbc_desktop").as_posix()
        place = name.partition("/")[0]
        if (not folders or place in folders) and not {name, place} & IN_NO_WINDOW:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the text literals below a node, except those in a nested call."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        elif not isinstance(child, ast.Call | ast.Lambda | ast.Subscript | ast.Compare | ast.keyword):
            yield from literals(child)


def has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]{2,}", NAMES.sub("", text)) is not None


def untranslated(tree: ast.Module) -> list[tuple[int, str]]:
    """Return line and text of each literal that is shown, or raised in an error for a person, without ``tr``."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in SHOWN:
            parts = [node]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and called(node.exc) in ERRORS:
            parts = [node.exc]
        else:
            continue
        found += [(one.lineno, one.value) for part in parts for one in literals(part) if has_words(str(one.value))]
    return found


ERRORS = {
    node.name
    for _, tree in modules("domain", "services", "store", "inference")
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef)
    and any(isinstance(base, ast.Name) and base.id.endswith(("Error", "Refused", "Signed")) for base in node.bases)
    and not any(isinstance(base, ast.Name) and base.id in ("ValueError", "Exception") for base in node.bases)
}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('label.setText("Open a folder")', ["Open a folder"]),
        ('QLabel(f"{count} cells")', [" cells"]),
        ('box.addItem("Any", None)', ["Any"]),
        ('table.setHeaderLabels(["File", tr("Why")])', ["File"]),
        ('a.setText("Open" if on else tr("Close"))', ["Open"]),
        ('raise UsageError(f"There is no {name}.")', ["There is no ", "."][:1]),
        ('label.setText(tr("Open a folder"))', []),
        ('label.setText(f"{a} · {b} %")', []),
        ('label.setText("WBC Desktop")', []),
        ('QLabel(names["open it"])', []),
        ('log.warning("Not shown")', []),
    ],
)
def test_search_finds_untranslated_literals(code: str, found: list[str]) -> None:
    assert [text for _, text in untranslated(ast.parse(code))] == found


def test_errors_for_persons_are_found() -> None:
    assert {"UsageError", "FolderError", "StorageError", "ModelError", "DeviceError"} <= ERRORS


@pytest.mark.slow
def test_every_text_of_the_window_is_translated() -> None:
    bare = [f"{name}:{line}: {text!r}" for name, tree in modules() for line, text in untranslated(tree)]
    assert bare == [], "write tr(…) around it (wbc_desktop/domain/language.py)"


IN_EVERY_LANGUAGE = {"reports/digest.py", "reports/table.py", "reports/typeset/embed.py"}
IN_EVERY_LANGUAGE |= {"reports/differential_table_text.py"}
"""Modules whose numbers machines read too (a CSV), so they have a decimal point."""


@pytest.mark.slow
def test_numbers_are_formatted_in_the_language_of_the_window() -> None:
    """``tr`` and ``number`` format numbers with decimals or thousands, with the signs of the language."""
    bare = [
        f"{name}:{part.lineno}"
        for name, tree in modules("ui", "item_models", "reports", "domain")
        if name not in IN_EVERY_LANGUAGE
        for part in ast.walk(tree)
        if isinstance(part, ast.FormattedValue) and part.format_spec is not None
        if re.fullmatch(r",|,?\.[1-9]\d*[feg%]", "".join(str(one.value) for one in literals(part.format_spec)))
    ]
    assert bare == [], "write number(…) (wbc_desktop/domain/language.py)"


@pytest.mark.slow
def test_window_shows_the_title_of_a_class() -> None:
    """``name`` is the stored name of a class; ``title`` is its name in the language of the window."""
    bare = [
        f"{name}:{node.lineno}"
        for name, tree in modules("ui", "item_models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "name"
        if isinstance(node.value, ast.Call) and called(node.value) == "cell_class"
    ]
    assert bare == []


@pytest.mark.slow
def test_constants_are_marked_and_not_translated_at_import() -> None:
    """``tr`` must not be called while a module is imported, because no language is chosen yet."""
    early = []
    for name, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            early += [
                f"{name}:{call.lineno}"
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and called(call) in ("tr", "trn") and not inside_a_function(node, call)
            ]
    assert early == []


def inside_a_function(top: ast.AST, call: ast.AST) -> bool:
    functions = [n for n in ast.walk(top) if isinstance(n, ast.Lambda | ast.FunctionDef)]
    return any(call in ast.walk(function) for function in functions)
