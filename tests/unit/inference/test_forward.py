"""When memory is short, batches become smaller, then the CPU continues; no row is lost or computed twice."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from wbc_desktop.domain.errors import DeviceError, ModelError
from wbc_desktop.inference.forward import BATCH_SIZES, Forward, batch_size, is_out_of_memory
from wbc_desktop.inference.results import BatchArrays


@pytest.fixture(autouse=True, scope="module")
def quick_collection() -> Iterator[None]:
    """Leave everything older out of the collections of garbage, of which each change of the batch makes one."""
    gc.freeze()
    yield
    gc.unfreeze()


class OutOfMemoryError(RuntimeError):
    """Named as torch names its own."""


class Arrays:
    def __init__(self, values: NDArray[np.float32]) -> None:
        self.probabilities = values
        self.maps = np.zeros((len(values), 1, 2, 2), np.float32)
        self.attention = np.zeros((len(values), 2, 2), np.float32)
        self.unlike = None
        self.features = None
        self.kept = None


class Echo:
    """Returns the number of each row; fails for more than ``room`` rows at once."""

    def __init__(self, room: int, error: Exception) -> None:
        self.room, self.error = room, error

    def predict(self, batch: NDArray[np.float32]) -> BatchArrays:
        if len(batch) > self.room:
            raise self.error
        return Arrays(batch[:, 0, 0, :1])


def rows(count: int) -> NDArray[np.float32]:
    return np.arange(count, dtype=np.float32).reshape(-1, 1, 1, 1) * np.ones((1, 3, 2, 2), np.float32)


def numbers(forward: Forward, count: int) -> list[int]:
    parts = forward.run(rows(count))
    assert [n for s, _ in parts for n in range(s.start, s.stop)] == list(range(count))
    return [int(v) for _, arrays in parts for v in arrays.probabilities[:, 0]]


FULL = OutOfMemoryError("CUDA out of memory")


@pytest.mark.slow
@given(count=st.integers(0, 200), gpu_room=st.integers(0, 80), cpu_room=st.integers(1, 10))
def test_every_row_comes_out_once_and_in_order(count: int, gpu_room: int, cpu_room: int) -> None:
    room = {"cuda": gpu_room, "cpu": cpu_room}
    forward = Forward(lambda device, half: Echo(room[device], FULL), "cuda")
    assert numbers(forward, count) == list(range(count))
    assert forward.device == ("cpu" if gpu_room == 0 and count else "cuda")


def test_a_full_gpu_gets_half_the_batch_and_keeps_to_it() -> None:
    forward = Forward(lambda device, half: Echo(20, FULL), "cuda:1")
    assert forward.limit == BATCH_SIZES["cuda"] == 64
    assert forward.notice is None
    numbers(forward, 64)
    assert (forward.device, forward.limit) == ("cuda:1", 16)
    assert forward.notice == "The GPU’s memory is short: 16 cells at a time from now on, which may be slower."


def test_a_gpu_without_room_for_one_cell_hands_over_to_the_cpu() -> None:
    asked: list[tuple[str, bool]] = []

    def make(device: str, half: bool) -> Echo:
        asked.append((device, half))
        return Echo(0 if device == "cuda" else 100, FULL)

    forward = Forward(make, "cuda")
    assert numbers(forward, 10) == list(range(10))
    assert asked == [("cuda", True), ("cpu", False)]
    assert (forward.device, forward.limit) == ("cpu", BATCH_SIZES["cpu"])
    assert forward.notice == "The GPU has too little free memory: the CPU goes on with the work, which is slower."


def test_a_model_that_does_not_fit_the_gpu_is_loaded_on_the_cpu() -> None:
    def make(device: str, half: bool) -> Echo:
        if device == "cuda":
            raise FULL
        return Echo(100, FULL)

    forward = Forward(make, "cuda")
    assert forward.device == "cpu"
    assert forward.notice is not None
    assert "too little free memory" in forward.notice


def test_a_gpu_that_breaks_hands_over_with_the_reason() -> None:
    broken = RuntimeError("CUDA error: unspecified launch failure\nCompile with ...")
    forward = Forward(lambda device, half: Echo(0 if device == "cuda" else 100, broken), "cuda")
    assert numbers(forward, 3) == [0, 1, 2]
    assert forward.notice == (
        "The GPU failed (CUDA error: unspecified launch failure): the CPU goes on with the work, which is slower."
    )


def test_a_fault_of_the_program_on_the_cpu_is_not_swallowed() -> None:
    forward = Forward(lambda device, half: Echo(0, RuntimeError("shapes differ")), "cpu")
    with pytest.raises(RuntimeError, match="shapes differ"):
        forward.run(rows(2))


def test_no_memory_on_the_cpu_either_is_a_sentence() -> None:
    forward = Forward(lambda device, half: Echo(0, MemoryError()), "cpu")
    with pytest.raises(DeviceError, match="not enough memory to classify"):
        forward.run(rows(5))


def test_missing_model_file_when_the_gpu_fails_is_an_error_and_can_be_retried() -> None:
    gone = [True]

    def make(device: str, half: bool) -> Echo:
        if device == "cpu" and gone[0]:
            raise ModelError("The model file is not there.")
        return Echo(0 if device == "cuda" else 100, FULL)

    forward = Forward(make, "cuda")
    with pytest.raises(ModelError):
        forward.run(rows(2))
    gone[0] = False
    assert numbers(forward, 2) == [0, 1]


def test_sixteen_bits_that_overflow_are_computed_again_with_thirty_two() -> None:
    class Overflowing:
        def __init__(self, half: bool) -> None:
            self.half = half

        def predict(self, batch: NDArray[np.float32]) -> BatchArrays:
            return Arrays(np.full((len(batch), 2), np.nan if self.half else 0.5, np.float32))

    forward = Forward(lambda device, half: Overflowing(half), "cuda")
    (_, arrays), *_ = forward.run(rows(2))
    assert arrays.probabilities.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert forward.device == "cuda"


class Crowd:
    """Waits in each batch until ``together`` of them run at once; counts the most that ever did."""

    def __init__(self, together: int) -> None:
        self.barrier = threading.Barrier(together, timeout=60)
        self.lock = threading.Lock()
        self.now = self.most = 0

    def predict(self, batch: NDArray[np.float32]) -> BatchArrays:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.barrier.wait()
        with self.lock:
            self.now -= 1
        return Arrays(batch[:, 0, 0, :1])


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_device_computes_as_many_batches_at_once_as_it_should(at_once: int) -> None:
    crowd = Crowd(at_once)
    forward = Forward(lambda device, half: crowd, "cpu", lambda device: at_once)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda count: numbers(forward, count), [3] * 6))
    assert found == [[0, 1, 2]] * 6
    assert crowd.most == at_once


def test_batches_that_run_out_of_memory_together_are_all_computed_in_the_end() -> None:
    forward = Forward(lambda device, half: Echo(3, MemoryError()), "cpu", lambda device: 4)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda count: numbers(forward, count), [8] * 12))
    assert found == [list(range(8))] * 12
    assert forward.limit in (1, 2)


def test_the_cpu_that_replaces_a_gpu_computes_its_own_number_of_batches_at_once() -> None:
    room = {"cuda": 0, "cpu": 100}
    forward = Forward(
        lambda device, half: Echo(room[device], FULL), "cuda", lambda device: {"cuda": 1, "cpu": 4}[device]
    )
    assert forward.at_once == 1
    numbers(forward, 2)
    assert forward.at_once == 4


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (MemoryError(), True),
        (OutOfMemoryError("x"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried ..."), True),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), True),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), True),
        (RuntimeError("CUDA error: device-side assert triggered"), False),
        (ValueError("size mismatch"), False),
    ],
)
def test_out_of_memory_errors_are_recognised(error: Exception, full: bool) -> None:
    assert is_out_of_memory(error) is full


def test_the_batch_size_goes_by_the_kind_of_device() -> None:
    assert batch_size("cuda:3") == BATCH_SIZES["cuda"]
    assert batch_size("cpu") == BATCH_SIZES["cpu"]
    assert batch_size("xpu") == BATCH_SIZES["cpu"]
