"""What the middle of the window shows while there are no cells: the welcome, loading, nothing found, gone."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.widgets.buttons import ActionButton
from wbc_desktop.ui.widgets.icons import app_picture
from wbc_desktop.ui.widgets.page import Page

WELCOME_TITLE, WELCOME_TEXT = (
    mark("Open a folder with one sample's cells"),
    mark(
        "Every image in it is preclassified. Then you confirm or put right, cell by cell, and print the differential."
    ),
)


def welcome_page(open_folder: QAction, demo: QAction, ratio: float, parent: QWidget | None = None) -> Page:
    """The first thing that is seen on a new machine."""
    buttons: list[QPushButton] = [
        ActionButton(open_folder, tr("Open a folder…"), primary=True),
        ActionButton(demo, tr("Try a demo slide")),
    ]
    foot = tr("You can also drop a folder here. Images are only read, and nothing leaves this computer.")
    return Page(tr(WELCOME_TITLE), tr(WELCOME_TEXT), buttons, app_picture(96, ratio), foot, parent)


def nothing_page(open_folder: QAction, parent: QWidget | None = None) -> Page:
    """A folder without images, or one that could not be read."""
    return Page(tr("No cells to show"), "", [ActionButton(open_folder, tr("Open another folder…"))], parent=parent)


def loading_page(parent: QWidget | None = None) -> Page:
    """Before the first images are found."""
    return Page(tr("Looking for images…"), tr("The first cells appear as soon as they are read."), parent=parent)


def filtered_page(show_all: QAction, parent: QWidget | None = None) -> Page:
    """The filter leaves no cell."""
    buttons = [ActionButton(show_all, tr("Show all cells"))]
    return Page(tr("No cells here"), tr("No cell of this slide fits the filter."), buttons, parent=parent)
