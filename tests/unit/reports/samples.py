"""Made-up cells and reports for the tests of this folder and of tests/integration/reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np

from wbc_desktop.domain.cells import ActKind, Cell, Classification, ModelVersion, Preclassification
from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.differential import differential
from wbc_desktop.domain.differential_findings import Findings, Settling, findings
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeSet
from wbc_desktop.domain.regions import Box
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.reports.agreement import agreement
from wbc_desktop.reports.data import Interval, Picture, ReportData

CODES = tuple(c.code for c in STANDARD_CLASSES)
THEN = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 7, 5, tzinfo=timezone(timedelta(hours=1)))

MODEL = ModelVersion(
    id=1,
    name="wbc8-starter",
    sha256="0123456789abcdef" * 4,
    path="models/wbc8-starter.safetensors",
    classes=tuple((c.code, c.name) for c in STANDARD_CLASSES),
    threshold=0.5,
    architecture="resnet50-cbam",
    trained_at="2026-11-20T10:00:00+00:00",
    summary={"n": 900, "accuracy": 0.9233, "accuracy_ci95": [0.904, 0.94]},
    registered_at=THEN,
    active=True,
)


def cell(
    number: int = 1,
    predicted: str | None = "NEU",
    label: str | None = None,
    *,
    path: str | None = None,
    confidence: float = 0.9,
    unidentified: bool = False,
    reviewer: str = "A. Reviewer",
) -> Cell:
    """Return a cell of slide 1 as the store would."""
    guess = None
    if predicted is not None:
        rest = (1 - confidence) / (len(CODES) - 1)
        shares = {code: confidence if code == predicted else rest for code in CODES}
        guess = Preclassification(number, number, 1, predicted, confidence, shares, unidentified, THEN)
    said = None
    if label is not None:
        said = Classification(number, number, number, ActKind.RECLASSIFY, label, predicted, reviewer, THEN)
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return Cell(number, 1, digest, path or f"cell_{number:04d}.png", 120, 90, guess, said)


FIELD = (400, 300)
"""Width and height of the made-up fields in pixels."""


def in_field(number: int, name: str, place: int, box: Box, label: str | None = None, page: int = 0) -> Cell:
    """Return cell ``place`` of a field, as the store would; ``number`` is its id."""
    width, height = FIELD
    digest = hashlib.sha256(name.encode()).hexdigest()
    alone = cell(number, label=label, path=name)
    return replace(alone, sha256=digest, width=width, height=height, page=page, number=place, box=box)


def field_picture(shown: Cell) -> Picture:
    """Return a field that differs from field to field; each pixel tells its column."""
    width, height = FIELD
    image = np.full((height, width, 3), 20 + len(shown.path), np.uint8)
    image[:, :, 0] = np.arange(width) * 255 // width
    return image


def mixed_cells(count: int) -> list[Cell]:
    """Cells of every class, some decided, some not, some Unidentified and some Not classed."""
    cells = []
    for number in range(1, count + 1):
        predicted = CODES[number % len(CODES)]
        label = (None, predicted, CODES[(number + 1) % len(CODES)], "NC", predicted)[number % 5]
        cells.append(
            cell(number, predicted, label, unidentified=number % 7 == 0, confidence=0.45 + (number % 50) / 100)
        )
    return cells


def maps_of(cells: Sequence[Cell]) -> dict[int, HeatMaps]:
    """A map with its maximum in another place for each cell."""
    result = {}
    for shown in cells:
        values = [0.0] * 49
        values[shown.id % 49] = 1.0
        result[shown.id] = HeatMaps(7, 7, dict.fromkeys(CODES, tuple(values)), tuple(values))
    return result


def picture(shown: Cell) -> Picture:
    """A picture that differs from cell to cell."""
    image = np.full((90, 120, 3), 220, np.uint8)
    image[20:60, 30:80] = (shown.id * 37 % 200, 40, 160)
    return image


def rough_interval(count: int, n: int) -> Interval:
    """Return some interval around ``count / n``."""
    return max(0.0, count / n - 0.1), min(1.0, count / n + 0.1)


def judged(cells: Sequence[Cell], ranges: RangeSet = DEFAULT_RANGES, **typed: str) -> Findings:
    """Return the findings on the classes, with rough intervals; ``typed`` are fields of the slide."""
    return findings(
        differential(cells, STANDARD_CLASSES),
        ranges,
        SlideFields(**typed),
        lambda row, white: rough_interval(row.count, white),
        lambda row, white, band: Settling(12),
    )


def report(cells: Sequence[Cell], **other: Any) -> ReportData:
    """Return a report on ``cells`` as a service would; ``other`` replaces fields."""
    maps = maps_of(cells)

    def read_maps(ids: Sequence[int]) -> Mapping[int, HeatMaps]:
        return {cell_id: maps[cell_id] for cell_id in ids}

    counted = differential(cells, STANDARD_CLASSES)
    white = [row for row in counted.rows if row.cell_class.white]
    read_picture: Callable[[Cell], Picture] = picture
    data = ReportData(
        slide="Slide 42",
        differential=counted,
        reported_at=NOW,
        program_version="WBC Desktop 0.1.0",
        cells=tuple(cells),
        read_picture=read_picture,
        read_maps=read_maps,
        intervals={r.cell_class.code: rough_interval(r.count, counted.white) for r in white} if counted.white else {},
        laboratory="Central Laboratory",
        address="1 Example Street\nSampletown",
        sample="S-1123",
        patient="P-77",
        comments="Some smudge cells.",
        reviewers=("A. Reviewer",),
        agreement=agreement(cells, rough_interval),
        models=(MODEL,),
        device="cpu",
    )
    return replace(data, **other)
