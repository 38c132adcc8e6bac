"""Find the files of a slide whose content differs from the stored one."""

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
    """Return whether the file ``full`` has the content of ``known``; it is read only if its version does not tell."""
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
    """Return the paths of the slide's pictures that were changed or removed since the scan.

    The list is empty if the whole folder is missing (nothing can be compared, and the stored result can still be
    written), and for a signed slide (later changes of its folder do not concern it).
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
    """Return a sentence about the files that :func:`changed_files` found; "" if there are none."""
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
