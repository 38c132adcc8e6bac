"""The helper process: what a decoder does to it costs one picture."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.unit.training.core.reading.drawn import cell, pillow_file, tiff_file, tiff_pages
from training.core.images import ContentChanged, HashedFile, decode_image, hashed, pages, probe_image
from training.core.reading import isolated, time_limit
from training.core.reading.types import ImageError

CELL = cell()
DATA = tiff_file(CELL)

FAULTY = """
import sys, os, time, ctypes
sys.path.insert(0, sys.argv[1])
from training.core.reading import helper, special

def decode(data, page, bits, working):
    if page == 1:
        os.write(2, b"noise of a decoder")
        os.write(1, b"noise of a decoder")
        ctypes.string_at(0)
    if page == 2:
        while True:
            pass
    if page == 3:
        raise RuntimeError("not an error of ours")
    if page == 4:
        return bytearray(10**12)
    if page == 5:
        time.sleep(1.5)
    for _ in range(4 if page == 6 else 0):
        began = time.process_time()
        while time.process_time() < began + 0.3:
            pass
        working()
    return real(data, 0, bits, working)

real, special.decode = special.decode, decode
helper.main()
"""


@pytest.fixture
def no_helpers() -> Iterator[None]:
    """Helpers of other tests are ended before, and those of this test afterwards."""
    isolated._end_all()
    yield
    isolated._end_all()


@pytest.fixture
def faulty(no_helpers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The helper's decoder crashes, hangs, raises or asks for too much memory, by the number of the page."""
    monkeypatch.setattr(isolated, "_PROGRAM", FAULTY)
    monkeypatch.setattr(isolated, "_SECONDS", 1.0)
    monkeypatch.setattr(time_limit, "_PATIENCE", 1000)  # only the processor time counts, however busy the machine is


@pytest.mark.parametrize(
    ("page", "reason", "lasting"),
    [
        (1, "is damaged (its decoder crashed)", True),
        (2, "is damaged (its decoder does not end)", False),
        (3, "is damaged", True),
        (4, "needs more memory than there is", False),
    ],
)
def test_fault_costs_one_picture(
    faulty: None, page: int, reason: str, lasting: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ImageError) as caught:
        decode_image(DATA, page)
    assert (caught.value.reason, caught.value.lasting) == (reason, lasting)
    assert (decode_image(DATA) == CELL).all()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("page", [5, 6], ids=["waits", "works in steps"])
def test_decoder_that_needs_little_processor_time_is_waited_for(faulty: None, page: int) -> None:
    assert (decode_image(DATA, page) == CELL).all()


def test_special_files_are_decoded_elsewhere_and_ordinary_ones_here(no_helpers: None) -> None:
    assert (decode_image(pillow_file(CELL, "PNG")) == CELL).all()
    assert not isolated._idle
    picture = decode_image(DATA)
    assert (picture == CELL).all()
    assert picture.flags.writeable
    assert probe_image(DATA) == (60, 72)
    assert [(page.width, page.height) for page in pages(DATA)] == [(60, 72)]
    assert len(isolated._idle) == 1


PAGES = [np.kron(cell(n), np.ones((6, 6, 1), np.uint8)) for n in range(3)]


@pytest.fixture
def stack(tmp_path: Path) -> HashedFile:
    """A stack of three pages that is read in parts; each page is larger than a part."""
    path = tmp_path / "stack.tif"
    path.write_bytes(tiff_pages(*[(page, {}) for page in PAGES]))
    with path.open("rb") as file:
        return hashed(str(path), file, 10**9)


def test_pages_of_a_stack_are_decoded_from_its_file(no_helpers: None, stack: HashedFile) -> None:
    assert [(page.width, page.height) for page in pages(stack)] == [(360, 432)] * 3
    assert probe_image(stack, 2) == (360, 432)
    assert [(decode_image(stack, n) == PAGES[n]).all() for n in (2, 0, 1)] == [True] * 3


def test_stack_that_changed_or_is_gone_is_refused(no_helpers: None, stack: HashedFile) -> None:
    decode_image(stack, 1)
    path = Path(stack.path)
    path.write_bytes(path.read_bytes().replace(PAGES[2].tobytes(), PAGES[1].tobytes()))
    with pytest.raises(ContentChanged) as caught:
        decode_image(stack, 2)
    assert not caught.value.lasting
    path.unlink()
    with pytest.raises(FileNotFoundError):
        decode_image(stack, 2)
    assert (decode_image(DATA) == CELL).all()
    assert len(isolated._idle) == 1


def test_what_stops_the_caller_ends_the_reading(no_helpers: None, stack: HashedFile) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pages(stack, working=stop)
    assert not isolated._idle
    assert len(pages(stack)) == 3


def test_helper_that_was_ended_is_replaced(no_helpers: None) -> None:
    decode_image(DATA)
    isolated._idle[0]._process.kill()
    isolated._idle[0]._process.wait()
    assert (decode_image(DATA) == CELL).all()


def test_threads_share_few_helpers(no_helpers: None) -> None:
    start = threading.Barrier(6)

    def decode(n: int) -> bool:
        start.wait()
        return bool((decode_image(tiff_file(cell(n))) == cell(n)).all())

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(decode, range(6)))
    assert 1 <= len(isolated._idle) <= isolated._MOST_HELPERS


def test_missing_package_is_named(no_helpers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_PROGRAM", "import sys; sys.modules['tifffile'] = None; " + isolated._PROGRAM)
    with pytest.raises(ImageError) as caught:
        decode_image(DATA)
    assert caught.value.reason == "needs the Python package tifffile to be read: install it, or save the file as PNG"
    assert (decode_image(pillow_file(CELL, "PNG")) == CELL).all()


def test_missing_package_for_the_time_is_named(no_helpers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "training.core.reading.time_limit", None)
    with pytest.raises(ImageError, match="needs the Python package psutil"):
        decode_image(DATA)


def test_helper_that_does_not_start_costs_one_picture(no_helpers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_PROGRAM", "raise SystemExit(3)")
    with pytest.raises(ImageError, match="helper process does not start"):
        decode_image(DATA)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ImageError, match="cannot be decoded now"):
        decode_image(DATA)


def test_helper_ends_with_the_program(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "cell.tif").write_bytes(DATA)
    program = (
        "import os, sys; from training.core.images import read_image; from training.core.reading import isolated\n"
        "read_image(sys.argv[1]); print(isolated._idle[0]._process.pid, flush=True)\n"
        "'torch' in sys.modules and print('torch')\n"
        "sys.argv[2] == 'killed' and os._exit(1)"
    )
    for way in ("usual", "killed"):
        found = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "cell.tif"), way],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": str(repository)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.stderr == ""
        (pid,) = map(int, found.stdout.split())
        _, alive = psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
        assert not alive


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_forked_process_has_its_own_helper(no_helpers: None) -> None:
    decode_image(DATA)
    child = os.fork()
    if child == 0:
        same = bool(isolated._idle)
        os._exit(int(same or not np.array_equal(decode_image(DATA), CELL)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (decode_image(DATA) == CELL).all()
