"""Details of a slide in the store: only changes are stored, earlier values stay, and findings use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.services.conftest import StoredSlide

from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.reference_ranges import RangeBand, Sex
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.slide_fields import SlideFields, checked
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services.differentials import slide_findings
from wbc_desktop.services.ranges import change_ranges
from wbc_desktop.services.report import report_data
from wbc_desktop.services.slide_fields import change_fields, history, slide_fields
from wbc_desktop.store import slides
from wbc_desktop.store.engine import Database

ADA = Identity("Ada")
TYPED = SlideFields(
    sample="S-1",
    patient="王小明 محمد",
    age="44",
    sex="f",
    stain="Wright",
    collected="2026-11-23 08:30 +07:00",
    white_count="7,4",
    corrected="yes",
    comments="Two\nlines",
)


@pytest.fixture
def slide_id(store_slide: StoredSlide) -> int:
    predictions = {f"n{number}.png": "NEU" for number in range(6)} | {f"l{number}.png": "LYM" for number in range(4)}
    return store_slide({**predictions, "e.png": "ERB"})[0]


def stored(db: Database, slide_id: int) -> SlideFields:
    with db.read() as s:
        return slide_fields(s, slide_id)


def test_fields_are_stored_as_typed(db: Database, slide_id: int) -> None:
    assert stored(db, slide_id) == SlideFields()
    assert change_fields(db, slide_id, TYPED, ADA).slides
    typed = stored(db, slide_id)
    assert typed == replace(TYPED, collected="2026-11-23 08:30+07:00")
    assert not change_fields(db, slide_id, typed, ADA).slides, "equal fields are no change"
    change_fields(db, slide_id, replace(typed, age="45", comments=""), Identity("Bo"))
    with db.read() as s:
        entered = [(e.subject, e.value, e.reviewer) for e in history(s, slide_id)]
    assert len(entered) == 11
    assert entered[-2:] == [("age", "45", "Bo"), ("comments", "", "Bo")]


def test_invalid_fields_are_not_stored(db: Database, slide_id: int) -> None:
    for wrong in ({"white_count": "many"}, {"collected": "today"}, {"sample": "x" * 5000}):
        with pytest.raises(UsageError):
            change_fields(db, slide_id, replace(TYPED, **wrong), ADA)
    with pytest.raises(UsageError, match="Sign in as a reviewer"):
        change_fields(db, slide_id, TYPED, Identity(""))
    assert stored(db, slide_id) == SlideFields()


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.tuples(*[st.text(max_size=20)] * 4))
def test_any_valid_text_is_stored_unchanged(db: Database, slide_id: int, texts: tuple[str, ...]) -> None:
    sample, patient, age, sex = texts
    typed = SlideFields(sample=sample, patient=patient, age=age, sex=sex)
    change_fields(db, slide_id, typed, ADA)
    assert stored(db, slide_id) == checked(typed)


def test_fields_select_the_range_and_give_absolute_counts(db: Database, slide_id: int) -> None:
    change_ranges(db, [RangeBand("NEU", 90, 95), RangeBand("NEU", 10, 90, Sex.FEMALE, 40, 50)], "", ADA)
    assert slide_findings(db, slide_id).by_code["NEU"].flag == "low"
    change_fields(db, slide_id, TYPED, ADA)
    found = slide_findings(db, slide_id)
    assert found.by_code["NEU"].band == RangeBand("NEU", 10, 90, Sex.FEMALE, 40, 50)
    assert found.by_code["NEU"].flag == "within"
    assert found.total == pytest.approx(7.4 / 1.1), "one erythroblast per ten white cells"
    assert found.by_code["NEU"].absolute == pytest.approx(0.6 * 7.4 / 1.1)


def test_report_prints_the_fields(db: Database, slide_id: int) -> None:
    change_fields(db, slide_id, TYPED, ADA)
    with db.read() as s:
        slide = slides.get(s, slide_id)
    zone = timezone(timedelta(hours=7))
    data = report_data(db, slide, Settings(), datetime(2026, 11, 24, tzinfo=zone))
    assert (data.sample, data.patient, data.age, data.sex, data.stain) == ("S-1", TYPED.patient, "44", "f", "Wright")
    assert data.collected_at == datetime(2026, 11, 23, 8, 30, tzinfo=zone)
    assert (data.white_count, data.comments) == ("7,4", "Two\nlines")
    assert data.findings is not None
    assert data.findings.corrected
