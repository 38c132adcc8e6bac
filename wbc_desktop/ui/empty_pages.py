"""What the middle of the window shows while there are no cells: the welcome, loading, nothing found, gone."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.ui.buttons import ActionButton
from wbc_desktop.ui.icons import app_picture
from wbc_desktop.ui.page import Page

WELCOME = (
    "Open a folder with one sample's cells",
    "Every image in it is preclassified. Then you confirm or put right, cell by cell, and print the differential.",
)


def welcome_page(open_folder: QAction, demo: QAction, ratio: float, parent: QWidget | None = None) -> Page:
    """The first thing that is seen on a new machine."""
    buttons: list[QPushButton] = [
        ActionButton(open_folder, "Open a folder…", primary=True),
        ActionButton(demo, "Try a demo slide"),
    ]
    foot = "You can also drop a folder here. Images are only read, and nothing leaves this computer."
    return Page(*WELCOME, buttons, app_picture(96, ratio), foot, parent)


def nothing_page(open_folder: QAction, parent: QWidget | None = None) -> Page:
    """A folder without images, or one that could not be read."""
    return Page("No cells to show", "", [ActionButton(open_folder, "Open another folder…")], parent=parent)


def loading_page(parent: QWidget | None = None) -> Page:
    """Before the first images are found."""
    return Page("Looking for images…", "The first cells appear as soon as they are read.", parent=parent)


def filtered_page(show_all: QAction, parent: QWidget | None = None) -> Page:
    """The filter leaves no cell."""
    buttons = [ActionButton(show_all, "Show all cells")]
    return Page("No cells here", "No cell of this slide fits the filter.", buttons, parent=parent)
