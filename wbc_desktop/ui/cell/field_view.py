"""A field around a cell: the boxes of its cells, and drawing and adjusting of boxes by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.domain.regions import Box
from wbc_desktop.ui.cell.box_editor import BoxEditor
from wbc_desktop.ui.cell.field_marks import Field, Line, paint_mark
from wbc_desktop.ui.cell.picture_view import PictureView
from wbc_desktop.ui.widgets.theme import GRID

STEP = 4.0
"""Logical pixels that an arrow key moves or sizes a box."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_APPLY = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OTHER = Qt.Key.Key_Space


class FieldView(PictureView):
    """Shows a picture with the boxes of its cells, at first the part around one cell.

    Signals: ``cell_clicked(int)``: the box of another cell was clicked; ``proposal_clicked(int, Box)``: a region of
    which the finder was not sure was clicked; ``boxes_applied(tuple[Box, ...])``: the person drew these boxes;
    ``editing_began()``: boxes are drawn now; ``editing_ended()``: no longer, with or without a result.
    """

    cell_clicked = Signal(int)
    proposal_clicked = Signal(int, object)
    boxes_applied = Signal(object)
    editing_began = Signal()
    editing_ended = Signal()

    _editor: BoxEditor | None = None  # here, because events arrive before the base class is made

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field: Field | None = None
        self._at_once = False
        self._when_shown: Callable[[], None] | None = None
        self.clicked.connect(self._click)

    @property
    def field(self) -> Field | None:
        """The field shown; None for a picture that is one cell."""
        return self._field

    @property
    def editor(self) -> BoxEditor | None:
        """The boxes that are being drawn; None if none are."""
        return self._editor

    def set_field(self, field: Field | None) -> None:
        """Outline the cells of this field, and show the part around its current cell; None: no field."""
        same = field is not None and self._field is not None and field.crop == self._field.crop
        self._field = field
        if not same:
            self._when_shown = None
        if not self._picture.isNull() and not same:
            self.show_part(self._part_of(self._picture.width()))
        self.update()

    def show_image(self, image: QImage) -> None:
        """Show the picture of the field (or of the cell, without a field)."""
        self.show_picture(image, self._part_of(image.width()))
        begin, self._when_shown = self._when_shown, None
        if begin is not None and not image.isNull():
            begin()

    def crop_image(self, image: QImage) -> QImage:
        """Return the part of the shown ``image`` that shows the cell."""
        part = self._part_of(image.width())
        return image if part is None else image.copy(part.toRect())

    # Drawing boxes

    def draw_box(self) -> None:
        """Let the person draw one box, once the picture is there. A box drawn with the mouse is applied at once.

        At first the box lies in the middle of the view, or on the nearest proposed region.
        """
        field = self._field
        if field is None:
            return
        if self._picture.isNull():
            self._when_shown = self.draw_box
            return
        middle = self._to_field(QRectF(self.rect()).center())
        side = field.usual_side()
        own = Box(max(round(middle.x() - side / 2), 0), max(round(middle.y() - side / 2), 0), side, side)
        proposed = [mark.box for mark in field.marks if mark.line is Line.PROPOSED]
        proposed.sort(key=lambda box: _distance(box, middle))
        self._edit(BoxEditor([*proposed, own], field.width, field.height, alternatives=True), at_once=True)

    def split_box(self, boxes: Sequence[Box]) -> None:
        """Let the person adjust the boxes of several touching cells, once the picture is there."""
        field = self._field
        if field is not None and self._picture.isNull():
            self._when_shown = lambda: self.split_box(boxes)
        elif field is not None:
            self._edit(BoxEditor(boxes, field.width, field.height, alternatives=False), at_once=False)

    @property
    def editing(self) -> bool:
        """Whether a box is being drawn or adjusted."""
        return self._editor is not None

    def apply_boxes(self) -> None:
        """Take the boxes as they are."""
        editor = self._editor
        if editor is not None:
            self.stop_editing()
            self.boxes_applied.emit(editor.result)

    def stop_editing(self) -> None:
        """Draw no boxes any more."""
        self._when_shown = None
        if self._editor is not None:
            self._editor = None
            self.unsetCursor()
            self.setAccessibleDescription("")
            self.update()
            self.editing_ended.emit()

    def _edit(self, editor: BoxEditor, at_once: bool) -> None:
        self._editor, self._at_once = editor, at_once
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edited()
        self.editing_began.emit()

    def _edited(self) -> None:
        if self._editor is not None:
            box = self._editor.boxes[self._editor.active]
            self.setAccessibleDescription(
                tr(
                    "Box at {x}, {y}; {width} × {height} pixels",
                    x=box.left,
                    y=box.top,
                    width=box.width,
                    height=box.height,
                )
            )
        self.update()

    # Events

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and self._editor is not None and isinstance(event, QKeyEvent) and _edits(event):
            event.accept()  # or the key would carry out a command of the window
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self._editor
        if editor is None or not _edits(event):
            super().keyPressEvent(event)
            return
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _APPLY:
            self.apply_boxes()
        elif key == Qt.Key.Key_Escape:
            self.stop_editing()
        elif key == _OTHER:
            editor.next(-1 if shift else 1)
            self._edited()
        else:
            step = max(1, round(STEP / self._field_scale()))
            across, down = (step * way for way in _ARROWS[key])
            if shift:
                editor.resize(across, down)
            else:
                editor.move(across, down)
            self._edited()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._editor is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = self._to_field(event.position())
        self._editor.press(at.x(), at.y(), GRID / self._field_scale())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._editor is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        at = self._to_field(event.position())
        self._editor.drag(at.x(), at.y())
        self._edited()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._editor is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
        elif self._editor.release() and self._at_once:
            self.apply_boxes()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._editor is None:
            super().mouseDoubleClickEvent(event)

    def _click(self, point: QPointF) -> None:
        scale = self._image_scale()
        mark = self._field.at(point.x() / scale, point.y() / scale) if self._field is not None else None
        if mark is None:
            return
        if mark.line is Line.PROPOSED:
            self.proposal_clicked.emit(mark.cell_id, mark.box)
        else:
            self.cell_clicked.emit(mark.cell_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        field = self._field
        if field is None or self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in field.marks:
            if self._editor is None or mark.line is not Line.CURRENT:
                paint_mark(painter, self.place(mark.box), mark)
        if self._editor is not None:
            self._paint_editor(painter, self._editor)

    def _paint_editor(self, painter: QPainter, editor: BoxEditor) -> None:
        for number, box in enumerate(editor.boxes):
            if number == editor.active or not self._at_once:
                place = self.place(box)
                painter.setPen(QPen(QColor(0, 0, 0, 200), 5))
                painter.drawRect(place)
                active = number == editor.active
                painter.setPen(QPen(QColor("white"), 2.5, Qt.PenStyle.SolidLine if active else Qt.PenStyle.DashLine))
                painter.drawRect(place)

    # Geometry

    def _image_scale(self) -> float:
        """Return the pixels of the shown picture per pixel of the field: below 1 for a very large field."""
        field = self._field
        return self._picture.width() / field.width if field is not None and field.width else 1.0

    def _field_scale(self) -> float:
        """Return logical pixels of the widget per pixel of the field."""
        return self._logical_scale() * self._image_scale()

    def _to_field(self, point: QPointF) -> QPointF:
        return self.to_picture(point) / self._image_scale()

    def place(self, box: Box) -> QRectF:
        """Return a box of the field in the widget, in logical pixels."""
        return self.to_widget(_scaled(box, self._image_scale()))

    def _part_of(self, image_width: int) -> QRectF | None:
        field = self._field
        if field is None or field.crop is None:
            return None
        return _scaled(field.crop, image_width / field.width)


def _scaled(box: Box, scale: float) -> QRectF:
    return QRectF(box.left * scale, box.top * scale, box.width * scale, box.height * scale)


def _distance(box: Box, point: QPointF) -> float:
    return (QPointF(box.left + box.width / 2, box.top + box.height / 2) - point).manhattanLength()


def _edits(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return not plain and (event.key() in _ARROWS or event.key() in (*_APPLY, _OTHER, Qt.Key.Key_Escape))
