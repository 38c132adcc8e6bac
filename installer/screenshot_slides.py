"""The slides of the screenshots: synthetic cells and fields, classified by the active model and partly reviewed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wbc_desktop.domain.cells import Slide
    from wbc_desktop.domain.reviewers import Identity
    from wbc_desktop.inference.engine import Engine
    from wbc_desktop.store.engine import Database

REVIEWER, SECOND, MANAGER = "Ayu Lestari", "Budi Santoso", "dr. Sri Wahyuni"
PASSWORD = "a password for pictures only"
LABORATORY = {"en": "City Hospital, Haematology", "id": "RS Kota, Hematologi"}
COUNTS = {"NEU": 24, "LYM": 12, "MON": 3, "EOS": 2, "BAS": 1, "ERB": 1}
"""Cells of a slide by class, as in the blood of a healthy adult."""

WEAK_STAIN = 0.45
"""The colour of the slide that looks different, as a share of the usual one. A model that does not announce the
slide needs a weaker stain: then the picture ``unlike`` is never ready."""

DAMAGED = {"notes.jpg": b"Monday: 12 slides", "scan 12.png": b"\x89PNG\r\n\x1a\n", "scan 31.tif": b""}
"""Files of the slide ``ready`` that cannot be used."""


@dataclass(frozen=True, slots=True)
class Slides:
    """The folders of the slides, and the data directory in which they are classified.

    ``cells`` is partly reviewed, ``fields`` has fields, ``foreign`` is stained so weakly that the program announces
    it, of ``ready`` all cells are decided, and ``read_twice`` has a finished second read, which differs on one cell.
    """

    data: Path
    cells: Path
    fields: Path
    foreign: Path
    ready: Path
    read_twice: Path


def prepare(root: Path) -> Slides:
    """Draw the slides below ``root``, classify them, and decide on cells; this takes some seconds."""
    from wbc_desktop.domain.regions import PictureKind
    from wbc_desktop.domain.reviewers import Identity
    from wbc_desktop.domain.slide_fields import SlideFields
    from wbc_desktop.inference.engine import load_engine
    from wbc_desktop.runtime.paths import DataDir
    from wbc_desktop.services import backup, second_read, slide_fields
    from wbc_desktop.services.demo import draw_demo
    from wbc_desktop.services.models import model_path
    from wbc_desktop.store.engine import open_database

    samples = root / "Samples"
    names = ("2026-11-23 S-0417", "2026-11-23 S-0418", "2026-11-21 S-0402", "2026-11-20 S-0398", "2026-11-19 S-0391")
    found = Slides(root / "data", *(samples / name for name in names))
    truth = {
        found.cells: _fill(found.cells, 1, 1),
        found.ready: _fill(found.ready, 2, 3),
        found.read_twice: _fill(found.read_twice, 3, 3),
    }
    _fill(found.foreign, 5, 2, WEAK_STAIN)
    for name, content in DAMAGED.items():
        (found.ready / name).write_bytes(content)
    draw_demo(found.fields, 6, seed=2, pictures=PictureKind.FIELDS)
    (found.fields / "labels.csv").unlink()
    data_dir = DataDir(found.data)
    data_dir.create()
    db = open_database(data_dir.database_url)
    ayu, budi = Identity(REVIEWER), Identity(SECOND)
    try:
        engine = load_engine(model_path(db, None), "cpu")
        for folder in (found.read_twice, found.ready, found.foreign, found.fields, found.cells):
            slide = _classify(db, engine, folder)
            if folder in truth:
                _decide(db, slide, truth[folder], ayu, every=2 if folder == found.cells else 1)
            if folder == found.cells:
                typed = SlideFields(sample="S-0417", age="34", sex="F", stain="May-Grünwald Giemsa", white_count="6.8")
                slide_fields.change_fields(db, slide.id, typed, ayu)
            if folder == found.read_twice:
                other = second_read.begin(db, slide.id, budi)
                _decide(db, other, {**truth[folder], "cell_002.png": "IG"}, budi)
        backup.back_up(db, data_dir, data_dir.backups / "before the holidays.zip")
    finally:
        db.close()
    return found


def add_accounts(db: Database) -> None:
    """Add an account of each role."""
    from wbc_desktop.domain.reviewers import Identity, Role
    from wbc_desktop.services import accounts

    accounts.add(db, Identity(REVIEWER), MANAGER, Role.MANAGER, PASSWORD)
    who = accounts.sign_in(db, MANAGER, PASSWORD)
    accounts.add(db, who, REVIEWER, Role.TECHNICIAN, PASSWORD)
    accounts.add(db, who, SECOND, Role.PATHOLOGIST, PASSWORD)


def _fill(folder: Path, seed: int, divisor: int, stain: float = 1) -> dict[str, str]:
    """Draw the cells of a slide in a mixed order; return the class of each file. A ``stain`` below 1 is weaker."""
    import numpy as np
    from PIL import Image

    from wbc_desktop.services.smear import draw_cell

    codes = [code for code, count in COUNTS.items() for _ in range(max(1, count // divisor))]
    random.Random(seed).shuffle(codes)
    folder.mkdir(parents=True)
    truth = {f"cell_{number:03}.png": code for number, code in enumerate(codes, start=1)}
    for number, (name, code) in enumerate(truth.items()):
        picture = draw_cell(code, np.random.default_rng((seed, number)))
        pale = 255 - (255 - picture) * stain
        Image.fromarray(pale.astype(np.uint8)).save(folder / name, compress_level=1)
    return truth


def _classify(db: Database, engine: Engine, folder: Path) -> Slide:
    from wbc_desktop.services.classify import classify
    from wbc_desktop.services.fields import find_cells
    from wbc_desktop.services.scan import scan
    from wbc_desktop.services.slides import open_slide

    slide = open_slide(db, folder)
    scan(db, slide, cancel=lambda: False, progress=lambda _p: None, announce=lambda _c: None)
    find_cells(db, slide, None, cancel=lambda: False, progress=lambda _done, _total: None)
    classify(db, slide, engine, cancel=lambda: False, progress=lambda _p: None, announce=lambda _c: None)
    return slide


def _decide(db: Database, slide: Slide, truth: dict[str, str], who: Identity, every: int = 1) -> None:
    """Decide on the first of ``every`` cells: confirm the preclassification if it is right, else reclassify."""
    from wbc_desktop.services import review
    from wbc_desktop.store import cell_queries, cells

    with db.read() as s:
        ids = cells.ids(s, slide.id)
        found, proposed = cells.get_many(s, ids), cell_queries.proposals(s, slide.id, ids)
    for cell in found[: len(found) // every]:
        code = truth[Path(cell.path).name]
        if proposed.get(cell.id) == code:
            review.confirm(db, slide.id, [cell.id], who)
        else:
            review.reclassify(db, slide.id, [cell.id], code, who)
