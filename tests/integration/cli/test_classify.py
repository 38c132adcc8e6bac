"""``classify`` on real files with a real, untrained model."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from foreign_model import make_foreign
from PIL import Image
from pypdf import PdfReader

from training.core.model_file import file_sha256
from wbc_desktop.cli.main import main

SlideFolder = Callable[..., Path]
Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("data_dir_path")

CONTRACT = {
    "folder",
    "images",
    "classified",
    "failed",
    "counts",
    "model",
    "model_sha256",
    "device",
    "engine",
    "seconds",
    "images_per_second",
}


def classify(capsys: Capture, *words: object) -> tuple[int, dict[str, object], str]:
    """Run the command, and return exit status, JSON object and stderr."""
    capsys.readouterr()
    status = main(["classify", *map(str, words), "--device", "cpu", "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return time and content of every file, to check that none was changed."""
    return {
        str(p.relative_to(folder)): (p.lstat().st_mtime_ns, p.read_bytes())
        for p in sorted(folder.rglob("*"))
        if p.is_file() and os.access(p, os.R_OK)
    }


def test_folder_is_classified_once(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = slide_folder(7)
    before = contents(folder)
    table, report = tmp_path / "cells.csv", tmp_path / "report.pdf"
    status, result, err = classify(capsys, folder, "--model", tiny_model, "--csv", table, "--pdf", report)
    assert (status, err) == (0, "")
    assert result.keys() >= CONTRACT
    assert (result["folder"], result["images"], result["classified"], result["unchanged"]) == (str(folder), 7, 7, 0)
    assert (result["failed"], result["unidentified"]) == ([], 0)
    assert sum(result["counts"].values()) == 7  # type: ignore[attr-defined]
    assert "UNI" not in result["counts"]  # type: ignore[operator]
    assert (result["model"], result["model_sha256"]) == ("tiny-random", file_sha256(tiny_model))
    assert (result["device"], result["engine"]) == ("cpu", "onnxruntime")
    assert report.read_bytes().startswith(b"%PDF-")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:9] == "path sha256 predicted confidence label status reviewer reviewed_at model".split()  # noqa: SIM905
    shares_of = [f"p_{code}" for code in "NEU LYM MON EOS BAS IG ERB PLT".split()]  # noqa: SIM905
    assert list(rows[0])[9:] == [*shares_of, "unlike", "counted_as", "cell", "box"]
    assert {row["unlike"] for row in rows} == {""}  # this model has no such score
    assert result["unlike"] is None
    for row in rows:
        shares = [float(row[name]) for name in row if name.startswith("p_")]
        assert sum(shares) == pytest.approx(1, abs=1e-4)
        assert float(row["confidence"]) == pytest.approx(max(shares))
        assert (row["status"], row["model"]) == ("unreviewed", "tiny-random")
    assert contents(folder) == before

    table.unlink()
    status, again, _ = classify(capsys, folder, "--csv", table)
    assert status == 0
    assert (again["classified"], again["unchanged"], again["images"]) == (0, 7, 7)
    assert again["counts"] == result["counts"]
    assert table.exists(), "the files are written even if nothing was classified"
    status, forced, _ = classify(capsys, folder, "--force")
    assert (forced["classified"], forced["unchanged"]) == (7, 0)


def test_unsure_model_leaves_cells_unidentified_and_counted(
    slide_folder: SlideFolder, unsure_model: Path, capsys: Capture
) -> None:
    status, result, _ = classify(capsys, slide_folder(3), "--model", unsure_model)
    assert status == 0
    assert result["unidentified"] == 3
    assert {code: n for code, n in result["counts"].items() if n} == {"UNI": 3}  # type: ignore[attr-defined]


def test_slide_that_looks_different_as_a_whole_is_announced(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    model, report, table = (tmp_path / name for name in ("foreign.safetensors", "report.pdf", "cells.csv"))
    make_foreign(tiny_model, model)
    few = slide_folder(2, name="few")
    status, result, err = classify(capsys, few, "--model", model)
    assert (status, result["unlike"], err) == (
        0,
        {"cells": 0, "of": 2, "announced": False, "why": "", "adapted": 0},
        "",
    )
    folder = slide_folder(20)
    status, result, err = classify(capsys, folder, "--model", model, "--pdf", report, "--csv", table)
    unlike = result["unlike"]
    assert isinstance(unlike, dict)
    assert (unlike["cells"], unlike["of"], unlike["announced"]) == (0, 20, True)
    assert unlike["why"].startswith(
        "The pictures of this slide look different from those that the model was trained on"
    )
    assert (status, err) == (0, unlike["why"] + "\n")
    assert {code: n for code, n in result["counts"].items() if n} == {"UNI": 20}  # type: ignore[attr-defined]
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {(row["counted_as"], row["label"], row["status"]) for row in rows} == {("UNI", "", "unreviewed")}
    assert all(row["predicted"] for row in rows)
    assert unlike["why"] in " ".join(PdfReader(report).pages[0].extract_text().split())
    status, again, err = classify(capsys, folder, "--model", model)
    assert (again["classified"], again["unlike"], err) == (0, unlike, unlike["why"] + "\n")
    assert main(["audit", "verify"]) == 0


def test_predictions_of_an_announced_slide_are_adapted_to_its_stain(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    model, report, table = (tmp_path / name for name in ("foreign.safetensors", "report.pdf", "cells.csv"))
    make_foreign(tiny_model, model, {"mean": [209.0, 136.0, 118.0], "deviation": [49.0, 14.0, 18.0]})
    folder = slide_folder(20)
    status, result, err = classify(capsys, folder, "--model", model, "--pdf", report, "--csv", table)
    unlike = result["unlike"]
    assert isinstance(unlike, dict)
    assert (status, unlike["announced"], unlike["adapted"], err) == (0, True, 20, unlike["why"] + "\n")
    assert unlike["why"].endswith("The predictions were adapted to the stain of this slide.")
    assert unlike["why"] in " ".join(PdfReader(report).pages[0].extract_text().split())
    with sqlite3.connect(tmp_path / "data" / "wbc.sqlite3") as db:
        rows = db.execute(
            "SELECT p.adapted, m.features FROM preclassifications p JOIN preclassification_maps m "
            "ON m.preclassification_id = p.id ORDER BY p.id"
        ).fetchall()
    assert [text for text, _ in rows[:20]] == [None] * 20
    assert len({text for text, _ in rows[20:]}) == 1
    assert sorted(features for _, features in rows[:20]) == sorted(features for _, features in rows[20:])
    status, again, err = classify(capsys, folder, "--model", model)
    assert (again["classified"], again["unlike"]) == (0, unlike)
    assert main(["audit", "verify"]) == 0


@pytest.fixture(scope="module")
def unsure_model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny model with a threshold that no prediction reaches."""
    from dataclasses import replace

    from training.core.model_file import load_model, save_model

    model, card = load_model(tiny_model)
    path = tmp_path_factory.mktemp("unsure") / "unsure.safetensors"
    save_model(model, replace(card, name="unsure", threshold=1.0), path)
    return path


def jpeg(side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (side, side, 3), dtype=np.uint8)).save(out, "JPEG")
    return out.getvalue()


def spoil(folder: Path) -> set[str]:
    """Add files that cannot be cells, and return their paths."""
    whole = jpeg()
    bad = {
        "empty.jpg": b"",
        "truncated.jpg": whole[: len(whole) // 2],
        "header only.png": b"\x89PNG\r\n\x1a\n",
        "text.png": b"this is no image",
        "zeros.tif": bytes(500),
        "program.exe": b"MZ\x90\x00" + bytes(100),
        "tiny.png": png(3, 3),
        "sub/ünïcode 血液.jpg": b"\xff\xd8\xff",
        "noise.bmp": b"BM" + bytes(range(200)),
        "half.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    }
    (folder / "sub").mkdir()
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    (folder / "notes.txt").write_text("passed over in silence")
    (folder / ".hidden.jpg").write_bytes(b"")
    named = set(bad)
    if hasattr(os, "symlink"):
        (folder / "loop").symlink_to(folder)
        (folder / "nowhere.jpg").symlink_to(folder / "is not there.jpg")
        named.add("nowhere.jpg")
    return named


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "pink").save(out, "PNG")
    return out.getvalue()


def test_bad_files_are_refused_and_good_ones_classified(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = slide_folder(4)
    named = spoil(folder)
    before = contents(folder)
    table = tmp_path / "x.csv"
    for classified, unchanged in ((4, 0), (0, 4)):
        status, result, err = classify(capsys, folder, "--model", tiny_model, "--csv", table)
        assert status == 1
        assert (result["images"], result["classified"], result["unchanged"]) == (4, classified, unchanged)
        failed = {f["path"]: f["reason"] for f in result["failed"]}  # type: ignore[attr-defined]
        assert set(failed) == named
        assert all(failed.values())
        assert "Traceback" not in err
        lines = err.splitlines()
        assert len(lines) == len(named)
        assert all(any(path in line and reason in line for line in lines) for path, reason in failed.items())
    assert contents(folder) == before
    with table.open(encoding="utf-8", newline="") as file:
        unreadable = {row["path"] for row in csv.DictReader(file) if row["status"] == "unreadable"}
    assert unreadable == named


def test_status_is_1_if_every_file_is_refused(tmp_path: Path, tiny_model: Path, capsys: Capture) -> None:
    (tmp_path / "slide").mkdir()
    (tmp_path / "slide" / "a.jpg").write_bytes(b"")
    status, result, err = classify(capsys, tmp_path / "slide", "--model", tiny_model)
    assert (status, result["images"], len(result["failed"])) == (1, 0, 1)  # type: ignore[arg-type]
    assert "a.jpg is empty" in err


def test_status_is_2_if_there_is_nothing_to_classify(tmp_path: Path, tiny_model: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere", tiny_model):
        status, result, err = classify(capsys, folder, "--model", tiny_model)
        assert (status, result) == (2, {})
        assert folder.name in err
        assert err.count("\n") == 1


@pytest.mark.parametrize("words", [["--device", "cuda:99"], ["--device", "abacus"]])
def test_unknown_device_is_refused(
    words: list[str], slide_folder: SlideFolder, tiny_model: Path, capsys: Capture
) -> None:
    assert main(["classify", str(slide_folder(1)), "--model", str(tiny_model), *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


def test_invalid_model_is_refused(slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = slide_folder(1)
    (tmp_path / "cut.safetensors").write_bytes(tiny_model.read_bytes()[:-5000])
    (tmp_path / "text.safetensors").write_text("no model")
    for model in (
        "no-such-name",
        tmp_path / "none.safetensors",
        tmp_path / "cut.safetensors",
        tmp_path / "text.safetensors",
    ):
        status, result, err = classify(capsys, folder, "--model", model)
        assert (status, result) == (2, {})
        assert str(model) in err
        assert err.count("\n") == 1


def test_targets_are_checked_before_the_work(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture, data_dir_path: Path
) -> None:
    folder = slide_folder(1)
    image = folder / "cell_0000.png"
    before = image.read_bytes()
    for words in (["--csv", tmp_path / "no" / "x.csv"], ["--pdf", image], ["--csv", "a.x", "--pdf", "./a.x"]):
        status, result, err = classify(capsys, folder, "--model", tiny_model, *words)
        assert (status, result) == (2, {})
        assert err.count("\n") == 1
    assert not data_dir_path.exists()
    assert image.read_bytes() == before


def test_moved_folder_is_recognised(
    slide_folder: SlideFolder, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = slide_folder(3)
    classify(capsys, folder, "--model", tiny_model)
    moved = tmp_path / "moved elsewhere"
    folder.rename(moved)
    status, result, _ = classify(capsys, moved)
    assert (status, result["classified"], result["unchanged"]) == (0, 0, 3)


def test_new_image_is_classified_and_missing_one_not_counted(
    slide_folder: SlideFolder, tiny_model: Path, capsys: Capture
) -> None:
    folder = slide_folder(3)
    classify(capsys, folder, "--model", tiny_model)
    (folder / "cell_0000.png").unlink()
    slide_folder(5)
    (folder / "cell_0000.png").unlink()
    shutil.copy(folder / "cell_0001.png", folder / "copy.png")
    status, result, _ = classify(capsys, folder)
    assert (status, result["images"], result["classified"], result["unchanged"]) == (0, 5, 2, 3)
    assert result["cells"] == 4
    assert sum(result["counts"].values()) == 4, "two files with the same content are one cell"  # type: ignore[attr-defined]


def test_summary_is_printed_without_json(slide_folder: SlideFolder, tiny_model: Path, capsys: Capture) -> None:
    folder = slide_folder(2)
    assert main(["classify", str(folder), "--model", str(tiny_model), "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{folder}\n2 classified by tiny-random on cpu, 0 classified before, 0 refused.\n")
    assert err == ""
