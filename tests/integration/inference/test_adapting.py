"""A shipped model on slides of a laboratory that it never saw: adapted to their stain, it names more cells."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.regions import PictureSource
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.inference.results import CellInput, CellResult

MODEL = "resources/models/paper4.safetensors"
SLIDES = ("95-8-8-1", "95-8-22-5", "95-8-17-3")
CLASSES = {"neutrophil": "NEU", "lymphocyte": "LYM", "monocyte": "MON", "eosinophil": "EOS"}
CELLS = 24


def never() -> bool:
    return False


def right(engine: Engine, items: list[CellInput], codes: list[str], how: Adaptation | None) -> int:
    results = list(engine.classify(items, never, *([] if how is None else [how])))
    assert all(isinstance(result, CellResult) for result in results)
    return sum(r.predicted == code for r, code in zip(results, codes, strict=True) if isinstance(r, CellResult))


@pytest.mark.slow
def test_more_cells_of_foreign_slides_are_named_rightly(
    repository: Path, shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    engine = load_engine(repository / MODEL, "cpu")
    before, after = 0, 0
    with zipfile.ZipFile(shared_data("raabin-5-classes.zip")) as archive:
        for slide in SLIDES:
            names = sorted(n for n in archive.namelist() if Path(n).name.startswith(f"{slide}_"))
            names = names[:: max(len(names) // CELLS, 1)][:CELLS]
            items = []
            for number, name in enumerate(names):
                file, data = tmp_path / Path(name).name, archive.read(name)
                file.write_bytes(data)
                items.append(CellInput(number, PictureSource(file, hashlib.sha256(data).hexdigest())))
            codes = [CLASSES[Path(name).parent.name] for name in names]
            how = engine.measure(items, never)
            assert how is not None
            assert how.cells == len(items)
            before += right(engine, items, codes, None)
            after += right(engine, items, codes, how)
    assert after >= before + 5, (before, after)
