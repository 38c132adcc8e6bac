"""Findings on a class: the flag, whether it is settled, absolute counts with and without the correction."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.differential import DifferentialRow, differential_from_counts
from wbc_desktop.domain.differential_findings import Findings, Interval, Settling, Side, findings
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, RangeSet
from wbc_desktop.domain.slide_fields import SlideFields

NOTHING = SlideFields()


def rough(row: DifferentialRow, white: int) -> Interval:
    share = row.share or 0.0
    return max(0.0, share - 0.05), share + 0.05


def settling(row: DifferentialRow, white: int, band: RangeBand) -> Settling:
    return Settling(7)


def found(fields: SlideFields = NOTHING, **standing: int) -> Findings:
    counted = differential_from_counts(Counter(standing), 0, STANDARD_CLASSES)
    return findings(counted, DEFAULT_RANGES, fields, rough, settling)


@pytest.mark.parametrize(
    ("neutrophils", "flag", "settled"),
    [
        (20, "low", True),
        (38, "low, not settled", False),
        (40, "not settled", False),
        (60, "within", True),
        (80, "not settled", False),
        (82, "high, not settled", False),
        (95, "high", True),
    ],
)
def test_flags(neutrophils: int, flag: str, settled: bool) -> None:
    one = found(NEU=neutrophils, LYM=100 - neutrophils).by_code["NEU"]
    assert (one.flag, one.settled) == (flag, settled)
    assert one.settling == (None if settled else Settling(7))


def test_a_class_without_a_range_has_no_flag() -> None:
    erythroblasts = found(NEU=100, ERB=5).by_code["ERB"]
    assert (erythroblasts.side, erythroblasts.flag) == (None, "")


def test_no_findings_without_white_cells() -> None:
    nothing = found(ERB=5)
    assert all(one.flag == "" and one.interval is None for one in nothing.rows)
    assert nothing.open == []


def test_children_have_no_range_in_the_defaults() -> None:
    child = found(SlideFields(age="3"), NEU=20, LYM=80)
    assert child.by_code["NEU"].band is None


def test_a_corrected_count_says_so() -> None:
    plain = found(SlideFields(white_count="10"), NEU=60, LYM=40, ERB=25)
    assert (plain.total, plain.corrected) == (10, False)
    corrected = found(SlideFields(white_count="10", corrected="yes"), NEU=60, LYM=40, ERB=25)
    assert (corrected.typed, corrected.total, corrected.corrected) == (10, 8, True)
    assert corrected.erythroblasts == 25
    assert corrected.by_code["NEU"].absolute == pytest.approx(4.8)
    assert corrected.by_code["NEU"].absolute_interval == pytest.approx((4.4, 5.2))
    assert corrected.by_code["ERB"].absolute == pytest.approx(2)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([c.code for c in STANDARD_CLASSES]), st.integers(0, 200)), st.floats(0.5, 99))
def test_the_absolute_counts_of_the_white_cells_make_the_total(standing: dict[str, int], total: float) -> None:
    all_of_it = found(SlideFields(white_count=f"{total:.2f}"), **standing)
    absolute = [one.absolute for one in all_of_it.rows if one.row.cell_class.white]
    if all_of_it.differential.white:
        assert sum(a for a in absolute if a is not None) == pytest.approx(float(f"{total:.2f}"))
    else:
        assert absolute == [None] * len(absolute)


def test_names_of_range_sets() -> None:
    assert DEFAULT_RANGES.name == "the program’s defaults for adults"
    assert RangeSet(3, (), "").name == "set 3 of the laboratory"
    assert Side.HIGH.value == "high"
