"""The commands on a PostgreSQL server: they write the same tables as on SQLite."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wbc_desktop.cli.main import main
from wbc_desktop.services.smear_field import draw_field

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def small_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw smaller fields, which takes a tenth of the time."""
    monkeypatch.setattr("wbc_desktop.services.demo.draw_field", lambda cells, rng: draw_field(cells, rng, 640, 480))


def table(file: Path) -> list[dict[str, str]]:
    """Return the rows of a table without the time of the decision."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [{**row, "reviewed_at": ""} for row in csv.DictReader(opened)]


@pytest.mark.parametrize("kind", ["cells", "fields"])
def test_demo_is_classified_labelled_and_exported(
    kind: str,
    tmp_path: Path,
    new_on_server: Callable[[], str],
    tiny_model: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    slide = tmp_path / "slide"

    def said(*words: object, statuses: tuple[int, ...] = (0,)) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*map(str, words), "--json"]) in statuses, capsys.readouterr().err
        return dict(json.loads(capsys.readouterr().out))

    said("demo", slide, "--count", 4, "--seed", 2, *(["--fields"] if kind == "fields" else []))
    labels = slide / "labels.csv"
    if kind == "cells":
        labels = tmp_path / "labels.csv"
        images = sorted(path.relative_to(slide).as_posix() for path in slide.rglob("*.jpg"))
        labels.write_text("path,label\n" + "".join(f"{path},EOS\n" for path in images), encoding="utf-8")
    results, tables = [], []
    for number, url in enumerate((new_on_server(), f"sqlite:///{tmp_path / 'wbc.sqlite3'}")):
        place = ("--data-dir", tmp_path / f"data{number}", "--database", url)
        written = tmp_path / f"{number}.csv"
        model = ("--model", tiny_model, "--device", "cpu", *place)
        first = said("classify", slide, "--csv", written, "--pdf", tmp_path / "report.pdf", *model)
        classified = table(written)
        assert said("classify", slide, *model)["classified"] == 0
        # In small fields not every cell is found.
        imported = said("import-labels", slide, labels, "--reviewer", "Ada", *place, statuses=(0, 1))
        said("export", slide, "--csv", written, *place)
        assert said("audit", "verify", *place)["sound"]
        assert said("doctor", *place)["database"]["health"] == "ok"
        results.append((first["pictures"], first["classified"], first["cells"], first["counts"], imported))
        tables.append((classified, table(written)))
    assert results[0] == results[1]
    assert tables[0] == tables[1]
    assert results[0][0] == kind
    assert any(row["label"] for row in tables[0][1])
