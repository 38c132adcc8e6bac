"""Renumbered, swapped and rewritten files on the command line, classified by the bundled model."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wbc_desktop.cli.main import main
from wbc_desktop.inference import engine as engine_module
from wbc_desktop.services.smear import draw_cell

Capture = pytest.CaptureFixture[str]
TIME_NS = 1_600_000_000_123_456_789
SHOWS = {"n1.bmp": "NEU", "n2.bmp": "EOS", "n3.bmp": "BAS", "n4.bmp": "ERB"}
"""Drawn cells that the model classifies correctly."""

pytestmark = pytest.mark.usefixtures("data_dir_path")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with four pictures of four classes; sizes and times are equal."""
    made = tmp_path / "slide"
    made.mkdir()
    for name, code in SHOWS.items():
        Image.fromarray(draw_cell(code, np.random.default_rng([5, 1]))).save(made / name)
        os.utime(made / name, ns=(TIME_NS, TIME_NS))
    assert len({(f.stat().st_size, f.stat().st_mtime_ns) for f in made.iterdir()}) == 1
    return made


def run(capsys: Capture, *words: object) -> tuple[int, dict[str, object], str]:
    """Run the command, and return exit status, JSON object and stderr."""
    capsys.readouterr()
    status = main([*map(str, words), "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out), err


def rows(folder: Path, capsys: Capture, column: str) -> dict[str, str]:
    """Return a column of the CSV that ``export`` writes, by path."""
    table = folder.parent / "cells.csv"
    run(capsys, "export", folder, "--csv", table)
    with table.open(encoding="utf-8", newline="") as file:
        return {row["path"]: row[column] for row in csv.DictReader(file)}


def swap(one: Path, other: Path) -> None:
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def test_each_picture_keeps_its_class_under_any_name(folder: Path, capsys: Capture) -> None:
    assert run(capsys, "classify", folder)[0] == 0
    assert rows(folder, capsys, "predicted") == SHOWS

    (folder / "n1.bmp").unlink()
    (folder / "n2.bmp").rename(folder / "n1.bmp")
    (folder / "n3.bmp").rename(folder / "n2.bmp")
    status, result, err = run(capsys, "export", folder, "--csv", folder.parent / "old.csv")
    assert (status, result["changed"]) == (0, ["n1.bmp", "n2.bmp", "n3.bmp"])
    assert err.startswith("3 files of this folder, the first is “n1.bmp”, were changed or removed")

    status, result, err = run(capsys, "classify", folder, "--pdf", folder.parent / "report.pdf")
    assert (status, result["classified"], result["unchanged"], err) == (0, 0, 3, "")
    assert rows(folder, capsys, "predicted") == {"n1.bmp": "EOS", "n2.bmp": "BAS", "n4.bmp": "ERB"}

    table = folder.parent / "labels.csv"
    table.write_text("path,label\nn1.bmp,IG\nn2.bmp,MON\n")
    swap(folder / "n1.bmp", folder / "n4.bmp")
    status, result, _ = run(capsys, "import-labels", folder, table, "--reviewer", "Ada")
    assert (status, result["imported"]) == (0, 2)
    assert rows(folder, capsys, "label") == {"n1.bmp": "IG", "n2.bmp": "MON", "n4.bmp": ""}
    assert rows(folder, capsys, "predicted") == {"n1.bmp": "ERB", "n2.bmp": "BAS", "n4.bmp": "EOS"}

    swap(folder / "n1.bmp", folder / "n2.bmp")
    status, result, _ = run(capsys, "classify", folder, "--force")
    assert (status, result["classified"]) == (0, 3)
    assert rows(folder, capsys, "predicted") == {"n1.bmp": "BAS", "n2.bmp": "ERB", "n4.bmp": "EOS"}
    assert rows(folder, capsys, "label") == {"n1.bmp": "MON", "n2.bmp": "IG", "n4.bmp": ""}
    _, result, err = run(capsys, "report", folder, "--pdf", folder.parent / "report.pdf")
    assert ("changed" in result, err) == (False, "")


@pytest.mark.parametrize("force", [False, True])
def test_file_changed_between_scan_and_classification_is_refused_once(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    late = (folder / "n4.bmp").read_bytes()
    if force:
        run(capsys, "classify", folder)
    load = engine_module.load_engine

    def rewrite_first(*args: object) -> object:
        (folder / "n1.bmp").write_bytes(late[:-3] + b"\1\2\3")
        os.utime(folder / "n1.bmp", ns=(TIME_NS, TIME_NS))
        return load(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(engine_module, "load_engine", rewrite_first)
    status, result, err = run(capsys, "classify", folder, *(["--force"] if force else []))
    reason = "was changed since the folder was read: open the folder again"
    assert (status, result["failed"]) == (1, [{"path": "n1.bmp", "reason": reason}])
    assert f"Refused: n1.bmp {reason}." in err
    monkeypatch.setattr(engine_module, "load_engine", load)
    status, result, _ = run(capsys, "classify", folder)
    assert (status, result["classified"], result["failed"]) == (0, 1, [])
    assert rows(folder, capsys, "predicted") == {**SHOWS, "n1.bmp": "ERB"}
