"""Fine-tuning runs as their files describe them: what is damaged or hostile is passed over."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.domain.run_options import OPTIONS

from training.recipes import run_folder
from wbc_desktop.domain.runs import (
    MOST_POINTS,
    STRENGTHS,
    CurvePoint,
    RefusedCorrection,
    RunOptions,
    RunPhase,
    RunProgress,
    RunState,
    candidate_name,
    is_run_folder,
    number_or_none,
    run_order,
    state_of,
)


def test_strengths_are_those_that_training_knows() -> None:
    assert tuple(STRENGTHS) == run_folder.STRENGTHS


def line(event: str, **values: Any) -> bytes:
    return json.dumps({"event": event, "at": "2026-05-04T12:00:00+00:00", **values}).encode()


def after(*lines: bytes) -> RunProgress:
    return RunProgress().after(lines)


def test_options_come_back() -> None:
    assert RunOptions.from_json(OPTIONS.to_json()) == OPTIONS


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"strength": "magic"}, {"model_sha256": "AB" * 32}, {"model": ""}, {"name": None}, {"device": 1}],
)
def test_options_that_are_not_valid_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="option"):
        RunOptions.from_json(json.dumps({"version": 1, **asdict(OPTIONS), **change}).encode())


@pytest.mark.parametrize(
    ("running", "finished", "last", "state"),
    [
        (True, False, "failed", RunState.RUNNING),
        (True, True, "curve", RunState.RUNNING),
        (False, True, "failed", RunState.FINISHED),
        (False, False, "failed", RunState.FAILED),
        (False, False, "stopped", RunState.STOPPED),
        (False, False, "curve", RunState.STOPPED),  # killed
        (False, False, "", RunState.STOPPED),
    ],
)
def test_state_follows_lock_result_and_last_line(running: bool, finished: bool, last: str, state: RunState) -> None:
    assert state_of(running, finished, last) is state


def test_lines_add_up_to_the_progress() -> None:
    found = after(
        line("start", strength="deep", device="cpu", train=40, test=12),
        line("phase", phase="train", done=3, total=9, seconds_left=2.5),
        line("curve", step=1, of=9, loss=0.7, accuracy=None),
        line("refused", path="/a.png", cell=4, page=1, number=2, reason="is damaged"),
        line("refused", path="/a.png", cell=4, page=1, number=2, reason="is damaged"),
    )
    assert (found.strength, found.train, found.test) == ("deep", 40, 12)
    assert (found.phase, found.done, found.total, found.seconds_left) == (RunPhase.TRAIN, 3, 9, 2.5)
    assert found.curve == (CurvePoint(1, 9, 0.7, None),)
    assert found.refused == (RefusedCorrection("/a.png", 4, "is damaged", 1, 2),)
    assert found.last == "refused"


def test_resumed_run_replaces_the_points_after_its_checkpoint() -> None:
    points = [line("curve", step=step, of=9, loss=1.0, accuracy=0.5) for step in (1, 2, 3, 4)]
    again = [line("curve", step=step, of=9, loss=0.5, accuracy=0.6) for step in (3, 4)]
    found = after(*points, line("failed", sentence="The disk is full."), line("begin"), *again)
    assert [(p.step, p.loss) for p in found.curve] == [(1, 1.0), (2, 1.0), (3, 0.5), (4, 0.5)]
    assert found.sentence == ""
    assert after(*points, line("failed", sentence="The disk is full.")).sentence == "The disk is full."


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b'{"event":"curve","at":"x","step":5,"o',
        b"\xff\xfe",
        b"[" * 50_000,
        b'"text"',
        line("unknown"),
        b'{"event":"failed"}',
        b'{"event":["start"],"at":"x"}',
        line("phase", phase="magic"),
        line("phase", phase=["train"]),
        line("curve", step=True, of=9),
        line("curve", step=-1, of=9),
        line("curve", step=1e300, of=9),
        line("refused", path=7, reason="x"),
        line("refused", path="/a\0", reason="x"),
    ],
)
def test_damaged_lines_are_passed_over(bad: bytes) -> None:
    point = line("curve", step=1, of=9, loss=0.5, accuracy=0.5)
    found = after(point, bad, point)
    assert found.curve == (CurvePoint(1, 9, 0.5, 0.5),)
    assert (found.refused, found.phase) == ((), None)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1" + "0" * 400, "true", '"1"', "null", "[]"])
def test_numbers_that_are_none_are_not_shown(value: str) -> None:
    text = f'{{"event":"curve","at":"x","step":1,"of":2,"loss":{value},"accuracy":{value}}}'
    assert after(text.encode()).curve == (CurvePoint(1, 2, None, None),)
    assert number_or_none(json.loads(value)) is None


def test_curve_does_not_grow_without_end() -> None:
    found = after(*(line("curve", step=step, of=10**9, loss=1.0, accuracy=1.0) for step in range(MOST_POINTS + 5)))
    assert len(found.curve) == MOST_POINTS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.lists(
        st.binary(max_size=40)
        | st.dictionaries(
            st.sampled_from(("event", "at", "phase", "done", "total", "step", "of", "loss", "path", "cell", "reason")),
            json_values | st.sampled_from(("start", "phase", "curve", "refused", "failed", "train")),
        ).map(lambda values: json.dumps(values).encode())
    )
)
def test_no_line_raises_and_reading_in_parts_is_the_same(lines: list[bytes]) -> None:
    whole = RunProgress().after(lines)
    parts = RunProgress()
    for one in lines:
        parts = parts.after([one])
    assert parts == whole


def test_folders_are_ordered_by_time_and_number() -> None:
    names = ["20260504T120000Z-10", "20260504T120000Z-2", "20260504T120000Z", "20251231T235959Z"]
    assert sorted(names, key=run_order) == [names[3], names[2], names[1], names[0]]
    assert all(map(is_run_folder, names))
    assert not any(map(is_run_folder, ("starting.lock", "20260504", "20260504T120000Z-", "..")))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("wbc8", "wbc8-20260504"),
        ("wbc8-20260101", "wbc8-20260504"),
        ("wbc8-20260101-2", "wbc8-20260504"),
        ("lab 2026", "lab 2026-20260504"),
    ],
)
def test_candidate_is_named_for_the_model_and_the_day(model: str, name: str) -> None:
    assert candidate_name(model, OPTIONS.started_at) == name
