"""An engine that computes on the workers of a cluster: batches of cells go out, one result per cell comes back.

The files are read by the workers, under the same paths as here. What a worker refuses is tried here before it counts,
so that a worker without the folder costs no cell. If a worker is lost, Dask gives its cells to others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.domain.adaptation import Adaptation
from wbc_desktop.domain.errors import DeviceError
from wbc_desktop.inference import spread_worker
from wbc_desktop.inference.cards import model_sha256, read_model_card
from wbc_desktop.inference.cluster import Workers, outcome
from wbc_desktop.inference.device import CPU, CPU_INT8, first_line
from wbc_desktop.inference.engine import Engine, load_engine
from wbc_desktop.inference.engine_choice import choose_engine, rounding_fault
from wbc_desktop.inference.foreign import read_centres
from wbc_desktop.inference.forward import batch_size
from wbc_desktop.inference.results import CellInput, CellRefused, CellResult

if TYPE_CHECKING:
    from distributed import Client, Future

Cancel = Callable[[], bool]

_BATCHES = 4
"""Batches of the network in one task of a worker."""
_TASKS = 4
"""Tasks for each thread of the workers that are under way or wait for their turn in the order."""


@dataclass(slots=True, eq=False)
class _Part:
    """Cells of one task. ``on``: the workers that may run it; ``results``: those of all cells, once they are known."""

    number: int
    cells: list[CellInput]
    future: Future[spread_worker.Answer] | None = None
    on: frozenset[str] = frozenset()
    results: Sequence[CellResult | CellRefused] | None = None


class Spread:
    """A model on the workers of a cluster; the other members are as those of :class:`Engine`.

    ``device``: auto is the CPU, so that all workers compute alike. Raises :class:`ModelError` for a wrong model file.
    """

    def __init__(self, client: Client, path: Path, device: str = "auto") -> None:
        self.path = path
        self.card = read_model_card(path)
        self.sha256 = model_sha256(path)
        self.centres = read_centres(path, self.card)
        asked = CPU if device.strip().lower() == "auto" else device.strip().lower()
        self._fault = rounding_fault(path, self.sha256) if asked == CPU_INT8 else None
        self.device = CPU if self._fault else asked
        self.name = choose_engine(self.device).name
        self._task = spread_worker.Task(str(path.absolute()), self.sha256, self.device)
        wanted = spread_worker.versions(self._task, path)
        self._workers = Workers(client, spread_worker.trial, (astuple(self._task), wanted))

    @property
    def notice(self) -> str | None:
        """Sentences for the person: about the device, and the workers that were left out; else None."""
        return " ".join(filter(None, [self._fault, self._workers.notice])) or None

    def classify(
        self, items: Iterable[CellInput], cancel: Cancel, adaptation: Adaptation | None = None
    ) -> Iterator[CellResult | CellRefused]:
        """Yield one result per cell, in order, as :meth:`Engine.classify`.

        Raises :class:`DeviceError` if the scheduler is lost, or if for a while (:func:`cluster.patience`) no worker can
        compute.
        """
        source = enumerate(parts_of(items, _BATCHES * batch_size(self.device)))
        under_way: deque[_Part] = deque()
        self._workers.start_waiting()
        try:
            while not cancel():
                most = _TASKS * max(1, sum(self._workers.fit.values()))
                while len(under_way) < most and (new := next(source, None)) is not None:
                    under_way.append(_Part(*new))
                if not under_way:
                    return
                with self._workers.watched():
                    self._workers.refresh()
                    self._send(under_way, adaptation)
                    self._collect(under_way, cancel, adaptation)
                while under_way and (results := under_way[0].results) is not None:
                    under_way.popleft()
                    yield from results
        finally:
            under_way.clear()  # Dask cancels what nobody waits for

    def measure(self, items: Iterable[CellInput], cancel: Cancel) -> Adaptation | None:
        """Return how cells of a slide like these are adapted, as :meth:`Engine.measure`. It is measured here."""
        return self._here.measure(items, cancel)

    def _send(self, under_way: Iterable[_Part], adaptation: Adaptation | None) -> None:
        """Send the parts that no worker has, or only workers that are gone."""
        fit = frozenset(self._workers.fit)
        for part in under_way:
            if fit and part.results is None and (part.future is None or not part.on & fit):
                arguments = (self._task, part.cells, adaptation)
                part.future = self._workers.submit(
                    spread_worker.classify_cells, *arguments, workers=fit, priority=-part.number
                )
                part.on = fit

    def _collect(self, under_way: Iterable[_Part], cancel: Cancel, adaptation: Adaptation | None) -> None:
        """Wait for a moment and take the results that have come."""
        sent = [(part, part.future) for part in under_way if part.future is not None]
        self._workers.wait([future for _, future in sent])
        for part, future in sent:
            if future.done() and not cancel():
                part.future = None  # without results it is sent again
                part.results = self._checked(part.cells, self._answer(future), cancel, adaptation)

    def _answer(self, future: Future[spread_worker.Answer]) -> spread_worker.Answer | None:
        try:
            return outcome(future)
        except Exception as error:
            raise DeviceError(
                f"The cluster could not classify these cells ({first_line(error)}): the output of its workers says "
                "more. Finished cells are saved: classify again, or without a cluster."
            ) from error

    def _checked(
        self,
        cells: Sequence[CellInput],
        answer: spread_worker.Answer | None,
        cancel: Cancel,
        adaptation: Adaptation | None,
    ) -> Sequence[CellResult | CellRefused] | None:
        """Return the results, with refusals of this computer; None if another worker has to compute them."""
        if answer is None:
            return None
        if answer.fault:
            self._workers.leave_out(answer.worker, answer.fault)
            return None
        refused = {r.cell_id: r.reason for r in answer.results if isinstance(r, CellRefused)}
        if not refused:
            return answer.results
        if answer.worker in self._workers.left_out:
            return None
        here: dict[int, CellRefused] = {}
        again = [cell for cell in cells if cell.cell_id in refused]
        for cell, result in zip(again, self._here.classify(again, cancel, adaptation), strict=False):
            if not isinstance(result, CellRefused):
                reason = f"cannot use “{cell.source.file}”, which this computer can: there it {refused[cell.cell_id]}"
                self._workers.leave_out(answer.worker, reason)
                return None
            here[cell.cell_id] = result
        if len(here) < len(refused):  # cancelled
            return None
        return [here.get(result.cell_id, result) for result in answer.results]

    @cached_property
    def _here(self) -> Engine:
        """The engine of this computer, for what is not spread."""
        return load_engine(self.path, CPU)


def parts_of(cells: Iterable[CellInput], size: int) -> Iterator[list[CellInput]]:
    """Yield the cells in lists of at least ``size`` (the last may be shorter), those of one page mostly in one list.

    So a field is decoded once. A page with very many cells is divided.
    """
    part: list[CellInput] = []
    for cell in cells:
        if len(part) >= size and (len(part) >= 2 * size or not _on_one_page(part[-1], cell)):
            yield part
            part = []
        part.append(cell)
    if part:
        yield part


def _on_one_page(cell: CellInput, other: CellInput) -> bool:
    one, two = cell.source, other.source
    return (one.file, one.sha256, one.page) == (two.file, two.sha256, two.page)
