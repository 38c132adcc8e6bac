"""A folder of pictures with equal sizes and times, and an engine that recognises their classes."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from unit.services.classifying import CARD

from training.core.model_card import ModelCard
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.images import ContentChanged, read_source
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult
from wbc_desktop.services.classify import ClassifyOutcome, classify
from wbc_desktop.services.labels import ImportOutcome, import_labels
from wbc_desktop.services.scan import ScanOutcome, scan
from wbc_desktop.services.slides import open_slide
from wbc_desktop.store import cells
from wbc_desktop.store.engine import Database

CODES = ("NEU", "LYM", "MON")
COLOURS = replace(CARD, name="colours", classes=tuple((code, code.title()) for code in CODES))
TIME_NS = 1_600_000_000_123_456_789


def picture(code: str, shade: int = 0) -> bytes:
    """Return a BMP file with a cell of the class (red, green or blue); all have the same size."""
    pixels = np.full((32, 32, 3), 10, np.uint8)
    pixels[:, :, CODES.index(code)] = 240 - shade
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "BMP")
    return out.getvalue()


def shown_class(pixels: np.ndarray) -> str:
    """Return the class that the picture (H x W x 3) shows."""
    return CODES[int(pixels.reshape(-1, 3).sum(axis=0).argmax())]


def put(path: Path, content: bytes) -> None:
    """Write the file in place, with the same time as all files."""
    path.write_bytes(content)
    os.utime(path, ns=(TIME_NS, TIME_NS))


def renumber(folder: Path) -> None:
    """Delete n1, and rename n2 and n3 to n1 and n2."""
    (folder / "n1.bmp").unlink()
    (folder / "n2.bmp").rename(folder / "n1.bmp")
    (folder / "n3.bmp").rename(folder / "n2.bmp")


@dataclass
class ColourEngine:
    """Predicts the class that a picture shows, if its content is unchanged. ``meanwhile`` is called first."""

    meanwhile: Callable[[], None] = lambda: None
    sha256: str = "cd" * 32
    path: Path = Path("colours.safetensors")
    device: str = "cpu"
    centres: None = None
    card: ModelCard = COLOURS

    def classify(self, items: Iterable[CellInput], cancel: Callable[[], bool]) -> Iterator[CellResult | CellRefused]:
        self.meanwhile()
        for item in items:
            try:
                code = shown_class(read_source(item.source))
            except ContentChanged as error:
                yield CellRefused(item.cell_id, error.reason, lasting=False)
            except OSError:
                yield CellRefused(item.cell_id, "went away before it could be read", lasting=False)
            else:
                maps = HeatMaps(1, 1, {code: (1.0,)}, (0.5,))
                yield CellResult(item.cell_id, code, 0.9, {c: 0.9 if c == code else 0.05 for c in CODES}, False, maps)


class Bench:
    """A slide of this folder in a real database."""

    def __init__(self, db: Database, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.db, self.folder = db, folder
        for name, code in (("n1", "NEU"), ("n2", "LYM"), ("n3", "MON")):
            put(folder / f"{name}.bmp", picture(code))
        self.slide: Slide = open_slide(db, folder)

    def scan(self) -> ScanOutcome:
        return scan(self.db, self.slide, cancel=lambda: False, progress=lambda p: None, announce=lambda c: None)

    def classify(self, engine: ColourEngine | None = None, force: bool = False) -> ClassifyOutcome:
        """Scan and classify, as the command line does."""
        self.scan()
        return classify(
            self.db,
            self.slide,
            engine or ColourEngine(),
            force=force,
            cancel=lambda: False,
            progress=lambda p: None,
            announce=lambda c: None,
        )

    def decide(self, labels: Mapping[str, str]) -> ImportOutcome:
        """Import labels for these pictures as Ada's decisions."""
        table = self.folder.parent / "labels.csv"
        table.write_text("path,label\n" + "".join(f"{path},{code}\n" for path, code in labels.items()))
        return import_labels(self.db, self.folder, table, Identity("Ada"))

    def classes(self) -> dict[str, str | None]:
        """Return the present class of the cell of each picture, by path."""
        with self.db.read() as s:
            rows = cells.image_rows(s, self.slide.id)
            return {row.path: row.cell.current for row in rows if row.cell is not None}

    def stored(self) -> dict[str, str]:
        """Return the stored SHA-256 of each picture, by path."""
        with self.db.read() as s:
            rows = cells.image_rows(s, self.slide.id)
            assert all(row.cell is None or row.cell.sha256 == row.sha256 for row in rows)
            return {row.path: row.cell.sha256 for row in rows if row.cell is not None}
