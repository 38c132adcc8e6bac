"""The result of a training run: read as training writes it, and refused if it is damaged."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.domain.comparison_samples import CODES, REASONS, a_comparison, a_result, parsed

from training.recipes.comparing import Predictions, compared
from training.recipes.gate import gate
from wbc_desktop.domain.comparison_result import Range, TrainingResult, parse_result
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.gate import Gate


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in some JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*path, key), *places(item, (*path, key))]]


def with_value(path: tuple[Any, ...], value: Any) -> bytes:
    """Return the content of a result in which one value is another."""
    result = a_result(home=[a_comparison("PBC", CODES[:2])], laboratory=a_comparison(codes=CODES[:2]))
    at: Any = result
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json.dumps(result).encode()


PLACES = places(a_result(home=[a_comparison("PBC", CODES[:2])], laboratory=a_comparison(codes=CODES[:2])))


def test_whole_result_is_read() -> None:
    found = parsed()
    assert (found.strength, found.device, found.seconds, found.file) == ("quick", "cpu", 41.5, "candidate.safetensors")
    assert (found.active.name, found.candidate.sha256) == ("wbc8", "fedcba9876543210" * 4)
    assert found.corrections == {"NEU": 40, "LYM": 30, "BAS": 1}
    assert found.refused[0].reason == "is missing"
    assert found.gate == Gate(True, REASONS)
    assert [one.name for one in found.home] == ["PBC"]
    here = found.laboratory
    assert here is not None
    assert (here.n, here.groups, here.classes) == (96, 3, CODES)
    assert here.balanced_accuracy == Range(0.25, pytest.approx(0.16), pytest.approx(0.34))
    assert [row.code for row in here.per_class] == list(CODES)
    assert (here.per_class[0].changed.better, here.changed.better) == (3, 24)
    assert here.confusions[0].candidate == "NEU"
    assert here.active.confusion[0][:2] == (6, 6)
    assert parsed(laboratory=None, home=[], refused=[]).laboratory is None


def test_comparison_of_training_is_read() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 3, 60)
    groups = [f"slide {k % 3}" for k in range(60)]
    before, after = (
        Predictions(rng.dirichlet(np.ones(4), 60), true, groups, CODES[:4], np.full(60, t)) for t in (0.4, 2.0)
    )
    written = compared("Here", before, after)
    found = parsed(laboratory=written, home=[written], gate=gate([written], written))
    assert found.laboratory is not None
    assert found.laboratory.candidate.error_named is None
    assert len(found.laboratory.per_class) == 3
    assert not found.gate.passed
    assert len(found.gate.reasons) >= 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"version": NaN}',
        b" " * (2**24 + 1),
        b"9" * 10_000,
    ],
)
def test_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"cannot be read \(.+\): train again\.$"):
        parse_result(content)


def test_result_of_a_newer_version_is_refused() -> None:
    with pytest.raises(UsageError, match="newer version"):
        parsed(version=2)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("candidate", "file"), "../model.safetensors"),
        (("candidate", "file"), "C:model"),
        (("candidate", "sha256"), "F" * 64),
        (("strength",), "slow"),
        (("seconds",), float("inf")),
        (("seconds",), True),
        (("gate", "passed"), 1),
        (("gate", "reasons"), "all"),
        (("gate", "reasons"), ["x" * 5000]),
        (("corrections", "NEU"), -1),
        (("corrections", "NEU"), 1.5),
        (("laboratory", "n"), 25),
        (("laboratory", "n"), 10**30),
        (("laboratory", "groups"), 100),
        (("laboratory", "classes"), ["NEU", "NEU"]),
        (("laboratory", "classes"), ["NEU"]),
        (("laboratory", "active", "ece"), float("nan")),
        (("laboratory", "active", "confusion"), [[1]]),
        (("laboratory", "active", "confusion", 0, 0), 7),
        (("laboratory", "difference", "accuracy", "low"), 0.9),
        (("laboratory", "per_class", "NEU", "better"), 13),
        (("laboratory", "per_class", "NEU", "candidate", "value"), 1.5),
        (("laboratory", "changed", 0, "true"), "EOS"),
        (("laboratory", "mcnemar", "p"), "0.5"),
    ],
)
def test_impossible_value_is_refused_by_the_name_of_its_field(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(UsageError, match="the field “") as caught:
        parse_result(with_value(path, value))
    assert str(path[0]) in str(caught.value)


@pytest.mark.slow
@settings(max_examples=300)
@given(
    st.sampled_from(PLACES),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just("x" * 5000),
        st.lists(st.integers(), max_size=2),
        st.just({}),
    ),
)
def test_any_value_anywhere_is_read_or_refused_in_one_sentence(path: tuple[Any, ...], value: Any) -> None:
    sentence = "Read."
    try:
        assert isinstance(parse_result(with_value(path, value)), TrainingResult)
    except UsageError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    assert len(sentence) < 400


@pytest.mark.parametrize("path", [path for path in PLACES if isinstance(path[-1], str)])
def test_missing_field_is_refused(path: tuple[Any, ...]) -> None:
    result = a_result(home=[a_comparison("PBC", CODES[:2])], laboratory=a_comparison(codes=CODES[:2]))
    at: Any = result
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    content = json.dumps(result).encode()
    if path in {("laboratory",), ("corrections", "NEU"), ("corrections", "LYM"), ("corrections", "BAS")} or (
        path[-1] == "error_named"
    ):
        assert isinstance(parse_result(content), TrainingResult)
    else:
        with pytest.raises(UsageError, match="the field “"):
            parse_result(content)
