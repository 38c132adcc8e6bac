"""The shipped model on real cells: slides of another laboratory are announced, cells of the known ones are not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from training.core.model_file import load_model
from training.core.predict import Predictor
from training.core.torch_backbone import torch_predictor
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.inference.foreign import Centres, judge, read_centres

MODEL = "resources/models/wbc8.safetensors"
SIMPLE = "dataset2-master/dataset2-master/images/TEST_SIMPLE/"


@pytest.fixture(scope="module")
def shipped(repository: Path) -> tuple[Predictor, Centres]:

    torch.set_num_threads(1)
    model, card = load_model(repository / MODEL)
    centres = read_centres(repository / MODEL, card)
    assert centres is not None
    return torch_predictor(model, card), centres


def judged(shipped: tuple[Predictor, Centres], archive: zipfile.ZipFile, names: Sequence[str]) -> Foreignness:
    """Return the judgement about these pictures as one slide."""
    predictor, centres = shipped
    features: list[bytes] = []
    for start in range(0, len(names), 8):
        decoded = [
            cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_COLOR_RGB)
            for name in names[start : start + 8]
        ]
        found = predictor.predict(np.stack([predictor.prepare(image) for image in decoded])).features
        assert found is not None
        features += [row.tobytes() for row in found]
    return judge(features, centres, predictor.card, "m")


@pytest.mark.parametrize("slide", ["95-8-8-1", "95-8-20-3", "95-9-3-5"])
def test_slide_of_another_laboratory_is_announced(
    shipped: tuple[Predictor, Centres], shared_data: Callable[[str], Path], slide: str
) -> None:
    with zipfile.ZipFile(shared_data("raabin-5-classes.zip")) as archive:
        names = sorted(name for name in archive.namelist() if Path(name).name.startswith(f"{slide}_"))
        found = judged(shipped, archive, names[:: max(len(names) // 30, 1)][:30])
    assert found.cells == 30
    assert found.announced


def test_block_of_the_known_laboratory_is_not_announced(
    shipped: tuple[Predictor, Centres], shared_data: Callable[[str], Path]
) -> None:
    with zipfile.ZipFile(shared_data("pbc-8-classes.zip")) as archive:  # block 7 was not trained on
        block = sorted(n for n in archive.namelist() if 35_000 <= int(Path(n).stem.rpartition("_")[2]) < 40_000)
        found = judged(shipped, archive, block[::2])
    assert found.cells >= 30
    assert not found.announced
    assert found.shift < 3


def test_originals_of_the_other_known_laboratory_are_not_announced(
    shipped: tuple[Predictor, Centres], shared_data: Callable[[str], Path]
) -> None:
    with zipfile.ZipFile(shared_data("blood-cells.zip")) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith(SIMPLE) and n.endswith(".jpeg"))
        found = judged(shipped, archive, names[::2])
    assert found.cells >= 30
    assert not found.announced
