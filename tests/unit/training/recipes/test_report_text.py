"""Sentences and table cells of an evaluation."""

from __future__ import annotations

from typing import Any

import pytest

from training.recipes import paper, report_text


def network(name: str, share: float) -> dict[str, Any]:
    """A network's heat on the cell, as in evaluation.json."""
    figures = {"n": 30, "share": share, "share_ci95": [share - 0.05, share + 0.05], "chance": 0.1}
    return {"role": "model", "architecture": name, "figures": figures}


def test_report_has_the_lines_of_the_paper_in_order() -> None:
    row = {"precision": 0.9, "recall": 0.8, "f1": 0.85}
    found = {
        "n": 20,
        "accuracy": 0.875,
        "per_class": {code: {**row, "support": 5} for code in sorted(paper.CLASSES)} | {"BAS": {**row, "support": 0}},
        "averages": {"macro": row, "weighted": row},
    }
    lines = report_text.report(found, paper.REPORTS["2"], paper.ACCURACY["2"])
    assert [line[0] for line in lines] == [*sorted(paper.CLASSES), "accuracy", "macro average", "weighted average"]
    assert lines[0] == ("EOS", "90.00 (99.58)", "80.00 (100.00)", "85.00 (99.79)", "5 (471)")
    assert lines[4] == ("accuracy", "", "", "87.50 (99.89)", "20")
    plain = report_text.report(found, None, None)
    assert plain[0] == ("EOS", "90.00", "80.00", "85.00", "5")


def test_figures_of_the_paper_are_consistent() -> None:
    for rows in paper.REPORTS.values():
        assert sum(rows[code][3] for code in paper.CLASSES) == rows["macro"][3]
        for place in range(3):
            mean = sum(rows[code][place] for code in paper.CLASSES) / 4
            assert rows["macro"][place] == pytest.approx(mean, abs=0.51)


def test_origin_of_the_threshold_is_described() -> None:
    found = {"value": 0.7, "error": 0.02, "bound": 0.019, "observed": 0.012, "kept": 0.8, "reached": True}
    told = report_text.threshold_origin({"n": 1500, "threshold": found}, 0.7)
    assert "1,500 validation images" in told
    assert "at most 2 %" in told
    assert "no threshold could show" not in told
    assert "no threshold could show" in report_text.threshold_origin(
        {"n": 9, "threshold": {**found, "reached": False}}, 0.7
    )
    assert report_text.threshold_origin({"n": 1500, "threshold": found}, 0.5) == ""  # it was set otherwise since
    assert report_text.threshold_origin(None, 0.7) == ""
    assert "1,500 test images" in report_text.threshold_origin({"n": 1500, "split": "test", "threshold": found}, 0.7)


def test_heat_has_its_chance_level_and_insignificant_differences_are_named() -> None:
    mass = {
        "networks": [network("ResNet50 + CBAM", 0.5), network("ResNet50", 0.48)],
        "difference": {"n": 30, "mean": 0.02, "ci95": [-0.01, 0.05]},
        "segmented": 30,
        "cells": 40,
    }
    told = [sentence.replace("\u00a0", " ") for sentence in report_text.heat(mass)]
    assert "50.0 % of the heat of ResNet50 + CBAM" in told[0]
    assert "10.0 % there (30 cells)" in told[0]
    assert "+2.0 points" in told[2]
    assert "no difference" in told[2]
    assert told[3].endswith("in 30 of 40 images.")
    sure = report_text.heat({**mass, "difference": {"n": 30, "mean": 0.2, "ci95": [0.1, 0.3]}})
    assert "no difference" not in sure[2]


def test_missing_figures_of_phases_are_empty() -> None:
    row = {"phase": "1", "epochs": 3, "best_epoch": 2, "train_accuracy": None, "val_accuracy": 0.5, "val_loss": None}
    assert report_text.phase(row, None) == ("1", "3", "2", "", "50.00", "")
    assert report_text.phase(row, (78.86, 81.76))[4] == "50.00 (81.76)"
