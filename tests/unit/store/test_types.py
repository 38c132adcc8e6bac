"""Column types store any path, text and time."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from wbc_desktop.store.types import PathBytes, PlainText, UtcDateTime


@given(st.binary())
def test_every_path_is_stored(name: bytes) -> None:
    path = os.fsdecode(name)
    stored = PathBytes().process_bind_param(path, dialect())
    assert PathBytes().process_result_value(stored, dialect()) == path


@given(st.text(), st.text())
def test_paths_sort_as_python_sorts_them(one: str, other: str) -> None:
    stored = [PathBytes().process_bind_param(path, dialect()) or b"" for path in (one, other)]
    assert (stored[0] < stored[1]) == (one < other)


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_stored(text: str) -> None:
    stored = PlainText().process_bind_param(text, dialect())
    assert stored is not None
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute("SELECT ?", (stored,)).fetchone() == (stored,)
    finally:
        connection.close()
    assert "\0" not in stored


@given(st.text().filter(lambda text: "\0" not in text))
def test_ordinary_text_is_not_changed(text: str) -> None:
    assert PlainText().process_bind_param(text, dialect()) == text


@pytest.mark.slow
@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_times_are_stored_in_utc(naive: datetime, minutes: int) -> None:
    local = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    stored = UtcDateTime().process_bind_param(local, dialect())
    assert stored is not None
    back = UtcDateTime().process_result_value(stored.replace(tzinfo=None), dialect())
    assert back == local
    assert back is not None
    assert back.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect())
