"""The commands of child processes, from Python and in a bundle."""

from __future__ import annotations

import subprocess
import sys

import pytest

from training.core.bundle import is_bundled, module_command
from training.core.reading import isolated


def test_python_runs_the_module() -> None:
    done = subprocess.run([*module_command("platform")], capture_output=True, text=True, check=True)
    assert not is_bundled()
    assert done.stdout.strip()


def test_bundle_runs_its_own_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/usr/lib/wbc-desktop/wbc-desktop")
    assert is_bundled()
    assert module_command("training") == ["/usr/lib/wbc-desktop/wbc-desktop", "-m", "training"]
    assert isolated._command() == [sys.executable, "-m", "training.core.reading.helper"]
