"""Fields on the command line, with the shipped model: a demo is classified, labelled, exported and reported."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from wbc_desktop.cli.main import main
from wbc_desktop.domain.regions import Box

pytestmark = pytest.mark.slow

SEED = 5
"""The finder is sure of each cell of these fields."""
CELLS, IMAGES = 9, 4
Run = Callable[..., dict[str, Any]]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@dataclass(frozen=True)
class Classified:
    """Four drawn fields that were classified once: the folder, the data directory, and what came out."""

    folder: Path
    data: Path
    result: dict[str, Any]
    csv: Path
    pdf: Path

    @property
    def drawn(self) -> list[dict[str, str]]:
        """The cells as they were drawn."""
        return [row for row in table(self.folder / "labels.csv") if row["label"]]


def said(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> dict[str, Any]:
    """Run a command; return its JSON object."""
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == status, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


@pytest.fixture(scope="module")
def classified(tmp_path_factory: pytest.TempPathFactory) -> Classified:
    place = tmp_path_factory.mktemp("fields")
    folder, data = place / "slide", place / "data"
    result, cells, report = place / "result.json", place / "cells.csv", place / "report.pdf"
    with pytest.MonkeyPatch.context() as patched, result.open("w") as out:
        patched.setenv("WBC_DATA_DIR", str(data))
        patched.setattr("sys.stdout", out)
        assert main(["demo", str(folder), "--fields", "--count", str(IMAGES), "--seed", str(SEED), "--json"]) == 0
        out.truncate(out.seek(0))
        words = ["classify", str(folder), "--pictures", "auto", "--device", "cpu", "--json"]
        assert main([*words, "--csv", str(cells), "--pdf", str(report)]) == 0
    return Classified(folder, data, json.loads(result.read_text()), cells, report)


@pytest.fixture
def run(
    classified: Classified, data_dir_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict[str, Any]]:
    """Return ``run(*words, status=0)``, which runs a command on a copy of the data directory."""
    shutil.copytree(classified.data, data_dir_path)
    return lambda *words, status=0: said(capsys, *words, status=status)


def test_fields_are_recognised_and_their_cells_counted(classified: Classified) -> None:
    result = classified.result
    assert result["pictures"] == "fields"
    assert (result["images"], result["failed"]) == (IMAGES, [])
    assert (result["classified"], result["unchanged"], result["without_cells"]) == (IMAGES - 1, 0, 1)
    assert sum(result["counts"].values()) == result["cells"] >= CELLS


def test_table_has_a_row_for_each_cell_and_each_field_without_cells(classified: Classified) -> None:
    rows = table(classified.csv)
    assert len([row for row in rows if row["box"]]) == classified.result["cells"]
    assert [(row["path"], row["cell"]) for row in rows if not row["box"]] == [("field_00003.jpg", "")]
    assert next(row["cell"] for row in rows if row["path"] == "field_00002.jpg") == "1"
    for row in classified.drawn:
        found = [Box.parse(one["box"]) for one in rows if one["path"] == row["path"] and one["box"]]
        assert max(Box.parse(row["box"]).overlap(box) for box in found) > 0.5


def test_report_shows_the_fields(classified: Classified) -> None:
    reader = PdfReader(classified.pdf)
    text = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert f"in {IMAGES} fields" in text[0]
    assert "field_00002.jpg, cell 1" in text[1]
    assert text[-1].startswith("Fields ")
    assert "Fields without white cells (1) field_00003.jpg" in text[-1]
    assert len(reader.pages[-1].images) == IMAGES - 1


def test_second_run_classifies_nothing(
    classified: Classified, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = tmp_path / "again.csv"
    again = run("classify", classified.folder, "--device", "cpu", "--csv", cells)
    assert (again["classified"], again["unchanged"], again["without_cells"]) == (0, IMAGES, 1)
    assert (again["images"], again["counts"]) == (IMAGES, classified.result["counts"])
    assert cells.read_bytes() == classified.csv.read_bytes()
    assert main(["classify", str(classified.folder), "--device", "cpu"]) == 0
    summary = capsys.readouterr().out
    assert f"on cpu, {IMAGES - 1} classified before, 1 without white cells, 0 refused." in summary
    assert f"The pictures are fields: {IMAGES} fields show" in summary


def test_change_to_single_cells_and_back_loses_nothing(classified: Classified, run: Run, tmp_path: Path) -> None:
    folder, before, after = classified.folder, tmp_path / "before.csv", tmp_path / "after.csv"
    run("import-labels", folder, folder / "labels.csv", "--reviewer", "Ada")
    run("export", folder, "--csv", before)
    whole = run("classify", folder, "--pictures", "cells", "--device", "cpu")
    assert (whole["pictures"], whole["cells"], whole["classified"]) == ("cells", IMAGES, IMAGES)
    back = run("classify", folder, "--pictures", "fields", "--device", "cpu")
    assert (back["pictures"], back["cells"], back["classified"]) == ("fields", classified.result["cells"], 0)
    run("export", folder, "--csv", after)
    assert after.read_bytes() == before.read_bytes()
    assert run("audit", "verify")["sound"]


def test_labels_of_the_demo_are_imported_one_for_each_cell(classified: Classified, run: Run, tmp_path: Path) -> None:
    folder, cells = classified.folder, tmp_path / "cells.csv"
    imported = run("import-labels", folder, folder / "labels.csv", "--reviewer", "Ada")
    assert (imported["imported"], imported["without_label"], imported["failed"]) == (CELLS, 1, [])
    run("export", folder, "--csv", cells)
    labels = [(row["path"], row["label"]) for row in table(cells) if row["label"]]
    assert Counter(labels) == Counter((row["path"], row["label"]) for row in classified.drawn)
    assert len(labels) == CELLS
    assert run("audit", "verify")["sound"]


def test_exported_table_is_imported_into_another_data_directory(
    classified: Classified, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first, second = classified.folder, tmp_path / "first.csv", tmp_path / "second.csv"
    run("import-labels", folder, folder / "labels.csv", "--reviewer", "Ada")
    run("export", folder, "--csv", first)
    shutil.copytree(classified.data, tmp_path / "other")
    monkeypatch.setenv("WBC_DATA_DIR", str(tmp_path / "other"))
    assert run("import-labels", folder, first, "--reviewer", "Ada")["imported"] == CELLS
    run("export", folder, "--csv", second)
    assert [row | {"reviewed_at": ""} for row in table(second)] == [row | {"reviewed_at": ""} for row in table(first)]
    assert run("audit", "verify")["sound"]
