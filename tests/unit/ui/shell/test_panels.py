"""The panels of the window show plain values, without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES, cell_class
from wbc_desktop.domain.commands import COMMANDS, LINE
from wbc_desktop.domain.differential import differential_from_counts
from wbc_desktop.domain.differential_findings import Findings, findings
from wbc_desktop.domain.heat_maps import HeatMaps, Placement
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.jobs.tasks import TaskStatus
from wbc_desktop.reports.heatmap import overlay
from wbc_desktop.services.guide import KeysInUse, key_table
from wbc_desktop.services.intervals import interval_of, settling_of
from wbc_desktop.ui.cell.class_rows import ClassRow, ClassRows
from wbc_desktop.ui.cell.details import Event
from wbc_desktop.ui.cell.heat_caption import CAVEAT
from wbc_desktop.ui.cell.heat_controls import ATTENTION, HeatControls
from wbc_desktop.ui.cell.history import HistoryList
from wbc_desktop.ui.cell.overlay import SIDE, overlay_image
from wbc_desktop.ui.differential.differential_panel import DifferentialPanel
from wbc_desktop.ui.shell.commands import Commands
from wbc_desktop.ui.shell.dropping import dropped_folder
from wbc_desktop.ui.shell.status import StatusPanel
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.save_file import file_name


def counts(**cells: int) -> Findings:
    differential = differential_from_counts(Counter(cells), 2, STANDARD_CLASSES)
    return findings(differential, DEFAULT_RANGES, SlideFields(), interval_of, settling_of)


def test_the_differential_shows_shares_intervals_and_cells_per_hundred(qtbot: QtBot) -> None:
    panel = DifferentialPanel()
    qtbot.addWidget(panel)
    panel.show_counts(counts(NEU=6, LYM=4, ERB=1, UNI=3, NC=2))
    assert panel.row("NEU") == ("6", "60.0 %", "26.2–87.8")
    assert panel.row("LYM") == ("4", "40.0 %", "12.2–73.8")
    assert panel.row("ERB")[:2] == ("1", "10.0 /100")
    assert panel.row("UNI") == ("3", "", "")
    assert panel.row("NC") == ("2", "", "")
    assert panel.summary() == "10 white of 16 cells · 2 still to review"


def test_class_that_is_only_in_the_slide_gets_a_row(qtbot: QtBot) -> None:
    panel = DifferentialPanel()
    qtbot.addWidget(panel)
    panel.show_counts(counts(NEU=1))
    panel.show_counts(counts(NEU=1, BLAST=2))
    assert panel.row("BLAST")[0] == "2"


def test_filter_stays_while_counts_change_until_it_is_cleared(qtbot: QtBot) -> None:
    panel = DifferentialPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    panel.show_counts(counts(NEU=1))
    panel.choose("NEU")
    assert panel.chosen() == {"NEU"}
    panel.show_counts(counts(NEU=2, BLAST=1))
    assert panel.chosen() == {"NEU"}
    with qtbot.waitSignal(panel.filter_changed):
        panel.clear_filter()
    assert panel.chosen() is None


def test_without_a_slide_there_is_no_differential(qtbot: QtBot) -> None:
    panel = DifferentialPanel()
    qtbot.addWidget(panel)
    panel.show_counts(counts(NEU=1))
    panel.show_counts(None)
    assert not panel.isVisible()
    assert panel.summary() == ""


@pytest.fixture
def maps() -> HeatMaps:
    values = tuple(i / 8 for i in range(9))
    return HeatMaps(3, 3, {"LYM": values, "NEU": tuple(reversed(values))}, values)


def test_heatmap_of_the_predicted_class_is_first_and_a_choice_stays(qtbot: QtBot, maps: HeatMaps) -> None:
    switch = QAction("Heatmap")
    switch.setCheckable(True)
    switch.setChecked(True)
    controls = HeatControls(switch, 0.5)
    qtbot.addWidget(controls)
    assert controls.overlay() is None
    controls.show_maps(maps, "LYM")
    assert controls.choices() == ["predicted", "NEU", "LYM", ATTENTION, "eigen-cam"]
    assert controls.overlay() is not None
    controls.choose(ATTENTION)
    controls.show_maps(maps, "NEU")
    assert controls.overlay() == overlay_image(maps.attention, 3, 3)
    controls.choose("predicted")
    assert controls.overlay() == overlay_image(maps.by_class["NEU"], 3, 3)
    switch.setChecked(False)
    assert controls.overlay() is None
    assert "not a proof" in CAVEAT


def test_overlay_is_transparent_for_low_and_opaque_for_high_values() -> None:
    image = overlay_image([0, 0, 0, 1, 1, 1, 0, 0, 0], 3, 3)
    assert image.width() == SIDE
    alpha = np.array([image.pixelColor(SIDE // 2, y).alpha() for y in (2, SIDE // 2, SIDE - 3)])
    assert list(alpha) == [0, 255, 0]


def test_overlay_has_the_placement_of_its_map_as_in_the_report() -> None:
    placement = Placement(0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 1.0, 0.75)
    image = overlay_image([1.0] * 4, 2, 2, placement).convertToFormat(QImage.Format.Format_RGBA8888)
    alpha = np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4)[..., 3]
    white = np.full((SIDE, SIDE, 3), 255, np.uint8)
    reported = np.any(overlay(white, [1.0] * 4, 2, 2, opacity=1.0, placement=placement) != 255, axis=2)
    assert np.array_equal(alpha == 255, reported)
    assert np.array_equal(alpha == 0, ~reported)
    assert reported[SIDE // 4 : SIDE * 3 // 4, SIDE // 2 :].all()
    assert reported.sum() == SIDE * SIDE // 4


def test_overlay_of_a_cell_has_the_placement_of_its_map(qtbot: QtBot, maps: HeatMaps) -> None:
    switch = QAction("Heatmap")
    switch.setCheckable(True)
    switch.setChecked(True)
    controls = HeatControls(switch, 0.5)
    qtbot.addWidget(controls)
    placed = replace(maps, placement=Placement(0.4, 0.4, 0.1, 0.1, 0.4, 0.4, 0.7, 0.7))
    controls.show_maps(placed, "LYM")
    assert controls.overlay() == overlay_image(maps.by_class["LYM"], 3, 3, placed.placement)
    assert controls.overlay() != overlay_image(maps.by_class["LYM"], 3, 3)


def test_banner_shows_one_message_at_a_time(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    pressed: list[str] = []
    banner.show_text("Written.", "done", [("Open", lambda: pressed.append("open"))])
    banner.show_text("The disk is full.", "error")
    assert (banner.text(), banner.kind()) == ("The disk is full.", "error")
    assert banner.accessibleName() == "The disk is full."
    banner.clear()
    assert banner.isHidden()
    assert banner.text() == ""


def test_status_bar_shows_the_running_task(qtbot: QtBot) -> None:
    status = StatusPanel(QAction("Stop"))
    qtbot.addWidget(status)
    status.show()
    status.show_progress(TaskStatus("Classifying", True, 3, 10, "3 of 10"))
    assert status.words() == ("Classifying", "3 of 10")
    status.show_progress(TaskStatus("Ready"))
    assert status.words() == ("Ready", "")


def test_class_row_has_a_complete_accessible_name(qtbot: QtBot) -> None:
    rows = ClassRows()
    qtbot.addWidget(rows)
    rows.set_classes([(cell_class("NEU"), "N"), (cell_class("LYM"), "L")])
    rows.show_cell({"NEU": 0.9, "LYM": 0.1}, "NEU", "LYM")
    rows.resize(400, 80)
    rows.show()
    first, second = rows.findChildren(ClassRow)
    assert first.accessibleName() == "Neutrophil, NEU, 90.0 %, preclassification, key N"
    assert second.accessibleName() == "Lymphocyte, LYM, 10.0 %, current class, key L"
    with qtbot.waitSignal(rows.chosen) as chosen:
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert chosen.args == ["NEU"]
    assert second.isChecked(), "the row shows the stored class, not the clicked one"
    assert not first.isChecked()


def test_history_lists_the_newest_event_first(qtbot: QtBot) -> None:
    history = HistoryList()
    qtbot.addWidget(history)
    now = datetime.now(UTC)
    history.show_events([Event(now, "Confirmed Neutrophil", "anna"), Event(now, "Preclassified Neutrophil", "wbc8")])
    item = history.topLevelItem(0)
    assert item is not None
    assert item.text(1) == "Confirmed Neutrophil"


def test_every_action_is_in_a_menu_with_its_key_and_in_the_help(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    commands = Commands(window, window.menuBar())
    commands.set_classes(STANDARD_CLASSES)
    card = key_table(KeysInUse(commands.classes, commands.keymap))
    for command in COMMANDS:
        if command is LINE:
            continue
        action = commands[command.name]
        assert action.toolTip().startswith(command.about)
        assert [key.toString() for key in action.shortcuts()] == list(command.keys)
        assert not command.keys or command.about in card
    with qtbot.waitSignal(commands.class_chosen) as chosen:
        commands.decisions()[0].trigger()
    assert chosen.args == ["NEU"]
    commands.set_classes([cell_class("BLA", "Blast")])
    assert [shown.code for shown, _ in commands.classes] == ["BLA"]


def test_ampersands_in_names_are_shown_on_buttons_and_in_menus(qtbot: QtBot) -> None:
    window, status = QMainWindow(), StatusPanel(QAction("Stop"))
    qtbot.addWidget(window)
    qtbot.addWidget(status)
    commands = Commands(window, window.menuBar())
    commands.set_classes([cell_class("BLA", "Blast & co")])
    assert commands.decisions()[0].text() == "Blast && co"
    status.show_watch("Watching “A&B”", "/A&B")
    assert status.watch.text() == "Watching “A&&B”"
    assert status.watch.accessibleName() == "Watching “A&B”. /A&B"


@pytest.mark.parametrize(
    ("slide", "name"),
    [("Smear 7", "Smear 7.pdf"), ("a/b:c*?", "a b c.pdf"), ("...", "slide.pdf"), ("Проба", "Проба.pdf")],
)
def test_a_file_is_named_after_the_slide(slide: str, name: str) -> None:
    assert file_name(slide, ".pdf") == name


def test_drop_opens_a_folder_or_the_folder_of_a_file(tmp_path: Path) -> None:
    image = tmp_path / "cell.png"
    image.touch()
    data = QMimeData()
    assert dropped_folder(data) is None
    data.setUrls([QUrl("https://example.org/x"), QUrl.fromLocalFile(str(image))])
    assert dropped_folder(data) == tmp_path
    data.setUrls([QUrl.fromLocalFile(str(image)), QUrl.fromLocalFile(str(tmp_path))])
    assert dropped_folder(data) == tmp_path


def test_new_message_replaces_the_buttons_of_the_old_one(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_text("Two files cannot be used.", "warning", [("Show all", lambda: None)])
    banner.show_text("There is no such folder.", "error")
    assert [b.text() for b in banner.findChildren(QPushButton) if not b.isHidden()] == []
