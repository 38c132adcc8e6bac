"""Connects opening, exporting, merging and watching slides with the other parts of the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from wbc_desktop.domain.cells import RefusedFile
from wbc_desktop.domain.devices import device_text
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.jobs.operations import Button, Message
from wbc_desktop.ui.shell.dialogs import RefusedDialog

if TYPE_CHECKING:
    from wbc_desktop.ui.shell.main_window import MainWindow


def connect_slides(window: MainWindow) -> None:
    """Connect the commands about whole slides."""
    context, commands, open_slide = window.context, window.commands, window.open_slide
    exporting, acts, watching = window.exporting, window.slide_acts, window.watching
    commands.on(
        open=lambda: ask_folder(window),
        demo=open_slide.draw_demo,
        stop=context.tasks.stop,
        watch=watching.ask,
    )
    commands.on_slide(
        context,
        csv=exporting.ask_csv,
        pdf=exporting.ask_pdf,
        import_=exporting.ask_labels,
        rescan=lambda _slide: open_slide.refresh(),
        details=window.details.ask,
        folders=acts.ask_folders,
        remove_from_list=acts.remove_from_list,
    )
    context.opened.connect(lambda slide: window.backend.placement.save_last_slide(slide.id if slide is not None else 0))
    context.changed.connect(window.backend.slides.refresh)
    window.side.chosen.connect(open_slide.choose)
    window.side.menu_requested.connect(acts.show_menu)
    open_slide.reported.connect(lambda message: _show_message(window, message))
    open_slide.refused.connect(lambda refused: _show_refused(window, refused))
    open_slide.finished.connect(window.arrange)
    open_slide.finished.connect(window.unlike.refresh)
    window.work.busy.connect(watching.watch.pause)
    window.work.device.connect(
        lambda name: window.status.show_device(device_text(name), tr("Computes on {name}", name=name))
    )
    watching.shown.connect(window.status.show_watch)
    window.status.watch.clicked.connect(lambda _checked=False: watching.ask())


def ask_folder(window: MainWindow) -> None:
    """Ask for a folder and open it."""
    start = str(Path(window.slide.folder).parent) if window.slide is not None else str(Path.home())
    name = QFileDialog.getExistingDirectory(window, tr("Open a folder of cell images"), start)
    if name:
        window.open_slide.open(Path(name))


def _show_message(window: MainWindow, message: Message) -> None:
    """Show a message in the banner, unless the page in the middle already shows it."""
    window.arrange()
    if window.slide is None or window.pane.page() != "nothing" or message.text != window.open_slide.sentence:
        window.context.post(message)


def _show_refused(window: MainWindow, refused: Sequence[RefusedFile]) -> None:
    """Show in the banner which files of the folder cannot be used."""
    first = refused[0]
    more = tr(", and {n:,} more", n=len(refused) - 1) if len(refused) > 1 else ""
    count = trn("{n:,} file cannot be used", "{n:,} files cannot be used", len(refused))
    show: Button = (tr("Show all"), lambda: RefusedDialog(refused, window).exec())
    buttons = (show,) if len(refused) > 1 else ()
    text = f"{count}: “{first.path}” {reason_text(first.reason)}{more}."
    window.context.notify(text, "warning", *buttons, slide=window.slide)
