"""The folder of a fine-tuning run: its options, its lock, the lines that tell its progress, and its result.

The desktop program makes the folder (``options.json`` and ``manifest.csv``) and reads it at any time. The process that
trains holds ``run.lock``, appends to ``progress.jsonl``, and writes ``result.json`` last of all. No torch here.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from filelock import FileLock, Timeout

from training.recipes.options import OptionError

VERSION = 1
STRENGTHS = ("quick", "deep")
CHECKPOINTS, UNFINISHED = "*.ckpt.safetensors", "*.part"
PHASES = ("read", "features", "train", "compare", "write")
LONGEST_FILE = 64 * 1024 * 1024
_LONGEST_TEXT = 4096
_WAIT_S = 2.0
"""Whoever looks whether a run is running holds its lock for a moment, so the process waits a little for it."""
_INTERVAL_S = 0.25
_PRIVATE = 0o600


class Stopped(Exception):
    """The run was stopped; what it has done is in its checkpoints."""


class Report(Protocol):
    """Tell the window of an event of the run; the plain values become one line of ``progress.jsonl``."""

    def __call__(self, event: str, /, **values: Any) -> None:
        """Report the event. Repeated ``phase`` and ``curve`` events in a quarter of a second are left out,
        but no accuracy and no last event."""


@dataclass(frozen=True, slots=True)
class Run:
    """One fine-tuning: its folder, and the checked options of ``options.json``.

    ``model`` is the file of the active model, from which the candidate starts. ``name`` is that of the candidate.
    ``replay``: the replay file of the model from which the active one descends (:mod:`training.core.replay`), if there
    is one. ``resume``: continue from the checkpoints in the folder, if there are any.
    """

    folder: Path
    model: Path
    model_sha256: str
    model_name: str
    strength: str
    device: str
    name: str
    laboratory: str
    started_at: str
    program_version: str
    replay: Path | None = None
    resume: bool = False

    @property
    def manifest(self) -> Path:
        """The corrections, as the desktop program wrote them."""
        return self.folder / "manifest.csv"

    @property
    def progress(self) -> Path:
        """The lines that tell the progress."""
        return self.folder / "progress.jsonl"

    @property
    def candidate(self) -> Path:
        """The model file that the run makes."""
        return self.folder / "candidate.safetensors"

    @property
    def result(self) -> Path:
        """The result, which exists once the run has finished."""
        return self.folder / "result.json"

    @property
    def stop_request(self) -> Path:
        """A file that asks the process to stop, on every system; the process removes it when it ends."""
        return self.folder / "stop"

    def checkpoint(self, name: str) -> Path:
        """Return the file of a checkpoint; its name ends as those that a new start removes."""
        return self.folder / (name + CHECKPOINTS[1:])


def read_run(folder: Path, resume: bool = False, device: str | None = None) -> Run:
    """Return the run of a folder. ``device`` replaces that of the options.

    Raises :class:`OptionError` when the options are missing, damaged, of another version, or not what they should be.
    """
    file = folder / "options.json"
    try:
        values = read_object(file)
    except FileNotFoundError:
        raise OptionError(f"The folder {folder} is no run of a fine-tuning: it has no options.json.") from None
    except (OSError, ValueError) as error:
        raise OptionError(f"The options of the run in {folder} cannot be read ({error}): start a new run.") from error
    if values.get("version") != VERSION:
        raise OptionError(f"The run in {folder} is of another version of the program: start a new run.")
    text = {name: _text(values, name, folder) for name in _TEXTS}
    model, replay = Path(text.pop("model")), text.pop("replay")
    if text["strength"] not in STRENGTHS or len(text["model_sha256"]) != 64 or not model.is_absolute():
        raise OptionError(f"The options of the run in {folder} are damaged: start a new run.")
    text["device"] = device or text["device"]
    return Run(folder.absolute(), model, **text, replay=Path(replay) if replay else None, resume=resume)


_TEXTS = (
    *("model", "model_sha256", "model_name", "strength", "device", "name", "laboratory", "started_at"),
    *("program_version", "replay"),
)


def _text(values: Mapping[str, Any], name: str, folder: Path) -> str:
    optional = name in ("laboratory", "program_version", "replay")
    value = values.get(name, "" if name == "replay" else None)
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\0" in value or not (value.strip() or optional):
        raise OptionError(f"The options of the run in {folder} are damaged ({name}): start a new run.")
    return value


def read_object(file: Path) -> dict[str, Any]:
    """Return the JSON object in a file from outside. Raises OSError, and ValueError for anything else."""
    if file.stat().st_size > LONGEST_FILE:
        raise ValueError("it is too long")
    try:
        found = json.loads(file.read_bytes())
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("it holds no JSON object")
    return found


@contextmanager
def locked(run: Run) -> Iterator[None]:
    """Hold the lock of the run during the block; a process that is killed loses it.

    Raises :class:`OptionError` when another process holds it, and OSError when the folder cannot be written.
    """
    lock = FileLock(run.folder / "run.lock", timeout=_WAIT_S, mode=_PRIVATE, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise OptionError(
            f"The run in {run.folder} is running in another process: wait for it, or stop it first."
        ) from None
    try:
        yield
    finally:
        lock.release()


def forget_earlier(run: Run) -> None:
    """Remove the unfinished files of an earlier attempt; unless the run is resumed, all its files. Raises OSError."""
    earlier = () if run.resume else (*run.folder.glob(CHECKPOINTS), run.candidate, run.progress)
    for file in (*run.folder.glob(UNFINISHED), *earlier):
        file.unlink(missing_ok=True)


class ProgressFile:
    """A :class:`Report` that appends lines to ``progress.jsonl``, and gives each to ``show`` as well.

    A line that cannot be written (a full disk) does not end the run: only the window misses it. After a line that was
    cut off, by that or by the end of an earlier process, the next one begins on a line of its own.
    """

    def __init__(self, path: Path, show: Callable[[str], None] | None = None) -> None:
        self._path, self._show = path, show
        self._last: dict[str, tuple[float, Any]] = {}
        self._whole = False

    def __call__(self, event: str, /, **values: Any) -> None:
        """Write the event with the time."""
        if self._is_too_soon(event, values):
            return
        line = json.dumps(_finite({"event": event, "at": _now(), **values}))
        with suppress(OSError):
            self._append(line.encode("ascii") + b"\n")
        if self._show is not None:
            self._show(line)

    def _is_too_soon(self, event: str, values: Mapping[str, Any]) -> bool:
        if event not in ("phase", "curve"):
            return False
        done, total = ("done", "total") if event == "phase" else ("step", "of")
        now, (before, phase) = monotonic(), self._last.get(event, (-math.inf, None))
        matters = values.get(done) == values.get(total) or values.get("accuracy") is not None
        if not matters and phase == values.get("phase") and now - before < _INTERVAL_S:
            return True
        self._last[event] = now, values.get("phase")
        return False

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), _PRIVATE)
        with os.fdopen(descriptor, "rb+", buffering=0) as file:
            if not self._whole and file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            self._whole = False
            self._whole = file.write(line) == len(line)


def seconds_of_attempts(run: Run) -> float:
    """Return how long the attempts at a run took, by the times of its lines; each attempt writes ``begin`` first."""
    attempts: list[list[float]] = []
    with suppress(OSError):
        for line in run.progress.read_bytes().splitlines():
            with suppress(ValueError, KeyError, TypeError, RecursionError, OverflowError):
                values = json.loads(line)
                at = datetime.fromisoformat(values["at"]).timestamp()
                if values["event"] == "begin" or not attempts:
                    attempts.append([])
                attempts[-1].append(at)
    return sum(max(0.0, times[-1] - times[0]) for times in attempts)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _finite(value: Any) -> Any:
    """Return plain JSON values, with null for numbers that JSON cannot write (a loss that is not a number)."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value


def write_result(run: Run, result: Mapping[str, Any]) -> None:
    """Write ``result.json``, completely or not at all; with it the run has finished. Raises OSError."""
    unfinished = run.result.with_suffix(".part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as file:
            file.write(json.dumps(_finite(result), indent=1).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(run.result)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
