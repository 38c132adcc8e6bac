"""The wait after wrong passwords, and the checks of names and passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.reviewers import (
    FREE_TRIES,
    LONGEST_WAIT,
    Identity,
    Role,
    Tries,
    folded,
    password_fault,
    wait_after,
    wait_left,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_wait_doubles_up_to_a_limit() -> None:
    waits = [wait_after(wrong).total_seconds() for wrong in range(8)]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32]
    assert wait_after(10_000) == LONGEST_WAIT


@pytest.mark.slow
@given(st.integers(0, 100), st.integers(0, 100))
def test_more_wrong_passwords_never_mean_a_shorter_wait(one: int, more: int) -> None:
    assert wait_after(one) <= wait_after(one + more) <= LONGEST_WAIT


def test_the_wait_runs_from_the_last_try() -> None:
    tries = Tries(FREE_TRIES + 3, NOW)
    assert wait_left(tries, NOW) == timedelta(seconds=8)
    assert wait_left(tries, NOW + timedelta(seconds=5)) == timedelta(seconds=3)
    assert wait_left(tries, NOW + timedelta(seconds=8)) == timedelta(0)
    assert wait_left(Tries(), NOW) == timedelta(0)
    assert wait_left(tries, NOW - timedelta(days=900)) == timedelta(seconds=8)  # the clock was put back


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "at least 8"),
        ("x" * 300, "at most 256"),
        ("Ada Lovelace", "name"),
        ("aaaaaaaaab", "one character"),
        ("correct horse", None),
        ("пароль-1", None),
    ],
)
def test_passwords(password: str, fault: str | None) -> None:
    said = password_fault(password, "ada  LOVELACE")
    assert (said is None) == (fault is None)
    assert fault is None or fault in (said or "")


def test_names_are_compared_without_case_and_spaces() -> None:
    assert folded("  Dr.  Straße ") == folded("DR. STRASSE")


def test_who_may_manage() -> None:
    assert Identity("root").may_manage
    assert Identity("Ada", Role.MANAGER, 1).may_manage
    assert not Identity("Bo", Role.PATHOLOGIST, 2).may_manage
