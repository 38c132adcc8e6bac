"""The fields of a slide with their cells, in the order of the folder."""

from __future__ import annotations

from dataclasses import dataclass

from wbc_desktop.domain.regions import PictureKind
from wbc_desktop.store import regions
from wbc_desktop.store.engine import Database


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field: the cell that stands for it as a whole, its path and page (from 0), and its cells by number."""

    id: int
    file_id: int
    path: str
    page: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SlideFields:
    """The kind of a slide's pictures (None: not decided yet), and its fields; without fields for single cells."""

    slide_id: int
    kind: PictureKind | None
    fields: tuple[FieldEntry, ...] = ()

    @property
    def cells(self) -> int:
        """The number of cells in all fields."""
        return sum(len(field.cells) for field in self.fields)

    @property
    def without(self) -> tuple[FieldEntry, ...]:
        """The fields without cells."""
        return tuple(field for field in self.fields if not field.cells)

    def place(self, file_id: int, page: int) -> int | None:
        """Return the position of the field that is this page of the file with this cell; None if it is not there."""
        places = (n for n, field in enumerate(self.fields) if (field.file_id, field.page) == (file_id, page))
        return next(places, None)


def fields_of(db: Database, slide_id: int) -> SlideFields:
    """Return the fields of a slide."""
    with db.read() as s:
        kind = regions.kind(s, slide_id)
        if kind is not PictureKind.FIELDS:
            return SlideFields(slide_id, kind)
        shown = regions.shown_by_page(s, slide_id)
        return SlideFields(
            slide_id,
            kind,
            tuple(
                FieldEntry(one.id, one.file_id, one.path, one.page, tuple(shown.get((one.file_id, one.page), ())))
                for one in regions.pictures(s, slide_id)
            ),
        )
