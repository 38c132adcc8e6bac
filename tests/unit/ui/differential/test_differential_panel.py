"""The rows and notes of the differential, its painting, and copies as text and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.differential import differential_from_counts
from wbc_desktop.domain.differential_findings import Findings, findings
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.reports.differential_table_text import COLUMNS, as_csv
from wbc_desktop.services.intervals import interval_of, settling_of
from wbc_desktop.ui.differential.differential_panel import DifferentialPanel
from wbc_desktop.ui.differential.differential_panel_rows import CLASS, FLAG, paint_range

NOTHING = SlideFields()


def found(fields: SlideFields = NOTHING, **counts: int) -> Findings:
    counted = differential_from_counts(Counter(counts), 0, STANDARD_CLASSES)
    return findings(counted, DEFAULT_RANGES, fields, interval_of, settling_of)


@pytest.fixture
def panel(qtbot: QtBot) -> DifferentialPanel:
    shown = DifferentialPanel()
    qtbot.addWidget(shown)
    shown.resize(344, 600)
    shown.show()
    return shown


@pytest.mark.slow
def test_flags_are_words_with_the_range(panel: DifferentialPanel) -> None:
    panel.show_counts(found(NEU=182, LYM=12, MON=9, EOS=4, IG=3))
    flags = {code: (panel.words(code).first[FLAG], panel.words(code).second[FLAG]) for code in ("NEU", "LYM", "EOS")}
    assert flags == {"NEU": ("▲ high", "40–80"), "LYM": ("▼ low", "20–40"), "EOS": ("not settled", "1–6")}
    assert panel.words("IG").first[FLAG] == "▲ not settled"
    assert panel.words("NEU").sentence == (
        "Neutrophil: 182 cells, 86.7 %, exact 95 % interval 81.3–91.0 %, reference range 40–80 %: high"
    )
    assert "high, not settled; " in panel.words("IG").sentence
    assert "further white cells at this share would settle it" in panel.words("IG").sentence


def test_notes_name_open_questions_and_the_source(panel: DifferentialPanel) -> None:
    panel.show_counts(found(SlideFields(white_count="8", corrected="yes", age="44"), NEU=40, LYM=60, ERB=25))
    notes = panel.notes()
    assert "NEU is on a limit and cannot be settled by counting" in notes
    assert "Total white count 6.40 × 10⁹/L: 8 as typed, corrected for 25.0 erythroblasts" in notes
    assert "defaults for adults (check against your laboratory’s own)" in notes
    assert panel.words("NEU").second[1] == "2.56"
    panel.show_counts(found(SlideFields(age="old"), NEU=60, LYM=40))
    assert "the age “old” is not understood, adults assumed" in panel.notes()


def test_filter_is_cleared_when_the_row_of_its_class_disappears(panel: DifferentialPanel, qtbot: QtBot) -> None:
    panel.show_counts(found(NEU=40, BLA=2))
    panel.choose("BLA")
    assert panel.chosen() == {"BLA"}
    with qtbot.waitSignal(panel.filter_changed):
        panel.show_counts(found(NEU=42))
    assert panel.chosen() is None
    panel.choose("NEU")
    with qtbot.assertNotEmitted(panel.filter_changed):
        panel.show_counts(found(NEU=41, BLA=1))
    assert panel.chosen() == {"NEU"}


def test_ranges_for_adults_do_not_apply_to_children(panel: DifferentialPanel) -> None:
    panel.show_counts(found(SlideFields(age="3 y"), NEU=20, LYM=80))
    assert panel.words("NEU").first[FLAG] == ""
    assert panel.notes() == ""


def test_differential_is_copied_as_text_and_csv(panel: DifferentialPanel) -> None:
    panel.show_counts(found(NEU=60, LYM=40, ERB=5))
    panel.copy_text()
    text = QGuiApplication.clipboard().text()
    assert "Neutrophil (NEU)\t60\t60.0\t49.7–69.7\t40–80\twithin" in text
    assert "Erythroblast (ERB)\t5\t5.0 per 100" in text
    panel.copy_csv()
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["class"], rows[0]["count"], rows[0]["percent"], rows[0]["flag"]) == ("NEU", "60", "60", "within")
    assert rows[1]["flag"] == "not settled", "40 of 100 lymphocytes are on the limit"
    assert rows[1]["more_to_settle"] == ""


def test_formula_in_a_class_name_is_escaped() -> None:
    from dataclasses import replace

    odd = replace(STANDARD_CLASSES[0], name="=1+1")
    counted = differential_from_counts(Counter({"NEU": 1}), 0, [odd])
    table = as_csv(findings(counted, DEFAULT_RANGES, NOTHING, interval_of, settling_of))
    assert "'=1+1" in table


@pytest.mark.parametrize(("neutrophils", "side"), [(20, "left"), (60, "middle"), (99, "right")])
def test_dot_is_left_of_within_or_right_of_the_range(qtbot: QtBot, neutrophils: int, side: str) -> None:
    """The dot is the only part in the colour of the class."""
    one = found(NEU=neutrophils, LYM=100 - neutrophils).by_code["NEU"]
    image = QImage(200, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_range(painter, QRectF(0, 0, 200, 20), one, QPalette())
    painter.end()
    blue = [x for x in range(200) if image.pixelColor(x, 10).name() == "#4477aa"]
    assert blue
    middle = sum(blue) / len(blue)
    assert {"left": middle < 60, "middle": 60 <= middle <= 140, "right": middle > 140}[side]


def test_share_outside_the_bar_has_a_visible_arrow(qtbot: QtBot) -> None:
    one = next(r for r in found(EOS=40, NEU=60).rows if r.row.cell_class.code == "EOS")
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    paint_range(painter, QRectF(2, 0, 50, 20), one, QPalette())
    painter.end()
    dot = [x for x in range(60) if image.pixelColor(x, 10).name() == "#ee6677"]
    assert dot
    right = [[image.pixelColor(x, y).lightness() for x in range(max(dot) + 2, 54)] for y in (8, 10, 12)]
    assert all(min(line) < 200 for line in right), "the arrow's two strokes and its tip, right of the dot"


def test_names_are_not_cut_while_no_class_has_a_share(panel: DifferentialPanel, qtbot: QtBot) -> None:
    panel.show_counts(found())
    table = panel._table
    for width in range(280, 520, 20):
        panel.resize(width, 600)
        QApplication.processEvents()
        option = table._option()
        wanted = max(table._rows.name_width(panel.words(c.code), option) for c in STANDARD_CLASSES)
        assert not table._rows.names or wanted <= table.columnWidth(CLASS), width
    assert table._rows.names


def test_names_are_shown_if_there_is_room(panel: DifferentialPanel, qtbot: QtBot) -> None:
    panel.show_counts(found(NEU=60, LYM=40))
    narrow = panel.grab()
    panel.resize(560, 600)
    qtbot.waitUntil(lambda: panel._table._rows.names)
    panel.resize(344, 600)
    qtbot.waitUntil(lambda: not panel._table._rows.names)
    assert not narrow.isNull()
