"""``prepare --protocol source`` and ``leakage`` on a small folder of copies, by the command line."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from PIL import Image
from smears import copies, smear

from training.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six originals per class with four copies each, TRAIN and TEST mixed; the file name holds the original."""
    root = tmp_path / "set"
    for original in range(12):
        label = ("NEUTROPHIL", "EOSINOPHIL")[original % 2]
        for n, picture in enumerate(copies(smear(original), 4, seed=original)):
            path = root / ("TRAIN", "TRAIN", "TRAIN", "TEST")[n] / label / f"{n}_{original}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(picture).save(path)
    return root


def test_sources_stay_on_one_side_and_the_leakage_report_agrees(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["prepare", str(folder), "--protocol", "source", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["images"] == 48
    assert told["sources"]["sources"] == 12
    assert "12 sources" in told["certainty"]
    with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sides = defaultdict(set)
    for row in rows:
        sides[Path(row["path"]).stem.partition("_")[2]].add((row["split"], row["group"]))
    assert all(len(s) == 1 for s in sides.values())
    assert len((out / "sources.csv").read_text(encoding="utf-8").splitlines()) == 13
    assert json.loads((out / "sources.json").read_text(encoding="utf-8")) == told["sources"]

    assert main(["leakage", str(out / "manifest.csv"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["sentence"].startswith("No two sides")
    assert all(counts["groups_shared"] == 0 for counts in report["sides"].values())


def test_random_split_is_reported_to_leak(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["prepare", str(folder), "--protocol", "paper", "--out", str(out), "--json"]) == 0
    capsys.readouterr()
    assert main(["leakage", str(out / "manifest.csv"), "--out", str(tmp_path / "l"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    counts = report["sides"]["train-test"]
    assert counts["test_images"] >= 6
    assert counts["pairs_of_one_source"] >= counts["test_images"]
    assert f"{counts['test_images']} of " in report["sentence"]
    with (tmp_path / "l" / "leakage.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    for pair in pairs:
        assert Path(pair["path_a"]).stem.partition("_")[2] == Path(pair["path_b"]).stem.partition("_")[2]
    assert sum(p["side_a"] == "train" and p["side_b"] == "test" for p in pairs) == counts["test_images"]


def test_unreadable_image_of_a_manifest_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "m.csv"
    good = next(folder.rglob("*.png"))
    file.write_text(f"path,label,split,group\n{good},NEU,train,\ngone.png,NEU,test,\n", encoding="utf-8")
    assert main(["leakage", str(file), "--json"]) == 1
    printed = capsys.readouterr()
    assert [f["path"] for f in json.loads(printed.out)["failed"]] == [str(tmp_path / "gone.png")]
    assert "gone.png" in printed.err
