"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QFileDialog

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.classes import NOT_CLASSED, UNIDENTIFIED
from wbc_desktop.domain.language import tr
from wbc_desktop.ui.cell.cell_tools import connect_cell_tools
from wbc_desktop.ui.cell.full_screen import FullScreen
from wbc_desktop.ui.cell.picture_view import ZOOM_STEP
from wbc_desktop.ui.reviewers.lock import connect_lock
from wbc_desktop.ui.reviewers.trust import connect_trust
from wbc_desktop.ui.settings.keys_page import KeysPage
from wbc_desktop.ui.settings.laboratory import connect_laboratory
from wbc_desktop.ui.settings.settings_dialog import SettingsDialog
from wbc_desktop.ui.shell.dialogs import AboutDialog
from wbc_desktop.ui.shell.help_dialog import HelpDialog
from wbc_desktop.ui.shell.key_bindings import connect_keys
from wbc_desktop.ui.shell.translating import CHOICES
from wbc_desktop.ui.slides.slide_acts import connect_slide_acts
from wbc_desktop.ui.widgets.banner import Banner
from wbc_desktop.ui.widgets.theme import GRID

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow

SIZE_STEP = 3 * GRID
FIRST_SIZE = 14 * GRID


def connect_commands(window: MainWindow) -> None:
    """Connect every action, and put those that are switches where the settings have them."""
    commands, reviewing, full = window.commands, window.reviewing, FullScreen(window)
    exporting, laboratory = window.exporting, connect_laboratory(window)
    commands.on(
        open=lambda: ask_folder(window),
        demo=window.open_slide.draw_demo,
        csv=_for_slide(window, exporting.ask_csv),
        pdf=_for_slide(window, exporting.ask_pdf),
        import_=_for_slide(window, exporting.ask_labels),
        settings=lambda: ask_settings(window),
        fields=_for_slide(window, laboratory.ask_fields),
        classes=laboratory.ask_classes,
        ranges=laboratory.ask_ranges,
        quit=window.close,
        UNI=lambda: reviewing.classify(UNIDENTIFIED),
        NC=lambda: reviewing.classify(NOT_CLASSED),
        confirm=reviewing.confirm,
        undo=reviewing.undo,
        redo=reviewing.redo,
        full=full.switch,
        next=window.gallery.next_undecided,
        fit=lambda: full.picture.fit(),
        actual=lambda: full.picture.actual_size(),
        zoom_in=lambda: full.picture.zoom_by(ZOOM_STEP),
        zoom_out=lambda: full.picture.zoom_by(1 / ZOOM_STEP),
        all=lambda: full.leave() if full.active else show_all(window),
        larger=lambda: window.pane.step_size(SIZE_STEP),
        smaller=lambda: window.pane.step_size(-SIZE_STEP),
        stop=window.open_slide.stop,
        again=window.open_slide.again,
        help=lambda: HelpDialog(commands.classes, commands.keymap, window).exec(),
        about=lambda: AboutDialog(window.model.version, window).exec(),
    )
    window.narrowing.connect_commands()
    connect_lock(window, connect_trust(window))
    connect_slide_acts(window)
    connect_cell_tools(window)
    _connect_switches(window)
    connect_keys(window, full)


def _connect_switches(window: MainWindow) -> None:
    commands, preferences, placement = window.commands, window.desk.preferences, window.desk.placement
    commands["advance"].setChecked(preferences.now.auto_advance)
    commands["advance"].toggled.connect(lambda on: preferences.change(auto_advance=on))
    commands["heat"].toggled.connect(lambda on: preferences.change(heatmap_on=on))
    commands["stop"].setEnabled(False)
    for order in ("name", "uncertainty", "time"):
        commands[f"order_{order}"].triggered.connect(lambda _checked=False, order=order: set_order(window, order))
    for look in ("system", "light", "dark"):
        commands[f"theme_{look}"].setChecked(preferences.now.theme == look)
        commands[f"theme_{look}"].triggered.connect(lambda _checked=False, look=look: set_look(window, look))
    set_order(window, placement.order())
    window.pane.set_size(placement.thumbnail_size(FIRST_SIZE))
    window.pane.thumbnail_size.connect(placement.keep_thumbnail_size)


def ask_folder(window: MainWindow) -> None:
    """Ask which folder, then open it."""
    start = str(Path(window.slide.folder).parent) if window.slide is not None else str(Path.home())
    name = QFileDialog.getExistingDirectory(window, tr("Open a folder of cell images"), start)
    if name:
        window.open_slide.open(Path(name))


def ask_settings(window: MainWindow) -> None:
    """Show the settings and put what was chosen into force."""
    preferences = window.desk.preferences
    dialog = SettingsDialog(preferences.now, CHOICES, window)
    dialog.hold_reviewer(preferences.held)
    keys = KeysPage(preferences.keymap, [shown for shown, _ in window.commands.classes])
    dialog.add_page(keys, tr("&Keys"))
    if dialog.exec() == QDialog.DialogCode.Accepted:
        preferences.change(**dialog.chosen())
        preferences.change_keys(keys.keymap())
    dialog.deleteLater()


def show_all(window: MainWindow) -> None:
    """Dismiss the topmost message if there is one, else take the filters away."""
    shown = [banner for banner in window.findChildren(Banner) if banner.isVisible()]
    if shown:
        min(shown, key=lambda banner: banner.mapToGlobal(QPoint()).y()).clear()
        return
    window.narrowing.clear()
    window.gallery.setFocus()


def set_order(window: MainWindow, order: str) -> None:
    """Sort the gallery."""
    window.commands[f"order_{order}"].setChecked(True)
    window.pane.show_order(order)
    window.desk.cells.set_order(order)  # type: ignore[arg-type]
    window.desk.placement.keep_order(order)


def set_look(window: MainWindow, look: str) -> None:
    """Light, dark, or as the system has it."""
    window.desk.preferences.change(theme=look)
    if window.theme is not None:
        window.theme.set(look)


def _for_slide(window: MainWindow, act: Callable[[Slide], None]) -> Callable[[], None]:
    def do() -> None:
        if window.slide is not None:
            act(window.slide)

    return do
