"""export, report, import-labels, demo and doctor through the command line, on real files and a real database."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.cli.classify import counts_of
from wbc_desktop.cli.main import main
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.differential import differential_from_counts
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import doctor
from wbc_desktop.services.qt_check import QtState

SlideFolder = Callable[..., Path]
Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("data_dir_path")


def write_table(folder: Path, *lines: str) -> Path:
    file = folder.parent / "labels.csv"
    file.write_text("\n".join(["path,label", *lines]) + "\n", encoding="utf-8")
    return file


@pytest.mark.slow
def test_imported_labels_are_exported(slide_folder: SlideFolder, tmp_path: Path, capsys: Capture) -> None:
    folder = slide_folder(3)
    table = write_table(folder, "cell_0000.png,NEU", "cell_0001.png,Lymphocyte")
    assert main(["import-labels", str(folder), str(table), "--reviewer", "Ada", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "folder": str(folder),
        "reviewer": "Ada",
        "imported": 2,
        "unchanged": 0,
        "without_label": 0,
        "failed": [],
    }
    assert err == ""
    target = tmp_path / "out.csv"
    assert main(["export", str(folder), "--csv", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(folder), "csv": str(target), "rows": 3}
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["path"], r["label"], r["status"], r["reviewer"]) for r in rows] == [
        ("cell_0000.png", "NEU", "decided", "Ada"),
        ("cell_0001.png", "LYM", "decided", "Ada"),
        ("cell_0002.png", "", "unreviewed", ""),
    ]


@pytest.mark.slow
def test_exported_table_can_be_imported(slide_folder: SlideFolder, tmp_path: Path, capsys: Capture) -> None:
    """Rows without a label are skipped; earlier they were refused, with exit status 1."""
    folder = slide_folder(3)
    table = write_table(folder, "cell_0000.png,NEU")
    assert main(["import-labels", str(folder), str(table), "--reviewer", "Ada"]) == 0
    exported = tmp_path / "out.csv"
    assert main(["export", str(folder), "--csv", str(exported)]) == 0
    capsys.readouterr()
    assert main(["import-labels", str(folder), str(exported), "--reviewer", "Bob", "--json"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert (result["imported"], result["unchanged"], result["without_label"], result["failed"]) == (0, 1, 2, [])
    assert err == ""


@pytest.mark.slow
def test_refused_rows_are_named_with_status_1(slide_folder: SlideFolder, capsys: Capture) -> None:
    folder = slide_folder(1)
    table = write_table(folder, "cell_0000.png,NEU", "gone.png,NEU", "cell_0000.png2,XX")
    assert main(["import-labels", str(folder), str(table), "--reviewer", "Ada", "--json"]) == 1
    out, err = capsys.readouterr()
    failed = json.loads(out)["failed"]
    assert [(f["row"], f["path"]) for f in failed] == [(3, "gone.png"), (4, "cell_0000.png2")]
    lines = err.splitlines()
    assert lines[0].startswith("Refused: row 3 (gone.png): ")
    assert failed[1]["reason"] in lines[1]
    assert main(["import-labels", str(folder), str(table), "--reviewer", "Ada"]) == 1
    assert "0 labels imported, 1 unchanged, 0 rows without a label skipped, 2 refused" in capsys.readouterr().out


@pytest.mark.slow
def test_report_of_an_unclassified_folder(slide_folder: SlideFolder, tmp_path: Path, capsys: Capture) -> None:
    folder = slide_folder(2)
    main(["import-labels", str(folder), str(write_table(folder, "cell_0000.png,NEU")), "--reviewer", "Ada"])
    capsys.readouterr()
    target = tmp_path / "r.pdf"
    assert main(["report", str(folder), "--pdf", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(folder), "pdf": str(target), "cells": 2}
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
@pytest.mark.parametrize("command", [["export", "--csv", "x.csv"], ["report", "--pdf", "x.pdf"]])
def test_folder_that_was_never_opened_is_refused(
    command: list[str], slide_folder: SlideFolder, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = slide_folder(1)
    assert main([*command, str(folder)]) == 2
    assert "classify it first" in capsys.readouterr().err
    assert main([*command, str(tmp_path / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("command", "option"), [("export", "--csv"), ("report", "--pdf")])
def test_invalid_targets_are_refused(
    command: str, option: str, slide_folder: SlideFolder, tmp_path: Path, capsys: Capture
) -> None:
    folder = slide_folder(1)
    main(["import-labels", str(folder), str(write_table(folder, "cell_0000.png,NEU")), "--reviewer", "Ada"])
    image = folder / "cell_0000.png"
    before = image.read_bytes()
    capsys.readouterr()
    for target, message in ((image, "never overwritten"), (folder, "is a folder"), (tmp_path / "no" / "x", "folder")):
        assert main([command, str(folder), option, str(target)]) == 2
        assert message in capsys.readouterr().err
    assert image.read_bytes() == before


@pytest.mark.slow
def test_missing_folder_can_be_exported(slide_folder: SlideFolder, tmp_path: Path, capsys: Capture) -> None:
    folder = slide_folder(1)
    main(["import-labels", str(folder), str(write_table(folder, "cell_0000.png,NEU")), "--reviewer", "Ada"])
    folder.rename(tmp_path / "moved")
    assert main(["export", str(folder), "--csv", str(tmp_path / "x.csv")]) == 0
    assert "1 images" in capsys.readouterr().out


@pytest.mark.slow
def test_result_can_be_written_to_the_slides_folder(slide_folder: SlideFolder, capsys: Capture) -> None:
    folder = slide_folder(1)
    table = write_table(folder, "cell_0000.png,NEU")
    main(["import-labels", str(folder), str(table), "--reviewer", "Ada"])
    assert main(["export", str(folder), "--csv", str(folder / "cells.csv")]) == 0
    assert main(["import-labels", str(folder), str(table), "--reviewer", "Ada", "--json"]) == 0
    assert {p.name for p in folder.iterdir()} == {"cell_0000.png", "cells.csv"}


@pytest.mark.slow
def test_demo_draws_images(tmp_path: Path, capsys: Capture, data_dir_path: Path) -> None:
    folder = tmp_path / "demo"
    assert main(["demo", str(folder), "--count", "9", "--seed", "4", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["folder"], result["images"], result["drawn"], result["seed"]) == (str(folder), 9, 9, 4)
    assert sum(result["counts"].values()) == 9
    assert main(["demo", str(folder), "--count", "9", "--seed", "4"]) == 0
    assert "0 drawn now" in capsys.readouterr().out
    assert not data_dir_path.exists(), "drawing does not open the database"
    assert main(["demo", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err


@pytest.mark.slow
def test_demo_draws_fields(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "demo"
    assert main(["demo", str(folder), "--fields", "--count", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["images"], result["pictures"], sum(result["counts"].values())) == (1, "fields", 3)
    assert main(["demo", str(folder), "--fields", "--count", "1"]) == 0
    assert f"{folder}: 1 images with 3 cells of " in capsys.readouterr().out
    assert len((folder / "labels.csv").read_text().splitlines()) == 4


def test_damaged_database_is_reported_and_not_changed(
    slide_folder: SlideFolder, tmp_path: Path, capsys: Capture, data_dir_path: Path
) -> None:
    data_dir_path.mkdir()
    database = data_dir_path / "wbc.sqlite3"
    database.write_bytes(b"SQLite format 3\0" + b"\x07" * 5000)
    before = database.read_bytes()
    assert main(["export", str(slide_folder(1)), "--csv", str(tmp_path / "x.csv")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert str(database) in err
    assert err.count("\n") == 1
    assert database.read_bytes() == before


def healthy(**changes: object) -> doctor.Diagnosis:
    values: dict[str, object] = {
        "versions": {"wbc-desktop": "1", "torch": None},
        "platform": "test",
        "device": {"device": "cpu", "reason": "There is no GPU."},
        "engine": {"engine": "onnxruntime", "reason": "It is fast."},
        "database": {"url": "sqlite:///x", "health": "ok"},
        "model": {"path": "m", "name": "starter", "sha256": "ab" * 32},
        "data_dir": {"path": "d", "exists": True, "free_bytes": 5_000_000_000},
        "qt": {"ok": True, "error": None, "missing": [], "packages": [], "display": True},
        "backup": {"folder": "b", "daily": True, "last": None, "age_hours": 30.25, "fault": None},
        "findings": [],
    }
    return doctor.Diagnosis(**{**values, **changes})  # type: ignore[arg-type]


def test_doctor_prints_a_line_per_check(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_: healthy())
    assert main(["doctor"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "No fault found." in out
    assert "starter abababababab" in out
    assert "last 30.2 hours ago, b" in out
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["healthy"] is True


def test_doctor_names_faults(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(doctor, "examine", lambda *_: healthy(findings=["The disk is full: make room."]))
    assert main(["doctor", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"] == ["The disk is full: make room."]
    assert err == "The disk is full: make room.\n"


def test_counts_add_up_to_the_number_of_cells() -> None:
    standing: Counter[str | None] = Counter({"NEU": 3, "BLA": 1})
    counted = differential_from_counts(standing, 0, STANDARD_CLASSES)
    counts = counts_of(counted)
    assert "UNI" not in counts
    assert "NC" not in counts
    assert (counts["NEU"], counts["BLA"], counts["LYM"]) == (3, 1, 0)
    standing += Counter({"UNI": 2, "NC": 1})
    counts = counts_of(differential_from_counts(standing, 2, STANDARD_CLASSES))
    assert (counts["UNI"], counts["NC"]) == (2, 1)
    assert sum(counts.values()) == 7


def test_missing_libraries_of_qt_are_named_with_packages() -> None:
    lacking = QtState("ImportError: libEGL.so.1", {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1"}, False)
    findings: list[str] = []
    state = doctor._qt(lacking, findings)
    assert "apt-get install libegl1 libgl1" in findings[0]
    assert state["packages"] == ["libegl1", "libgl1"]
    only_for_a_screen = QtState("", {"libxcb-cursor.so.0": "libxcb-cursor0"}, False)
    findings.clear()
    assert doctor._qt(only_for_a_screen, findings)["missing"] == ["libxcb-cursor.so.0"]
    assert findings == [], "not needed without a display"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_doctor_names_a_data_directory_that_others_can_read(tmp_path: Path) -> None:
    root = tmp_path / "data"
    root.mkdir(0o700)
    for mode, words in ((0o700, []), (0o750, ["Other users", str(root)]), (0o701, ["Other users", str(root)])):
        root.chmod(mode)
        findings: list[str] = []
        state = doctor._data_dir(DataDir(root), findings)
        found = [text for text in findings if "Other users" in text]
        assert state["open_to_others"] is bool(words)
        assert len(found) == bool(words)
        assert all(word in found[0] for word in words)
