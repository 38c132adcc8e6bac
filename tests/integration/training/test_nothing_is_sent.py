"""ONNX Runtime, whose wheels send usage data by default, is told not to: it keeps no number of the device."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from training.core import finder

NETWORK = Path(finder.__file__).with_name("cells.onnx")
PROGRAM = """
import sys
import training
import onnxruntime
onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
"""


def test_onnx_runtime_keeps_no_number_of_the_device(tmp_path: Path, child_environment: dict[str, str]) -> None:
    places = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    environment = {**child_environment, **{name: str(tmp_path) for name in places}}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    command = [sys.executable, "-c", PROGRAM, str(NETWORK)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == []


def test_persons_setting_does_not_matter(child_environment: dict[str, str]) -> None:
    environment = {**child_environment, "ORT_DISABLE_TELEMETRY": "0"}
    code = "import wbc_desktop.inference.forward, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
