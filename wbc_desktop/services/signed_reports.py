"""Signed reports: the data of a version's report are stored when it is signed, and always printed from there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wbc_desktop.domain.cells import Cell, Slide
from wbc_desktop.domain.comments import CellComment, comment_changes
from wbc_desktop.domain.entries import EntryKind
from wbc_desktop.domain.errors import DatabaseError, UsageError
from wbc_desktop.domain.frozen import freeze, thaw
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reference_ranges import RangeSet
from wbc_desktop.domain.signing import SignedVersion, changes, field_changes, locking_version
from wbc_desktop.reports.data import ReportData, ReportState, Signing
from wbc_desktop.services.pictures import SlidePictures
from wbc_desktop.store import entries, preclassifications, signatures
from wbc_desktop.store.engine import Database

_RULES = (EntryKind.COUNTING, EntryKind.CLASS, EntryKind.RANGES)
_FIELDS = ("sample", "patient", "age", "sex", "stain", "white_count", "collected_at", "comments")


def signed_data(db: Database, slide: Slide, now: datetime, version: int | None = None) -> ReportData | None:
    """Return the report data of a signed version; without ``version``, those of the version in force, or None.

    Only the time of printing and the marks of a later amendment are current. Raises :class:`UsageError` if there is no
    such version.
    """
    with db.read() as s:
        every = signatures.versions(s, slide.id)
        if version is None:
            if not every or every[-1].amendment is not None:
                return None
            wanted = every[-1]
        else:
            found = [v for v in every if v.version == version]
            if not found:
                raise UsageError(
                    tr("The slide “{name}” has no signed version {version}.", name=slide.name, version=version)
                )
            wanted = found[0]
        return _data(db, s, slide, wanted, every, now)


def signed_under_other_rules(s: Session, slide_id: int) -> dict[str, Any] | None:
    """Return the stored data of the version that locks the slide, if the laboratory's rules changed since; else None.

    Without such a change the locked slide is counted now as it was signed, and its large data need not be read.
    """
    version = locking_version(signatures.versions(s, slide_id))
    if version is None or not entries.any_since(s, _RULES, version.created_at):
        return None
    return _stored(s, version)


def open_signing(s: Session, slide_id: int) -> Signing:
    """Return the signing data of an unsigned slide: version and reason if it is being amended, else empty."""
    every = signatures.versions(s, slide_id)
    last = every[-1] if every else None
    if last is None or last.amendment is None:
        return Signing()
    return Signing(version=last.version, amendment=last.amendment)


def frozen_text(data: ReportData) -> str:
    """Return the report data as JSON text; pictures and heatmaps are not included, the cells refer to them."""
    return json.dumps(freeze(data), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _data(
    db: Database, s: Session, slide: Slide, version: SignedVersion, every: Sequence[SignedVersion], now: datetime
) -> ReportData:
    value = _stored(s, version)
    data = thaw(ReportData, value, read_picture=SlidePictures(slide).read, read_maps=lambda ids: {}, reported_at=now)
    preclassification_ids = {c.id: c.preclassification.id for c in data.cells if c.preclassification is not None}

    def maps(cell_ids: Sequence[int]) -> Mapping[int, HeatMaps]:
        wanted = {i: preclassification_ids[i] for i in cell_ids if i in preclassification_ids}
        with db.read() as session:
            return preclassifications.maps_of(session, wanted)

    before = next((v for v in every if v.version == version.version - 1), None)
    later = every[-1].version if every[-1].version != version.version else None
    signing = Signing(
        version=version.version,
        signatures=version.signatures,
        amendment=None if before is None else before.amendment,
        changes=() if before is None else _changes(thaw_cells(s, before), data, _stored(s, before), value),
        head=signatures.head_of(s, version),
        digest=version.digest,
        superseded=later,
        reopened=version.amendment,
    )
    state = ReportState.SIGNED if version.version == 1 else ReportState.AMENDED
    return replace(data, read_maps=maps, state=state, signing=signing)


def thaw_cells(s: Session, version: SignedVersion) -> tuple[Cell, ...]:
    """Return the cells of a signed version as they were signed."""
    return tuple(thaw(Cell, cell) for cell in _stored(s, version)["cells"])


def thaw_comments(value: Mapping[str, Any]) -> tuple[CellComment, ...]:
    """Return the comments in the stored data of a signed version; none in data from before comments existed."""
    return tuple(thaw(CellComment, one) for one in value.get("cell_comments", ()))


def _changes(
    before: Sequence[Cell], now: ReportData, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[str, ...]:
    typed = field_changes({**_texts(old), **_inputs_of_findings(old)}, {**_texts(new), **_inputs_of_findings(new)})
    rules = field_changes(*_rules_of_counting(old, new))
    remarks = comment_changes(thaw_comments(old), now.cell_comments)
    return (*changes(before, now.cells), *rules, *typed, *remarks) or (
        tr("No class and no field differs from the version before."),
    )


def _texts(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value.get(name) or "") for name in _FIELDS}


def _inputs_of_findings(value: Mapping[str, Any]) -> dict[str, str]:
    """Return the inputs of flags and absolute counts that are not among the printed fields, by name."""
    found = value.get("findings")
    if not found:
        return {}
    corrected = tr("yes") if found["fields"].get("corrected") == "yes" else tr("no")
    ranges = RangeSet(found["ranges"]["number"], (), "").name
    return {tr("white count corrected for erythroblasts"): corrected, tr("reference ranges"): ranges}


def _rules_of_counting(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what decides how cells are counted in two versions, by name: cut cells, and the classes of both."""
    before, after = (
        {row["cell_class"]["code"]: row["cell_class"] for row in v["differential"]["rows"]} for v in (old, new)
    )
    found: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for texts, value, classes in zip(found, (old, new), (before, after), strict=True):
        texts[tr("cells at the edge that are not counted")] = str(value.get("not_counted", 0))
        for code in before.keys() & after.keys():
            texts[tr("{code} is a white cell", code=code)] = tr("yes") if classes[code]["white"] else tr("no")
            texts[tr("name of {code}", code=code)] = classes[code]["name"]
    return found


def _stored(s: Session, version: SignedVersion) -> dict[str, Any]:
    try:
        value = json.loads(signatures.frozen(s, version.id))
    except ValueError as error:
        raise DatabaseError(
            tr(
                "The signed version {version} of this slide is damaged: run “wbc-desktop audit verify”.",
                version=version.version,
            )
        ) from error
    return dict(value)
