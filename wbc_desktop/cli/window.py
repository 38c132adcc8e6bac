"""Open the window, if the command line names no command."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from wbc_desktop.cli.place import Place
from wbc_desktop.domain.errors import FolderError, WbcError


def run(args: argparse.Namespace, place: Place) -> int:
    """Check the folder if one is given, open the window on it, and return the exit status after it is closed."""
    if args.folder is not None:
        _check_folder(args.folder)
    try:
        app = importlib.import_module("wbc_desktop.app")  # by name, because only the window needs Qt
    except ImportError as error:
        raise WbcError(
            f"The window cannot be opened ({error}): run “wbc-desktop doctor” to find out what is missing."
        ) from (error)
    status: int = app.run(args.folder, place.data_dir, place.database_url, args.model)
    return status


def _check_folder(name: str) -> None:
    folder = Path(name)
    try:
        if folder.is_dir():
            return
        there = folder.exists()
    except (OSError, ValueError) as error:
        raise FolderError(f"“{name}” cannot be opened: check its name.") from error
    if there:
        raise FolderError(f"“{name}” is a file: name the folder that contains it.")
    hint = " and no command of that name: see wbc-desktop --help" if folder.parts == (name,) else ": check its name"
    raise FolderError(f"There is no folder “{name}”{hint}.")
