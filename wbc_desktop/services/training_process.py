"""Start the process that trains. It is on its own: it goes on when the window, or the terminal, is closed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from wbc_desktop.domain.errors import StorageError, TrainingError
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.children import child_environment, module_command
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.private import open_text
from wbc_desktop.runtime.run_lock import is_held
from wbc_desktop.services.run_files import LOCK, LOG, PROGRESS, RESULT, STOP, TOLD, last_message

_PATIENCE_S = 120.0
_POLL_S = 0.05
_NICER = 10


def training_command() -> list[str]:
    """Return the command of ``wbc-train``."""
    return module_command("training")


def start_process(folder: Path, resume: bool, device: str | None = None) -> subprocess.Popen[bytes]:
    """Start the process of a run, and return it once it works on the run, or has ended.

    Its output goes to ``log.txt``. Raises StorageError if the folder cannot be written, and TrainingError if the
    process cannot be started or ends before it began.
    """
    words = ["finetune", str(folder), *(["--resume"] if resume else []), *([f"--device={device}"] if device else [])]
    before = _size(folder / PROGRESS)
    try:
        for mark in (STOP, TOLD):
            (folder / mark).unlink(missing_ok=True)
        with open_text(folder / LOG, "a") as log:
            process = subprocess.Popen(
                [*training_command(), *words],
                cwd=folder,
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **_detached(),
            )
    except OSError as error:
        raise StorageError(tr("The fine-tuning cannot be started: {why}.", why=why_not_written(error))) from error
    _give_way(process)
    until = time.monotonic() + _PATIENCE_S
    while not is_held(folder / LOCK) and time.monotonic() < until:
        if process.poll() is not None:
            _check_that_it_began(process, folder, before)
            break
        time.sleep(_POLL_S)
    return process


def _check_that_it_began(process: subprocess.Popen[bytes], folder: Path, before: int) -> None:
    """Raise TrainingError if the process ended without a line of progress and without a result."""
    if process.returncode and _size(folder / PROGRESS) == before and not (folder / RESULT).exists():
        raise TrainingError(
            last_message(folder) or tr("The fine-tuning ended at once: {log} may say why.", log=folder / LOG)
        )


def _detached() -> dict[str, Any]:
    """Return the options by which the process does not end with this one, nor get its signals."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"start_new_session": True}


def _give_way(process: subprocess.Popen[bytes]) -> None:
    """Let the window go first where both want the processor; later threads of the process inherit that."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICER)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
