"""Asks for the file to write, and makes the message about a written file."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import Message


def ask_where(parent: QWidget, title: str, name: str, suffix: str, kinds: str) -> Path | None:
    """Ask for the file to write and return it with ``suffix``, or None if the person cancels.

    Proposes ``name`` in the folder of documents, or at home if there is none. ``kinds`` is Qt's filter of file types.
    """
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    start = documents if documents.is_dir() else Path.home()
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start / file_name(name, suffix)), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def file_name(slide: str, suffix: str) -> str:
    """Return a file name for a slide that every system accepts."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", slide).strip(" .")[:120]
    return (plain or "slide") + suffix


def written(path: Path, more: str = "") -> Message:
    """Return the message that a file is written, followed by ``more``. It has no slide: its buttons open the file."""
    buttons = ((tr("Open"), lambda: _open(path)), (tr("Show folder"), lambda: _open(path.parent)))
    return Message(f"{tr('Written: {path}', path=path)} {more}".rstrip(), "done", buttons)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
