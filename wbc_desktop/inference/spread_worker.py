"""What a worker of a cluster runs: it tries whether it can give the same results, and classifies batches of cells."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import psutil

from training.core.rounding import find_rounding
from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.errors import ModelError, WbcError
from wbc_desktop.inference.cards import model_sha256
from wbc_desktop.inference.device import CPU_INT8
from wbc_desktop.inference.engine import CellInput, CellRefused, CellResult, Engine, load_engine
from wbc_desktop.runtime.logs import set_up_logging
from wbc_desktop.runtime.nameless import error_line
from wbc_desktop.runtime.resources import bundled_models
from wbc_desktop.runtime.version import version

DIGITS = ("imagecodecs", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "distributed")
"""Packages whose versions can change the digits of a prediction, or the messages of the cluster."""

_SECOND_TRY = 1.0
"""Seconds after which a picture that could not be read is tried again: a network drive may pause."""

_loading = Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker computes with: the model file's path on the asking computer, its SHA-256, and the device."""

    model: str
    sha256: str
    device: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The address of a worker with one result per cell, in order; or with ``fault``, the reason why it cannot work."""

    worker: str
    results: Sequence[CellResult | CellRefused] = ()
    fault: str = ""


def versions(task: Task, model: Path) -> dict[str, str]:
    """Return what must be the same on all computers for the same digits, by name; ``model``: the model file here."""
    found = {"WBC Desktop": version(), "the system": f"{platform.system()} {platform.machine()}"}
    for name in DIGITS:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    if task.device == CPU_INT8 and (rounding := find_rounding(task.sha256, model.parent)) is not None:
        ranges = hashlib.sha256(rounding.ranges.tobytes()).hexdigest()
        found["the file for 8-bit numbers"] = f"{ranges[:12]}, margin {rounding.margin}"
    return found


def trial(task: Sequence[str], wanted: Mapping[str, str]) -> str:
    """Load the model on this worker; return "" if it can compute, else why not, as a phrase that follows its name.

    ``task`` are the values of a :class:`Task`, ``wanted`` the ``versions`` of the asking computer. Takes and returns
    plain values only, so that a worker with another version of the program can answer.
    """
    from distributed import get_worker

    set_up_logging(None, window=True)  # the output of a worker is no place for names of patients either
    if is_open_to_all(get_worker().address):
        return "can be reached from other computers without certificates: start it with TLS, or with --host 127.0.0.1"
    try:
        asked = Task(*task)
        here = versions(asked, _file(asked))
        for name, value in wanted.items():
            if here.get(name) != value:
                return f"has another version of {name} ({here.get(name, 'none')}) than this computer ({value})"
        engine = engine_of(asked)
    except WbcError as error:
        return f"cannot compute: {str(error).rstrip('.')}"
    if engine.device != asked.device:
        return f"cannot compute on {asked.device}, only on {engine.device}"
    return ""


def is_open_to_all(address: str) -> bool:
    """Return whether this process accepts connections without TLS from other computers at the port of the address."""
    port = urlsplit(address).port
    heard = (c.laddr for c in psutil.Process().net_connections("tcp") if c.status == psutil.CONN_LISTEN)
    return not address.startswith("tls:") and any(
        place.port == port and not ip_address(place.ip).is_loopback for place in heard
    )


def classify_cells(task: Task, cells: Sequence[CellInput], adaptation: Adaptation | None) -> Answer:
    """Classify cells on this worker. Raises nothing: the worker's output would show names of files."""
    from distributed import get_worker

    address = get_worker().address
    try:
        engine = engine_of(task)
        results = _classified(engine, cells, adaptation)
        again = [cell for cell, r in zip(cells, results, strict=True) if isinstance(r, CellRefused) and not r.lasting]
        if again:
            time.sleep(_SECOND_TRY)
            second = {r.cell_id: r for r in _classified(engine, again, adaptation)}
            results = [second.get(r.cell_id, r) for r in results]
    except WbcError as error:
        return Answer(address, fault=f"cannot compute: {str(error).rstrip('.')}")
    except Exception as error:
        return Answer(address, fault=f"failed ({error_line(error)})")
    if engine.device != task.device:
        return Answer(address, fault=f"can no longer compute on {task.device}")
    return Answer(address, results)


def engine_of(task: Task) -> Engine:
    """Return the engine of this process, which is loaded once. Raises as :func:`load_engine`."""
    with _loading:
        return _loaded(task)


@lru_cache(maxsize=1)
def _loaded(task: Task) -> Engine:
    return load_engine(_file(task), task.device)


def _file(task: Task) -> Path:
    """Return the model file with the content: that of the path, or one that comes with the program."""
    for path in (Path(task.model), *bundled_models()):
        with suppress(ModelError):
            if model_sha256(path) == task.sha256:
                return path
    raise ModelError(f"it has no “{task.model}” with the same content as on this computer")


def _classified(
    engine: Engine, cells: Sequence[CellInput], adaptation: Adaptation | None
) -> list[CellResult | CellRefused]:
    how = () if adaptation is None else (adaptation,)
    return list(engine.classify(cells, lambda: False, *how))
