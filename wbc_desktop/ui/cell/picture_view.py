"""The large picture of a cell: zoom at the cursor, pan, fit, actual size, and a heatmap over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from wbc_desktop.domain.key_names import key_of
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.widgets.theme import GRID

ZOOM_STEP = 1.25
MAX_ZOOM = 32.0
_STEP = 0.125
_DIRECTIONS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP),
    Qt.Key.Key_Down: (0.0, _STEP),
}
"""How far an arrow key moves the view, in fractions of the widget."""
SMOOTH_BELOW = 8.0
"""From this many screen pixels per picture pixel, the picture is not smoothed."""


class PictureView(QWidget):
    """Shows one picture, or a part of one, fitted to the widget until a person zooms.

    Signals: ``zoomed(float)``: the zoom changed (screen pixels per picture pixel); ``viewed(float, float, float)``: a
    person zoomed or moved, with the zoom relative to the fitted one and the view's middle in fractions of the picture;
    ``clicked(QPointF)``: this point of the picture was clicked.
    """

    zoomed = Signal(float)
    viewed = Signal(float, float, float)
    clicked = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._overlay = QImage()
        self._part = QRectF()
        self._whole = False
        self._opacity = 0.5
        self._words = ""
        self._fitted = True
        self._scale = 1.0
        self._centre = QPointF()
        self._grabbed: QPointF | None = None
        self._dragged = False
        self.setMinimumSize(QSize(22 * GRID, 22 * GRID))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Picture of the cell"))
        self.show_keys()

    def sizeHint(self) -> QSize:
        return QSize(46 * GRID, 40 * GRID)

    def show_keys(self) -> None:
        """Name the current keys in the tooltip."""
        larger, smaller, fit, actual = (key_of(name) for name in ("zoom_in", "zoom_out", "fit", "actual"))
        parts = [
            tr("Wheel, {keys}: zoom", keys=tr(" or ").join(filter(None, (larger, smaller))))
            if larger or smaller
            else tr("Wheel: zoom"),
            tr("drag or arrows: move"),
            tr("double-click or {key}: fit", key=fit) if fit else tr("double-click: fit"),
            *([tr("{key}: actual size", key=actual)] if actual else []),
        ]
        self.setToolTip(" · ".join(parts))

    # What is shown

    def show_picture(self, image: QImage, part: QRectF | None = None) -> None:
        """Show an image, fitted. ``part``: the rectangle of it, in its pixels, that fitted view and overlay cover."""
        self._picture = QPixmap.fromImage(image)
        self._words = ""
        self.show_part(part)

    def show_part(self, part: QRectF | None) -> None:
        """Show another part of the same picture, fitted; None: the whole picture."""
        self._part = QRectF(self._picture.rect()) if part is None else part
        self._fit()

    def show_whole(self, whole: bool) -> None:
        """Fit the view to the whole picture instead of the part of it."""
        self._whole = whole
        self._fit()

    def show_words(self, words: str) -> None:
        """Show a sentence in place of the picture (loading, none, unreadable)."""
        self._picture = QPixmap()
        self._overlay = QImage()
        self._part = QRectF()
        self._words = words
        self.update()

    def set_overlay(self, overlay: QImage | None) -> None:
        """Show a transparent image of any size over the part of the picture; None removes it."""
        self._overlay = overlay if overlay is not None else QImage()
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity of the overlay, 0 to 1."""
        self._opacity = opacity
        self.update()

    def has_overlay(self) -> bool:
        """Return whether an overlay is shown."""
        return not self._overlay.isNull()

    # Zoom

    def zoom(self) -> float:
        """Return the zoom in screen pixels per picture pixel."""
        return self._logical_scale() * self.devicePixelRatioF()

    def fit(self) -> None:
        """Show the part of the picture as large as possible."""
        self._fit()
        self._announce_view()

    def actual_size(self) -> None:
        """Show one screen pixel per picture pixel, around the middle of the view."""
        self._leave_fit()
        self._scale = 1.0 / self.devicePixelRatioF()
        self._changed()
        self._announce_view()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the picture's point under ``at`` (default: the middle) stays where it is."""
        if self._picture.isNull():
            return
        point = at if at is not None else QRectF(self.rect()).center()
        self._leave_fit()
        fixed = self.to_picture(point)
        ratio = self.devicePixelRatioF()
        smallest = min(self._fit_scale(QRectF(self._picture.rect())), 1.0 / ratio)
        self._scale = min(max(self._scale * factor, smallest), MAX_ZOOM / ratio)
        self._centre += fixed - self.to_picture(point)
        self._changed()
        self._announce_view()

    def move_by(self, across: float, down: float) -> None:
        """Move the view by these fractions of the widget's width and height; do nothing while the picture is fitted."""
        if self._picture.isNull() or self._fitted:
            return
        self._centre += QPointF(across * self.width(), down * self.height()) / self._scale
        self._changed()
        self._announce_view()

    def set_view(self, over_fit: float, x: float, y: float) -> None:
        """Show the view that ``viewed`` of another picture reported."""
        if self._picture.isNull():
            return
        self._fitted = over_fit == 1.0
        self._scale = self._fit_scale() * over_fit
        self._centre = QPointF(x * self._picture.width(), y * self._picture.height())
        self._changed()

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if direction is None or self._fitted or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        self.move_by(*direction)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(ZOOM_STEP**steps, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1.0 + event.value(), event.position())
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton) and not self._picture.isNull():
            self._grabbed, self._dragged = event.position(), False
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            return
        moved = event.position() - self._grabbed
        if not self._dragged and moved.manhattanLength() < GRID / 2:
            return
        self._grabbed, self._dragged = event.position(), True
        self._leave_fit()
        self._centre -= moved / self._scale
        self._changed()
        self._announce_view()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._grabbed is not None and not self._dragged and event.button() == Qt.MouseButton.LeftButton
        self._grabbed = None
        self.unsetCursor()
        if clicked:
            self.clicked.emit(self.to_picture(event.position()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.fit()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._changed()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground())
        self._paint_picture(painter)
        if self.hasFocus():
            painter.setOpacity(1.0)
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_picture(self, painter: QPainter) -> None:
        if self._picture.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.rect().adjusted(2 * GRID, GRID, -2 * GRID, -GRID)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
            return
        target = self.target()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom() < SMOOTH_BELOW)
        painter.drawPixmap(target, self._picture, QRectF(self._picture.rect()))
        if not self._overlay.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.setOpacity(self._opacity)
            painter.drawImage(self.to_widget(self._part), self._overlay, QRectF(self._overlay.rect()))

    # Geometry

    def _ground(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Midlight)

    def _fitted_rect(self) -> QRectF:
        return QRectF(self._picture.rect()) if self._whole else self._part

    def _fit(self) -> None:
        self._fitted = True
        self._centre = self._fitted_rect().center()
        self._changed()

    def _fit_scale(self, rect: QRectF | None = None) -> float:
        """Return the scale at which a rectangle of the picture (default: the fitted one) fits the widget."""
        rect = self._fitted_rect() if rect is None else rect
        if rect.isEmpty():
            return 1.0
        fitting = min(self.width() / rect.width(), self.height() / rect.height())
        return min(fitting, MAX_ZOOM / 4 / self.devicePixelRatioF())

    def _logical_scale(self) -> float:
        return self._fit_scale() if self._fitted else self._scale

    def _leave_fit(self) -> None:
        if self._fitted:
            self._scale = self._fit_scale()
            self._fitted = False

    def to_picture(self, point: QPointF) -> QPointF:
        """Return the picture's point under a point of the widget."""
        return self._centre + (point - QRectF(self.rect()).center()) / self._logical_scale()

    def to_widget(self, rect: QRectF) -> QRectF:
        """Return a rectangle of the picture in the widget, in logical pixels; it may be larger than the widget."""
        scale = self._logical_scale()
        corner = QRectF(self.rect()).center() + (rect.topLeft() - self._centre) * scale
        return QRectF(corner.x(), corner.y(), rect.width() * scale, rect.height() * scale)

    def target(self) -> QRectF:
        """Return the picture's rectangle in the widget, in logical pixels; it may be larger than the widget."""
        return self.to_widget(QRectF(self._picture.rect()))

    def _announce_view(self) -> None:
        if not self._picture.isNull():
            over = 1.0 if self._fitted else self._scale / self._fit_scale()
            self.viewed.emit(over, self._centre.x() / self._picture.width(), self._centre.y() / self._picture.height())

    def _changed(self) -> None:
        if not self._fitted and not self._picture.isNull():
            self._centre = QPointF(
                min(max(self._centre.x(), 0.0), float(self._picture.width())),
                min(max(self._centre.y(), 0.0), float(self._picture.height())),
            )
        self.update()
        self.zoomed.emit(self.zoom())
