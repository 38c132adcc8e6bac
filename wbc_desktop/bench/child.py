"""Runs a part of the measuring in a process of its own, and takes the one JSON object that it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wbc_desktop.domain.errors import Cancelled, WbcError

ONE_RUN_S = 3600.0
LOOK_S = 0.2

Cancel = Callable[[], bool]


def told_by(module: str, *words: str, cancel: Cancel, bytecode: Path | None = None) -> dict[str, Any]:
    """What ``python -m module`` prints. Raises WbcError with the last thing it said when it failed, and Cancelled.

    ``bytecode``: where Python keeps what it compiled, as it does for a program that is installed.
    """
    around = dict(os.environ)
    if bytecode is not None:
        around.pop("PYTHONDONTWRITEBYTECODE", None)
        around["PYTHONPYCACHEPREFIX"] = str(bytecode)
    name = module.rpartition(".")[2]
    _, said, errors = run([sys.executable, "-m", module, *words], cancel, around)
    try:
        told: dict[str, Any] = json.loads(said)
    except ValueError as error:
        last = next(reversed(errors.strip().splitlines()), "nothing was said")
        raise WbcError(f"A part of the measuring failed ({name}: {last}).") from error
    return told


def run(
    command: list[str], cancel: Cancel, around: dict[str, str] | None = None, place: Path | None = None
) -> tuple[int, str, str]:
    """Exit status and output of a command; it does not outlive a Cancelled, nor :data:`ONE_RUN_S`, a WbcError."""
    pipe, end = subprocess.PIPE, time.monotonic() + ONE_RUN_S
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", errors="replace", env=around, cwd=place
    ) as process:
        try:
            while True:
                try:
                    said, errors = process.communicate(timeout=LOOK_S)
                    return process.returncode, said, errors
                except subprocess.TimeoutExpired:
                    if cancel():
                        raise Cancelled from None
                    if time.monotonic() > end:
                        raise WbcError(f"A part of the measuring took more than {ONE_RUN_S:g} s.") from None
        finally:
            if process.poll() is None:
                process.kill()
