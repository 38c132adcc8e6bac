"""The engine that classifies slides: loaded when the first cell needs it, and reused for further slides.

A slide that the model has seen before needs no engine at all, so opening it again costs no seconds of loading.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from wbc_desktop.inference.cards import ModelCard, model_sha256, read_model_card
from wbc_desktop.inference.foreign import Centres, read_centres

if TYPE_CHECKING:
    from wbc_desktop.domain.adaptation import Adaptation
    from wbc_desktop.domain.heat_maps import HeatMaps
    from wbc_desktop.inference.engine import Engine
    from wbc_desktop.inference.results import CellInput, CellRefused, CellResult

Cancel = Callable[[], bool]


@dataclass(slots=True)
class LazyEngine:
    """An engine that loads the network at the first cell. ``device`` is empty until then."""

    path: Path
    card: ModelCard
    sha256: str
    asked: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _engine: Engine | None = None

    @property
    def device(self) -> str:
        """The device in use; empty before the network is loaded."""
        return self._engine.device if self._engine is not None else ""

    @property
    def notice(self) -> str | None:
        """A sentence if another device had to be used."""
        return self._engine.notice if self._engine is not None else None

    @property
    def centres(self) -> Centres | None:
        """The class centres of the model, read without loading the network; None if it has none. Raises ModelError."""
        return self._engine.centres if self._engine is not None else read_centres(self.path, self.card)

    def classify(
        self, items: Iterable[CellInput], cancel: Cancel, adaptation: Adaptation | None = None
    ) -> Iterator[CellResult | CellRefused]:
        """Classify as the engine itself. Raises ModelError and DeviceError when it cannot be loaded."""
        waiting = iter(items)
        first = next(waiting, None)
        if first is None or cancel():
            return
        yield from self._loaded().classify(chain([first], waiting), cancel, adaptation)

    def measure(self, items: Iterable[CellInput], cancel: Cancel) -> Adaptation | None:
        """Measure a slide as the engine itself. Raises as :meth:`classify`."""
        return self._loaded().measure(items, cancel)

    def explain(self, cell: CellInput, method: str, adaptation: Adaptation | None = None) -> HeatMaps | CellRefused:
        """Explain a cell as the engine itself. Raises as :meth:`classify`."""
        return self._loaded().explain(cell, method, adaptation)

    def _loaded(self) -> Engine:
        from wbc_desktop.inference.engine import load_engine

        with self._lock:
            if self._engine is None:
                self._engine = load_engine(self.path, self.asked)
            return self._engine


def lazy_engine(path: Path, device: str) -> LazyEngine:
    """Return the engine of a model file, not loaded yet. Raises ModelError."""
    return LazyEngine(path, read_model_card(path), model_sha256(path), device)


class EngineSource:
    """Called in a job's thread. ``which`` returns the model file, ``device`` the requested device."""

    def __init__(self, which: Callable[[], Path], device: Callable[[], str]) -> None:
        self._which = which
        self._device = device
        self._lock = threading.Lock()
        self._key: tuple[Path, int, str] | None = None
        self._engine: LazyEngine | None = None

    def __call__(self) -> LazyEngine:
        """Return the engine; the same one while model file and device stay the same. Raises ModelError."""
        path, device = self._which(), self._device()
        with self._lock:
            card = read_model_card(path)
            key = (path, path.stat().st_mtime_ns, device)
            if self._engine is None or key != self._key:
                self._engine = None  # release the old one first: both may not fit into memory
                self._engine = LazyEngine(path, card, model_sha256(path), device)
                self._key = key
            return self._engine
