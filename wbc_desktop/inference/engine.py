"""The engine: image files in, one result per cell out, in order. Decode ‖ preprocess ‖ forward, in bounded memory.

Three things happen at once: a few threads read, decode and prepare images ahead; others run the network, each on a
batch (one on a GPU, one for each core of a CPU); the caller, whose ``for`` loop pulls the results, stores them. The
caller's thread also walks the iterable of cells, so that it may come from anywhere. One batch more is under way than
the device computes at once, and a little over two are prepared.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import groupby, islice
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from training.core.frame import Frame, part_of
from training.core.model_card import ModelCard, ModelFileError
from training.core.preprocess import scaled, seen_part
from training.core.slide_stain import Sums, sums_of
from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.errors import WbcError
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.language import tr
from wbc_desktop.inference.adapting import adaptation_of, with_adapted_stain
from wbc_desktop.inference.cards import model_error, model_sha256, read_model_card
from wbc_desktop.inference.decode_room import DecodeRoom
from wbc_desktop.inference.device import CPU, CPU_INT8, choose_device, usable_cores
from wbc_desktop.inference.engine_choice import batches_at_once, choose_engine, make_predictor, rounding_fault
from wbc_desktop.inference.foreign import Centres, read_centres
from wbc_desktop.inference.forward import Forward, PredictorLike, is_out_of_memory
from wbc_desktop.inference.images import (
    ContentChanged,
    ImageError,
    RGBImage,
    cropped,
    decode_image,
    os_reason,
    probe_image,
    read_content,
)
from wbc_desktop.inference.results import BatchArrays, CellInput, CellRefused, CellResult, maps_by, results_of
from wbc_desktop.runtime.nameless import Plain

__all__ = ["CellInput", "CellRefused", "CellResult", "Engine", "load_engine"]

log = logging.getLogger(__name__)

Cancel = Callable[[], bool]
T = TypeVar("T")

_FIRST_BATCH = {"cuda": 8, "mps": 4, "cpu": 2}
"""The first batch is small, so that the first results are shown at once."""
_AT_ONCE = 64
"""Cells of one page that are prepared together, at most, to limit memory."""
_PATIENCE = 0.1
"""Seconds between two checks of ``cancel`` while waiting."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    cell_id: int
    array: NDArray[np.float32]
    frame: Frame


class _Awaited(NamedTuple):
    """A cell that is being prepared: the future of its page's cells, and its place among them."""

    page: Future[list[_Prepared | CellRefused]]
    place: int


@dataclass(frozen=True, slots=True)
class _Done:
    """A classified batch: its cells in order, and the results of those that were not refused."""

    cells: list[_Prepared | CellRefused]
    parts: list[tuple[slice, BatchArrays]]


class Engine:
    """A loaded model on a device. ``device`` is the one in use, ``notice`` a sentence if it had to change.

    ``centres`` are the class centres by which slides are judged as a whole; None if the model has none.
    """

    def __init__(
        self,
        path: Path,
        card: ModelCard,
        sha256: str,
        forward: Forward,
        decoders: int = 2,
        centres: Centres | None = None,
    ) -> None:
        self.path = path
        self.card = card
        self.sha256 = sha256
        self.centres = centres
        self._forward = forward
        self._decoders = decoders
        self._room = DecodeRoom()

    @property
    def device(self) -> str:
        """Torch's name of the device in use now (``cpu``, ``cuda``, ``cuda:1``, ``mps``)."""
        return self._forward.device

    @property
    def name(self) -> str:
        """The engine that runs the network there: ``onnxruntime`` or ``pytorch``."""
        return choose_engine(self.device).name

    @property
    def notice(self) -> str | None:
        """A sentence for the person if memory was short and the engine had to adapt; else None."""
        return self._forward.notice

    def classify(
        self, items: Iterable[CellInput], cancel: Cancel, adaptation: Adaptation | None = None
    ) -> Iterator[CellResult | CellRefused]:
        """Yield one result per cell, in order. A file that no longer holds the content of its cell is refused.

        With an ``adaptation`` the results are adapted to the slide, and have no unlike score and no features.
        ``cancel`` ends it within one batch: what the network had finished by then is still given. Closing the
        iterator early, or an error, leaves no thread behind. Raises :class:`DeviceError` when there is no memory
        for one cell, :class:`ModelError` when the model file is gone just when the device has to be changed.
        """
        decode = ThreadPoolExecutor(self._decoders, thread_name_prefix="decode")
        network = ThreadPoolExecutor(usable_cores(), thread_name_prefix="network")
        try:
            yield from self._pipeline(iter(items), cancel, decode, network, adaptation)
        finally:
            network.shutdown(wait=True, cancel_futures=True)
            decode.shutdown(wait=True, cancel_futures=True)

    def explain(self, cell: CellInput, method: str, adaptation: Adaptation | None = None) -> HeatMaps | CellRefused:
        """Return the maps of one cell by a method of ``training/core/explain.py``, or the reason why there are none.

        The ``adaptation`` is that of the cell's prediction. Raises :class:`DeviceError` as :meth:`classify`.
        """
        (prepared,) = self._prepare([cell], lambda one, image: self._framed(one, image, adaptation))
        if isinstance(prepared, CellRefused):
            return prepared
        return maps_by(method, self._forward.explain(prepared.array, method), prepared.frame, self.card)

    def measure(self, items: Iterable[CellInput], cancel: Cancel) -> Adaptation | None:
        """Return how cells of a slide like these are adapted; None if cancelled, or if the model cannot be adapted.

        The network does not run. Cells whose pictures cannot be read are left out.
        """

        def sums(cell: CellInput, image: RGBImage) -> Sums:
            return sums_of(self._seen(cell, image)[0])

        def of_page(group: list[CellInput]) -> list[Sums | CellRefused]:
            return [] if cancel() else self._prepare(group, sums)

        with ThreadPoolExecutor(self._decoders, thread_name_prefix="decode") as decode:
            found = [one for page in decode.map(of_page, _by_page(items)) for one in page if isinstance(one, Sums)]
        return None if cancel() else adaptation_of(found, self.card)

    def _pipeline(
        self,
        source: Iterator[CellInput],
        cancel: Cancel,
        decode: ThreadPoolExecutor,
        network: ThreadPoolExecutor,
        adaptation: Adaptation | None,
    ) -> Iterator[CellResult | CellRefused]:
        ahead: deque[_Awaited] = deque()
        running: deque[Future[_Done]] = deque()
        size = _FIRST_BATCH.get(self.device.partition(":")[0], 2)
        groups = _by_page(source)

        def use(cell: CellInput, image: RGBImage) -> _Prepared:
            return self._framed(cell, image, adaptation)

        factor = None if adaptation is None else adaptation.temperature
        while not cancel():
            at_once = self._forward.at_once
            while len(ahead) < (1 + at_once) * self._forward.limit + self._decoders:
                group = next(groups, None)
                if group is None:
                    break
                prepared = decode.submit(self._prepare, group, use)
                ahead.extend(_Awaited(prepared, place) for place in range(len(group)))
            if ahead and len(running) <= at_once and not (running and running[0].done()):
                cells = _take(ahead, size, cancel)
                if cells is None:
                    break
                running.append(network.submit(self._run, cells, factor))
                size = self._forward.limit
            elif running:
                if not _wait(running[0], cancel):
                    break
                yield from self._results(running.popleft().result())
            else:
                return
        while running and running[0].done():
            yield from self._results(running.popleft().result())

    def _prepare(self, group: list[CellInput], use: Callable[[CellInput, RGBImage], T]) -> list[T | CellRefused]:
        """Read, check and decode one page; return what ``use`` makes of each cell. A fault concerns this page."""
        page, ids = group[0].source, [cell.cell_id for cell in group]

        def refused(reason: str, lasting: bool = True) -> list[T | CellRefused]:
            return [CellRefused(cell_id, reason, lasting) for cell_id in ids]

        try:
            data = read_content(page.file, page.sha256, page.page)
            pixels = group[0].pixels
            with self._room.taken(prod(probe_image(data, page.page)) if pixels is None else pixels):
                image = decode_image(data, page.page, page.bits)
                return [use(cell, image) for cell in group]
        except ContentChanged as error:
            return refused(error.reason, lasting=False)
        except ImageError as error:
            return refused(error.reason, error.lasting)
        except OSError as error:
            return refused(os_reason(error), lasting=False)
        except MemoryError:
            return refused("needs more memory than there is", lasting=False)
        except Exception:
            log.exception("decoding %r failed", page.file)
            return refused("is damaged")

    def _framed(self, cell: CellInput, image: RGBImage, adaptation: Adaptation | None) -> _Prepared:
        """Frame, resize and scale a cell: 3 x S x S; with an adaptation 6 x S x S, then with its stain moved."""
        seen, frame = self._seen(cell, image)
        array = scaled(seen, self.card)
        if adaptation is not None:
            array = np.concatenate([array, scaled(with_adapted_stain(seen, adaptation), self.card)])
        return _Prepared(cell.cell_id, array, frame)

    def _seen(self, cell: CellInput, image: RGBImage) -> tuple[RGBImage, Frame]:
        crop = cell.source.crop
        place = None if crop is None or cell.box is None else part_of(cell.box, crop)
        return seen_part(cropped(image, crop), self.card, place)

    def _run(self, cells: list[_Prepared | CellRefused], temperature: float | None) -> _Done:
        arrays = [cell.array for cell in cells if isinstance(cell, _Prepared)]
        return _Done(cells, self._forward.run(np.stack(arrays), temperature) if arrays else [])

    def _results(self, done: _Done) -> Iterator[CellResult | CellRefused]:
        seen = [(cell.cell_id, cell.frame) for cell in done.cells if isinstance(cell, _Prepared)]
        results = (r for rows, arrays in done.parts for r in results_of(seen[rows], arrays, self.card))
        for place, cell in enumerate(done.cells, start=1):
            result = cell if isinstance(cell, CellRefused) else next(results)
            yield replace(result, pause=True) if place == len(done.cells) else result


def load_engine(model_path: Path, device: str = "auto") -> Engine:
    """Load a model file onto a device ("auto": a GPU if there is one). Takes a moment, on a GPU seconds.

    Raises :class:`ModelError` (missing, damaged, not one of ours) and :class:`DeviceError` (asked for and not there).
    """
    card = read_model_card(model_path)  # before an engine is imported, so that a wrong file is refused at once
    digest, centres = model_sha256(model_path), read_centres(model_path, card)
    cv2.setNumThreads(1)  # several images are prepared in parallel already
    choice = choose_device(device)

    def make(where: str, half: bool) -> PredictorLike:
        return _predictor(model_path, where, half)

    fault = rounding_fault(model_path, digest) if choice.device == CPU_INT8 else None
    forward = Forward(make, CPU if fault else choice.device, batches_at_once)
    forward.notice = fault or forward.notice
    engine = Engine(model_path, card, digest, forward, max(2, min(usable_cores(), 16)), centres)
    log.info("model %s on %s with %s", Plain(digest[:12]), Plain(engine.device), Plain(engine.name))
    return engine


def _predictor(path: Path, device: str, half: bool) -> PredictorLike:
    try:
        return make_predictor(path, device, half)
    except ModelFileError as error:
        raise model_error(path, error.reason) from error
    except Exception as error:  # a card with impossible options fails in many ways
        if isinstance(error, WbcError) or is_out_of_memory(error):
            raise
        log.warning("model file %s cannot be loaded", path, exc_info=True)
        raise model_error(path, tr("is damaged or not for this version of the program")) from error


def _by_page(cells: Iterable[CellInput]) -> Iterator[list[CellInput]]:
    """Yield the cells in groups of one page each, so that a field is decoded once for all of its cells."""
    for _, group in groupby(cells, key=lambda cell: (cell.source.file, cell.source.sha256, cell.source.page)):
        while some := list(islice(group, _AT_ONCE)):
            yield some


def _take(ahead: deque[_Awaited], size: int, cancel: Cancel) -> list[_Prepared | CellRefused] | None:
    """Wait for the next ``size`` cells, in order; return None when cancelled."""
    taken: list[_Prepared | CellRefused] = []
    while ahead and len(taken) < size:
        if not _wait(ahead[0].page, cancel):
            return None
        page, place = ahead.popleft()
        taken.append(page.result()[place])
    return taken


def _wait(future: Future[Any], cancel: Cancel) -> bool:
    """Wait until ``future`` is done; return False when cancelled before."""
    while not wait([future], timeout=_PATIENCE).done:
        if cancel():
            return False
    return True
