"""What a drop on the window means: a folder, or the folder of the images that are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_folder(data: QMimeData) -> Path | None:
    """The folder that is meant: the first local folder, else the one in which the first local file lies."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    folder = next((file for file in files if file.is_dir()), None)
    if folder is None and files and files[0].is_file():
        return files[0].parent
    return folder
