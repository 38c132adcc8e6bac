"""The shipped models on real cells: slides of another laboratory are announced, cells of the known ones are not."""

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

MODELS = "resources/models"
HELD_OUT = ("95-8-8-2", "95-8-17-3", "95-9-1-2")  # slides of Raabin that no model learned from
SIMPLE = "dataset2-master/dataset2-master/images/TEST_SIMPLE/"


Shipped = tuple[Predictor, Centres]


def _shipped(repository: Path, name: str) -> Shipped:
    torch.set_num_threads(1)
    file = repository / MODELS / f"{name}.safetensors"
    model, card = load_model(file)
    centres = read_centres(file, card)
    assert centres is not None
    return torch_predictor(model, card), centres


@pytest.fixture(scope="module")
def wbc8(repository: Path) -> Shipped:
    """It learned from all three laboratories."""
    return _shipped(repository, "wbc8")


@pytest.fixture(scope="module")
def paper4(repository: Path) -> Shipped:
    """It learned from Blood Cell Images only."""
    return _shipped(repository, "paper4")


def judged(shipped: Shipped, archive: zipfile.ZipFile, names: Sequence[str]) -> Foreignness:
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


def raabin(archive: zipfile.ZipFile, slide: str, most: int = 30) -> list[str]:
    names = sorted(name for name in archive.namelist() if Path(name).name.startswith(f"{slide}_"))
    return names[:: max(len(names) // most, 1)][:most]


def block_of_pbc(archive: zipfile.ZipFile) -> list[str]:
    """Half of block 7, which no model learned from."""
    block = sorted(n for n in archive.namelist() if 35_000 <= int(Path(n).stem.rpartition("_")[2]) < 40_000)
    return block[::2]


@pytest.mark.parametrize("slide", ["95-8-8-1", "95-8-20-3", "95-9-3-5"])
def test_slide_of_another_laboratory_is_announced(
    paper4: Shipped, shared_data: Callable[[str], Path], slide: str
) -> None:
    with zipfile.ZipFile(shared_data("raabin-5-classes.zip")) as archive:
        found = judged(paper4, archive, raabin(archive, slide))
    assert found.cells == 30
    assert found.announced


@pytest.mark.parametrize("slide", HELD_OUT)
def test_held_out_slide_of_a_known_laboratory_is_not_announced(
    wbc8: Shipped, shared_data: Callable[[str], Path], slide: str
) -> None:
    with zipfile.ZipFile(shared_data("raabin-5-classes.zip")) as archive:
        found = judged(wbc8, archive, raabin(archive, slide))
    assert found.cells >= 20
    assert not found.announced


def test_block_of_a_laboratory_is_announced_only_to_the_model_that_does_not_know_it(
    wbc8: Shipped, paper4: Shipped, shared_data: Callable[[str], Path]
) -> None:
    with zipfile.ZipFile(shared_data("pbc-8-classes.zip")) as archive:
        block = block_of_pbc(archive)
        known, unknown = judged(wbc8, archive, block), judged(paper4, archive, block)
    assert known.cells >= 30
    assert not known.announced
    assert known.shift < 3
    assert unknown.announced


def test_originals_of_the_other_known_laboratory_are_not_announced(
    wbc8: Shipped, paper4: Shipped, shared_data: Callable[[str], Path]
) -> None:
    with zipfile.ZipFile(shared_data("blood-cells.zip")) as archive:
        names = sorted(n for n in archive.namelist() if n.startswith(SIMPLE) and n.endswith(".jpeg"))
        for model in (wbc8, paper4):
            found = judged(model, archive, names[::2])
            assert found.cells >= 30
            assert not found.announced
