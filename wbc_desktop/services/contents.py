"""Whether the files of a slide still hold the contents that are stored of them."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from wbc_desktop.domain.cells import KnownFile, Slide
from wbc_desktop.domain.file_version import is_unchanged
from wbc_desktop.domain.language import trn
from wbc_desktop.services.walk import found_file
from wbc_desktop.store import files, guard
from wbc_desktop.store.engine import Database


def has_content(full: str | Path, known: KnownFile) -> bool:
    """Whether the file ``full`` holds the content of ``known``. It is read only where its version proves nothing."""
    try:
        about = os.stat(full)  # noqa: PTH116
        if not stat.S_ISREG(about.st_mode):
            return False
        if is_unchanged(known, found_file(known.path, str(full), about)):
            return True
        with open(full, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest() == known.sha256
    except OSError:
        return False


def changed_files(db: Database, slide: Slide) -> list[str]:
    """The paths of the slide's pictures that hold another content by now, or are gone.

    None when the whole folder is gone: nothing can be compared then, and the stored result can be written all the
    same. None of a signed slide: it stays as it was signed, whatever happens to its folder.
    """
    if not os.path.isdir(slide.folder):  # noqa: PTH112
        return []
    with db.read() as s:
        if guard.is_signed(s, slide.id):
            return []
        images = [known for known in files.known(s, slide.id).values() if known.reason is None]
    folder = Path(slide.folder)
    return [known.path for known in images if not has_content(folder / known.path, known)]


def changed_files_sentence(paths: list[str]) -> str:
    """The sentence about the files that :func:`changed_files` found; "" when there are none."""
    if not paths:
        return ""
    return trn(
        "One file of this folder, “{first}”, was changed or removed since the folder was read, so the result "
        "describes the earlier picture: open the folder again.",
        "{n:,} files of this folder, the first is “{first}”, were changed or removed since the folder was read, so "
        "the result describes the earlier pictures: open the folder again.",
        len(paths),
        first=paths[0],
    )
