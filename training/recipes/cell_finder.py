"""Train the network of the finder (``training/core/finder.py``) and write it as ``cells.onnx``.

    python -m training.recipes.cell_finder blood-cells.zip bccd-boxes.csv pbc-8-classes.zip raabin-5-classes.zip \
        --out training/core/cells.onnx

Half of each data set is used (``cut_outs.TUNING``). In the first round 15 % of the fields that the network sees are the
real ones of BCCD, the others are composed: a third of each laboratory, cells from 2.6 to 45 % of the width. In the
second round 20 % are pictures of PBC and Raabin with a cell in the middle, whose box the first round's network gives
(self-training: Xie et al., CVPR 2020), and pictures of platelets, in which there is none.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.core.finder import find_with, read_network
from training.core.illumination import FloatImage, density
from training.core.images import RGBImage
from training.data.compose import Composer, Platelet
from training.data.cut_outs import PLATELETS, TUNING, Box, CutOut, crops, fields, platelets, whole_bank
from training.recipes.cell_network import CellNetwork, Target, loss, target

WIDTH, HEIGHT = 384, 288
_SHARES = 0.026, 0.45
"""Cell sizes of composed fields, as shares of the width."""
_REAL, _CROPS = 0.15, 0.20
"""Shares of the samples that are real fields and, in the second round, pictures of single cells."""
_BATCH = 32
_RATES = 2.5e-3, 1.3e-3
"""Highest learning rates of the two rounds."""
_LEAST_SCORE = 0.2
"""Least score of the first round's boxes; those that are not of the cell in the middle count neither way."""
_PART_WIDTH, _PART_HEIGHT = 192, 160
"""Pixels of what the network sees at a time in training."""
_SIZES = 7.0, 75.0
"""Sizes of the cells to learn, in pixels. Larger and smaller ones are background: the finder shows the network the
picture in three sizes."""
_LEAST, _MOST = 4.5, 105.0
"""Nothing is asked of cells between these and the sizes to learn."""
_SHOWN = 6.0, 200.0
"""Sizes that cells are shown in, in pixels: beside the largest lie platelets as large as small cells."""
_VISIBLE = 0.6
"""A cell of which less is in the part does not count."""
_NO_DENSITY, _PER_DENSITY = 20, 80
"""Densities in 8 bits."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Densities of a field, encoded in 8 bits, with its boxes (n x 4)."""

    densities: NDArray[np.uint8]
    cells: NDArray[np.float32]
    ignored: NDArray[np.float32]


def sample(image: RGBImage, cells: Sequence[Box], ignored: Sequence[Box] = ()) -> Sample:
    """Return a picture, reduced or enlarged to 384 pixels along its longer side, as a sample."""
    scale = WIDTH / max(image.shape[:2])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    encoded = np.clip(density(small) * _PER_DENSITY + _NO_DENSITY, 0, 255).astype(np.uint8)
    cells_, ignored_ = (np.asarray(part, np.float32).reshape(-1, 4) * scale for part in (cells, ignored))
    return Sample(encoded, cells_.astype(np.float32), ignored_.astype(np.float32))


def labelled_crops(network: cv2.dnn.Net, archive: Path, each: int, only: str = "") -> list[Sample]:
    """Return pictures of single cells with the box that ``network`` gives the cell in the middle; without one, none."""
    made = []
    for folder, image in crops(archive, TUNING, each, only):
        middle: list[tuple[float, Box]] = []
        others: list[tuple[float, Box]] = []
        y, x = (side / 2 for side in image.shape[:2])
        for cell in find_with(network, image, _LEAST_SCORE):
            box = (cell.left, cell.top, cell.left + cell.width, cell.top + cell.height)
            central = box[0] < x < box[2] and box[1] < y < box[3]
            (middle if central else others).append((cell.score, box))
        if folder == PLATELETS:
            made.append(sample(image, [], [box for _, box in others]))
        elif middle:
            made.append(sample(image, [max(middle)[1]], [box for _, box in others]))
    return made


def composed(bank: dict[str, list[CutOut]], small: Sequence[Platelet], count: int, seed: int) -> list[Sample]:
    """Return ``count`` composed fields, in turn of each laboratory."""
    composers = [
        Composer(cells, small, seed + number, platelet_share=1.0 if name == "pbc" else 0.4)
        for number, (name, cells) in enumerate(sorted(bank.items()))
    ]
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        share = float(np.exp(random.uniform(*np.log(_SHARES))))
        size = (640, 480) if share < 0.2 and random.random() < 0.5 else (WIDTH, HEIGHT)
        field = composers[number % len(composers)].compose(share, *size)
        made.append(sample(field.image, field.cells, field.ignored))
    return made


def varied(one: Sample, random: np.random.Generator) -> tuple[FloatImage, ...]:
    """Return a part of the sample, enlarged or reduced, flipped and stained otherwise.

    That is densities (3 x 160 x 192) and the arrays of the target. One of the cells becomes 6 to 200 pixels large.
    """
    zoom, left, top = _part(one, random)
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    whole = np.asarray(cv2.resize(one.densities, None, fx=zoom, fy=zoom, interpolation=way), np.uint8)
    part = np.full((_PART_HEIGHT, _PART_WIDTH, 3), _NO_DENSITY, np.uint8)
    x, y = (
        _inside(at, side, room, random)
        for at, side, room in ((left, _PART_WIDTH, whole.shape[1]), (top, _PART_HEIGHT, whole.shape[0]))
    )
    seen = whole[max(y, 0) : y + _PART_HEIGHT, max(x, 0) : x + _PART_WIDTH]
    part[max(-y, 0) : max(-y, 0) + seen.shape[0], max(-x, 0) : max(-x, 0) + seen.shape[1]] = seen
    flips = random.random(2) < 0.5
    part = part[:: -1 if flips[1] else 1, :: -1 if flips[0] else 1]
    densities = _other_stain(np.asarray((part - np.float32(_NO_DENSITY)) / _PER_DENSITY, np.float32), random)
    cells, ignored = ([_moved(box * zoom, (x, y), flips) for box in boxes] for boxes in (one.cells, one.ignored))
    wanted = _asked(cells, [box for box, _, _ in ignored])
    return densities.transpose(2, 0, 1), wanted.bells, wanted.counts, wanted.boxes, wanted.box_weights


def _part(one: Sample, random: np.random.Generator) -> tuple[float, float, float]:
    """Return a zoom and the left top corner of the part, around one of the cells if there are any."""
    if not len(one.cells):
        zoom = float(np.exp(random.uniform(*np.log((0.2, 1.6)))))
        height, width = one.densities.shape[:2]
        x, y = random.uniform(0, width * zoom), random.uniform(0, height * zoom)
        return zoom, x - _PART_WIDTH / 2, y - _PART_HEIGHT / 2
    cell = one.cells[random.integers(len(one.cells))]
    size = float(np.prod(cell[2:] - cell[:2]) ** 0.5)
    zoom = float(np.clip(np.exp(random.uniform(*np.log(_SHOWN))) / size, 0.17, 1.6))
    beside = 0.1 if size * zoom < _SIZES[1] else -0.4  # parts beside a large cell are shown too
    middle = (cell[:2] + cell[2:]) / 2 * zoom - random.uniform(beside, 1 - beside, 2) * (_PART_WIDTH, _PART_HEIGHT)
    return zoom, float(middle[0]), float(middle[1])


def _inside(at: float, side: int, room: int, random: np.random.Generator) -> int:
    """Return where the part begins: inside the picture, or, if that is smaller, around it or at its beginning."""
    if room < side and random.random() < 0.5:
        return 0
    return int(np.clip(at, min(0, room - side), max(0, room - side)))


def _other_stain(densities: FloatImage, random: np.random.Generator) -> FloatImage:
    """Return the densities in another strength and hue; sometimes blurred or noisy."""
    hue = np.eye(3) + random.normal(0, 0.2 if random.random() < 0.45 else 0.05, (3, 3))
    if random.random() < 0.4:
        share = random.uniform(0, 0.7)
        hue = hue @ ((1 - share) * np.eye(3) + share * random.dirichlet(np.ones(3), 3))
    densities = densities @ (hue.T * random.uniform(0.75, 1.3)).astype(np.float32)
    densities += random.normal(0, 0.03, 3).astype(np.float32)
    if random.random() < 0.2:
        densities = np.asarray(cv2.GaussianBlur(densities, (0, 0), random.uniform(0.4, 1.2)), np.float32)
    if random.random() < 0.4:
        densities += random.normal(0, random.uniform(0.01, 0.06), densities.shape).astype(np.float32)
    return densities


def _moved(box: NDArray[np.float32], corner: tuple[int, int], flips: NDArray[np.bool_]) -> tuple[Box, float, float]:
    """Return the box in the part, the share of it that is inside, and its size in pixels."""
    places = (box.reshape(2, 2) - corner).astype(float)
    sides = np.array([_PART_WIDTH, _PART_HEIGHT])
    places = np.sort(np.where(flips, sides - places, places), axis=0)
    kept = np.clip(places, 0, sides)
    area = float(np.prod(places[1] - places[0]))
    share = float(np.prod(kept[1] - kept[0])) / max(area, 1e-3)
    return (kept[0, 0], kept[0, 1], kept[1, 0], kept[1, 1]), share, area**0.5


def _asked(cells: list[tuple[Box, float, float]], ignored: list[Box]) -> Target:
    """Return the target: cells of the sizes to learn; nothing is asked of cut cells and of sizes in between."""
    wanted, unasked = [], list(ignored)
    for box, share, size in cells:
        in_between = _LEAST < size < _SIZES[0] or _SIZES[1] < size < _MOST
        if share <= _VISIBLE or in_between:
            unasked.append(box)
        elif _SIZES[0] <= size <= _SIZES[1] and min(box[2] - box[0], box[3] - box[1]) >= 2:
            wanted.append(box)
    return target(wanted, unasked, _PART_WIDTH, _PART_HEIGHT)


def train(
    network: CellNetwork, pools: Sequence[tuple[float, Sequence[Sample]]], steps: int, rate: float, seed: int = 0
) -> CellNetwork:
    """Train the network with ``steps`` batches of 32 samples (AdamW, the rate falls to 0) and return it.

    ``pools`` are samples with the share of each pool.
    """
    random = np.random.default_rng(seed)
    network = network.train().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=1e-4)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / 60) * (1 - step / steps) + 1e-5
        densities, *wanted = _batch(pools, random)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = network(densities.contiguous(memory_format=torch.channels_last))
        optimiser.zero_grad()
        wrong = loss(found.float(), *wanted)
        wrong.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}: loss {wrong.item():.3f}", flush=True)
    return network.eval()


def _batch(pools: Sequence[tuple[float, Sequence[Sample]]], random: np.random.Generator) -> list[Tensor]:
    filled = [(share, pool) for share, pool in pools if pool]
    shares = np.array([share for share, _ in filled])
    chosen = []
    for number in random.choice(len(filled), _BATCH, p=shares / shares.sum()):
        pool = filled[number][1]
        chosen.append(varied(pool[random.integers(len(pool))], random))
    return [torch.from_numpy(np.stack(part).astype(np.float32)) for part in zip(*chosen, strict=True)]


def write(network: CellNetwork, path: Path) -> None:
    """Write the network as ONNX for pictures of any size."""
    height, width = (torch.export.Dim(side, min=1, max=64) for side in ("height", "width"))
    torch.onnx.export(
        network.to(memory_format=torch.contiguous_format),
        (torch.zeros(1, 3, HEIGHT, WIDTH),),
        str(path),
        input_names=["density"],
        output_names=["cells"],
        opset_version=18,
        dynamic_shapes=({2: 32 * height, 3: 32 * width},),
        dynamo=True,  # the other exporter will be removed from torch
        external_data=False,
        verbose=False,
    )
    import onnx

    made = onnx.load(str(path))
    for node in made.graph.node:  # the exporter describes each by the places in the source files
        node.ClearField("doc_string")
        del node.metadata_props[:]
    onnx.save(made, str(path))


def main() -> None:
    """Read the archives, compose, train and write."""
    parser = argparse.ArgumentParser(description="Train the network that finds white cells in fields.")
    parser.add_argument("archives", type=Path, nargs=4, metavar="FILE", help="BCCD archive, its boxes, PBC, Raabin")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--fields", type=int, default=1200, help="composed fields")
    parser.add_argument("--steps", type=int, nargs=2, default=(1300, 1350), help="batches of the two rounds")
    parser.add_argument("--without", default="", metavar="NAME", help="leave out bccd, pbc or raabin")
    asked = parser.parse_args()
    blood_cells, boxes, pbc, raabin = asked.archives
    bank = whole_bank(blood_cells, boxes, pbc, raabin, TUNING)
    bank.pop(asked.without, None)
    made = composed(bank, platelets(pbc, 80), asked.fields, seed=1)
    real = [] if asked.without == "bccd" else [sample(i, b) for _, i, b in fields(blood_cells, boxes, TUNING)]
    pools = [(_REAL, real), (1 - _REAL - _CROPS, made)]
    torch.manual_seed(0)
    network = train(CellNetwork(), pools, asked.steps[0], _RATES[0])
    write(network, asked.out)
    first = read_network(asked.out)
    single = labelled_crops(first, pbc, 130, PLATELETS)
    single += [] if asked.without == "pbc" else labelled_crops(first, pbc, 20)
    single += [] if asked.without == "raabin" else labelled_crops(first, raabin, 60)
    write(train(network, [*pools, (_CROPS, single)], asked.steps[1], _RATES[1], seed=1), asked.out)


if __name__ == "__main__":
    main()
