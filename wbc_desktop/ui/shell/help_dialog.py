"""The help dialog: all keyboard shortcuts, and the meaning of the window's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from wbc_desktop.domain.classes import CellClass
from wbc_desktop.domain.keymap import BY_NAME, Keymap
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.keys import key_text
from wbc_desktop.ui.widgets.theme import GRID

WORDS = (
    (mark("Slide"), mark("one folder of images of one sample")),
    (mark("Cell"), mark("one image of a cell")),
    (mark("Preclassification"), mark("the model's class for a cell; it is never edited")),
    (mark("Classification"), mark("the class that a reviewer gave to the cell; the latest one counts")),
    (mark("Unidentified"), mark("the model is not sure: a reviewer has to classify the cell")),
    (mark("Not classed"), mark("not counted: artefact, smudge, unreadable, two cells")),
    (
        mark("Reference range"),
        mark("the program’s are for adults (Dacie and Lewis 2017, IG: Roehrl 2011): check against yours"),
    ),
    (mark("Not settled"), mark("the exact 95 % interval crosses a limit of the range: counting further may decide it")),
    (mark("Differential"), mark("counts and shares of the white cells; other classes per 100 white cells")),
)


class HelpDialog(FittedDialog):
    """Shows all keyboard shortcuts and the meaning of the window's words."""

    def __init__(self, classes: Sequence[tuple[CellClass, str]], keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and help"))
        text = QTextBrowser()
        text.setOpenLinks(False)
        text.setAccessibleName(tr("Keys and help"))
        text.setHtml(help_html(classes, keymap))
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column, below = QVBoxLayout(), QHBoxLayout()
        column.addWidget(text)
        below.addWidget(buttons)
        self.fill(column, below, QSize(72 * GRID, 80 * GRID), edge=2 * GRID)


def help_html(classes: Sequence[tuple[CellClass, str]], keymap: Keymap) -> str:
    """Return the help as HTML: the shortcuts in the order of the menus, then the words."""
    rows = [(tr("Classify as {name} ({code})", name=c.title, code=c.code), key_text(key)) for c, key in classes if key]
    for command in BY_NAME.values():
        keys = [key_text(key) for key in keymap.keys(command.name) if key != "=" and not key.endswith("+=")]
        if keys:
            rows.append((tr(command.about) or tr(command.text), tr(" or ").join(keys)))
    rows += [
        (tr("Move in the gallery"), tr("arrows, Page up, Page down, Home, End")),
        (tr("Select several cells: a decision then applies to all of them"), tr("Shift or Ctrl with click or arrows")),
        (tr("Press the button that has the focus"), tr("Return")),
    ]
    about = tr(
        "A key press saves the decision at once; there is no Save command. Every decision can be undone, also after a "
        "restart. Every key can be changed (File, Settings, Keys)."
    )
    words = ((tr(word), tr(meaning)) for word, meaning in WORDS)
    return (
        f"<h3>{escape(tr('Keys'))}</h3><p>{escape(about)}</p>"
        f"{_table((key, text) for text, key in rows)}<h3>{escape(tr('Words'))}</h3>{_table(words)}"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f"<tr><td width='35%'><b>{escape(a)}</b></td><td width='65%'>{escape(b)}</td></tr>" for a, b in rows)
    return f"<table cellpadding='3' width='100%'>{''.join(cells)}</table>"
