"""The data of the report, collected from the store and the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from wbc_desktop.domain.differential import differential
from wbc_desktop.domain.errors import Cancelled, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.inference.images import read_image
from wbc_desktop.reports.data import PictureChanged
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, signing
from wbc_desktop.services.differentials import interval
from wbc_desktop.services.labels import import_labels
from wbc_desktop.services.report import report_data, write_report
from wbc_desktop.store import cells, slides
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")


StoredSlide = Callable[[Mapping[str, str | None]], tuple[int, list[int]]]
SlideFolder = Callable[..., Path]

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SAID = {"a.png": "NEU", "b.png": "NEU", "c.png": "LYM", "d.png": "?LYM"}


def test_report_has_intervals_agreement_and_models(db: Database, store_slide: StoredSlide) -> None:
    slide_id, ids = store_slide(SAID)
    review.confirm(db, slide_id, ids[:1], ADA)
    review.reclassify(db, slide_id, ids[1:2], "LYM", Identity("Bob"))
    with db.read() as s:
        slide = slides.get(s, slide_id)
    settings = Settings(reviewer="x", laboratory="Lab", address="Road 1", page_size="Letter", heatmap_opacity=0.3)
    data = report_data(db, slide, settings, NOW)
    assert (data.slide, data.folder, data.reported_at) == (slide.name, slide.folder, NOW)
    assert (data.laboratory, data.address, data.page_size, data.heatmap_opacity) == ("Lab", "Road 1", "Letter", 0.3)
    assert [cell.id for cell in data.cells] == ids
    assert data.reviewers == ("Ada", "Bob")
    assert data.images == len(SAID)
    assert data.device
    assert [model.name for model in data.models] == ["test-model"]
    counts = {row.cell_class.code: row.count for row in data.differential.rows}
    assert (counts["NEU"], counts["LYM"], data.differential.white, data.differential.unidentified) == (1, 2, 3, 1)
    assert data.intervals["LYM"] == interval(2, 3)
    assert data.intervals["EOS"] == interval(0, 3)
    assert "PLT" not in data.intervals
    assert data.agreement is not None
    assert (data.agreement.n, data.agreement.agreed) == (2, 1)
    assert [(c.predicted, c.final, c.count) for c in data.agreement.changes] == [("NEU", "LYM", 1)]


def test_without_white_cells_there_are_no_intervals(db: Database, store_slide: StoredSlide) -> None:
    slide_id, _ = store_slide({"a.png": None})
    with db.read() as s:
        slide = slides.get(s, slide_id)
    assert report_data(db, slide, Settings(), NOW).intervals == {}


def test_pictures_are_read_from_the_folder_and_refused_files_listed(
    db: Database, slide_folder: SlideFolder, tmp_path: Path
) -> None:
    folder = slide_folder(2)
    (folder / "broken.png").write_bytes(b"")
    (tmp_path / "l.csv").write_text("path,label\ncell_0000.png,NEU\n")
    slide = import_labels(db, folder, tmp_path / "l.csv", ADA).slide
    data = report_data(db, slide, Settings(), NOW)
    assert [cell.path for cell in data.cells] == ["cell_0000.png", "cell_0001.png"]
    assert (data.read_picture(data.cells[0]) == read_image(folder / "cell_0000.png")).all()
    assert [refused.path for refused in data.refused] == ["broken.png"]
    assert data.read_maps([cell.id for cell in data.cells]) == {}


def test_concurrent_decision_is_in_all_of_the_report_or_nowhere(
    db: Database, store_slide: StoredSlide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is made while a reviewer continues to decide."""
    slide_id, ids = store_slide(SAID)
    with db.read() as s:
        slide = slides.get(s, slide_id)
    read_ids, decided = cells.ids, []

    def meanwhile(s: Session, slide_id: int) -> list[int]:
        if not decided:
            decided.append(review.reclassify(db, slide_id, ids[:2], "EOS", ADA))
        return read_ids(s, slide_id)

    monkeypatch.setattr(cells, "ids", meanwhile)
    data = report_data(db, slide, Settings(), NOW)
    assert decided
    assert data.differential == differential(data.cells, [row.cell_class for row in data.differential.rows])


@pytest.mark.slow
def test_picture_with_changed_content_is_not_shown(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    """A signed slide is not scanned again, so a file may have another content by then."""
    folder = slide_folder(2)
    (tmp_path / "l.csv").write_text("path,label\ncell_0000.png,NEU\ncell_0001.png,LYM\n")
    slide = import_labels(db, folder, tmp_path / "l.csv", ADA).slide
    open_now = report_data(db, slide, Settings(), NOW)
    signing.sign(db, slide, ADA, "", "approved", Settings())
    (folder / "cell_0001.png").replace(folder / "cell_0000.png")
    for data in (open_now, report_data(db, slide, Settings(), NOW)):
        with pytest.raises(PictureChanged):
            data.read_picture(data.cells[0])


def test_report_is_written_without_the_folder(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    folder = slide_folder(2)
    (tmp_path / "l.csv").write_text("path,label\ncell_0000.png,NEU\n")
    slide = import_labels(db, folder, tmp_path / "l.csv", ADA).slide
    image = folder / "cell_0000.png"
    with pytest.raises(UsageError, match="never overwritten"):
        write_report(db, slide, image, Settings())
    folder.rename(tmp_path / "gone")
    assert write_report(db, slide, tmp_path / "r.pdf", Settings()) == 2
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_cancelled_report_leaves_no_file(db: Database, slide_folder: SlideFolder, tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("path,label\ncell_0000.png,NEU\n")
    slide = import_labels(db, slide_folder(3), tmp_path / "l.csv", ADA).slide
    reported: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        write_report(
            db,
            slide,
            tmp_path / "r.pdf",
            Settings(),
            cancel=lambda: len(reported) == 2,
            progress=lambda *done: reported.append(done),
        )
    assert reported == [(1, 3), (2, 3)]
    assert list(tmp_path.glob("*.pdf")) == []
