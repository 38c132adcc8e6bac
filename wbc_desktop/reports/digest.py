"""The digest of a result: 64 hexadecimal digits that change with any part of the result.

It is the SHA-256 of the result as canonical JSON: UTF-8, keys sorted, no white space, every character beyond ASCII as
``\\uXXXX``. The object holds

- ``format``: ``"wbc-result-2"``; ``slide``, ``sample``, ``patient``, ``age``, ``sex``, ``stain``, ``white_count``,
  ``comments``, ``state``: texts as typed; ``collected_at``: ISO 8601 in UTC or null;
- ``judged``: null, or ``ranges`` (the number of the set), ``flags`` (words by class code), ``corrected`` (whether the
  white count was corrected for erythroblasts);
- ``counts``: cells by class code, ``white``, ``unidentified``, ``not_classed``, ``unclassified``, ``undecided``,
  ``total``;
- ``cells``: one object per cell, ordered by ``sha256``, ``path``, page and number: the first two, ``page`` (from 0) and
  ``box`` (left, top, width, height in pixels, or null) if the cell is not the first page as a whole, ``predicted``,
  ``confidence`` (six decimals, as text), ``unidentified``, ``label``, ``reviewer``, ``decided_at`` (ISO 8601 in UTC),
  or null;
- ``cell_comments``: only if there are any, one object per comment in force, ordered by ``sha256`` and ``at``:
  those two (``at`` in ISO 8601, UTC), ``text`` and ``reviewer``;
- ``empty_fields``: only if there are any, path, SHA-256 and page of each field without white cells, ordered;
- ``models``: the SHA-256 of each model, in order; ``refused``: path and reason of each refused file, ordered.

It leaves out what does not change the result: time of the report, device, page size, laboratory, program version.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.reports.data import ReportData


def result_digest(data: ReportData) -> str:
    """Return the digest of the result in ``data`` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: ReportData) -> bytes:
    """Return the canonical JSON of the result as bytes."""
    counted = data.differential
    result: dict[str, object] = {
        "format": "wbc-result-2",
        "slide": data.slide,
        "sample": data.sample,
        "patient": data.patient,
        "age": data.age,
        "sex": data.sex,
        "stain": data.stain,
        "white_count": data.white_count,
        "judged": _judged(data),
        "comments": data.comments,
        "state": data.state.value,
        "collected_at": _utc(data.collected_at),
        "counts": {
            "classes": {row.cell_class.code: row.count for row in counted.rows},
            "white": counted.white,
            "unidentified": counted.unidentified,
            "not_classed": counted.not_classed,
            "unclassified": counted.unclassified,
            "undecided": counted.undecided,
            "total": counted.total,
        },
        "cells": [_cell(cell) for cell in sorted(data.cells, key=_place)],
        "models": [model.sha256 for model in data.models],
        "refused": sorted([file.path, file.reason] for file in data.refused),
    }
    if data.cell_comments:
        result["cell_comments"] = sorted(map(_comment, data.cell_comments), key=lambda c: (c["sha256"], c["at"]))
    if data.empty_fields:
        result["empty_fields"] = sorted(data.empty_fields)
    return json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _judged(data: ReportData) -> dict[str, object] | None:
    found = data.findings
    if found is None:
        return None
    flags = {one.row.cell_class.code: one.flag for one in found.rows if one.flag}
    return {"ranges": found.ranges.number, "flags": flags, "corrected": found.corrected}


def _place(cell: Cell) -> tuple[str, str, int, int]:
    return cell.sha256, cell.path, cell.page, cell.number


def _cell(cell: Cell) -> dict[str, object]:
    region = {"page": cell.page, "box": cell.box} if cell.page or cell.box is not None else {}
    prediction = cell.preclassification
    decision = cell.classification if cell.label is not None else None
    return {
        **region,
        "sha256": cell.sha256,
        "path": cell.path,
        "predicted": cell.predicted,
        "confidence": f"{prediction.confidence:.6f}" if prediction is not None else None,
        "unidentified": prediction.unidentified if prediction is not None else None,
        "label": cell.label,
        "reviewer": decision.reviewer if decision is not None else None,
        "decided_at": _utc(decision.created_at) if decision is not None else None,
    }


def _comment(comment: CellComment) -> dict[str, str]:
    at = comment.at.astimezone(UTC).isoformat()
    return {"sha256": comment.sha256, "at": at, "text": comment.text, "reviewer": comment.reviewer}


def _utc(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat() if time is not None else None
