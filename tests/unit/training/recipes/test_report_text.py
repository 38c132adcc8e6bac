"""What an evaluation says in words and in the cells of its tables."""

from __future__ import annotations

from typing import Any

import pytest

from training.recipes import paper, words


def network(name: str, share: float) -> dict[str, Any]:
    """A network's heat on the cell, as evaluation.json has it."""
    figures = {"n": 30, "share": share, "share_ci95": [share - 0.05, share + 0.05], "chance": 0.1}
    return {"role": "model", "architecture": name, "figures": figures}


def test_a_report_has_the_papers_lines_in_its_order() -> None:
    row = {"precision": 0.9, "recall": 0.8, "f1": 0.85}
    found = {
        "n": 20,
        "accuracy": 0.875,
        "per_class": {code: {**row, "support": 5} for code in sorted(paper.CLASSES)} | {"BAS": {**row, "support": 0}},
        "averages": {"macro": row, "weighted": row},
    }
    lines = words.report(found, paper.REPORTS["2"], paper.ACCURACY["2"])
    assert [line[0] for line in lines] == [*sorted(paper.CLASSES), "accuracy", "macro average", "weighted average"]
    assert lines[0] == ("EOS", "90.00 (99.58)", "80.00 (100.00)", "85.00 (99.79)", "5 (471)")
    assert lines[4] == ("accuracy", "", "", "87.50 (99.89)", "20")
    plain = words.report(found, None, None)
    assert plain[0] == ("EOS", "90.00", "80.00", "85.00", "5")


def test_the_papers_own_tables_add_up() -> None:
    for rows in paper.REPORTS.values():
        assert sum(rows[code][3] for code in paper.CLASSES) == rows["macro"][3]
        for place in range(3):
            mean = sum(rows[code][place] for code in paper.CLASSES) / 4
            assert rows["macro"][place] == pytest.approx(mean, abs=0.51)


def test_a_threshold_says_where_it_comes_from() -> None:
    found = {"value": 0.7, "error": 0.02, "bound": 0.019, "observed": 0.012, "kept": 0.8, "reached": True}
    told = words.threshold_origin({"n": 1500, "threshold": found}, 0.7)
    assert "1,500 validation images" in told
    assert "at most 2 %" in told
    assert "no threshold could show" not in told
    assert "no threshold could show" in words.threshold_origin({"n": 9, "threshold": {**found, "reached": False}}, 0.7)
    assert words.threshold_origin({"n": 1500, "threshold": found}, 0.5) == ""  # it was set otherwise since
    assert words.threshold_origin(None, 0.7) == ""


def test_heat_is_told_with_its_chance_level_and_no_difference_is_called_one() -> None:
    mass = {
        "networks": [network("ResNet50 + CBAM", 0.5), network("ResNet50", 0.48)],
        "difference": {"n": 30, "mean": 0.02, "ci95": [-0.01, 0.05]},
        "segmented": 30,
        "cells": 40,
    }
    told = [sentence.replace("\u00a0", " ") for sentence in words.heat(mass)]
    assert "50.0 % of the heat of ResNet50 + CBAM" in told[0]
    assert "10.0 % there (30 cells)" in told[0]
    assert "+2.0 points" in told[2]
    assert "no difference" in told[2]
    assert told[3].startswith("In 30 of 40 images")
    sure = words.heat({**mass, "difference": {"n": 30, "mean": 0.2, "ci95": [0.1, 0.3]}})
    assert "no difference" not in sure[2]


def test_phases_without_figures_leave_their_cells_empty() -> None:
    row = {"phase": "1", "epochs": 3, "best_epoch": 2, "train_accuracy": None, "val_accuracy": 0.5, "val_loss": None}
    assert words.phase(row, None) == ("1", "3", "2", "", "50.00", "")
    assert words.phase(row, (78.86, 81.76))[4] == "50.00 (81.76)"
