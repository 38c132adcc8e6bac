"""Slides, cells, preclassifications and classifications, as every layer above the store sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from wbc_desktop.domain.classes import UNIDENTIFIED
from wbc_desktop.domain.file_version import FileVersion
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.regions import REMOVED, Box, PictureKind, PictureSource, content_of, crop_of

NO_CELL = -1
"""The id that means "no cell" where a number is needed."""


class ReviewState(StrEnum):
    """The state of a cell's review (the ``status`` column of the CSV).

    ``DECIDED``: a reviewer classified the cell and no preclassification exists to compare with.
    """

    UNREVIEWED = "unreviewed"
    CONFIRMED = "confirmed"
    DECIDED = "decided"
    RECLASSIFIED = "reclassified"
    UNREADABLE = "unreadable"


class ActKind(StrEnum):
    """The kind of an act of a reviewer; one act may concern many cells and is undone as a whole."""

    CONFIRM = "confirm"
    RECLASSIFY = "reclassify"
    IMPORT = "import"
    COMMENT = "comment"
    UNDO = "undo"
    REDO = "redo"
    MERGE = "merge"
    DRAW = "draw"
    REMOVE = "remove"
    SPLIT = "split"


REGION_ACTS = frozenset({ActKind.DRAW, ActKind.REMOVE, ActKind.SPLIT})
"""Acts that decide which regions of a field are cells."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One folder of images of one sample. Times are aware, UTC.

    A second read is a slide too: ``second_of`` is the slide that ``reader`` reads without seeing its classes.
    ``others``: further folders of the sample that are merged into this slide; paths of their files are absolute.
    ``pictures``: what its pictures show; None: not decided yet. ``bits``: how many bits their values need, where
    the files do not say it (``domain/depths.py``); none for ordinary pictures. By them pictures are scaled alike.
    """

    id: int
    folder: str
    name: str
    created_at: datetime
    opened_at: datetime
    second_of: int | None = None
    reader: str = ""
    others: tuple[str, ...] = ()
    pictures: PictureKind | None = None
    bits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScannedImage:
    """An image file found by a scan: ``path`` relative to the folder with ``/``; sizes in bytes and pixels.

    ``more_pages``: width and height of each further page that is a picture of its own.
    ``bits``: how many bits the values of its pages need if the file does not say it (``domain/depths.py``).
    ``remark``: what a person must know about how it is read, a phrase that follows its name; mostly "".
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    width: int
    height: int
    version: FileVersion | None = None
    more_pages: tuple[tuple[int, int], ...] = ()
    bits: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that cannot be a cell, and why; size, time and version let a later scan skip it without reading it."""

    path: str
    reason: str
    size: int = 0
    mtime_ns: int = 0
    version: FileVersion | None = None


class KnownFile(NamedTuple):
    """A stored file of a slide; ``reason`` is set if it was refused.

    A scan creates one per file, and a tuple is created in a third of the time of a dataclass.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str | None
    reason: str | None
    version: FileVersion | None = None


@dataclass(frozen=True, slots=True)
class Preclassification:
    """The model's class and calibrated probabilities for a cell, and the device that computed them; never edited.

    ``unlike``: the distance of the cell from the training data (``domain/unlike.py``); None: not known.
    ``adapted``: how the network was adapted to the slide without labels, as JSON text; "": the model as its file says.
    """

    id: int
    cell_id: int
    model_id: int
    predicted: str
    confidence: float
    probabilities: Mapping[str, float]
    unidentified: bool
    created_at: datetime
    device: str = ""
    unlike: float | None = None
    adapted: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """A reviewer's class for a cell; append-only. ``label`` None: the earlier classification was undone.

    ``predicted`` is the model's class when the reviewer decided, so that a confirmed cell stays confirmed under a later
    model. When an undo or redo restores a classification, the cell shows the original ``reviewer`` and ``created_at``;
    the history shows those of the undo or redo.
    """

    id: int
    cell_id: int
    act_id: int
    kind: ActKind
    label: str | None
    predicted: str | None
    reviewer: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a reviewer on one or more cells of a slide; ``target`` is the act that an undo or redo concerns."""

    id: int
    slide_id: int
    kind: ActKind
    reviewer: str
    created_at: datetime
    target: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its latest preclassification and classification.

    A cell is a whole picture, or a region of one: then ``box`` is set, and ``number`` counts from 1 within the file
    (0: a whole page). ``path`` is that of the picture file, relative to the slide's folder; ``sha256``, ``page``
    (from 0), ``width`` and ``height`` (pixels) are those of the picture. ``picture_id`` is the cell that stands for the
    file's first page as a whole, None for that cell itself. ``score``: how sure the finder was of a region, 0 to 1.
    ``by_reviewer``: only a reviewer makes the region a cell, because it was drawn or the finder was not sure.
    ``bits``: as of :class:`Slide`. ``announced``: the slide looks different from what the model was trained on, so
    that no prediction counts until a person has decided.
    """

    id: int
    slide_id: int
    sha256: str
    path: str
    width: int
    height: int
    preclassification: Preclassification | None = None
    classification: Classification | None = None
    picture_id: int | None = None
    page: int = 0
    number: int = 0
    box: Box | None = None
    score: float | None = None
    by_reviewer: bool = False
    bits: tuple[str, ...] = ()
    announced: bool = False

    @property
    def content(self) -> str:
        """What identifies the cell's pixels: the file's SHA-256, or one derived from it, the page and the box."""
        return content_of(self.sha256, self.page, self.box)

    def is_shown(self, pictures: PictureKind | None) -> bool:
        """Return whether a slide with such pictures shows and counts the cell."""
        of_kind = (self.number > 0) == (pictures is PictureKind.FIELDS)
        proposed = self.by_reviewer and self.classification is None
        return bool(self.path) and of_kind and not proposed and self.label != REMOVED

    @property
    def crop(self) -> Box | None:
        """The part of the page that the network and the reviewer see of a region; None: the whole page."""
        return None if self.box is None else crop_of(self.box, self.width, self.height)

    @property
    def crop_content(self) -> str:
        """What identifies the pixels that are shown of the cell: ``source(...).content``."""
        return content_of(self.sha256, self.page, self.crop, self.bits)

    def source(self, folder: str | Path) -> PictureSource:
        """Return where the pixels of the cell are read; ``folder`` is the slide's."""
        return PictureSource(Path(folder) / self.path, self.sha256, self.page, self.crop, self.bits)

    def page_source(self, folder: str | Path) -> PictureSource:
        """Return where the whole page is read that the cell is, or is a region of."""
        return PictureSource(Path(folder) / self.path, self.sha256, self.page, bits=self.bits)

    @property
    def is_cut(self) -> bool:
        """Whether the cell may be cut by the edge of its field."""
        return self.box is not None and self.box.is_cut(self.width, self.height)

    @property
    def label(self) -> str | None:
        """The reviewer's class, or None if undecided."""
        return self.classification.label if self.classification is not None else None

    @property
    def predicted(self) -> str | None:
        """The model's most probable class, even if it is below the threshold."""
        return self.preclassification.predicted if self.preclassification is not None else None

    @property
    def confidence(self) -> float | None:
        """The model's probability for its most probable class (0 to 1)."""
        return self.preclassification.confidence if self.preclassification is not None else None

    @property
    def current(self) -> str | None:
        """The current class of the cell: the reviewer's, else Unidentified or the model's, else None."""
        if self.label is not None:
            return self.label
        if self.preclassification is None:
            return None
        open_to_doubt = self.announced or self.preclassification.unidentified
        return UNIDENTIFIED if open_to_doubt else self.preclassification.predicted

    @property
    def compared_prediction(self) -> str | None:
        """The model's class to compare the reviewer's with: the one at the time of the decision, else the latest."""
        decided = self.classification
        return decided.predicted if decided is not None and decided.predicted is not None else self.predicted

    @property
    def state(self) -> ReviewState:
        """Unreviewed, or how the reviewer's class compares with the preclassification."""
        if self.label is None:
            return ReviewState.UNREVIEWED
        if self.compared_prediction is None:
            return ReviewState.DECIDED
        return ReviewState.CONFIRMED if self.label == self.compared_prediction else ReviewState.RECLASSIFIED

    @property
    def class_to_confirm(self) -> str | None:
        """The class that "Confirm" gives the cell: the reviewer's, else the model's unless it is Unidentified."""
        if not self.needs_decision:
            return self.label
        found = self.preclassification
        return None if found is None or found.unidentified else found.predicted

    @property
    def needs_decision(self) -> bool:
        """Whether the cell still needs a decision: undecided, or Unidentified."""
        return self.label is None or self.label == UNIDENTIFIED

    def waits(self, cut_cells: bool = True) -> bool:
        """Return whether the cell is to be decided: it counts, and needs a decision. ``cut_cells``: cut ones count."""
        return self.needs_decision and (cut_cells or not self.is_cut)


@dataclass(frozen=True, slots=True)
class ImageRow:
    """One cell of an image file for the CSV, with the model's name; or a file without one, with the reason if refused.

    A field without white cells has neither cell nor reason.
    """

    path: str
    sha256: str
    cell: Cell | None
    model: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class NewPreclassification:
    """The result of inference for one cell, ready to be stored.

    ``features``: the short features of the cell as the model defines them (16-bit floats, little endian); they are
    stored beside the maps. ``adapted`` as of :class:`Preclassification`.
    """

    cell_id: int
    predicted: str
    confidence: float
    probabilities: Mapping[str, float]
    unidentified: bool
    maps: HeatMaps | None
    unlike: float | None = None
    features: bytes | None = None
    adapted: str = ""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model as registered in the store. ``summary`` is the evaluation summary of its file."""

    id: int
    name: str
    sha256: str
    path: str
    classes: tuple[tuple[str, str], ...]
    threshold: float
    architecture: str
    trained_at: str
    summary: Mapping[str, object]
    registered_at: datetime
    active: bool
