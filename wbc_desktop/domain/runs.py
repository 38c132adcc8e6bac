"""Fine-tuning runs: their options, the progress that the training process writes line by line, and their states.

All of it is in files that another process, or a person, may have written: what is not as it should be is passed over.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from wbc_desktop.domain.language import mark

VERSION = 1
STRENGTHS: Mapping[str, str] = {"quick": mark("quick"), "deep": mark("deep")}
"""What a run may be asked to train (``training/recipes/run_folder.py``), and its name in the window."""
LONGEST_TEXT = 4096
MOST_POINTS, MOST_REFUSED = 20_000, 10_000
"""No run writes more; a file with more is not read further."""

_FOLDER = re.compile(r"\d{8}T\d{6}Z(?:-\d+)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATED = re.compile(r"-\d{8}(?:-\d+)?$")


class RunState(StrEnum):
    """What a run is doing. A stopped one was stopped by somebody, or its process was killed."""

    RUNNING = mark("running")
    STOPPED = mark("stopped")
    FAILED = mark("failed")
    FINISHED = mark("finished")


class RunPhase(StrEnum):
    """The parts of a run, in their order."""

    READ = "read"
    FEATURES = "features"
    TRAIN = "train"
    COMPARE = "compare"
    WRITE = "write"


PHASE_TEXTS: Mapping[RunPhase, str] = {
    RunPhase.READ: mark("Reading the cells"),
    RunPhase.FEATURES: mark("Computing features"),
    RunPhase.TRAIN: mark("Training"),
    RunPhase.COMPARE: mark("Comparing with the active model"),
    RunPhase.WRITE: mark("Writing the candidate"),
}


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What ``options.json`` says: the model to start from, how to train, and what to call the candidate.

    ``started_at`` is an ISO time in UTC. ``laboratory`` may be "", and so may ``replay``, the replay file of the model.
    """

    model: str
    model_sha256: str
    model_name: str
    strength: str
    device: str
    name: str
    laboratory: str
    started_at: str
    program_version: str
    replay: str = ""

    def to_json(self) -> bytes:
        """Return the content of the file."""
        return json.dumps({"version": VERSION, **asdict(self)}, indent=2).encode("ascii") + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Return the options in a file. Raises ValueError when they are not what they should be."""
        values = json_object(content)
        texts = {name: values.get(name) for name in cls.__dataclass_fields__} | {"replay": values.get("replay", "")}
        if values.get("version") != VERSION or not all(_is_text(text) for text in texts.values()):
            raise ValueError("not the options of a run")
        found = cls(**{name: str(text) for name, text in texts.items()})
        is_named = all((found.model, found.model_name, found.device, found.name))
        if found.strength not in STRENGTHS or not is_sha256(found.model_sha256) or not is_named:
            raise ValueError("an option is not valid")
        return found


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Loss and accuracy after a step of ``of``; None: not measured, or no number. Accuracy: 0 to 1, of cells that
    training keeps aside."""

    step: int
    of: int
    loss: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class RefusedCorrection:
    """A correction whose picture could not be used; ``reason`` follows the file's name ("is damaged").

    ``cell``: the cell's number in the store. ``page`` (from 0) and ``number`` (from 1, 0: the whole page) are its place
    in the file.
    """

    path: str
    cell: int
    reason: str
    page: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class RunProgress:
    """What the lines of a run said so far.

    ``train`` and ``test`` are numbers of corrections. ``phase`` is None before the first one; ``total`` is None if it
    is not known, and so is ``seconds_left``. ``last`` is the latest event, ``at`` its time. ``sentence``: why the run
    failed, in English.
    """

    strength: str = ""
    device: str = ""
    train: int = 0
    test: int = 0
    phase: RunPhase | None = None
    done: int = 0
    total: int | None = None
    seconds_left: float | None = None
    curve: tuple[CurvePoint, ...] = ()
    refused: tuple[RefusedCorrection, ...] = ()
    last: str = ""
    at: str = ""
    sentence: str = ""

    def after(self, lines: Iterable[bytes]) -> RunProgress:
        """Return the progress after these lines; those that are damaged, cut off or unknown are passed over."""
        found = _Reading(self, list(self.curve), dict.fromkeys(self.refused))
        for line in lines:
            found.add(line)
        return replace(found.progress, curve=tuple(found.curve), refused=tuple(found.refused))


@dataclass
class _Reading:
    """The progress while lines are read; curve and refused are made tuples once, at the end."""

    progress: RunProgress
    curve: list[CurvePoint] = field(default_factory=list)
    refused: dict[RefusedCorrection, None] = field(default_factory=dict)

    def add(self, line: bytes) -> None:
        try:
            values = json_object(line)
        except ValueError:
            return
        event, at = values.get("event"), values.get("at")
        take = _EVENTS.get(event) if isinstance(event, str) else None
        if take is None or not _is_text(at):
            return
        self.progress = replace(self.progress, last=str(event), at=str(at))
        take(self, values)

    def start(self, values: Mapping[str, Any]) -> None:
        """Begin anew, or go on: what was learned before is still in the curve."""
        self.progress = replace(
            self.progress,
            strength=_text(values.get("strength")),
            device=_text(values.get("device")),
            train=_count(values.get("train")) or 0,
            test=_count(values.get("test")) or 0,
            phase=None,
            done=0,
            total=None,
            seconds_left=None,
            sentence="",
        )

    def phase(self, values: Mapping[str, Any]) -> None:
        if values.get("phase") not in list(RunPhase):
            return
        left = number_or_none(values.get("seconds_left"))
        self.progress = replace(
            self.progress,
            phase=RunPhase(values["phase"]),
            done=_count(values.get("done")) or 0,
            total=_count(values.get("total")),
            seconds_left=left if left is not None and left >= 0 else None,
        )

    def point(self, values: Mapping[str, Any]) -> None:
        step, of = _count(values.get("step")), _count(values.get("of"))
        if step is None or of is None or len(self.curve) >= MOST_POINTS:
            return
        while self.curve and self.curve[-1].step >= step:  # a resumed run repeats the steps after its checkpoint
            self.curve.pop()
        loss, accuracy = (number_or_none(values.get(name)) for name in ("loss", "accuracy"))
        self.curve.append(CurvePoint(step, of, loss, accuracy))

    def refuse(self, values: Mapping[str, Any]) -> None:
        found = refused_correction(values)
        if found is not None and len(self.refused) < MOST_REFUSED:
            self.refused[found] = None

    def fail(self, values: Mapping[str, Any]) -> None:
        self.progress = replace(self.progress, sentence=_text(values.get("sentence")))

    def end(self, values: Mapping[str, Any]) -> None:
        """Finished or stopped: nothing more to know."""


_EVENTS: Mapping[str, Callable[[_Reading, Mapping[str, Any]], None]] = {
    "begin": _Reading.start,
    "start": _Reading.start,
    "phase": _Reading.phase,
    "curve": _Reading.point,
    "refused": _Reading.refuse,
    "failed": _Reading.fail,
    "stopped": _Reading.end,
    "finished": _Reading.end,
}


@dataclass(frozen=True, slots=True)
class FineTuning:
    """One run, as it is now. ``options`` is None if they cannot be read; then the run cannot be used.

    ``can_resume``: it is not running and has not finished, and what it needs to go on is still there. ``sentence``: why
    it failed, or "".
    """

    folder: Path
    options: RunOptions | None
    state: RunState
    can_resume: bool = False
    sentence: str = ""


def state_of(running: bool, finished: bool, last_event: str) -> RunState:
    """Return the state of a run: whether its process holds the lock, whether it has a result, and its latest event."""
    if running:
        return RunState.RUNNING
    if finished:
        return RunState.FINISHED
    return RunState.FAILED if last_event == "failed" else RunState.STOPPED


def is_run_folder(name: str) -> bool:
    """Return whether a folder has the name of a run: the time of its start in UTC, and a number if it is taken."""
    return _FOLDER.fullmatch(name) is not None


def run_order(name: str) -> tuple[str, int]:
    """Return what sorts the names of run folders by time."""
    stamp, _, number = name.partition("-")
    return stamp, int(number or 1)


def candidate_name(model_name: str, started_at: str) -> str:
    """Return the name of a candidate: that of the model which it starts from, with the day of the run."""
    return f"{_DATED.sub('', model_name)}-{started_at[:10].replace('-', '')}"


def json_object(content: bytes) -> dict[str, Any]:
    """Return the JSON object in ``content``. Raises ValueError for anything else."""
    try:
        found = json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def refused_correction(values: object) -> RefusedCorrection | None:
    """Return the refused correction of a line or a result; None if it is not one."""
    if not isinstance(values, Mapping) or not _is_text(values.get("path")) or not _is_text(values.get("reason")):
        return None
    cell, page, number = (_count(values.get(name)) or 0 for name in ("cell", "page", "number"))
    return RefusedCorrection(values["path"], cell, values["reason"], page, number)


def is_sha256(value: object) -> bool:
    """Return whether the value is a SHA-256 as hexadecimal digits."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def number_or_none(value: object) -> float | None:
    """Return a finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # an integer that is too large
        return None


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
    return value if is_count else None  # type: ignore[return-value]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\0" not in value


def _text(value: object) -> str:
    return str(value) if _is_text(value) else ""
