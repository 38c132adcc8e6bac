"""The pages that the window shows in place of the gallery: welcome, loading, no cells, no match."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from wbc_desktop.domain.language import mark, tr
from wbc_desktop.ui.widgets.buttons import ActionButton
from wbc_desktop.ui.widgets.icons import app_picture
from wbc_desktop.ui.widgets.page import Page

WELCOME_TITLE, WELCOME_TEXT = (
    mark("Open a folder with one sample's cells"),
    mark("The program preclassifies every image. You confirm or correct each cell, and print the differential."),
)


def welcome_page(open_folder: QAction, demo: QAction, ratio: float, parent: QWidget | None = None) -> Page:
    """Return the page for a window without a slide."""
    buttons: list[QPushButton] = [
        ActionButton(open_folder, tr("Open a folder…"), primary=True),
        ActionButton(demo, tr("Try a demo slide")),
    ]
    foot = tr("You can also drop a folder here. Images are only read, and nothing leaves this computer.")
    return Page(tr(WELCOME_TITLE), tr(WELCOME_TEXT), buttons, app_picture(96, ratio), foot, parent)


def nothing_page(open_folder: QAction, parent: QWidget | None = None) -> Page:
    """Return the page for a folder without images, or one that cannot be read."""
    return Page(tr("No cells to show"), "", [ActionButton(open_folder, tr("Open another folder…"))], parent=parent)


def loading_page(parent: QWidget | None = None) -> Page:
    """Return the page for the time until the first images are found."""
    return Page(tr("Looking for images…"), tr("The first cells appear as soon as they are read."), parent=parent)


def filtered_page(show_all: QAction, parent: QWidget | None = None) -> Page:
    """Return the page for a filter that no cell matches."""
    buttons = [ActionButton(show_all, tr("Show all cells"))]
    return Page(tr("No cells here"), tr("No cell of this slide fits the filter."), buttons, parent=parent)
