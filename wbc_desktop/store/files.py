"""Files of a slide's folder: cells, refused files with their reasons, and missing files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import KnownFile, RefusedFile, ScannedImage
from wbc_desktop.domain.depths import together
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.file_version import FileState, FileVersion
from wbc_desktop.domain.filters import folded
from wbc_desktop.domain.regions import content_of
from wbc_desktop.store import audit_batches, derived, entries, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.prepared import run
from wbc_desktop.store.tables import CellRow, FileRow, SlideRow, bits_of

_CELLS_OF_HASHES = select(CellRow.sha256, CellRow.id).where(
    CellRow.slide_id == bindparam("slide_id"), CellRow.sha256.in_(bindparam("hashes", expanding=True))
)
_FILES_OF_PATHS = select(FileRow.id, FileRow.path, FileRow.cell_id).where(
    FileRow.slide_id == bindparam("slide_id"), FileRow.path.in_(bindparam("paths", expanding=True))
)
_PATHS_OF_CELLS = select(FileRow.cell_id, FileRow.path).where(FileRow.cell_id.in_(bindparam("ids", expanding=True)))
_INSERT_CELLS = insert(cast(Table, CellRow.__table__)).returning(CellRow.sha256, CellRow.id)
_INSERT_FILES = insert(cast(Table, FileRow.__table__)).returning(FileRow.id)
_UPDATE_FILES = update(FileRow)
_TOUCH_FILES = update(cast(Table, FileRow.__table__)).where(
    FileRow.slide_id == bindparam("of_slide"), FileRow.path == bindparam("at_path")
)


def known(s: Session, slide_id: int, cell_id: int | None = None) -> dict[str, KnownFile]:
    """Return the stored state of each file that was in the folder at the last scan, by path; of one cell, or all."""
    of_cell = () if cell_id is None else (FileRow.cell_id == cell_id,)
    rows = run(
        s,
        select(
            FileRow.path,
            FileRow.size,
            FileRow.mtime_ns,
            FileRow.sha256,
            FileRow.reason,
            FileRow.inode,
            FileRow.ctime_ns,
        ).where(FileRow.slide_id == slide_id, FileRow.present.is_(True), *of_cell),
        {},
    ).all()
    return {
        path: KnownFile(path, size, mtime_ns, sha256, reason, version(inode, ctime_ns))
        for path, size, mtime_ns, sha256, reason, inode, ctime_ns in rows
    }


def any_known(s: Session, slide_id: int) -> bool:
    """Return whether any file was in the folder at the last scan."""
    of_slide = select(FileRow.id).where(FileRow.slide_id == slide_id, FileRow.present.is_(True))
    return s.scalar(of_slide.limit(1)) is not None


def count_by_content(s: Session, slide_id: int) -> Counter[str]:
    """Return how many picture files in the folder have each content (SHA-256)."""
    images = (FileRow.slide_id == slide_id, FileRow.present.is_(True), FileRow.cell_id.is_not(None))
    rows = s.execute(select(FileRow.sha256, func.count()).where(*images).group_by(FileRow.sha256))
    return Counter({sha256: count for sha256, count in rows if sha256 is not None})


def version(inode: str | None, ctime_ns: int | None) -> FileVersion | None:
    """Return the version of a file from its two columns, or None when it is not known."""
    return None if inode is None or ctime_ns is None else FileVersion(inode, ctime_ns)


def record_images(s: Session, slide_id: int, images: Sequence[ScannedImage], now: datetime) -> list[int]:
    """Record that the folder has these images; each new content becomes a cell.

    Returns the cell id of each image, in the order given (two files of one content have the same id). If a path is
    given twice, the later one counts.
    """
    guard.check_not_signed(s, slide_id)
    _add_bits(s, slide_id, images, now)
    cell_of, new = _cells_of(s, slide_id, images, now)
    rows: dict[str, dict[str, object]] = {
        i.path: {**_state(i), "sha256": i.sha256, "cell_id": cell_of[i.sha256], "reason": None} for i in images
    }
    former, numbers = _put(s, slide_id, rows)
    derived.update_pictures(s, {*cell_of.values(), *former})
    audit_batches.files_changed(s, slide_id, numbers, new, act="scan", now=now)
    return [cell_of[i.sha256] for i in images]


def record_touched(s: Session, slide_id: int, images: Sequence[ScannedImage]) -> None:
    """Record a new state (size, time, version) of files with unchanged content; their cells stay unchanged."""
    if not images:
        return
    guard.check_not_signed(s, slide_id)
    s.connection().execute(_TOUCH_FILES, [{"of_slide": slide_id, "at_path": i.path, **_state(i)} for i in images])


def record_refused(s: Session, slide_id: int, refused: Sequence[RefusedFile]) -> None:
    """Record that these files are in the folder but cannot be cells; cells of earlier contents are kept."""
    guard.check_not_signed(s, slide_id)
    rows: dict[str, dict[str, object]] = {
        r.path: {**_state(r), "sha256": None, "cell_id": None, "reason": r.reason} for r in refused
    }
    former, numbers = _put(s, slide_id, rows)
    derived.update_pictures(s, former)
    audit_batches.files_changed(s, slide_id, numbers, act="refuse", now=datetime.now(UTC))


def mark_missing(s: Session, slide_id: int, paths: Iterable[str]) -> None:
    """Record that these files are no longer in the folder; their cells are hidden until the files return."""
    _mark(s, slide_id, paths, present=False)


def mark_present(s: Session, slide_id: int, paths: Iterable[str]) -> None:
    """Record that these known files are in the folder again, unchanged."""
    _mark(s, slide_id, paths, present=True)


def refuse_cell_files(s: Session, slide_id: int, cell_id: int, reason: str) -> None:
    """Refuse the picture files of a cell because they cannot be read; all cells of these files are hidden."""
    guard.check_not_signed(s, slide_id)
    picture_id = s.scalars(select(func.coalesce(CellRow.picture_id, CellRow.id)).where(CellRow.id == cell_id)).one()
    refused = (
        update(FileRow)
        .where(FileRow.slide_id == slide_id, FileRow.cell_id == picture_id)
        .values(cell_id=None, reason=reason)
    )
    numbers = s.scalars(refused.returning(FileRow.id)).all()
    derived.update_pictures(s, [picture_id])
    audit_batches.files_changed(s, slide_id, numbers, act="refuse", now=datetime.now(UTC))


def refused(s: Session, slide_id: int) -> list[RefusedFile]:
    """Return the refused files in the folder, by path."""
    rows = s.execute(
        select(FileRow.path, FileRow.reason, FileRow.size, FileRow.mtime_ns)
        .where(FileRow.slide_id == slide_id, FileRow.present.is_(True), FileRow.reason.is_not(None))
        .order_by(FileRow.path)
    )
    return [RefusedFile(path, reason or "", size, mtime_ns) for path, reason, size, mtime_ns in rows]


def hashes_in(s: Session, slide_id: int) -> set[str]:
    """Return the contents (SHA-256) of all cells that the slide ever had; they identify a moved folder."""
    return set(s.scalars(select(CellRow.sha256).where(CellRow.slide_id == slide_id)))


def paths_of(s: Session, slide_id: int, hashes: Sequence[str]) -> dict[str, list[str]]:
    """Return the paths of the files with these contents (SHA-256), also missing ones, by content."""
    content_of = {cell_id: sha256 for sha256, cell_id in cell_ids(s, slide_id, hashes).items()}
    found: dict[str, list[str]] = {}
    for some in chunks(list(content_of)):
        for cell_id, path in run(s, _PATHS_OF_CELLS, {"ids": some}):
            found.setdefault(content_of[cell_id], []).append(path)
    return found


def cell_ids(s: Session, slide_id: int, hashes: Sequence[str]) -> dict[str, int]:
    """Return the cell ids of these contents (SHA-256) on the slide, by content."""
    found: dict[str, int] = {}
    for some in chunks(hashes):
        found.update(run(s, _CELLS_OF_HASHES, {"slide_id": slide_id, "hashes": some}).all())
    return found


def cells_of_paths(s: Session, slide_id: int, paths: Sequence[str]) -> list[int]:
    """Return the cell ids of these files, each once."""
    found: dict[int, None] = {}
    for some in chunks(paths):
        for _, _, cell_id in run(s, _FILES_OF_PATHS, {"slide_id": slide_id, "paths": some}):
            if cell_id is not None:
                found[cell_id] = None
    return list(found)


def _state(file: FileState) -> dict[str, object]:
    """Return the columns that show whether a file may have a new content."""
    inode, ctime_ns = (None, None) if file.version is None else (file.version.inode, file.version.ctime_ns)
    return {"size": file.size, "mtime_ns": file.mtime_ns, "inode": inode, "ctime_ns": ctime_ns}


def _mark(s: Session, slide_id: int, paths: Iterable[str], present: bool) -> None:
    guard.check_not_signed(s, slide_id)
    marked: dict[int, int | None] = {}
    for some in chunks(sorted(set(paths))):
        here = (FileRow.slide_id == slide_id, FileRow.path.in_(some))
        rows = s.execute(update(FileRow).where(*here).values(present=present).returning(FileRow.id, FileRow.cell_id))
        marked.update(rows.all())
    derived.update_pictures(s, {cell_id for cell_id in marked.values() if cell_id is not None})
    act = "present" if present else "missing"
    audit_batches.files_changed(s, slide_id, list(marked), act=act, now=datetime.now(UTC))


def _add_bits(s: Session, slide_id: int, images: Sequence[ScannedImage], now: datetime) -> None:
    """Record how many bits the values of the slide's pictures need, when these images need others."""
    new = {bits for image in images for bits in image.bits}
    if not new:
        return
    known = set(bits_of(s.scalar(select(SlideRow.bits).where(SlideRow.id == slide_id))))
    every = together(new | known)
    if set(every) != known:
        entries.record_by_program(s, EntryKind.BITS, {"": " ".join(every)}, now, slide_id)


def _cells_of(
    s: Session, slide_id: int, images: Sequence[ScannedImage], now: datetime
) -> tuple[dict[str, int], list[int]]:
    """Return the cells of the files' first pages by content, existing and new; and the ids of all new cells."""
    by_content = {i.sha256: i for i in images}
    found = cell_ids(s, slide_id, list(by_content))
    new = [i for sha256, i in by_content.items() if sha256 not in found]
    made: dict[str, int] = {}
    if new:
        rows = [
            {"slide_id": slide_id, "sha256": i.sha256, "width": i.width, "height": i.height, "created_at": now}
            for i in new
        ]
        made = dict(s.connection().execute(_INSERT_CELLS, rows).all())
    cell_of = found | made
    pages = {
        content_of(i.sha256, page): {
            "slide_id": slide_id,
            "sha256": content_of(i.sha256, page),
            "width": width,
            "height": height,
            "created_at": now,
            "picture_id": cell_of[i.sha256],
            "page": page,
        }
        for i in by_content.values()
        for page, (width, height) in enumerate(i.more_pages, start=1)
    }
    known_pages = cell_ids(s, slide_id, list(pages))
    missing = [row for content, row in pages.items() if content not in known_pages]
    more = dict(s.connection().execute(_INSERT_CELLS, missing).all()) if missing else {}
    return cell_of, [*made.values(), *more.values()]


def _put(s: Session, slide_id: int, rows: Mapping[str, dict[str, object]]) -> tuple[set[int], list[int]]:
    """Insert or update the file rows by path, and mark them present.

    Returns the ids of the cells to which they belonged before, and the numbers of the rows.
    """
    ids: dict[str, int] = {}
    former: set[int] = set()
    for some in chunks(list(rows)):
        for file_id, path, cell_id in run(s, _FILES_OF_PATHS, {"slide_id": slide_id, "paths": some}):
            ids[path] = file_id
            if cell_id is not None:
                former.add(cell_id)
    old = [{"id": ids[path], "present": True, **values} for path, values in rows.items() if path in ids]
    new = [
        {"slide_id": slide_id, "path": path, "folded": folded(path), "present": True, **values}
        for path, values in rows.items()
        if path not in ids
    ]
    if old:
        s.execute(_UPDATE_FILES, old)
    numbers = list(ids.values())
    if new:
        numbers += s.connection().execute(_INSERT_FILES, new).scalars()
    return former, numbers
