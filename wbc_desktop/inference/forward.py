"""The forward pass of the pipeline: smaller batches, or the CPU, when memory is short."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from wbc_desktop.domain.errors import DeviceError, WbcError
from wbc_desktop.domain.language import tr, trn
from wbc_desktop.inference.device import CPU, CPU_INT8
from wbc_desktop.inference.results import BatchArrays
from wbc_desktop.runtime.nameless import Plain

log = logging.getLogger(__name__)

T = TypeVar("T")

_FULL = (
    "out of memory",
    "can't allocate memory",
    "cannot allocate memory",
    "not enough memory",
    "alloc_failed",
)


class PredictorLike(Protocol):
    """The part of ``training.core.predict.Predictor`` that the engine uses."""

    def predict(self, batch: NDArray[np.float32]) -> BatchArrays:
        """N x 3 x S x S -> scores and maps."""

    def predict_adapted(self, batch: NDArray[np.float32], temperature: float) -> BatchArrays:
        """N x 6 x S x S, each image as it is and with its stain moved -> scores and maps."""

    def explain(self, batch: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """N images as for one of these -> maps N x K x h x w, or N x 1 x h x w: see ``training/core/explain.py``."""


MakePredictor = Callable[[str, bool], PredictorLike]
"""(device, half precision) -> a predictor on it; raises :class:`ModelError` or the device's errors."""

BATCH_SIZES = {"cuda": 64, "mps": 32, "cpu": 8}
"""Cells per batch. On a CPU larger batches gain nothing and delay cancelling."""


class Forward:
    """A predictor on a device. It uses smaller batches when memory is short, and the CPU as the last resort.

    ``device`` is the one really in use, ``limit`` the cells a batch may have now, ``notice`` a sentence for the person
    once something had to change. ``at_once`` tells how many batches a device computes at the same time; further calls,
    from any thread, wait.
    """

    limit: int

    def __init__(self, make: MakePredictor, device: str, at_once: Callable[[str], int] = lambda device: 1) -> None:
        self._make = make
        self._at_once = at_once
        self._predictor: PredictorLike | None = None
        self._changing = threading.RLock()
        self._half = device.startswith("cuda")
        self._use(device)
        self.notice: str | None = None
        try:
            self._predictor = make(device, self._half)
        except RuntimeError as error:
            if self._on_cpu:
                raise
            self._leave(str(error), is_out_of_memory(error))

    def run(self, batch: NDArray[np.float32], temperature: float | None = None) -> list[tuple[slice, BatchArrays]]:
        """Take N x 3 x S x S; yield the rows and their results in parts, in order, each row exactly once.

        With a ``temperature``, take N x 6 x S x S and yield adapted results (``Predictor.predict_adapted``).

        Raises :class:`DeviceError` when even the CPU has no memory for one cell.
        """

        def predict(here: PredictorLike, some: NDArray[np.float32]) -> BatchArrays:
            return here.predict(some) if temperature is None else here.predict_adapted(some, temperature)

        parts: list[tuple[slice, BatchArrays]] = []
        start = 0
        with self._turns:
            while start < len(batch):
                rows = slice(start, min(start + self.limit, len(batch)))
                arrays = self._attempt(batch[rows], predict)
                if arrays is not None and self._trusts(arrays):
                    parts.append((rows, arrays))
                    start = rows.stop
        return parts

    def explain(self, image: NDArray[np.float32], method: str) -> NDArray[np.float32]:
        """Take one cell, 3 or 6 x S x S; return its maps by a method, K x h x w or 1 x h x w. Raises as :meth:`run`."""

        def explain(here: PredictorLike, batch: NDArray[np.float32]) -> NDArray[np.float32]:
            return here.explain(batch, method)

        with self._turns:
            while (maps := self._attempt(image[None], explain)) is None:
                pass
        return np.asarray(maps[0], np.float32)

    def _attempt(self, batch: NDArray[np.float32], use: Callable[[PredictorLike, NDArray[np.float32]], T]) -> T | None:
        """Return what ``use`` makes of the batch, or None if the same rows must be retried after a change."""
        problem, full = "", False
        try:
            return use(self._here(), batch)
        except (RuntimeError, MemoryError) as error:
            if isinstance(error, WbcError):
                raise
            full = is_out_of_memory(error)
            if not full and self._on_cpu:
                raise
            log.warning("a batch of %d failed on %s", len(batch), Plain(self.device), exc_info=True)
            problem = str(error)
        # Here the error is released, and with it the frames that held the device's memory.
        _release()
        with self._changing:
            if full and len(batch) > 1:
                self._shrink(len(batch))
            elif self._on_cpu:
                raise DeviceError(
                    tr("There is not enough memory to classify a cell: close other programs and try again.")
                )
            else:
                self._leave(problem, full)
        return None

    def _trusts(self, arrays: BatchArrays) -> bool:
        """Use 32 bits from now on, and return False, if the model's large values overflow 16-bit numbers."""
        if np.isfinite(arrays.probabilities).all() or not self._half:
            return True
        log.warning("16-bit results are not finite on %s: 32 bits from now on", Plain(self.device))
        self._half = False
        self._predictor = None
        _release()
        try:
            self._predictor = self._make(self.device, False)
        except RuntimeError as error:
            self._leave(str(error), is_out_of_memory(error))
        return False

    def _shrink(self, failed: int) -> None:
        self.limit = min(self.limit, max(1, failed // 2))
        cells = trn("one cell", "{n} cells", self.limit)
        self.notice = (
            tr("Memory is short: {cells} at a time from now on, which may be slower.", cells=cells)
            if self._on_cpu
            else tr("The GPU’s memory is short: {cells} at a time from now on, which may be slower.", cells=cells)
        )

    def _leave(self, problem: str, full: bool) -> None:
        """Move from the GPU to the CPU, with the CPU's batch size."""
        first_line = next(iter(problem.strip().splitlines()), tr("no reason given"))
        why = tr("has too little free memory") if full else tr("failed ({first_line})", first_line=first_line)
        self._predictor = None
        _release()
        self._half = False
        self._use("cpu")
        self._predictor = self._make("cpu", False)
        self.notice = tr("The GPU {why}: the CPU goes on with the work, which is slower.", why=why)

    @property
    def _on_cpu(self) -> bool:
        return self.device in (CPU, CPU_INT8)

    def _use(self, device: str) -> None:
        self.device = device
        self.limit = batch_size(device)
        self.at_once = self._at_once(device)
        self._turns = threading.Semaphore(self.at_once)

    def _here(self) -> PredictorLike:
        with self._changing:
            if self._predictor is None:  # an earlier move failed
                self._predictor = self._make(self.device, self._half)
            return self._predictor


def batch_size(device: str) -> int:
    """Return the cells per batch on a device (torch's name)."""
    return BATCH_SIZES.get(device.partition(":")[0], BATCH_SIZES["cpu"])


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error means that memory is short. CUDA, cuDNN, MPS and the CPU report it differently."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return any(words in text for words in _FULL)


def _release() -> None:
    """Release cached memory of the device."""
    torch = sys.modules.get("torch")
    if torch is None:  # never imported: nothing is cached
        return
    if threading.current_thread() is threading.main_thread():  # in another thread it might delete objects of the window
        gc.collect()
    if torch.cuda.is_available():
        try:
            torch.cuda.empty_cache()
        except RuntimeError:  # a GPU that failed cannot do this
            log.warning("the GPU's cache could not be emptied", exc_info=True)
