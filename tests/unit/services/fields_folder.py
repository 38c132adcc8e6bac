"""A folder of fields with coloured rectangles as cells, a finder for them, and a slide of that folder."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tests.unit.services.folders import CODES, ColourEngine, put
from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.fields import FoundRegion
from wbc_desktop.inference.images import RGBImage
from wbc_desktop.services.classify import ClassifyOutcome, classify
from wbc_desktop.services.fields import FieldsOutcome, find_cells
from wbc_desktop.services.scan import scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells, regions
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")
WIDTH, HEIGHT = 200, 120
A, B, CUT = Box(20, 20, 24, 24), Box(120, 60, 30, 24), Box(0, 90, 20, 20)
FIELDS = {"f1.bmp": {A: "NEU", B: "LYM"}, "f2.bmp": {}, "f3.bmp": {CUT: "MON"}}


def field(shown: dict[Box, str], shade: int = 0) -> bytes:
    """Return a BMP file with a rectangle in the colour of its class for each cell."""
    pixels = np.full((HEIGHT, WIDTH, 3), 10 + shade, np.uint8)
    for box, code in shown.items():
        pixels[box.top : box.bottom, box.left : box.right, CODES.index(code)] = 240
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "BMP")
    return out.getvalue()


def bright_areas(image: RGBImage) -> list[FoundRegion]:
    """Find the rectangles; one of less than 400 pixels is not sure to be a cell."""
    count, _, areas, _ = cv2.connectedComponentsWithStats((image.max(axis=2) > 200).astype(np.uint8))
    found = sorted(Box(*map(int, areas[n][:4])) for n in range(1, count))
    return [
        FoundRegion(box, 0.9 if box.width * box.height > 350 else 0.4, box.width * box.height > 350) for box in found
    ]


class Fields:
    """A slide of three fields, of which one shows no cell and one a cell at its edge."""

    def __init__(self, db: Database, folder: Path, shown: dict[str, dict[Box, str]] = FIELDS, shade: int = 0) -> None:
        folder.mkdir()
        self.db, self.folder = db, folder
        for number, (name, shown_here) in enumerate(shown.items(), start=shade):
            put(folder / name, field(shown_here, number))
        self.slide: Slide = open_slide(db, folder)

    def find(self, wanted: PictureKind | None = PictureKind.FIELDS) -> FieldsOutcome:
        scan(self.db, self.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)
        return find_cells(self.db, self.slide, wanted, find=bright_areas)

    def classify(self) -> ClassifyOutcome:
        return classify(
            self.db,
            self.slide,
            ColourEngine(),
            cancel=lambda: False,
            progress=lambda p: None,
            announce=lambda c: None,
        )

    def cells(self) -> list[Cell]:
        with self.db.read() as s:
            return cells.get_many(s, cells.ids(s, self.slide.id))

    def boxes(self) -> list[tuple[str, Box | None]]:
        return [(cell.path, cell.box) for cell in self.cells()]

    def page(self, name: str) -> int:
        """Return the cell that stands for a whole field."""
        with self.db.read() as s:
            return next(p.id for p in regions.pictures(s, self.slide.id) if p.path == name)
