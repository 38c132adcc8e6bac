"""The benchmark runs on few cells and its JSON has every figure. What the figures are is not for a test to say."""

from __future__ import annotations

import json
import subprocess
import sys

from wbc_desktop.cli.parser import FIGURES


def test_the_benchmark_measures_everything_and_leaves_nothing(
    child_environment: dict[str, str], data_dir_path: object
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wbc_desktop", "bench", "--cells", "60", "--quick", "--json"],
        env={**child_environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["cells"] == 60
    assert [told["name"] for told in found["figures"]] == list(FIGURES)
    for told in found["figures"]:
        assert told["runs"] > 0 or told["note"], told
        if told["runs"]:
            assert all(isinstance(told[key], float) for key in ("median", "p99", "worst", "ratio", "budget")), told
            assert isinstance(told["kept"], bool)
        assert told["how"]
        assert told["value"] == told[told["judged"]]
    assert "not yet imported" in found["figures"][0]["note"]
    unmeasured = {told["name"]: told["note"] for told in found["figures"] if not told["runs"]}
    assert set(unmeasured) == {"unit_tests_s", "all_tests_s"}, unmeasured


def test_a_number_of_cells_that_makes_no_sense_is_refused(child_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wbc_desktop", "bench", "--cells", "0"],
        env=child_environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert "number of cells" in done.stderr
    assert done.stdout == ""
