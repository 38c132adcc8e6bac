"""The comparison of two models as a PDF, read back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from integration.reports.drawing import pages
from pypdf import PdfReader
from unit.domain.comparison_samples import CODES, REASONS, a_comparison, parsed

from wbc_desktop.domain.comparison_result import TrainingResult
from wbc_desktop.reports.comparison_pdf import (
    NO_HOME,
    NO_LABORATORY,
    ComparisonData,
    draw_comparison,
    write_comparison_pdf,
)
from wbc_desktop.reports.pages import RESEARCH_USE

NOW = datetime(2026, 11, 23, 7, 5, tzinfo=timezone(timedelta(hours=1)))
MANY = (*CODES, "BLASTSVERYLONG", "SMUDGE", "ATYLYM", "PLASMA")
EXOTIC = "<b>x</b> &amp; %s {0} \\n"

any_text = st.text(st.characters(exclude_categories=[]), max_size=60)


def drawn(result: TrainingResult, **other: Any) -> PdfReader:
    file = io.BytesIO()
    draw_comparison(ComparisonData(result, NOW, "WBC Desktop 0.1.0", **other), file)
    return PdfReader(file, strict=True)


def all_text(reader: PdfReader) -> str:
    return " ".join(pages(reader))


def test_first_page_has_the_models_and_the_gate() -> None:
    first = pages(drawn(parsed(), started_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC), address="1 Example Street"))[0]
    assert "NOT PASSED" not in first
    for text in (
        *(
            "PASSED",
            "Our laboratory",
            "1 Example Street",
            "wbc8 our stain",
            "fedcba9876543210" * 4,
            "0123456789abcdef" * 4,
        ),
        *("71 cells: NEU 40, LYM 30, BAS 1", "1 cell whose picture could not be used", *REASONS),
        *("quick, 42 seconds on cpu", "2026-11-22 09:30 UTC", "2026-11-23 07:05 UTC+01:00"),
    ):
        assert text in first


def test_tables_have_recall_changes_and_differences() -> None:
    text = all_text(drawn(parsed()))
    assert "Held-out cells of Our laboratory 96 cells of 3 slides" in text
    assert "NEU Neutrophil 12 50.0 40.0 to 60.0 75.0 65.0 to 85.0 3 0 0.250" in text
    assert "All cells (accuracy) 96 50.0 45.0 to 55.0 75.0 70.0 to 80.0 24 0 0.250" in text
    assert "accuracy +25.0 (95 % interval +17.0 to +33.0), balanced accuracy +25.0" in text
    assert "Calibration error (ECE) 0.175 0.113" in text
    assert "Unidentified, % 50.0 25.0" in text
    assert "NEU LYM NEU 3" in text
    assert "Test set of a known laboratory: PBC 800 cells of 800 groups of common origin" in text
    assert "Both models name every cell the same." in text


def test_gate_that_is_not_passed() -> None:
    reason = "Not passed: on PBC (800 cells) the recall of MON fell."
    first = pages(drawn(parsed(gate={"passed": False, "reasons": [reason, REASONS[0]]})))[0]
    assert "NOT PASSED" in first
    assert first.index(reason) < first.index(REASONS[0])


def test_result_without_cells_of_the_laboratory_or_of_others() -> None:
    text = all_text(drawn(parsed(laboratory=None, home=[], corrections={}, laboratory_name="")))
    assert NO_LABORATORY in text
    assert NO_HOME in text


def test_worse_candidate_and_confusions_that_are_not_shown() -> None:
    worse = a_comparison(codes=MANY, n=40, before=0.9, after=0.4)
    worse["changed"] = [
        {"true": true, "active": true, "candidate": other, "n": 1} for true in MANY for other in MANY if true != other
    ][:30]
    text = all_text(drawn(parsed(laboratory=worse)))
    assert "accuracy −50.0" in text
    assert "and 6 cells in 6 other ways" in text


@pytest.mark.parametrize(("size", "width"), [("A4", 595), ("Letter", 612)])
def test_every_page_has_number_candidate_and_research_use(size: str, width: int) -> None:
    home = [a_comparison(name, MANY, 100, 0.97, 0.96, 1000) for name in ("PBC", "TEST", "Raabin")]
    reader = drawn(parsed(laboratory=a_comparison(codes=MANY), home=home), page_size=size)
    found = pages(reader)
    assert round(reader.pages[0].mediabox.width) == width
    assert len(found) >= 3
    for number, page in enumerate(found, 1):
        assert RESEARCH_USE in page
        assert f"Page {number} of {len(found)}" in page
        assert "Candidate wbc8 our stain" in page


def test_small_p_is_not_printed_as_zero() -> None:
    clear = a_comparison()
    clear["mcnemar"]["p"] = 1e-9
    assert "24 0 <0.001" in all_text(drawn(parsed(laboratory=clear)))


def test_markup_is_printed_as_it_is() -> None:
    result = parsed(laboratory_name=EXOTIC, gate={"passed": True, "reasons": [EXOTIC]}, laboratory=a_comparison(EXOTIC))
    text = all_text(drawn(result)).replace(" ", "")
    assert text.count(EXOTIC.replace(" ", "")) >= 3


@pytest.mark.slow
@settings(max_examples=15)
@given(any_text, any_text, st.lists(any_text, max_size=3))
def test_any_text_gives_a_report(one: str, two: str, reasons: list[str]) -> None:
    result = parsed(
        laboratory_name=one,
        laboratory=a_comparison(two, ["NEU", one or "x"] if one != "NEU" else ["NEU"]),
        candidate={"name": two, "file": "c.safetensors", "sha256": "0" * 64},
        device=one,
        gate={"passed": False, "reasons": reasons},
    )
    assert "NOT PASSED" in pages(drawn(result))[0]


def test_same_data_give_the_same_file(tmp_path: Path) -> None:
    data = ComparisonData(parsed(), NOW, "WBC Desktop 0.1.0")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        write_comparison_pdf(data if name != "c.pdf" else replace(data, address="Elsewhere"), tmp_path / name)
    first, again, other = ((tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf", "c.pdf"))
    assert first == again != other
