"""The content of a report as frozen values. Nothing here reads a store or a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.cells import Cell, ModelVersion, RefusedFile
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.domain.differential import Differential
from wbc_desktop.domain.differential_findings import Findings
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import mark
from wbc_desktop.domain.signing import Amendment, Signature

Picture = NDArray[np.uint8]
"""Height x width x 3, RGB, 0 to 255."""


class EmptyField(NamedTuple):
    """A field in which there is no white cell: its file's path and SHA-256, and the page (from 0)."""

    path: str
    sha256: str
    page: int


class PictureChanged(Exception):
    """The file of a cell holds another picture than the one that was classified."""


Interval = tuple[float, float]
"""The 95 % interval of a share: fractions from 0 to 1."""


class ReportState(StrEnum):
    """The state of the result, printed in large letters."""

    PRELIMINARY = mark("PRELIMINARY")
    SIGNED = mark("SIGNED")
    AMENDED = mark("AMENDED")


@dataclass(frozen=True, slots=True)
class Change:
    """The number of cells that changed from the predicted to the final class (codes)."""

    predicted: str
    final: str
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Preclassification against final class of the decided cells; ``kappa`` is None if undefined."""

    n: int
    agreed: int
    interval: Interval | None
    kappa: float | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Signing in the report. ``version`` 0: never signed. ``amendment``: the reason for a later version.

    ``changes`` lists the differences from the version before. ``head`` is the hash of the audit entry of the last
    signature, ``digest`` the signed digest. ``superseded`` is the newest version if this is an older one, and
    ``reopened`` the amendment that followed this version.
    """

    version: int = 0
    signatures: tuple[Signature, ...] = ()
    amendment: Amendment | None = None
    changes: tuple[str, ...] = ()
    head: str = ""
    digest: str = ""
    superseded: int | None = None
    reopened: Amendment | None = None


def fields_of(data: ReportData) -> int:
    """Return the number of fields, with and without white cells; 0 if the pictures show single cells."""
    return len({(cell.sha256, cell.page) for cell in data.cells if cell.box is not None}) + len(data.empty_fields)


@dataclass(frozen=True, slots=True)
class ReportData:
    """One report. Every text may be empty and may hold any characters; every time is aware.

    ``intervals`` has the exact 95 % interval of the share of each white-cell class by code (none without white
    cells); ``findings`` compares the classes with the reference ranges (None: not compared).
    ``reported_at`` and ``collected_at`` are printed in the zone that they carry. ``images`` counts the readable image
    files (files of one content are one cell). ``cells`` are the cells shown, those of one field by their numbers;
    ``not_counted`` is the number of those that are cut by the edge of their field and therefore not counted.
    ``empty_fields`` are the fields in which no white cell is, ``models`` the models of the preclassifications, the
    active one first, ``foreign`` the judgement of one of them about the slide as a whole. ``read_picture`` returns the
    full picture that shows a cell (of a region: its whole field) and may raise anything if its file is missing or
    damaged; ``read_maps`` returns the stored heatmaps of some cell ids. Both are called while the report is drawn, for
    a few cells at a time.
    """

    slide: str
    differential: Differential
    reported_at: datetime
    program_version: str
    cells: tuple[Cell, ...]
    read_picture: Callable[[Cell], Picture]
    read_maps: Callable[[Sequence[int]], Mapping[int, HeatMaps]]
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    findings: Findings | None = None
    laboratory: str = ""
    address: str = ""
    folder: str = ""
    sample: str = ""
    patient: str = ""
    age: str = ""
    sex: str = ""
    stain: str = ""
    white_count: str = ""
    comments: str = ""
    collected_at: datetime | None = None
    state: ReportState = ReportState.PRELIMINARY
    reviewers: tuple[str, ...] = ()
    agreement: Agreement | None = None
    models: tuple[ModelVersion, ...] = ()
    device: str = ""
    images: int = 0
    not_counted: int = 0
    empty_fields: tuple[EmptyField, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    page_size: str = "A4"
    heatmap_colours: str = "inferno"
    heatmap_opacity: float = 0.5
    signing: Signing = Signing()
    cell_comments: tuple[CellComment, ...] = ()
    foreign: Foreignness | None = None
