"""The digest changes if and only if the result changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from unit.reports.samples import MODEL, NOW, cell, judged, mixed_cells, report

from wbc_desktop.domain.cells import RefusedFile
from wbc_desktop.domain.comments import CellComment
from wbc_desktop.reports.data import ReportState
from wbc_desktop.reports.digest import canonical, result_digest

CELLS = mixed_cells(12)
DATA = report(CELLS)
FINDINGS = judged(CELLS)


def test_it_is_the_sha_256_of_the_canonical_json() -> None:
    assert result_digest(DATA) == hashlib.sha256(canonical(DATA)).hexdigest()
    found = json.loads(canonical(DATA))
    assert found["format"] == "wbc-result-2"
    assert found["counts"]["total"] == 12
    assert "empty_fields" not in found, "the digest of pictures of single cells has no fields"
    again = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert again.encode("ascii") == canonical(DATA)


def test_the_order_of_the_cells_does_not_matter() -> None:
    assert result_digest(replace(DATA, cells=tuple(reversed(DATA.cells)))) == result_digest(DATA)


@pytest.mark.parametrize(
    "change",
    [
        {"reported_at": NOW + timedelta(hours=1)},
        {"page_size": "Letter"},
        {"device": "cuda:0"},
        {"laboratory": "Another"},
        {"program_version": "WBC Desktop 9"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_fields_outside_the_result_do_not_change_the_digest(change: dict[str, Any]) -> None:
    assert result_digest(replace(DATA, **change)) == result_digest(DATA)


@pytest.mark.parametrize(
    "change",
    [
        {"slide": "Slide 43"},
        {"sample": "other"},
        {"patient": "other"},
        {"age": "44"},
        {"sex": "female"},
        {"stain": "Wright"},
        {"white_count": "7.4"},
        {"findings": FINDINGS},
        {"comments": "other"},
        {"state": ReportState.SIGNED},
        {"collected_at": NOW},
        {"refused": (RefusedFile("a.png", "is truncated"),)},
        {"models": (replace(MODEL, sha256="f" * 64),)},
        {"cells": (*CELLS[:-1], cell(12, "EOS", "NC"))},
        {"cells": tuple(CELLS[:-1])},
        {"cell_comments": (CellComment(CELLS[0].path, CELLS[0].sha256, "two cells", "Ada", NOW),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_fields_of_the_result_change_the_digest(change: dict[str, Any]) -> None:
    assert result_digest(replace(DATA, **change)) != result_digest(DATA)


def test_a_name_that_is_not_valid_text_has_a_digest() -> None:
    assert len(result_digest(report([cell(1, path="na\udcffme.png")]))) == 64
