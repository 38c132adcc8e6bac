"""Reference ranges: which band applies, and which are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.classes import STANDARD_CLASSES
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reference_ranges import DEFAULT_RANGES, RangeBand, Sex, band_for, checked

EVERYBODY = RangeBand("NEU", 40, 80)
WOMEN = RangeBand("NEU", 42, 78, Sex.FEMALE)
CHILDREN = RangeBand("NEU", 20, 60, None, 1, 6)
GIRLS = RangeBand("NEU", 22, 58, Sex.FEMALE, 1, 6)
BANDS = (EVERYBODY, WOMEN, CHILDREN, GIRLS)


@pytest.mark.parametrize(
    ("years", "sex", "band"),
    [
        (30, None, EVERYBODY),
        (30, Sex.MALE, EVERYBODY),
        (30, Sex.FEMALE, WOMEN),
        (None, None, EVERYBODY),
        (1, None, CHILDREN),
        (5.99, Sex.MALE, CHILDREN),
        (3, Sex.FEMALE, GIRLS),
        (6, Sex.FEMALE, WOMEN),
    ],
)
def test_most_specific_band_applies(years: float | None, sex: Sex | None, band: RangeBand) -> None:
    assert band_for(BANDS, "NEU", years, sex) is band
    assert band_for(BANDS[::-1], "NEU", years, sex) is band
    assert band_for(BANDS, "LYM", years, sex) is None


def test_the_defaults_are_for_adults_and_can_be_stored() -> None:
    assert checked(DEFAULT_RANGES.bands, STANDARD_CLASSES) == DEFAULT_RANGES.bands
    assert band_for(DEFAULT_RANGES.bands, "NEU", None, None) == RangeBand("NEU", 40, 80, from_years=18)
    assert band_for(DEFAULT_RANGES.bands, "NEU", 17.9, Sex.MALE) is None
    assert "Check against your laboratory’s own" in DEFAULT_RANGES.source


@pytest.mark.parametrize(
    ("band", "why"),
    [
        (RangeBand("XYZ", 1, 2), "no class XYZ"),
        (RangeBand("NEU", None, None), "no limit"),
        (RangeBand("NEU", 50, 40), "exchange"),
        (RangeBand("NEU", 1, 101), "between 0 and 100"),
        (RangeBand("NEU", -1, None), "between 0 and 100"),
        (RangeBand("NEU", float("nan"), None), "between"),
        (RangeBand("ERB", 0, 20000), "between 0 and 10000"),
        (RangeBand("NEU", 1, 2, None, 10, 10), "end before"),
        (RangeBand("NEU", 1, 2, None, -1), "an age"),
    ],
)
def test_invalid_bands_are_refused(band: RangeBand, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        checked([band], STANDARD_CLASSES)


ages = st.integers(0, 100)
bands = st.builds(
    lambda sex, start, length: RangeBand("NEU", 1, 2, sex, start, None if length is None else start + length),
    st.none() | st.sampled_from(Sex),
    ages,
    st.none() | st.integers(1, 50),
)


@pytest.mark.slow
@given(st.lists(bands, max_size=6), ages, st.none() | st.sampled_from(Sex))
def test_valid_bands_never_conflict(drawn: list[RangeBand], years: int, sex: Sex | None) -> None:
    """No two bands of one class and sex apply to one person."""
    try:
        good = checked(drawn, STANDARD_CLASSES)
    except UsageError:
        clash = [
            (one, other)
            for place, one in enumerate(drawn)
            for other in drawn[:place]
            if one.sex == other.sex
            and any(one.applies("NEU", y, one.sex) and other.applies("NEU", y, one.sex) for y in range(150))
        ]
        assert clash
        return
    for wanted in (None, *Sex):
        assert sum(band.applies("NEU", years, wanted) and band.sex == wanted for band in good) <= 1
    chosen = band_for(good, "NEU", years, sex)
    assert (chosen is None) == (not any(band.applies("NEU", years, sex) for band in good))
    assert chosen is None or chosen.applies("NEU", years, sex)
