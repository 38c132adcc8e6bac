"""Measures how well the finder finds white cells, how long it takes, and what it says about the kind of pictures.

    python tests/benchmarks/bench_finder.py DATA [--composed 40] [--json FILE]

DATA is the folder of blood-cells.zip, bccd-boxes.csv, pbc-8-classes.zip and raabin-5-classes.zip. Prints recall and
precision (boxes that overlap by an IoU of at least 0.4, with Wilson's 95 % intervals):

- of the 364 annotated fields of BCCD (required: recall 0.985, precision 0.96), also of the half that the network
  learned from and of the half that it has never seen;
- of ``--composed`` fields for each laboratory and each size of cells, from slides that the network has never seen;

then processor time per field in milliseconds, and the kind that ``picture_kind`` says for samples of each archive, and
for composed fields of 320 x 240 with one small cell each.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

import cv2  # noqa: E402 - all of them are found from the line above
import numpy as np  # noqa: E402

from training.core.finder import FINDER, FoundCell, find  # noqa: E402
from training.core.images import RGBImage, decode_image  # noqa: E402
from training.core.picture_kind import SAMPLE, SeenPicture, picture_kind  # noqa: E402
from training.data.compose import Composer  # noqa: E402
from training.data.cut_outs import FIELDS, HELD_OUT, TUNING, Box, fields, platelets, whole_bank  # noqa: E402

ARCHIVES = "blood-cells.zip", "bccd-boxes.csv", "pbc-8-classes.zip", "raabin-5-classes.zip"
SMALL_FIELD, SMALL_SHARES = (320, 240), (0.04, 0.07, 0.1, 0.13)
SHARES = 0.03, 0.05, 0.08, 0.15, 0.25, 0.40
LEAST_IOU = 0.4


@dataclass(slots=True)
class Tally:
    """Cells found, boxes that are no cells, cells missed, and how many of the wrong boxes the finder was sure of."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    sure_and_wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the sums."""
        return Tally(
            self.found + other.found,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.sure_and_wrong + other.sure_and_wrong,
        )

    def figures(self) -> dict[str, Any]:
        """Return recall and precision with their intervals."""
        cells, boxes = self.found + self.missed, self.found + self.wrong
        return {
            "cells": cells,
            "recall": round(self.found / max(cells, 1), 4),
            "recall_95": wilson(self.found, cells),
            "precision": round(self.found / max(boxes, 1), 4),
            "precision_95": wilson(self.found, boxes),
            "missed": self.missed,
            "wrong": self.wrong,
            "sure_and_wrong": self.sure_and_wrong,
        }


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (J. Am. Stat. Assoc. 22, 1927)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle, room = share + z * z / (2 * of), z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = (float((middle + sign * room) / (1 + z * z / of)) for sign in (-1, 1))
    return round(low, 4), round(high, 4)


def corners(cell: FoundCell) -> Box:
    """Return left, top, right and bottom."""
    return cell.left, cell.top, cell.left + cell.width, cell.top + cell.height


def common(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    across, down = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0) * max(down, 0)


def area(box: Box) -> float:
    """Return the area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def judge(found: Iterable[FoundCell], cells: Sequence[Box], ignored: Sequence[Box] = ()) -> Tally:
    """Match boxes with cells, the best score first, each cell once. Boxes at ignored places count neither way."""
    tally, left = Tally(), list(cells)
    for cell in sorted(found, key=lambda one: -one.score):
        box = corners(cell)
        overlaps = [common(box, other) / (area(box) + area(other) - common(box, other)) for other in left]
        if overlaps and max(overlaps) >= LEAST_IOU:
            left.pop(int(np.argmax(overlaps)))
            tally.found += 1
        elif not any(common(box, other) > 0.4 * area(box) for other in ignored):
            tally.wrong += 1
            tally.sure_and_wrong += cell.sure
    tally.missed = len(left)
    return tally


def real_fields(data: Path) -> dict[str, Any]:
    """Return the figures of BCCD."""
    halves = []
    for half in (TUNING, HELD_OUT):
        tally = Tally()
        for name, image, cells in fields(data / ARCHIVES[0], data / ARCHIVES[1], half):
            one = judge(find(image), cells)
            if one.wrong or one.missed:
                print(f"  {name}: {one.missed} missed, {one.wrong} wrong", file=sys.stderr)
            tally += one
        halves.append(tally)
    learned, unseen = halves
    return {"all": (learned + unseen).figures(), "learned from": learned.figures(), "unseen": unseen.figures()}


def composed_fields(data: Path, count: int) -> dict[str, Any]:
    """Return the figures of composed fields, for each laboratory and for each size of cells."""
    bank = whole_bank(*(data / name for name in ARCHIVES), HELD_OUT, report=lambda _: None)
    small = platelets(data / ARCHIVES[2], 80)
    tallies: dict[str, Tally] = {}
    for name, cells in bank.items():
        composer = Composer(cells, small, seed=99, platelet_share=1.0 if name == "pbc" else 0.4)
        for share in SHARES:
            for _ in range(count):
                field = composer.compose(share)
                one = judge(find(field.image), field.cells, field.ignored)
                for key in (name, f"{share:.0%} of the width", "all"):
                    tallies[key] = tallies.get(key, Tally()) + one
    return {key: tally.figures() for key, tally in tallies.items()}


def times(data: Path) -> dict[str, float]:
    """Return the median processor time per field in milliseconds, on one thread, without reading the file."""
    _, image, _ = next(fields(data / ARCHIVES[0], data / ARCHIVES[1], HELD_OUT))
    large = np.asarray(cv2.resize(image, (4000, 3000), interpolation=cv2.INTER_CUBIC), np.uint8)
    return {f"{i.shape[1]} x {i.shape[0]}": round(_time(i), 1) for i in (image, large)}


def _time(image: RGBImage) -> float:
    find(image)
    took = []
    for _ in range(15):
        start = time.process_time()
        find(image)
        took.append((time.process_time() - start) * 1000)
    return median(took)


def kinds(data: Path) -> dict[str, Any]:
    """Return what ``picture_kind`` says about each folder of each archive."""
    places = {ARCHIVES[0]: (FIELDS, "dataset2-master/dataset2-master/images/TEST_SIMPLE/"), ARCHIVES[2]: ("pbc/",)}
    told = {}
    for name, parts in {**places, ARCHIVES[3]: ("raabin/",)}.items():
        with zipfile.ZipFile(data / name) as file:
            for part in parts:
                names = sorted(n for n in file.namelist() if n.startswith(part) and n.endswith((".jpg", ".jpeg")))
                for folder in sorted({n.rpartition("/")[0] for n in names}):
                    own = [n for n in names if n.rpartition("/")[0] == folder]
                    images = (
                        decode_image(file.read(own[i * len(own) // SAMPLE])) for i in range(min(SAMPLE, len(own)))
                    )
                    kind = picture_kind([SeenPicture(i.shape[1], i.shape[0], find(i)) for i in images])
                    told[folder] = (
                        f"{kind.kind} ({kind.reason}; several {kind.several:.2f}, centred {kind.centred:.2f})"
                    )
    return told


def small_kinds(data: Path) -> dict[str, str]:
    """Return what ``picture_kind`` says about small fields with one cell, for each laboratory and size of the cell."""
    bank = whole_bank(*(data / name for name in ARCHIVES), HELD_OUT, report=lambda _: None)
    small = platelets(data / ARCHIVES[2], 80)
    told = {}
    for name, cells in bank.items():
        composer = Composer(cells, small, seed=7)
        for share in SMALL_SHARES:
            every = (composer.compose(share, *SMALL_FIELD) for _ in range(50 * SAMPLE))
            images = [made.image for made in islice((made for made in every if len(made.cells) == 1), SAMPLE)]
            kind = picture_kind([SeenPicture(*SMALL_FIELD, find(image)) for image in images])
            told[f"{name}, {share:.0%} of the width"] = f"{kind.kind} ({kind.reason})"
    return told


def main() -> int:
    """Measure and print; 1 when the required figures are missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--composed", type=int, default=40)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    result = {
        "finder": FINDER,
        "milliseconds": times(asked.data),
        "kinds": kinds(asked.data),
        "kinds of small fields": small_kinds(asked.data),
        "fields": real_fields(asked.data),
        "composed": composed_fields(asked.data, asked.composed),
    }
    text = json.dumps(result, indent=2)
    print(text)
    if asked.json:
        asked.json.write_text(text, encoding="utf-8")
    whole = result["fields"]["all"]
    return 0 if whole["recall"] >= 0.985 and whole["precision"] >= 0.96 else 1


if __name__ == "__main__":
    sys.exit(main())
