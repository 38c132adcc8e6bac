"""The benchmark runs on few cells and its JSON has every figure. Whether a budget is kept is not for a test to say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.__main__ import ONLY_WHEN_NAMED, main
from benchmarks.figures import NAMES

Bench = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def bench(child_environment: dict[str, str], repository: Path) -> Bench:
    """``bench(*arguments)``: the benchmark in a child process, as ``make bench`` starts it."""
    searched = os.pathsep.join([child_environment["PYTHONPATH"], str(repository / "tests")])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "benchmarks", *arguments],
            env={**child_environment, "PYTHONPATH": searched, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )

    return run


def test_the_benchmark_prints_one_object_with_every_figure(bench: Bench) -> None:
    ended = bench("--cells", "60", "--quick", "--json")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["cells"] == 60
    assert [told["name"] for told in found["figures"]] == [name for name in NAMES if name not in ONLY_WHEN_NAMED]
    for told in found["figures"]:
        statistic, _, by = told["judged"].partition(" by ")
        assert told["value"] == told[by][statistic], told
        assert isinstance(told["kept"], bool), told
        assert told["runs"] > 0, told
        if told["name"] != "memory_mb":
            assert told["clock"]["median"] > 0 or told["name"] == "heatmaps_share", told
            assert set(told["processor"]) == {"median", "p99", "worst"}, told
    assert "not yet imported" in found["figures"][0]["note"]
    assert found["growth"] == []


@pytest.mark.parametrize("cells", ["0", "many", "1000001"])
def test_a_number_of_cells_that_makes_no_sense_is_refused(
    cells: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--cells", cells])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert "--cells" in err
    assert out == ""
