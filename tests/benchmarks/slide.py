"""A generated slide of many cells: real image files of a few different pictures, stored without a scan."""

from __future__ import annotations

import hashlib
import os
import random
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.store import files, models, preclassifications, slides
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.engine import Database

MODEL_SHA256 = hashlib.sha256(b"stand-in for a model, for measuring").hexdigest()
PICTURES = 24
CELLS_PER_FOLDER = 1000
BATCH = 2000
THRESHOLD = 0.5
SIDE = 360
MAP_SIDE, FEATURES = 7, 32
_CODES = tuple(c.code for c in STANDARD_CLASSES)


def generate(db: Database, folder: Path, count: int, waiting: int) -> Slide:
    """Store a slide of ``count`` cells in the new ``folder``; the last ``waiting`` have no preclassification yet.

    The files are real and each has a different content (a number follows the end of the JPEG), so that everything that
    works by content (cells, thumbnails, their check by hash) does its full work. Each file has about 10 kB.
    """
    now = datetime.now(UTC)
    sources = draw(folder.parent / "pictures", min(PICTURES, count))
    place = os.path.realpath(folder)
    Path(place).mkdir(parents=True)
    with db.write() as s:
        slide = slides.create(s, place, folder.name, now)
        model = register_stand_in(s, now)
    for some in chunks(range(count), BATCH):
        images = [_file(Path(place), sources, number) for number in some]
        with db.write() as s:
            ids = files.record_images(s, slide.id, images, now)
            ready = ids[: max(0, count - waiting - some[0])]
            preclassifications.add_many(s, model.id, "cpu", [prediction(cell_id) for cell_id in ready], now)
    return slide


def register_stand_in(s: Session, now: datetime) -> ModelVersion:
    """Register the model that the generated preclassifications belong to."""
    return models.register(
        s,
        name="stand-in",
        sha256=MODEL_SHA256,
        path="stand-in",
        classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
        threshold=THRESHOLD,
        architecture="none",
        trained_at="2026-01-01T00:00:00+00:00",
        summary={},
        now=now,
    )


def prediction(cell_id: int) -> NewPreclassification:
    """Return the stand-in's preclassification of a cell: always the same, distributed like a real model's."""
    chance = random.Random(cell_id)
    code = chance.choices(_CODES, (55, 25, 6, 3, 1, 4, 2, 4))[0]
    sure = round(1 - chance.betavariate(1, 7) * 0.8, 4)
    other = _CODES[(_CODES.index(code) + 1) % len(_CODES)]
    probabilities = dict.fromkeys(_CODES, 0.0) | {code: sure, other: round(1 - sure, 4)}
    features = chance.randbytes(2 * FEATURES)
    return NewPreclassification(
        cell_id, code, sure, probabilities, sure < THRESHOLD, _maps(chance), 0.5, features=features
    )


def _maps(chance: random.Random) -> HeatMaps:
    """Return maps of the size that a network with an input of 112 pixels gives."""
    values = tuple(chance.random() for _ in range(MAP_SIDE**2))
    return HeatMaps(MAP_SIDE, MAP_SIDE, dict.fromkeys(_CODES, values), values, Placement.even(MAP_SIDE, MAP_SIDE))


def draw(folder: Path, count: int) -> list[Path]:
    """Write ``count`` different pictures of cells, 360 pixels square, and return their files."""
    import cv2
    import numpy as np

    from wbc_desktop.services.smear import draw_cell

    folder.mkdir(parents=True)
    made = []
    for number in range(count):
        pixels = draw_cell(_CODES[number % len(_CODES)], np.random.default_rng(number))
        target = folder / f"{number:03}.jpg"
        larger = cv2.resize(pixels[:, :, ::-1], (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        target.write_bytes(cv2.imencode(".jpg", larger, [cv2.IMWRITE_JPEG_QUALITY, 75])[1].tobytes())
        made.append(target)
    return made


def _file(folder: Path, sources: list[Path], number: int) -> ScannedImage:
    name = f"{number // CELLS_PER_FOLDER:03}/cell_{number:06}.jpg"
    target = folder / name
    if number % CELLS_PER_FOLDER == 0:
        target.parent.mkdir(exist_ok=True)
    content = sources[number % len(sources)].read_bytes() + f"cell {number}".encode()
    target.write_bytes(content)
    stat = target.stat()
    return ScannedImage(name, stat.st_size, stat.st_mtime_ns, hashlib.sha256(content).hexdigest(), SIDE, SIDE)
