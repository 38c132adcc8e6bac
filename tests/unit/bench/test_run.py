"""The bench goes on where a part fails, stops when asked to, and says first where there is no room."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from wbc_desktop.bench import child, run, suite
from wbc_desktop.bench.figures import figure
from wbc_desktop.domain.errors import Cancelled, UsageError, WbcError


def measured(name: str) -> list[dict[str, object]]:
    return [figure(name, [1.0])]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[frozenset[str], run.Part]]:
    found: list[tuple[frozenset[str], run.Part]] = []
    monkeypatch.setattr(run, "_parts", lambda *_: found)
    return found


def test_a_part_that_fails_is_told_and_the_others_are_measured(
    parts: list[tuple[frozenset[str], run.Part]], tmp_path: Path
) -> None:
    def fails() -> list[dict[str, object]]:
        raise WbcError("The disk is full.")

    def faulty() -> list[dict[str, object]]:
        raise KeyError("window")

    parts += [(run.WINDOW, fails), (run.ENGINE, faulty), (frozenset({"pdf_s"}), lambda: measured("pdf_s"))]
    said: list[str] = []
    found = run.measure(run.few(10), said.append, place=tmp_path)["figures"]
    assert isinstance(found, list)
    told = {one["name"]: one for one in found}
    assert set(told) == run.WINDOW | run.ENGINE | {"pdf_s"}
    assert told["block_ms"]["note"] == "The disk is full."
    assert "KeyError" in told["classify_ratio"]["note"]
    assert told["pdf_s"]["value"] == 1.0
    assert len(said) == len(told), "each is said as soon as it is known"
    assert list(tmp_path.iterdir()) == []


def test_who_stops_it_stops_all_of_it(parts: list[tuple[frozenset[str], run.Part]], tmp_path: Path) -> None:
    def stopped() -> list[dict[str, object]]:
        raise Cancelled

    parts += [(run.WINDOW, stopped), (frozenset({"pdf_s"}), lambda: pytest.fail("it went on"))]
    with pytest.raises(Cancelled):
        run.measure(run.few(10), lambda _text: None, place=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_said_before_anything_is_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _where: SimpleNamespace(free=10**9))
    with pytest.raises(UsageError, match=r"1\.8 GB.*--in"):
        run.measure(run.Wanted(), lambda _text: None, place=tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--in"):
        run.measure(run.few(10), lambda _text: None, place=tmp_path / "none")


def test_a_part_in_a_process_of_its_own_ends_when_stopped() -> None:
    with pytest.raises(Cancelled):
        child.run([sys.executable, "-c", "import time; time.sleep(600)"], lambda: True)


def test_what_a_part_prints_is_taken_whatever_else_it_says_aside() -> None:
    words = "import sys; print('{}'); print('warning', file=sys.stderr)"
    assert child.run([sys.executable, "-c", words], lambda: False)[:2] == (0, "{}\n")


def test_a_part_that_prints_no_json_has_its_last_words_told() -> None:
    with pytest.raises(WbcError, match="No module named"):
        child.told_by("wbc_desktop.bench.nothing", cancel=lambda: False)


def test_the_tests_are_run_when_asked_for_only() -> None:
    told = suite.measure("unit_tests_s", False, lambda: False)
    assert told["value"] is None
    assert "--only" in str(told["note"]) or "source" in str(told["note"])
