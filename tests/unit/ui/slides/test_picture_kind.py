"""The kind of a slide's pictures: it is announced, changed by a person and decided again; new cells are classified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from tests.unit.services.folders import ColourEngine
from tests.unit.services.test_fields import ADA, Fields, bright_areas
from wbc_desktop.domain.regions import Box, PictureKind
from wbc_desktop.inference import fields as inference
from wbc_desktop.item_models.fields import FieldList
from wbc_desktop.jobs.operations import Message, SlideContext
from wbc_desktop.services import fields as services_fields
from wbc_desktop.services import region_acts
from wbc_desktop.store.engine import Database
from wbc_desktop.ui.slides.open_slide import OpenSlide
from wbc_desktop.ui.slides.picture_kind import PictureKinds
from wbc_desktop.ui.slides.work import Work


class NoticingColours(ColourEngine):
    """The engine of the tests, which never changes its device."""

    notice: str | None = None


class Bench:
    """A folder of three fields, and the parts that open it."""

    def __init__(self, db: Database, folder: Path, context: SlideContext, window: QWidget, qtbot: QtBot) -> None:
        self.fields, self.context, self.qtbot = Fields(db, folder), context, qtbot
        self.loaded = 0
        self.work = Work(context, self._engine, window)  # type: ignore[arg-type]
        self.open_slide = OpenSlide(context, self.work, folder / "demo", window)
        self.list = FieldList(context, window)
        self.kinds = PictureKinds(context, self.list, self.work, self.open_slide, window)

    def _engine(self) -> NoticingColours:
        self.loaded += 1
        return NoticingColours()

    def open(self) -> None:
        self.open_slide.open(self.fields.folder)
        self.wait()

    def wait(self) -> None:
        """Wait until the work has ended and the fields are known."""
        self.qtbot.waitUntil(lambda: not self.work.running and self.list.latest is not None, timeout=20_000)

    def choose(self, text: str) -> None:
        """Choose a kind in the dialog."""
        assert self.context.slide is not None
        dialog = self.kinds.dialog(self.context.slide)
        next(button for button in dialog.findChildren(QRadioButton) if text in button.text()).setChecked(True)
        dialog.submit()
        self.wait()

    def wait_for_kind(self, kind: PictureKind) -> None:
        self.qtbot.waitUntil(lambda: self.list.latest is not None and self.list.latest.kind is kind, timeout=20_000)


@pytest.fixture
def bench(
    qtbot: QtBot, db: Database, tmp_path: Path, context: SlideContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    monkeypatch.setattr(services_fields, "_finder", lambda: bright_areas)
    monkeypatch.setattr(inference, "kind_of", lambda sample: PictureKind.FIELDS)
    window = QWidget()
    qtbot.addWidget(window)
    made = Bench(db, tmp_path / "fields", context, window, qtbot)
    qtbot.addWidget(made.kinds.notice)
    yield made
    made.list.stop()


def test_fields_are_announced_once_and_can_be_changed(bench: Bench) -> None:
    bench.open()
    bench.qtbot.waitUntil(lambda: bool(bench.kinds.notice.text()))
    assert bench.kinds.notice.text() == (
        "The pictures of this slide are fields. The program found 3 white cells in 3 fields."
    )
    bench.kinds.notice.clear()
    bench.open()
    assert bench.kinds.notice.text() == ""
    bench.choose("Single")
    bench.wait_for_kind(PictureKind.CELLS)
    assert [cell.box for cell in bench.fields.cells()] == [None] * 3
    assert all(cell.preclassification for cell in bench.fields.cells())
    bench.choose("automatically")
    bench.wait_for_kind(PictureKind.FIELDS)
    assert len(bench.fields.cells()) == 3


def test_present_kind_changes_nothing(bench: Bench) -> None:
    bench.open()
    loaded = bench.loaded
    bench.choose("Fields")
    assert bench.loaded == loaded


def test_new_cell_is_classified_without_reading_the_folder(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.open()
    monkeypatch.setattr("wbc_desktop.services.stages.scan", None)  # calling it would fail
    region_acts.draw(bench.fields.db, bench.fields.slide.id, bench.fields.page("f2.bmp"), Box(60, 60, 30, 30), ADA)
    bench.work.classify(bench.fields.slide)
    bench.wait()
    assert all(cell.preclassification for cell in bench.fields.cells())
    assert len(bench.fields.cells()) == 4


def test_cell_drawn_during_the_opening_is_classified_after_it(bench: Bench, messages: list[Message]) -> None:
    bench.open()
    bench.work.open(bench.fields.folder)
    assert bench.work.concerns(bench.fields.slide)
    bench.work.classify(bench.fields.slide)
    assert bench.loaded == 1
    bench.qtbot.waitUntil(lambda: bench.loaded == 3 and not bench.work.running, timeout=20_000)
    assert messages == []
