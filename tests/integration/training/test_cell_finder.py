"""The finder on real fields, and the recipe that makes its network."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from training.core.finder import FoundCell, find
from training.core.picture_kind import SeenPicture, picture_kind
from training.data.cut_outs import HELD_OUT, PLATELETS, Box, crops, fields
from training.recipes.cell_finder import Sample, sample, train, varied, write
from training.recipes.cell_network import CellNetwork, loss, target

SharedData = Callable[[str], Path]


def overlap(cell: FoundCell, box: Box) -> float:
    across = min(cell.left + cell.width, box[2]) - max(cell.left, box[0])
    down = min(cell.top + cell.height, box[3]) - max(cell.top, box[1])
    common = max(across, 0) * max(down, 0)
    return common / (cell.width * cell.height + (box[2] - box[0]) * (box[3] - box[1]) - common)


def test_cells_of_unseen_real_fields_are_found(shared_data: SharedData) -> None:
    known = fields(shared_data("blood-cells.zip"), shared_data("bccd-boxes.csv"), HELD_OUT)
    cells, found, right = 0, 0, 0
    for _, image, boxes in islice(known, 0, 182, 12):
        boxed = find(image)
        cells, found = cells + len(boxes), found + len(boxed)
        right += sum(any(overlap(cell, box) >= 0.4 for cell in boxed) for box in boxes)
    assert cells >= 15
    assert right >= cells - 1
    assert right >= found - 1


def test_real_fields_are_fields_and_half_as_large_they_are_cells(shared_data: SharedData) -> None:
    known = fields(shared_data("blood-cells.zip"), shared_data("bccd-boxes.csv"), HELD_OUT)
    large, small = [], []
    for _, image, _ in islice(known, 0, 182, 18):
        half = np.asarray(cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA), np.uint8)
        large.append(SeenPicture(640, 480, find(image)))
        small.append(SeenPicture(320, 240, find(half)))
    assert picture_kind(large).kind == "fields"
    assert picture_kind(small).kind == "cells"


@pytest.mark.parametrize("archive", ["pbc-8-classes.zip", "raabin-5-classes.zip"])
def test_real_crops_are_cells_in_any_size(shared_data: SharedData, archive: str) -> None:
    images = [image for folder, image in crops(shared_data(archive), HELD_OUT, 3) if folder != PLATELETS]
    sample_of = [SeenPicture(i.shape[1], i.shape[0], find(i)) for i in images]
    assert picture_kind(sample_of).kind == "cells"
    enlarged = [SeenPicture(600, 600, find(np.asarray(cv2.resize(i, (600, 600)), np.uint8))) for i in images]
    assert picture_kind(enlarged).kind == "cells"


def drawn(seed: int) -> Sample:
    random = np.random.default_rng(seed)
    image = np.full((288, 384, 3), 220, np.uint8)
    x, y = int(random.integers(60, 320)), int(random.integers(60, 220))
    cv2.circle(image, (x, y), 30, (100, 50, 140), -1)
    return sample(image, [(x - 30, y - 30, x + 30, y + 30)])


def test_target_holds_the_box_at_the_middle_of_the_cell() -> None:
    made = target([(40, 20, 80, 70)], [(100, 100, 140, 140)], 192, 160)
    row, column = np.unravel_index(made.bells.argmax(), made.bells.shape)
    assert made.bells[row, column] == 1
    wide, high = np.exp(made.boxes[2:, row, column]) * 40
    assert (wide, high) == pytest.approx((40, 50))
    assert (column + 0.5) * 4 + made.boxes[0, row, column] * wide == pytest.approx(60)
    assert (row + 0.5) * 4 + made.boxes[1, row, column] * high == pytest.approx(45)
    assert made.counts[30, 30] == 0
    assert made.counts[row, column] == 1


def test_varied_sample_keeps_its_cell() -> None:
    random = np.random.default_rng(3)
    seen = 0
    for seed in range(20):
        densities, bells, _, boxes, _ = varied(drawn(seed), random)
        assert densities.shape == (3, 160, 192)
        if bells.max() < 1:
            continue
        seen += 1
        row, column = np.unravel_index(bells.argmax(), bells.shape)
        assert densities[:, min(row * 4 + 2, 159), min(column * 4 + 2, 191)].sum() > 0.8
        assert 6 < np.exp(boxes[2, row, column]) * 40 < 80
    assert seen > 5


def test_training_lowers_the_loss_and_opencv_runs_the_result(tmp_path: Path) -> None:
    samples = [drawn(seed) for seed in range(6)]
    torch.manual_seed(0)
    network = train(CellNetwork(), [(1.0, samples)], steps=8, rate=2e-3)
    random = np.random.default_rng(0)
    batch = [torch.from_numpy(np.stack(part)) for part in zip(*(varied(s, random) for s in samples), strict=True)]
    with torch.inference_mode():
        untrained = CellNetwork().eval()
        assert loss(network(batch[0]), *batch[1:]) < loss(untrained(batch[0]), *batch[1:])
    write(network, tmp_path / "cells.onnx")
    opened = cv2.dnn.readNetFromONNX(str(tmp_path / "cells.onnx"))
    for shape in ((1, 3, 64, 96), (1, 3, 160, 192)):
        given = np.random.default_rng(1).normal(0, 1, shape).astype(np.float32)
        opened.setInput(given)
        with torch.inference_mode():
            assert opened.forward() == pytest.approx(network(torch.from_numpy(given)).numpy(), abs=1e-4)
