"""Asking where a file is to be written."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(parent: QWidget, title: str, name: str, suffix: str, kinds: str) -> Path | None:
    """Ask for the file to write, ``name`` in the documents proposed; None when the person cancels."""
    start = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start / file_name(name, suffix)), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def file_name(slide: str, suffix: str) -> str:
    """A name for a file about a slide that every system accepts."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", slide).strip(" .")[:120]
    return (plain or "slide") + suffix
