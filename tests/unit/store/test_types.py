"""Column types keep what a file system, a person and a clock may say."""

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
def test_every_file_name_comes_back(name: bytes) -> None:
    path = os.fsdecode(name)
    kept = PathBytes().process_bind_param(path, dialect())
    assert PathBytes().process_result_value(kept, dialect()) == path


@given(st.text(), st.text())
def test_paths_sort_as_python_sorts_them(one: str, other: str) -> None:
    kept = [PathBytes().process_bind_param(path, dialect()) or b"" for path in (one, other)]
    assert (kept[0] < kept[1]) == (one < other)


@given(st.text(st.characters(codec=None)))
def test_text_is_stored_whatever_it_holds(text: str) -> None:
    kept = PlainText().process_bind_param(text, dialect())
    assert kept is not None
    connection = sqlite3.connect(":memory:")
    try:
        assert connection.execute("SELECT ?", (kept,)).fetchone() == (kept,)
    finally:
        connection.close()
    assert "\0" not in kept


@given(st.text().filter(lambda text: "\0" not in text))
def test_ordinary_text_is_not_changed(text: str) -> None:
    assert PlainText().process_bind_param(text, dialect()) == text


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_times_are_kept_in_utc(naive: datetime, minutes: int) -> None:
    local = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    kept = UtcDateTime().process_bind_param(local, dialect())
    assert kept is not None
    back = UtcDateTime().process_result_value(kept.replace(tzinfo=None), dialect())
    assert back == local
    assert back is not None
    assert back.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect())
