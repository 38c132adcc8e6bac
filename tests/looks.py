"""Finds faults of a screen: cut texts, overlaps, widgets without accessible name, widgets that Tab does not reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

MAX_STEPS = 400
"""Presses of Tab that are enough for the largest screen."""


def without_room(whole: QWidget) -> list[str]:
    """Return a sentence per part of this window that is cut or overlaps another, and stays so.

    An answer from a thread may change a part between the layout and the examination: faults are examined again.
    """
    found = _faults(whole)
    return [fault for fault in _faults(whole) if fault in found] if found else []


def _faults(whole: QWidget) -> list[str]:
    every = _at_rest(whole)
    found = [f"{_described(part)} {fault}" for part in every for fault in _cut(part)]
    return [*found, *(fault for part in every for fault in _crowded(part))]


def _at_rest(whole: QWidget) -> list[QWidget]:
    """Return the visible parts of this window after its layout is complete; a part that grows moves others later."""
    layouts = _LayoutEvents()
    QApplication.instance().installEventFilter(layouts)
    for _ in range(100):
        layouts.seen = False
        QTest.qWait(60)
        QApplication.processEvents()
        if not layouts.seen:
            break
    QApplication.instance().removeEventFilter(layouts)
    return [part for part in (whole, *whole.findChildren(QWidget)) if part.isVisible() and part.window() is whole]


class _LayoutEvents(QObject):
    """Records whether anything is laid out. On a busy machine, comparing places twice is not enough."""

    KINDS = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show})
    seen = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() in self.KINDS
        return False


def without_name(whole: QWidget) -> list[str]:
    """Return the usable parts of this window that have no accessible name."""
    return [_described(part) for part in used_parts(whole) if not _name(part)]


def not_reached(whole: QWidget) -> list[str]:
    """Return the usable parts of this window that Tab does not reach. The window must be active."""
    wanted = {part for part in used_parts(whole) if part.isEnabled() and not _reached_by_arrows(part)}
    met: set[QWidget] = set()
    now = _first(whole)
    while now is not None and now not in met and len(met) < MAX_STEPS:
        met.add(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
    return sorted(_described(part) for part in wanted - {_user(part) for part in met})


def _first(whole: QWidget) -> QWidget | None:
    """Return the widget with the focus once the window is active, after a Tab if none has it; None after a second."""
    for attempt in range(100):
        now = QApplication.focusWidget()
        if now is not None and now.window() is whole:
            return now
        if attempt == 20:
            QTest.keyClick(whole, Qt.Key.Key_Tab)
        QTest.qWait(10)
    return None


def used_parts(whole: QWidget) -> Iterator[QWidget]:
    """Yield the widgets that a person uses with mouse or keyboard, without the inner widgets of Qt's own widgets."""
    for part in whole.findChildren(QWidget):
        if not part.isVisible() or part.window() is not whole or _user(part) is not part:
            continue
        takes_tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None
        if isinstance(part, QAbstractButton) or takes_tab:
            yield part


def _user(part: QWidget) -> QWidget:
    """Return the widget of which ``part`` is an inner widget, or ``part`` itself."""
    for kind in (QSpinBox, QComboBox, QLineEdit, QTabBar, QHeaderView, QScrollBar):
        above = part.parentWidget()
        while above is not None and not above.isWindow():
            if isinstance(above, kind):
                return above
            above = above.parentWidget()
    parent = part.parentWidget()
    inner = isinstance(part, QScrollBar) or part.objectName().startswith("qt_")
    return _user(parent) if parent is not None and (inner or _corner(part)) else part


def _corner(part: QWidget) -> bool:
    return (
        isinstance(part.parentWidget(), QAbstractScrollArea) and part.metaObject().className() == "QTableCornerButton"
    )


def _reached_by_arrows(part: QWidget) -> bool:
    """Return whether arrow keys reach ``part``: in an exclusive group, Tab reaches only the chosen button."""
    exclusive = isinstance(part, QRadioButton) or (isinstance(part, QAbstractButton) and part.autoExclusive())
    return exclusive and isinstance(part, QAbstractButton) and not part.isChecked()


def _name(part: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(part)
    return spoken.text(QAccessible.Text.Name) if spoken is not None else ""


def _described(part: QWidget) -> str:
    text = getattr(part, "text", None)
    name = part.accessibleName() or part.objectName() or (text() if callable(text) else "")
    return f"{type(part).__name__} {str(name)[:60]!r}"


# Texts without room


def _cut(part: QWidget) -> Iterator[str]:
    if isinstance(part, QLabel):
        yield from _cut_label(part)
    elif isinstance(part, QAbstractButton) and part.text() and not _icon_only(part):
        hint = part.sizeHint()
        if part.width() < hint.width() or part.height() < hint.height() - 1:
            yield f"is {part.width()} by {part.height()}, its words need {hint.width()} by {hint.height()}"
    elif isinstance(part, QComboBox):
        yield from _cut_choice(part)
    elif isinstance(part, QLineEdit) and not part.text():
        frame = QStyleOptionFrame()
        part.initStyleOption(frame)
        room = part.style().subElementRect(QStyle.SubElement.SE_LineEditContents, frame, part)
        yield from _short("", part.placeholderText(), part, room.width() - 4)
    elif isinstance(part, QHeaderView) and part.orientation() == Qt.Orientation.Horizontal:
        model = part.model()
        for column in range(part.count()):
            if not part.isSectionHidden(column):
                words = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
                yield from _short(f"column {words!r} ", words, part, part.sectionSize(column))
    elif isinstance(part, QTabBar):
        for tab in range(part.count()):
            yield from _short("tab ", part.tabText(tab), part, part.tabRect(tab).width())
    elif isinstance(part, QScrollArea) and part.widget() is not None:
        across = part.widget().width() - part.viewport().width()
        if across > 0 and part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            yield f"is {across} too narrow for its contents"


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text() or not label.pixmap().isNull():
        return
    if label.wordWrap():
        least, high = label.minimumSizeHint().width(), label.heightForWidth(label.width())
    else:
        least, high = label.sizeHint().width(), label.sizeHint().height()
    if label.height() < high or label.width() < least:
        yield f"is {label.width()} by {label.height()}, its words need {least} by {high}"


def _cut_choice(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, piece = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(control, option, piece, box).width()
    if not box.itemIcon(box.currentIndex()).isNull():
        room -= box.iconSize().width() + 4
    yield from _short("", box.currentText() if not box.isEditable() else "", box, room)


def _short(before: str, words: str, part: QWidget, room: int) -> Iterator[str]:
    metrics = part.fontMetrics()
    need = max((metrics.horizontalAdvance(line) for line in words.replace("&", "").split("\n")), default=0)
    if room < need:
        yield f"{before}has {room} of {need} for {words!r}"


def _icon_only(button: QAbstractButton) -> bool:
    return isinstance(button, QToolButton) and (
        button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull()
    )


# Parts that overlap others or reach out of their parent


def _crowded(part: QWidget) -> Iterator[str]:
    layout = None if isinstance(part, QMainWindow) else part.layout()
    inside = list(_laid_out(layout)) if layout is not None else []
    if isinstance(part, QSplitter):
        inside = [part.widget(place) for place in range(part.count()) if part.widget(place).isVisible()]
    for one in inside:
        if not part.rect().contains(one.geometry()) and one.width() and one.height():
            inner, outer = _places(one.geometry()), _places(part.rect())
            yield f"{_described(one)} {inner} reaches out of {_described(part)} {outer}"
        least = _least(one)
        if one.width() < least[0] or one.height() < least[1]:
            yield f"{_described(one)} is {one.width()} by {one.height()}, its least is {least[0]} by {least[1]}"
    for one, other in combinations(inside, 2):
        if one.geometry().intersects(other.geometry()):
            first, second = _places(one.geometry()), _places(other.geometry())
            yield f"{_described(one)} {first} lies over {_described(other)} {second}"


def _least(part: QWidget) -> tuple[int, int]:
    """Return the minimum width and height of a part, from its size hint or as set."""
    hint, given, most, policy = part.minimumSizeHint(), part.minimumSize(), part.maximumSize(), part.sizePolicy()
    ignored = QSizePolicy.Policy.Ignored
    wide = given.width() or (0 if policy.horizontalPolicy() == ignored else max(0, hint.width()))
    high = given.height() or (0 if policy.verticalPolicy() == ignored else max(0, hint.height()))
    return min(wide, most.width()), min(high, most.height())


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None and widget.isVisible():
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def _places(rect: QRect) -> str:
    return f"({rect.left()}, {rect.top()} to {rect.right()}, {rect.bottom()})"
