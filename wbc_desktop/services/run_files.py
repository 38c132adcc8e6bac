"""Read the files of fine-tuning runs, which other processes write: the list of runs, their states and progress."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from wbc_desktop.domain.comparison_fields import MOST_BYTES
from wbc_desktop.domain.comparison_result import TrainingResult, parse_result
from wbc_desktop.domain.errors import TrainingError, UsageError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import (
    FineTuning,
    RunOptions,
    RunProgress,
    RunState,
    is_run_folder,
    is_sha256,
    json_object,
    run_order,
    state_of,
)
from wbc_desktop.runtime import private
from wbc_desktop.runtime.run_lock import is_held
from wbc_desktop.services.learning_manifest import NAME as MANIFEST

OPTIONS, PROGRESS, RESULT = "options.json", "progress.jsonl", "result.json"
LOCK, LOG, STOP, TOLD = "run.lock", "log.txt", "stop", "told"
CANDIDATE, CHECKPOINTS, UNFINISHED = "candidate.safetensors", "*.ckpt.safetensors", "*.part"

REMOVED = ".removed-"
"""So begins the name of the folder of a run that is being removed; it is no run any more."""

_RESULT = {"strength", "seconds", "active", "candidate", "corrections", "refused", "home", "laboratory", "gate"}

LONGEST_FILE = 64 * 1024 * 1024
_TAIL = 64 * 1024


class ProgressFile:
    """The progress of a run, read as it grows."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS
        self._seen: tuple[int, int] | None = None
        self._offset = 0
        self.progress = RunProgress()

    def read(self) -> bool:
        """Read the new lines, and return whether there were any. A line that is not complete yet is left for later.

        Costs one look at size and time of the file if nothing changed.
        """
        try:
            found = self._path.stat()
            if (found.st_size, found.st_mtime_ns) == self._seen:
                return False
            if found.st_size < self._offset:  # the run was started again
                self._offset, self.progress = 0, RunProgress()
            with self._path.open("rb") as file:
                file.seek(self._offset)
                content = file.read(max(0, LONGEST_FILE - self._offset))
        except OSError:
            return False
        self._seen = (found.st_size, found.st_mtime_ns)
        whole = content.rfind(b"\n") + 1
        self._offset += whole
        before = self.progress
        self.progress = before.after(content[:whole].splitlines())
        return self.progress != before


def list_runs(learning: Path) -> list[FineTuning]:
    """Return all runs in the folder of runs, the newest first. Folders without options are no runs."""
    return [run_in(folder) for folder in run_folders(learning) if (folder / OPTIONS).exists()]


def run_folders(learning: Path) -> list[Path]:
    """Return the folders that have the name of a run, the newest first; none if they cannot be read."""
    try:
        found = [path for path in learning.iterdir() if is_run_folder(path.name)]
    except OSError:
        return []
    return sorted(found, key=lambda path: run_order(path.name), reverse=True)


def newest_run(learning: Path) -> FineTuning | None:
    """Return the newest run, or None."""
    return next((run_in(folder) for folder in run_folders(learning) if (folder / OPTIONS).exists()), None)


def run_in(folder: Path) -> FineTuning:
    """Return the run in a folder, as it is now."""
    options = _options(folder)
    running = is_held(folder / LOCK)
    finished = (folder / RESULT).exists()
    last = _last_events(folder)
    state = state_of(running, finished, last.last)
    if options is None and state is RunState.STOPPED:
        state = RunState.FAILED
    sentence = last.sentence if state is RunState.FAILED else ""
    if options is None and state is RunState.FAILED:
        sentence = tr("The options of this run cannot be read: start a new one.")
    ended = state in (RunState.STOPPED, RunState.FAILED)
    can_resume = ended and options is not None and (folder / MANIFEST).exists()
    return FineTuning(folder, options, state, can_resume, sentence)


def read_progress(folder: Path) -> RunProgress:
    """Return the whole progress of a run."""
    file = ProgressFile(folder)
    file.read()
    return file.progress


def read_result(folder: Path) -> dict[str, Any]:
    """Return the result of a finished run; all its parts are there, but only the candidate's SHA-256 is checked.

    Raises TrainingError if there is none, or if it cannot be read.
    """
    try:
        content = _result(folder)
        if len(content) > MOST_BYTES:
            raise ValueError("too long")
        found = json_object(content)
        if found["version"] != 1 or not is_sha256(found["candidate"]["sha256"]) or not found.keys() >= _RESULT:
            raise ValueError("not a result")
    except FileNotFoundError as error:
        raise TrainingError(tr("The fine-tuning in {folder} has no result.", folder=folder)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            tr("The result of the fine-tuning in {folder} cannot be read: start a new one.", folder=folder)
        ) from error
    return found


def read_comparison(folder: Path) -> TrainingResult:
    """Return the result of a finished run to be shown; everything in it is checked.

    Raises UsageError with one sentence if there is none, or if anything in it cannot be read.
    """
    try:
        content = _result(folder)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(tr("The result of the training run cannot be read ({why}): train again.", why=why)) from error
    return parse_result(content)


def _result(folder: Path) -> bytes:
    """Return the content of the result, or the beginning of one that is too long. Raises OSError."""
    with (folder / RESULT).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def was_told(folder: Path) -> bool:
    """Return whether a window has said that the run failed or was interrupted."""
    return (folder / TOLD).exists()


def mark_told(folder: Path) -> None:
    """Remember that a window has said it; without a place to write, the next window says it again."""
    with suppress(OSError):
        private.make_file(folder / TOLD)


def last_message(folder: Path) -> str:
    """Return the last line that the process of a run printed, "" if there is none."""
    lines = [line.strip() for line in _tail(folder / LOG).decode("utf-8", "replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")


def _options(folder: Path) -> RunOptions | None:
    with suppress(OSError, ValueError):
        if (folder / OPTIONS).stat().st_size <= LONGEST_FILE:
            return RunOptions.from_json((folder / OPTIONS).read_bytes())
    return None


def _last_events(folder: Path) -> RunProgress:
    """Return the progress after the last lines only, which is quick however long the run was."""
    return RunProgress().after(_tail(folder / PROGRESS).split(b"\n"))


def _tail(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            return file.read(_TAIL)
    except OSError:
        return b""
