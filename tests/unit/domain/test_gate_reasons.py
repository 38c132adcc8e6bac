"""The reasons of the gate in another language: every sentence that the training writes is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from training.recipes.gate import gate
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.gate_reasons import UNREADABLE, gate_reason
from wbc_desktop.domain.language import ENGLISH, Language, set_language

NAME = "Lab in the 3 cells, on (9 %)"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language(ENGLISH)


def comparison(name: str, n: int, better: int, worse: int, change: float, named: float | None = 0.25) -> dict[str, Any]:
    """Return the part of a comparison that the gate reads: two classes, and as many cells that changed in each."""
    side = {"balanced_accuracy": {"value": 0.5}, "ece": 0.0381, "unidentified": 1.0, "error_named": named}
    row = {"better": better, "worse": worse, "active": {"value": 0.9}, "candidate": {"value": 0.4}}
    worse_calibrated = {**side, "ece": 0.9} if worse > better else side
    return {
        "name": name,
        "n": n,
        "groups": 1 if worse else 3,
        "active": side,
        "candidate": worse_calibrated,
        "difference": {"balanced_accuracy": {"value": change, "low": change - 0.01, "high": change + 0.01}},
        "mcnemar": {"better": better, "worse": worse, "p": 0.0001 if better != worse else 1.0},
        "per_class": {"NEU": row} if n == 1 else {"NEU": row, "BAS": row},
    }


def reasons() -> list[str]:
    """Return all kinds of reasons, with one and with several cells, slides and classes."""
    found = []
    for name in (NAME, "This laboratory"):
        for some in ((1234, 30, 1, 0.3), (40, 1, 30, -0.3), (1, 1, 1, 0.0)):
            found += gate([comparison("PBC", *some)], comparison(name, *some))["reasons"]
    found += gate([comparison("PBC", 9, 0, 0, 0.0, named=None)], None)["reasons"]
    return [*found, *gate([], None)["reasons"], *gate([], None, held_out=1)["reasons"], UNREADABLE]


def test_every_reason_can_be_translated() -> None:
    """The translations of this language are nothing but the values of a sentence."""
    set_language(Language("id", ",", ".", lambda text, _number: " ".join(re.findall(r"\{\w+\}", text)) or "*"))
    value = re.compile(rf"{re.escape(NAME)}|PBC|NEU|BAS|\*|(p [=<] )?[+-]?\d[\d.]*(,\d+)?( %)?")
    for reason in reasons():
        assert value.sub("", gate_reason(reason)).strip() == "", reason


def test_numbers_have_the_signs_of_the_language() -> None:
    words = {
        "Passed: {what}.": "Lulus: {what}.",
        "on {name} ({n} cells)": "pada {name} ({n} sel)",
        "{where} balanced accuracy {change}": "{where} akurasi seimbang {change}",
        "changed from {before} to {after} ({points} points, 95 % interval {low} to {high})": "{before} → {after}",
    }
    set_language(Language("id", ",", ".", lambda text, _number: words.get(text, text)))
    english = "Passed: on 1,5 PBC (1,234 cells) balanced accuracy changed from 96.4 % to 87.1 % "
    english += "(-9.3 points, 95 % interval -9.8 to -0.1)."
    assert gate_reason(english) == "Lulus: pada 1,5 PBC (1.234 sel) akurasi seimbang 96,4 % → 87,1 %."


def test_english_and_unknown_reasons_stay_as_they_are() -> None:
    every = reasons()
    assert [gate_reason(one) for one in every] == every
    set_language(Language("id", ",", ".", lambda text, _number: text))
    assert gate_reason("Basophils are named worse in 1.5 % of the cells.") == (
        "Basophils are named worse in 1.5 % of the cells."
    )


def test_gate_tells_its_reasons_in_the_language_of_the_person() -> None:
    set_language(Language("id", look_up=lambda text, _number: text.replace("Not passed", "Tidak lulus")))
    found = Gate(False, tuple(gate([], None)["reasons"]))
    assert all(reason.startswith("Tidak lulus: ") for reason in found.failures)
