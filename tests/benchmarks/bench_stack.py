"""Measures what it takes to read a stack: one TIFF file with many fields.

    python tests/benchmarks/bench_stack.py [--pages 200] [--size 4000 3000] [--compression jpeg] [--deep] [--json]

Draws the stack in a temporary folder (TMPDIR sets the place), scans it as a folder is scanned, and reads its pages in
order in two threads, as classification does. Prints for both steps seconds by the clock, seconds of processor time
(with the helper processes that decode) and bytes read, then for comparison the processor time of a file with one page,
and the highest memory of this process and of one helper.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

import cv2  # noqa: E402 - all of them are found from the line above
import numpy as np  # noqa: E402
import psutil  # noqa: E402
import tifffile  # noqa: E402

from wbc_desktop.domain.cells import ScannedImage  # noqa: E402
from wbc_desktop.domain.regions import PictureSource  # noqa: E402
from wbc_desktop.inference.images import read_source  # noqa: E402
from wbc_desktop.services.examine import examine  # noqa: E402
from wbc_desktop.services.walk import FoundFile  # noqa: E402


def draw(path: Path, pages: int, size: tuple[int, int], compression: str | None, deep: bool) -> None:
    """Write a stack of fields that differ in the place of their cells."""
    random = np.random.default_rng(0)
    width, height = size
    grain = random.normal(0, 4, (height // 2, width // 2, 3)).astype(np.float32)
    paper = cv2.resize(grain, (width, height)) + np.array((226, 196, 214), np.float32)
    with tifffile.TiffWriter(path, bigtiff=True) as writer:
        for _ in range(pages):
            field = paper.copy()
            for x, y in random.integers(0, (width, height), (40, 2)):
                cv2.circle(field, (int(x), int(y)), height // 40, (95, 60, 140), -1)
            page = (field * 16 if deep else field).clip(0, 4095 if deep else 255).astype("u2" if deep else "u1")
            writer.write(page, photometric="rgb", compression=compression, rowsperstrip=256, metadata=None)


class Usage:
    """Measures this process and the helpers; the highest memory is looked at many times a second."""

    def __init__(self) -> None:
        self.own = psutil.Process()
        self.memory: dict[str, int] = {"program": 0, "helper": 0}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            for name, some in (("program", [self.own]), ("helper", self.own.children())):
                for process in some:
                    try:
                        self.memory[name] = max(self.memory[name], process.memory_info().rss)
                    except psutil.Error:
                        continue

    def end(self) -> None:
        """Stop to look."""
        self._ended.set()
        self._thread.join()

    def numbers(self) -> tuple[float, float, int]:
        """Return the clock, the processor time and the bytes read so far, with the living helpers."""
        every = [self.own, *self.own.children()]
        times = [process.cpu_times() for process in every]
        read = sum(getattr(process.io_counters(), "read_chars", 0) for process in every)
        return time.perf_counter(), sum(one.user + one.system for one in times), read


def measured(usage: Usage, act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return the result of ``act`` and what it took."""
    before = usage.numbers()
    result = act()
    clock, processor, read = (now - then for now, then in zip(usage.numbers(), before, strict=True))
    return result, {"clock_s": round(clock, 2), "processor_s": round(processor, 2), "read_mb": round(read / 1e6)}


def scanned(path: Path) -> ScannedImage:
    """Return what a scan says about the file. It must be a picture."""
    about = path.stat()
    found = examine(FoundFile(path.name, str(path), about.st_size, about.st_mtime_ns))
    assert isinstance(found, ScannedImage), found
    return found


def read_pages(path: Path, found: ScannedImage) -> None:
    """Decode every page in order, in two threads."""
    pages = [PictureSource(path, found.sha256, page, bits=found.bits) for page in range(1 + len(found.more_pages))]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda page: read_source(page).shape, pages):
            pass


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--size", type=int, nargs=2, default=(4000, 3000), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--compression", default="jpeg", help="tifffile's name; none: uncompressed (jpeg)")
    parser.add_argument("--deep", action="store_true", help="12 bits in 16 (not with jpeg)")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    compression = None if asked.compression == "none" else asked.compression
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="wbc-stack-") as folder:
        stack, single = Path(folder) / "stack.tif", Path(folder) / "single.tif"
        draw(stack, asked.pages, tuple(asked.size), compression, asked.deep)
        draw(single, 1, tuple(asked.size), compression, asked.deep)
        usage = Usage()
        try:
            scanned(single)  # starts the helper
            read_pages(single, scanned(single))
            told["file_mb"] = round(stack.stat().st_size / 1e6)
            found, told["scan"] = measured(usage, lambda: scanned(stack))
            _, told["pages"] = measured(usage, lambda: read_pages(stack, found))
            alone = measured(usage, lambda: [read_pages(single, scanned(single)) for _ in range(10)])[1]
            told["one_file_with_one_page_processor_s"] = round(alone["processor_s"] / 10, 3)
        finally:
            usage.end()
        told["memory_mb"] = {name: round(most / 1e6) for name, most in usage.memory.items()}
    print(json.dumps(told, indent=None if asked.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
