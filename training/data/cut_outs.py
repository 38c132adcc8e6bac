"""White cells cut out of the pictures of three laboratories, for composing fields.

Everything is transmittance: the picture divided by its own light, so that parts of different pictures fit together.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.illumination import FloatImage, light
from training.core.images import RGBImage, decode_image
from training.core.leukocyte import Mask, segment

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""

TUNING, HELD_OUT = 0, 1
"""The two halves of each data set: slides of Raabin, blocks of 5000 numbers of PBC, every other field of BCCD."""

PLATELETS = "platelet"
"""The class folder of PBC whose pictures show a platelet in the middle."""
FIELDS = "dataset-master/dataset-master/JPEGImages/"
_LEAST_RATIO = 1.5
"""The nucleus has at least this many times the density of the red cells around; else the mask is wrong."""
_NECK = 0.42
"""Parts of a mask that hang on by less than this share of its size are red cells."""
_PLATELET_SIDES = 14, 75


@dataclass(frozen=True, slots=True)
class CutOut:
    """A picture's transmittance (H x W x 3, float16), the mask and box of its white cell, and the light's colour."""

    transmittance: NDArray[np.float16]
    mask: Mask
    box: tuple[int, int, int, int]
    """Left, top, width and height."""
    dye: float
    """Density of the nucleus as ``dye`` says."""
    light: NDArray[np.float64]


def dye(densities: FloatImage) -> FloatImage:
    """Return how much nuclear dye there is (H x W): it absorbs red and green, haemoglobin blue."""
    return np.asarray(densities[..., 0] + densities[..., 1] - densities[..., 2], dtype=np.float32)


def field_boxes(boxes: Path) -> dict[str, list[Box]]:
    """Return the boxes of white cells for each annotated field of ``bccd-boxes.csv``, by the file's name."""
    found: dict[str, list[Box]] = defaultdict(list)
    with boxes.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = found[row["file"]]
            if row["kind"] == "WBC":
                known.append((float(row["xmin"]), float(row["ymin"]), float(row["xmax"]), float(row["ymax"])))
    return dict(sorted(found.items()))


def fields(archive: Path, boxes: Path, half: int) -> Iterator[tuple[str, RGBImage, list[Box]]]:
    """Yield name, picture (640 x 480) and white cells of the fields of BCCD in one half."""
    with zipfile.ZipFile(archive) as file:
        for name, cells in list(field_boxes(boxes).items())[half::2]:
            yield name, decode_image(file.read(FIELDS + name)), cells


def crops(archive: Path, half: int, each: int, only: str = "") -> Iterator[tuple[str, RGBImage]]:
    """Yield class folder and picture, up to ``each`` of a class (``only`` of that one), of half of PBC or Raabin."""
    with zipfile.ZipFile(archive) as file:
        classes: dict[str, list[str]] = defaultdict(list)
        for name in sorted(file.namelist()):
            path = PurePosixPath(name)
            if path.suffix == ".jpg" and _half(path.name) == half and only in ("", path.parent.name):
                classes[path.parent.name].append(name)
        random = np.random.default_rng(5)
        for folder, names in classes.items():
            for number in sorted(random.permutation(len(names))[:each]):
                yield folder, decode_image(file.read(names[number]))


def _half(name: str) -> int:
    numbered = re.fullmatch(r"[A-Z]+_(\d+)\.jpg", name)
    return int(numbered[1]) // 5000 % 2 if numbered else zlib.crc32(name.partition("_")[0].encode()) % 2


def cut_out(image: RGBImage) -> CutOut | None:
    """Return the white cell of a picture; None if it is not found, is cut by the edge or has an odd shape."""
    mask = segment(image)
    if mask is None:
        return None
    lit = np.exp(light(image))
    transmittance = np.clip((image.astype(np.float32) + 1) / lit, 0, 1.25)
    mask = _without_neighbours(mask)
    if mask is None:
        return None
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    inside = left > 1 and top > 1 and left + width < mask.shape[1] - 1 and top + height < mask.shape[0] - 1
    if not inside or not 0.35 < width / height < 2.8 or mask.sum() < 0.45 * width * height:
        return None
    densities = -np.log(np.maximum(transmittance, 0.004))
    amount = dye(densities)
    around = (cv2.dilate(mask.view(np.uint8), np.ones((21, 21), np.uint8)) == 0) & (densities.sum(axis=2) > 0.25)
    red_cells = float(np.percentile(amount[around], 90)) if around.sum() > 100 else 0.1
    nucleus = float(np.percentile(amount[mask], 80))
    if nucleus < _LEAST_RATIO * max(red_cells, 0.05):
        return None
    colour = lit.reshape(-1, 3).mean(axis=0).astype(np.float64)
    return CutOut(transmittance.astype(np.float16), mask, (left, top, width, height), nucleus, colour)


def _without_neighbours(mask: Mask) -> Mask | None:
    """Return the mask without red cells that hang on it; None if little is left."""
    whole = mask.view(np.uint8)
    neck = int(_NECK * np.sqrt(whole.sum())) | 1
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (neck, neck)))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(boxes[1:, 4]))
    return np.asarray(labels == largest) if boxes[largest, 4] >= 0.55 * whole.sum() else None


def platelets(archive: Path, count: int) -> list[tuple[FloatImage, FloatImage]]:
    """Return transmittance and mask of platelets from the middles of PBC's pictures of platelets."""
    found = []
    with zipfile.ZipFile(archive) as file:
        names = sorted(n for n in file.namelist() if f"/{PLATELETS}/" in n and n.endswith(".jpg"))
        for number in np.random.default_rng(5).permutation(len(names))[:count]:
            image = decode_image(file.read(names[number]))
            transmittance = np.asarray(np.clip((image + 1.0) / np.exp(light(image)), 0, 1.25), np.float32)
            part = _platelet(dye(-np.log(np.maximum(transmittance, 0.004))))
            if part is not None:
                (rows, columns), mask = part
                found.append((transmittance[rows, columns], mask[rows, columns].astype(np.float32)))
    return found


def _platelet(amount: FloatImage) -> tuple[tuple[slice, slice], Mask] | None:
    y, x = amount.shape[0] // 2, amount.shape[1] // 2
    dark = amount > 0.45 * np.percentile(amount[y - 38 : y + 38, x - 38 : x + 38], 99)
    closed = cv2.morphologyEx(dark.view(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(closed)
    left, top, width, height, _ = boxes[labels[y, x]]
    least, most = _PLATELET_SIDES
    if labels[y, x] == 0 or max(width, height) > most or min(width, height) < least:
        return None
    mask = cv2.dilate((labels == labels[y, x]).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return (slice(top - 3, top + height + 3), slice(left - 3, left + width + 3)), np.asarray(mask)


def whole_bank(
    blood_cells: Path, boxes: Path, pbc: Path, raabin: Path, half: int, report: Callable[[str], None] = print
) -> dict[str, list[CutOut]]:
    """Return the cells of one half of each laboratory, by the laboratory's name."""
    bank: dict[str, list[CutOut]] = {"bccd": [], "pbc": [], "raabin": []}
    for _, image, cells in fields(blood_cells, boxes, half):
        small = cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA)
        cell = cut_out(np.asarray(small, dtype=np.uint8)) if len(cells) == 1 else None
        if cell is not None and _agrees(cell, cells[0]):
            bank["bccd"].append(cell)
    for name, archive, each in (("pbc", pbc, 45), ("raabin", raabin, 160)):
        for folder, image in crops(archive, half, each):
            cell = cut_out(image) if folder != PLATELETS else None
            if cell is not None and _central(cell):
                bank[name].append(cell)
    for name, found in bank.items():
        report(f"{name}: {len(found)} cells")
    return bank


def _agrees(cell: CutOut, box: Box) -> bool:
    left, top, width, height = cell.box
    x = min(left + width, box[2] / 2) - max(left, box[0] / 2)
    y = min(top + height, box[3] / 2) - max(top, box[1] / 2)
    common, area = max(x, 0) * max(y, 0), (box[2] - box[0]) * (box[3] - box[1]) / 4
    return bool(common > 0.6 * (width * height + area - common))


def _central(cell: CutOut) -> bool:
    left, top, width, height = cell.box
    down, across = cell.mask.shape
    off = max(abs(left + width / 2 - across / 2) / across, abs(top + height / 2 - down / 2) / down)
    return bool(off < 0.15 and (width * height) ** 0.5 > 0.2 * min(down, across))
