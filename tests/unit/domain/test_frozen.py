"""Frozen values are thawed unchanged, also older ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.domain.frozen import freeze, thaw


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Inner:
    share: float
    colour: Colour
    at: datetime | None = None


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner
    many: tuple[Inner, ...]
    pair: tuple[float, int]
    by_code: Mapping[str, tuple[float, float]]
    read: Callable[[int], int]
    maybe: int | None = None
    later: tuple[str, ...] = ("default",)
    notes: dict[str, str] = field(default_factory=dict)


times = st.none() | st.datetimes(timezones=st.just(UTC))
inners = st.builds(Inner, st.floats(0, 1), st.sampled_from(Colour), times)
outers = st.builds(
    Outer,
    st.text(),
    inners,
    st.lists(inners, max_size=3).map(tuple),
    st.tuples(st.floats(0, 1), st.integers()),
    st.dictionaries(st.text(), st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=3),
    st.just(abs),
    st.none() | st.integers(),
    st.lists(st.text(), max_size=2).map(tuple),
    st.dictionaries(st.text(), st.text(), max_size=2),
)


@pytest.mark.slow
@given(outers)
def test_frozen_value_is_thawed_unchanged(value: Outer) -> None:
    kept = json.loads(json.dumps(freeze(value)))
    assert "read" not in kept
    assert thaw(Outer, kept, read=abs) == value


def test_older_and_newer_fields() -> None:
    inner = {"share": 1, "colour": "red", "gone": 5}
    assert thaw(Inner, inner) == Inner(1.0, Colour.RED)
    with pytest.raises(ValueError, match="colour"):
        thaw(Inner, {"share": 1})
    with pytest.raises(ValueError, match="Inner"):
        thaw(Inner, [1])


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError):
        freeze(object())
