"""Fine-tuning runs: make and start one, resume and stop it, and take over the candidate of a finished one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from wbc_desktop.domain.errors import ModelError, StorageError, TrainingError
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.reviewers import LONGEST_NAME, Identity
from wbc_desktop.domain.runs import LONGEST_TEXT, STRENGTHS, FineTuning, RunOptions, RunState, candidate_name
from wbc_desktop.inference.cards import model_error, model_sha256, read_model_card
from wbc_desktop.inference.replay import find_replay, root_of
from wbc_desktop.inference.torch_packages import install_advice, missing_packages
from wbc_desktop.runtime import private
from wbc_desktop.runtime.atomic import atomic_write
from wbc_desktop.runtime.faults import why_not_written
from wbc_desktop.runtime.resources import resource
from wbc_desktop.runtime.run_lock import adopting_lock, is_held, starting_lock
from wbc_desktop.runtime.version import version
from wbc_desktop.services.learning import Accumulated, accumulated
from wbc_desktop.services.learning_manifest import NAME as MANIFEST
from wbc_desktop.services.learning_manifest import write_manifest
from wbc_desktop.services.model_files import check_that_it_loads, import_model
from wbc_desktop.services.models import model_path
from wbc_desktop.services.registry import ListedModel, list_models
from wbc_desktop.services.run_files import (
    CANDIDATE,
    CHECKPOINTS,
    LOCK,
    OPTIONS,
    REMOVED,
    STOP,
    UNFINISHED,
    list_runs,
    read_result,
    run_folders,
    run_in,
)
from wbc_desktop.services.training_process import start_process
from wbc_desktop.store import guard, models
from wbc_desktop.store.engine import Database

LEAST_CLASSES = 2
_PATIENCE_S = 120.0
"""So long a candidate waits for another one that is being added to the list of models."""
_ROOM, _COPIES = 300 * 1024 * 1024, 16
"""The room that a run may need: bytes, and files as large as the model. A deep run's checkpoint is as large as six: it
has 32 bits and the state of the optimiser. While it is written there are two."""


def training_device(device: str) -> str:
    """Return the device for training where ``device`` classifies: 8-bit numbers are for predictions only."""
    return "cpu" if device.startswith("cpu:") else device


class Started(NamedTuple):
    """A run and its process, for which somebody has to wait (``poll``), so that it does not stay as a dead entry."""

    run: FineTuning
    process: subprocess.Popen[bytes]


def begin(
    db: Database,
    learning: Path,
    by: Identity,
    strength: str = "quick",
    device: str = "auto",
    laboratory: str = "",
    name: str = "",
) -> Started:
    """Make a run from the stored corrections and the active model, and start it. Takes seconds.

    ``learning`` is the folder of all runs in the data directory, ``laboratory`` the name in the settings, ``name`` that
    of the candidate ("": that of the model with the day of the run). Anybody who is signed in may start one: it changes
    no result. The corrections of earlier ended runs are removed.

    Raises as ``guard.check_may_act``; TrainingError without torch, if a run is running, if there is not enough to learn
    from, or if the process cannot be started; ModelError; StorageError if the disk has not enough room or cannot be
    written.
    """
    _check_packages()
    if strength not in STRENGTHS:
        raise TrainingError(tr("The strength is one of {strengths}.", strengths=", ".join(STRENGTHS)))
    with db.read() as s:
        guard.check_may_act(s, by)
    with starting_lock(learning):
        _refuse_second(learning)
        model = model_path(db)
        _check_room(learning, model)
        found = accumulated(db, laboratory)
        _check_lessons(found)
        folder = _new_folder(learning)
        try:
            options = _options(db, model, strength, device, laboratory, name)
            write_manifest(db, folder, laboratory, found)
            with atomic_write(folder / OPTIONS, private=True) as file:
                file.write(options.to_json())
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        remove_leftovers(db, learning)
        process = start_process(folder, resume=False)
    return Started(run_in(folder), process)


def resume(db: Database, run: FineTuning, by: Identity, device: str | None = None) -> Started:
    """Continue a stopped or failed run from its last checkpoint; ``device`` replaces the one that it began with.

    Raises as :func:`begin`, and TrainingError if the run cannot be resumed.
    """
    _check_packages()
    with db.read() as s:
        guard.check_may_act(s, by)
    with starting_lock(run.folder.parent):
        _refuse_second(run.folder.parent)
        now = run_in(run.folder)
        if not now.can_resume:
            raise TrainingError(tr("This fine-tuning cannot be resumed: start a new one."))
        process = start_process(run.folder, resume=True, device=device)
    return Started(run_in(run.folder), process)


def stop(folder: Path) -> None:
    """Ask a running run to stop; its process does so within seconds, and keeps what it has done.

    Raises StorageError if the folder cannot be written.
    """
    if not is_held(folder / LOCK):
        return
    try:
        private.make_file(folder / STOP)
    except OSError as error:
        raise StorageError(
            tr("The file {path} cannot be written: {why}.", path=folder / STOP, why=why_not_written(error))
        ) from error


def adopt(
    db: Database, models_folder: Path, folder: Path, check: Callable[[Path], None] = check_that_it_loads
) -> tuple[ListedModel, bool]:
    """Register the candidate of a finished run, and return it and whether it is new here; again, nothing changes.

    It does not become active. Meanwhile no run can be removed. Raises TrainingError if the run has no readable result,
    ModelError if the candidate's file is missing, changed or damaged, and StorageError if it cannot be copied.
    """
    with adopting_lock(folder.parent, _PATIENCE_S):
        return _adopted(db, models_folder, folder, check)


def _adopted(
    db: Database, models_folder: Path, folder: Path, check: Callable[[Path], None]
) -> tuple[ListedModel, bool]:
    digest, file = str(read_result(folder)["candidate"]["sha256"]), folder / CANDIDATE
    known = next((one for one in list_models(db, models_folder) if one.sha256 == digest and one.id is not None), None)
    if known is not None and not known.fault:
        return known, False
    if not file.is_file():
        raise ModelError(tr("The candidate of the fine-tuning in {folder} is missing: start a new one.", folder=folder))
    if model_sha256(file) != digest:
        raise model_error(file, tr("is not the candidate that the fine-tuning wrote"))
    return import_model(db, models_folder, file, check)


def remove_leftovers(db: Database, learning: Path) -> None:
    """Remove what ended runs other than the newest one no longer need: corrections, checkpoints, unfinished files, and
    candidates that were adopted or never can be.

    Options, progress and result stay, so that the run can be shown. A folder without options is no run any more, and
    is removed. Only the holder of the starting lock calls this.
    """
    with db.read() as s:
        known = {model.sha256 for model in models.all_models(s)}
    killed = (folder for folder in run_folders(learning) if not (folder / OPTIONS).exists())  # while it made the run
    for folder in (*killed, *learning.glob(f"{REMOVED}*")):
        shutil.rmtree(folder, ignore_errors=True)
    for run in list_runs(learning)[1:]:
        if run.state is not RunState.RUNNING:
            digest = _digest(run.folder)
            waits = run.state is RunState.FINISHED and digest and digest not in known
            _remove([path for pattern in (CHECKPOINTS, UNFINISHED) for path in run.folder.glob(pattern)])
            _remove([run.folder / MANIFEST, *([] if waits else [run.folder / CANDIDATE])])


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _digest(folder: Path) -> str:
    """Return the SHA-256 of a run's candidate; "" if its result cannot be read, so that it can never be adopted."""
    try:
        return str(read_result(folder)["candidate"]["sha256"])
    except TrainingError:
        return ""


def _check_packages() -> None:
    if missing := missing_packages():
        names = ", ".join(missing)
        raise TrainingError(
            tr("Fine-tuning needs {packages}, not installed here: {advice}", packages=names, advice=install_advice())
        )


def _refuse_second(learning: Path) -> None:
    if any(run.state is RunState.RUNNING for run in list_runs(learning)):
        raise TrainingError(tr("A fine-tuning is running already: wait until it has ended, or stop it."))


def _check_lessons(found: Accumulated) -> None:
    """Raise TrainingError unless there are lessons of two classes to train on; more is only advice."""
    classes = {lesson.label for lesson in found.lessons if not found.sides[lesson.sample_id]}
    if len(classes) >= LEAST_CLASSES:
        return
    raise TrainingError(
        tr(
            "There is not enough to learn from: corrections of at least {least} classes are needed in signed or "
            "finished slides that are not held out. Classes so far: {here}.",
            least=LEAST_CLASSES,
            here=", ".join(sorted(classes)) or tr("none"),
        )
    )


def _check_room(learning: Path, model: Path) -> None:
    try:
        needed = _ROOM + _COPIES * model.stat().st_size
        free = shutil.disk_usage(learning).free
    except OSError:
        return  # a system that does not say; the run itself finds out
    if free < needed:
        raise StorageError(
            tr(
                "The disk of the data folder has {free:,} MB left, and a fine-tuning may need {needed:,} MB: make room "
                "and try again.",
                free=free // 2**20,
                needed=-(-needed // 2**20),
            )
        )


def _new_folder(learning: Path) -> Path:
    """Make the folder of a new run; its name is the time. Only the holder of the starting lock makes one."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = {folder.name for folder in run_folders(learning)}
    names = (stamp if number == 1 else f"{stamp}-{number}" for number in range(1, len(taken) + 2))
    folder = learning / next(name for name in names if name not in taken)
    try:
        private.make_folder(folder)
    except OSError as error:
        raise StorageError(
            tr("The folder {folder} cannot be made: {why}.", folder=folder, why=why_not_written(error))
        ) from error
    return folder


def _options(db: Database, model: Path, strength: str, device: str, laboratory: str, asked: str) -> RunOptions:
    card, digest = read_model_card(model), model_sha256(model)
    replay = find_replay(root_of(card, digest), (resource("models"), model.parent))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with db.read() as s:
        known = models.by_sha(s, digest)
        name = known.name if known is not None else " ".join(card.name.split())[:LONGEST_NAME] or model.stem
        wanted = " ".join(asked.split())[:LONGEST_NAME] or candidate_name(name, now)
        candidate = models.free_name(s, wanted)  # so that the comparison does not give both models one name
    return RunOptions(
        model=str(model.absolute()),
        model_sha256=digest,
        model_name=name,
        strength=strength,
        device=device,
        name=candidate,
        laboratory=laboratory[:LONGEST_TEXT],
        started_at=now,
        program_version=version(),
        replay="" if replay is None else str(replay.absolute()),
    )
