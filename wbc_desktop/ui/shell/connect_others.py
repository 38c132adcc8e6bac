"""Shows in the open window what other programs committed to the same database."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from wbc_desktop.domain.errors import NothingToUndo, SlideMerged, WbcError
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.others import Others
from wbc_desktop.services.classes import use_classes
from wbc_desktop.services.others import News
from wbc_desktop.store import merged, slides
from wbc_desktop.ui.shell.connect_differential import count_again
from wbc_desktop.ui.shell.connect_settings import show_classes

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_others(window: MainWindow) -> Others:
    """Create the part that notices others; ``begin`` and ``stop`` start and end it."""
    others = Others(window.context.db, partial(_is_editing, window), window)
    others.found.connect(partial(_show, window))
    window.context.refused.connect(partial(_look_if_behind, others))
    window.reviewing.seen = lambda: others.newest
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.applicationStateChanged.connect(others.look_if_active)
    return others


def _is_editing(window: MainWindow) -> bool:
    """Whether a dialog or menu is open, the mouse is pressed, or a box is drawn."""
    pictures = (window.cell_view.picture, window.full_screen.page.picture)
    return (
        QApplication.activeModalWidget() is not None
        or QApplication.activePopupWidget() is not None
        or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        or any(picture.editing for picture in pictures)
    )


def _check_account(window: MainWindow) -> None:
    """Sign the reviewer out if the account was changed, or if there are accounts now, and say so."""
    sign_in = window.reviewers.sign_in
    before = sign_in.is_signed_out
    sign_in.refresh()
    if sign_in.is_signed_out and not before:
        window.context.notify(
            tr("The accounts were changed at another bench: sign in again."),
            "info",
            (tr("Sign in…"), sign_in.ask),
        )


def _look_if_behind(others: Others, error: WbcError) -> None:
    """Look at once if an act was refused because of what another bench did."""
    if isinstance(error, SlideMerged | NothingToUndo):
        others.look()


def _follow_merged(window: MainWindow) -> None:
    """Show the slide into which another bench merged the open one, and say so."""
    part = window.slide
    if part is None:
        return
    with window.context.db.read() as s:
        whole_id = merged.whole_of(s, part.id)
        whole = slides.get(s, whole_id) if whole_id != part.id else None
    if whole is not None:
        window.open_slide.choose(whole)
        text = tr(
            "“{part}” was merged into “{whole}” at another bench. “{whole}” is shown now.",
            part=part.name,
            whole=whole.name,
        )
        window.context.notify(text, "warning")


def _show(window: MainWindow, news: News) -> None:
    """Read again what others changed. Selection, place and drafts stay, as after every commit."""
    if news.accounts:
        _check_account(window)
    if news.laboratory:
        use_classes(window.context.db)
        show_classes(window)
        count_again(window)
    cells, shown = window.backend.cells, window.gallery.current_id()
    listed = cells.row_of(shown) is not None
    for changes in news.changes:
        window.context.announce(changes)
    if listed and cells.row_of(shown) is None:
        text = tr(
            "The cell shown here left the list, because it was changed at another bench. Another cell is shown now."
        )
        window.context.notify(text, "warning", slide=window.slide)
    if any(changes.slides for changes in news.changes):
        _follow_merged(window)
    if news.model:
        window.model.follow()
