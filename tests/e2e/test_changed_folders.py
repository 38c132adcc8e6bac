"""Renumbered files of equal size and time in the real window: each picture keeps its class and its decision."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.jobs.decode import to_array
from wbc_desktop.services.labels import import_labels

if TYPE_CHECKING:
    from conftest import Session

LONG = 120_000
TIME_NS = 1_600_000_000_123_456_789
COLOURS = {"n1.bmp": (200, 30, 30), "n2.bmp": (30, 200, 30), "n3.bmp": (30, 30, 200)}


def test_renumbered_pictures_keep_their_classes_in_the_window(start: Callable[..., Session], tmp_path: Path) -> None:
    folder = tmp_path / "slide"
    folder.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (64, 64), colour).save(folder / name)
        os.utime(folder / name, ns=(TIME_NS, TIME_NS))
    session = start(folder)
    session.wait_until_classified(3)
    (tmp_path / "labels.csv").write_text("path,label\nn2.bmp,EOS\n")
    import_labels(session.db, folder, tmp_path / "labels.csv", Identity("Ada"))
    before = {cell.sha256: cell for cell in session.cells}

    (folder / "n1.bmp").unlink()
    (folder / "n2.bmp").rename(folder / "n1.bmp")
    (folder / "n3.bmp").rename(folder / "n2.bmp")
    session.window.commands["rescan"].trigger()

    def shown() -> dict[str, Cell]:
        return {cell.path: cell for cell in session.cells}

    session.qtbot.waitUntil(lambda: set(shown()) == {"n1.bmp", "n2.bmp"}, timeout=LONG)
    session.qtbot.waitUntil(lambda: shown()["n1.bmp"].label == "EOS", timeout=LONG)
    for cell in shown().values():
        earlier = before[cell.sha256]
        assert cell.preclassification == earlier.preclassification
    for path, colour in (("n1.bmp", COLOURS["n2.bmp"]), ("n2.bmp", COLOURS["n3.bmp"])):
        assert picture_of(session, shown()[path], folder) == colour


def picture_of(session: Session, cell: Cell, folder: Path) -> tuple[int, ...]:
    """The colour of the picture that the cell view shows for a cell."""
    loader = session.window.backend.pictures
    with session.qtbot.waitSignal(loader.ready, timeout=LONG, check_params_cb=lambda sha, _: sha == cell.sha256) as got:
        loader.request(cell.sha256, folder / cell.path)
    _, image = got.args
    return tuple(int(v) for v in np.asarray(to_array(image))[32, 32])
