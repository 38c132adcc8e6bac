"""The picture: zoom keeps the point under the cursor, fit shows the whole picture, panning has limits."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from wbc_desktop.ui.cell.picture_view import MAX_ZOOM, PictureView


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    view.show_picture(image)
    return view


def test_picture_is_fitted_at_first(view: PictureView) -> None:
    assert view.zoom() == pytest.approx(2.0)
    assert view.target().left() == pytest.approx(0)
    assert view.target().width() == pytest.approx(400)


def test_actual_size_and_fit(view: PictureView) -> None:
    view.actual_size()
    assert view.zoom() == pytest.approx(1.0)
    view.fit()
    assert view.zoom() == pytest.approx(2.0)


@pytest.mark.slow
@given(
    x=st.floats(60, 340),
    y=st.floats(110, 190),
    factors=st.lists(st.sampled_from([1.25, 1.5625, 2.0]), min_size=1, max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_zooming_keeps_the_point_under_the_cursor(view: PictureView, x: float, y: float, factors: list[float]) -> None:
    view.fit()
    point = QPointF(x, y)
    before = view.to_picture(point)
    for factor in factors:
        view.zoom_by(factor, point)
    after = view.to_picture(point)
    assert after.x() == pytest.approx(before.x(), abs=1e-6)
    assert after.y() == pytest.approx(before.y(), abs=1e-6)


def test_zoom_has_bounds(view: PictureView) -> None:
    for _ in range(60):
        view.zoom_by(2)
    assert view.zoom() == pytest.approx(MAX_ZOOM)
    for _ in range(60):
        view.zoom_by(0.5)
    assert view.zoom() == pytest.approx(1.0)


def test_dragging_moves_the_picture_but_keeps_it_visible(view: PictureView, qtbot: QtBot) -> None:
    view.zoom_by(4)
    left = view.target().left()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mouseMove(view, QPoint(260, 150))
    assert view.target().left() == pytest.approx(left + 60)
    qtbot.mouseMove(view, QPoint(9000, 9000))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(9000, 9000))
    assert view.target().intersects(view.rect())


def test_double_click_fits(view: PictureView, qtbot: QtBot) -> None:
    view.zoom_by(3)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.zoom() == pytest.approx(2.0)


def test_overlay_covers_the_whole_picture(view: PictureView) -> None:
    overlay = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    overlay.fill(QColor("blue"))
    view.set_overlay(overlay)
    view.set_opacity(1.0)
    shown = view.grab().toImage()
    assert shown.pixelColor(200, 150) == QColor("blue")
    view.set_opacity(0.0)
    assert view.grab().toImage().pixelColor(200, 150) == QColor("red")


def test_sentence_replaces_the_picture(view: PictureView) -> None:
    view.show_words("The picture cannot be loaded.")
    view.zoom_by(2)
    assert not view.has_overlay()
    assert view.grab().toImage().pixelColor(200, 20) != QColor("red")
