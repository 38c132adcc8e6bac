"""Shows a page of the guide: pictures fit the width, links open other pages, colours follow the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from wbc_desktop.ui.widgets.theme import GRID

_PICTURE = QTextDocument.ResourceType.ImageResource.value
_MARKDOWN = QTextDocument.ResourceType.MarkdownResource
LEFT_COLUMN = 35
"""Width of the left of two columns, in percent."""
MARKED_AT_MOST = 500
"""So many places of a searched word are marked."""


class PageView(QTextBrowser):
    """A browser of the pages below one folder; ``read`` returns the Markdown text of a file."""

    def __init__(self, root: Path, read: Callable[[Path], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root, self._read = root.resolve(), read
        self._pictures: dict[str, QImage] = {}
        self._words = ""
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(2 * GRID)
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(lambda _url: self._dress())

    @property
    def page(self) -> Path:
        """The file of the page that is shown."""
        return Path(self.source().toLocalFile())

    def open(self, page: Path, words: str = "") -> None:
        """Show a page, with these words marked."""
        self._words = words
        if page == self.page:
            self._mark()
        else:
            self.setSource(QUrl.fromLocalFile(str(page)), _MARKDOWN)

    def refresh(self) -> None:
        """Show the page again, at the same place: the keys, the colours or the size of the text changed."""
        place = self.verticalScrollBar().value()
        self.reload()
        self._dress()
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        file = Path(self.source().resolved(url).toLocalFile())
        if kind == _PICTURE:
            image = QImage(str(file))
            self._pictures[url.toString()] = image
            return self._fitted(image)
        return self._read(file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit_pictures()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and not self.source().isEmpty():
            self.refresh()

    def _follow(self, url: QUrl) -> None:
        """Open the page to which a link points; other links do nothing, for nothing leaves the machine."""
        file = Path(self.source().resolved(url).toLocalFile()).resolve()
        if file.suffix == ".md" and file.is_relative_to(self._root) and file.is_file():
            self.open(file)

    def _fitted(self, image: QImage) -> QImage:
        """Return a picture no wider than the page, as sharp as the screen allows."""
        ratio = self.devicePixelRatioF()
        room = self.viewport().width() - 4 * GRID
        width = min(image.width(), room)
        if width <= 0 or image.isNull() or (width == image.width() and ratio == 1):
            return image
        size = QSize(round(width * ratio), round(width * ratio * image.height() / image.width()))
        smooth = Qt.TransformationMode.SmoothTransformation
        fitted = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def _fit_pictures(self) -> None:
        document = self.document()
        for name, image in self._pictures.items():
            document.addResource(_PICTURE, QUrl(name), self._fitted(image))
        document.markContentsDirty(0, document.characterCount())

    def _dress(self) -> None:
        """Give tables, keys and paragraphs of the new page their look, and mark the searched words."""
        palette = self.palette()
        ground = palette.color(QPalette.ColorRole.Midlight)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _rule(frame, palette.color(QPalette.ColorRole.Mid))
        for block in _blocks(self.document()):
            paragraph = block.blockFormat()
            if paragraph.headingLevel() > 1:
                paragraph.setTopMargin(2 * GRID)
            if paragraph.hasProperty(QTextFormat.Property.BlockCodeFence):
                paragraph.setNonBreakableLines(False)
                paragraph.setBackground(ground)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(paragraph)
        for fragment in _fragments(self.document()):
            letters = fragment.charFormat()
            if letters.fontFixedPitch():
                letters.setBackground(ground)
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(letters)
        cursor.endEditBlock()
        self._mark()

    def _mark(self) -> None:
        """Mark each of the searched words, and go to the first of them."""
        marked: list[QTextEdit.ExtraSelection] = []
        for word in self._words.split():
            found = self.document().find(word)
            while not found.isNull() and len(marked) < MARKED_AT_MOST:
                one = QTextEdit.ExtraSelection()
                one.cursor = found
                one.format.setBackground(self.palette().color(QPalette.ColorRole.Highlight))
                one.format.setForeground(self.palette().color(QPalette.ColorRole.HighlightedText))
                marked.append(one)
                found = self.document().find(word, found)
        self.setExtraSelections(marked)
        if marked:
            first = QTextCursor(min((one.cursor for one in marked), key=QTextCursor.position))
            first.clearSelection()
            self.setTextCursor(first)
            self.ensureCursorVisible()


def _rule(table: QTextTable, colour: QColor) -> None:
    """Make a table as wide as the page, with a thin line below each row."""
    shape = table.format()
    shape.setBorderCollapse(True)
    shape.setBorder(0)
    shape.setCellPadding(GRID / 2)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    if table.columns() == 2:
        shares = (LEFT_COLUMN, 100 - LEFT_COLUMN)
        shape.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in shares])
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            below = cell.format().toTableCellFormat()
            below.setBottomBorder(1)
            below.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            below.setBottomBorderBrush(colour)
            cell.setFormat(below)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Yield the paragraphs of a document."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(document: QTextDocument) -> list[QTextFragment]:
    """Return the pieces of equal format of a document."""
    found: list[QTextFragment] = []
    for block in _blocks(document):
        piece = block.begin()
        while not piece.atEnd():
            found.append(piece.fragment())
            piece += 1
    return found
