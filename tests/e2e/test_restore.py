"""A restore in the window: the window closes, the database is replaced, and a window on it opens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import Program
from wbc_desktop.domain.errors import StorageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.runtime.atomic import TEMPORARY
from wbc_desktop.runtime.paths import DataDir
from wbc_desktop.services import backup as making
from wbc_desktop.services import review
from wbc_desktop.services.daily_backup import listed_file
from wbc_desktop.services.trail import verify
from wbc_desktop.store import backup, cells

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


ADA = Identity("Ada")


class RestoringProgram(Program):
    """The program, with restores from its dialog."""

    def restore(self, file: Path) -> None:
        """Restore a backup from its dialog, and wait for the next window."""
        before = self.window
        dialog = before.backups.dialog()
        dialog.show()
        before.backups.restore(dialog, listed_file(file, before.backend.db))
        self.wait_for(lambda: self.start.window is not before and self.window.isVisible())

    def classes(self) -> list[str | None]:
        db, slide = self.window.backend.db, self.window.slide
        assert slide is not None
        with db.read() as s:
            return [cell.current for cell in cells.get_many(s, cells.ids(s, slide.id))]


@pytest.fixture
def program(qtbot: QtBot, data_dir_path: Path, tiny_model: Path) -> Iterator[RestoringProgram]:
    data_dir = DataDir(data_dir_path)
    data_dir.create()
    made = RestoringProgram(qtbot, data_dir, tiny_model)
    yield made
    made.close()


@pytest.fixture
def backed_up(program: RestoringProgram, slide_folder: Callable[..., Path], tmp_path: Path) -> Path:
    """Show a slide of four cells of class MON, make a backup, then make them EOS; return the backup."""
    program.open(slide_folder(4))
    program.wait_for_cells(4)
    db, slide = program.window.backend.db, program.window.slide
    assert slide is not None
    with db.read() as s:
        ids = cells.ids(s, slide.id)
    review.reclassify(db, slide.id, ids, "MON", ADA)
    making.back_up(db, program.data_dir, tmp_path / "x.zip")
    review.reclassify(db, slide.id, ids, "EOS", ADA)
    return tmp_path / "x.zip"


def test_window_opens_again_on_the_restored_database(program: RestoringProgram, backed_up: Path) -> None:
    program.restore(backed_up)
    program.wait_for_cells(4)
    assert program.classes() == ["MON"] * 4
    assert verify(program.window.backend.db).sound
    text = program.window.banner.text()
    (kept,) = backup.copies_beside(program.data_dir.database_file)
    assert "was restored" in text
    assert str(kept) in text
    assert list(program.data_dir.root.glob(TEMPORARY)) == []


def test_restore_that_fails_opens_the_window_as_it_was(
    program: RestoringProgram, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("The disk is read-only.")

    monkeypatch.setattr(backup, "replace", fail)
    program.restore(backed_up)
    program.wait_for_cells(4)
    assert program.classes() == ["EOS"] * 4
    assert program.window.banner.text() == "The disk is read-only."
    assert program.window.banner.kind() == "error"
    assert list(program.data_dir.root.glob(TEMPORARY)) == []


def test_upgrade_of_the_database_is_told(program: RestoringProgram, repository: Path) -> None:
    databases = repository / "tests" / "data" / "databases"
    shutil.copy(databases / "revision-0014.sqlite3", program.data_dir.database_file)
    program.open()
    (kept,) = backup.copies_beside(program.data_dir.database_file)
    program.wait_for(lambda: str(kept) in program.window.banner.text())
