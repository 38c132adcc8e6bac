"""Finds the folder to open when files or folders are dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_folder(data: QMimeData) -> Path | None:
    """Return the first local folder, else the folder of the first local file; None if there is neither."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    folder = next((file for file in files if file.is_dir()), None)
    if folder is None and files and files[0].is_file():
        return files[0].parent
    return folder
