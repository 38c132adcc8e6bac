"""Stored reasons why a file is not a cell, shown in another language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wbc_desktop.domain.language import ENGLISH, Language, set_language
from wbc_desktop.domain.refusals import MODEL_REASONS, REASONS, reason_text

WORDS = {
    "is empty": "kosong",
    "is a folder that {what}": "adalah folder yang {what}",
    "cannot be read ({what})": "tidak dapat dibaca ({what})",
    "is too large to be the picture of one cell ({what} MB)": "terlalu besar ({what} MB)",
}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language(ENGLISH)


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("is empty", "kosong"),
        ("is too large to be the picture of one cell (1,234 MB)", "terlalu besar (1,234 MB)"),
        (
            "is a folder that cannot be read (Input/output error)",
            "adalah folder yang tidak dapat dibaca (Input/output error)",
        ),
        ("was written by an older program", "was written by an older program"),
        ("", ""),
    ],
)
def test_stored_reason_is_translated(stored: str, told: str) -> None:
    assert reason_text(stored) == stored
    set_language(Language("id", ",", ".", lambda text, _number: WORDS.get(text, text)))
    assert reason_text(stored) == told


def phrases(source: Path) -> Iterator[str]:
    """What the module gives a ``ModelFileError``, or returns from ``class_fault``; ``{what}`` for each value in it."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    given = [n.args[0] for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "ModelFileError"]
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "class_fault"):
        given += [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    for node in given:
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{what}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_reason_against_a_model_file_can_be_translated(repository: Path) -> None:
    found = {phrase for file in sorted((repository / "training" / "core").glob("*.py")) for phrase in phrases(file)}
    assert len(found) >= 12
    known = {*REASONS, *MODEL_REASONS}
    named = "gives the class {what} no name of one to {what} printable characters"
    assert found - known == {named}  # the template has the number
    assert reason_text(named.format(what=60)) == named.format(what=60)


def samples(source: Path) -> Iterator[str]:
    """What a module of the reader gives an ``ImageError``, or as a remark, with 7 for each value in it."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        texts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            texts += node.args[:1] if ast.unparse(node.func) in ("ImageError", "replace") else []
            texts += [k.value for k in node.keywords if k.arg == "remark"]
        elif isinstance(node, ast.Assign | ast.Return) and isinstance(node.value, ast.JoinedStr | ast.IfExp):
            texts.append(node.value)
        for text in texts:
            parts = [text.body, text.orelse] if isinstance(text, ast.IfExp) else [text]
            for part in parts:
                if isinstance(part, ast.JoinedStr):
                    yield "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in part.values)
                elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield part.value


def test_every_reason_and_remark_of_the_reader_can_be_translated(repository: Path) -> None:
    files = [
        *(repository / "training" / "core" / "reading").glob("*.py"),
        repository / "training" / "core" / "images.py",
    ]
    found = {
        phrase for file in files for phrase in samples(file) if phrase.split()[0] in ("is", "has", "holds", "needs")
    }
    assert len(found) >= 18
    set_language(Language("id", ",", ".", lambda text, _number: f"translated {text}"))
    assert {phrase for phrase in found if not reason_text(phrase).startswith("translated")} == set()
