"""Decode special files in helper processes, so that a decoder that crashes or hangs costs one picture.

A helper starts with the first such file (0.4 s), serves one file at a time, and ends with the program, because its
input ends. As many threads as there are helpers decode at once; others wait.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

import numpy as np

from training.core.reading.types import ImageError, PageInfo, RGBImage, missing_package

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from training.core.reading.helper import main; main()"
_START_SECONDS = 60.0
_SECONDS, _SECONDS_PER_BYTE = 7.0, 4e-7
"""Processor time for a file: a fixed time and some more for a large one (8 MB: 3.2 s). JPEG 2000 without loss takes
1.3e-7 s per byte."""
_MOST_HELPERS = max(1, min(4, os.cpu_count() or 1))

CRASHED = "is damaged (its decoder crashed)"
HANGS = "is damaged (its decoder does not end)"


def pages(data: bytes, measure: bool) -> tuple[PageInfo, ...]:
    """Return the pictures of a special file; ``measure`` as in ``images.pages``. Raises :class:`ImageError`."""
    head, _ = _ask({"pages": True, "measure": measure}, data)
    return tuple(PageInfo(**page) for page in head["pages"])


def decode(data: bytes, page: int, bits: Sequence[int]) -> RGBImage:
    """Return a picture (counted from 0) of a special file. Raises :class:`ImageError`."""
    head, pixels = _ask({"page": page, "bits": list(bits)}, data)
    return np.frombuffer(pixels, np.uint8).reshape(head["shape"])


class _Ended(Exception):
    """The helper ended before it answered; ``late``: it was killed because it took too long."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late


class _Helper:
    """A helper process. One thread at a time uses it. Raises :class:`ImageError` if it cannot be started."""

    def __init__(self) -> None:
        try:
            from training.core.reading.time_limit import TimeLimit
        except ImportError:
            raise missing_package("psutil") from None
        self._limit = TimeLimit
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows a console would flash up
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                creationflags=hidden,
            )
        except OSError as error:
            raise ImageError(f"cannot be decoded now ({error.strerror or error})") from error
        try:
            head, _ = self._answer(_START_SECONDS)
        except _Ended:
            self.end()
            raise ImageError("cannot be decoded now (its helper process does not start)") from None
        if "missing" in head:
            self.end()
            raise missing_package(head["missing"])

    def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytearray]:
        """Return the answer: its head and the pixels. Raises :class:`_Ended`."""
        return self._answer(_SECONDS + _SECONDS_PER_BYTE * len(data), json.dumps(request | {"size": len(data)}), data)

    def end(self) -> None:
        """End the process and wait for that."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not sent yet
                    stream.close()
        self._process.wait()

    def _answer(self, seconds: float, line: str = "", data: bytes = b"") -> tuple[dict[str, Any], bytearray]:
        """Send a request, if there is one, and return the answer; the process is killed if it takes too long."""
        with self._limit(self._process, seconds) as limit:
            try:
                return self._exchange(line, data)
            except (OSError, ValueError, KeyError) as error:  # a broken pipe, or an answer that was cut off
                raise _Ended(limit.passed) from error

    def _exchange(self, line: str, data: bytes) -> tuple[dict[str, Any], bytearray]:
        requests, answers = self._process.stdin, cast(BufferedReader, self._process.stdout)
        assert requests is not None
        if line:
            requests.write(line.encode() + b"\n")
            requests.write(data)
            requests.flush()
        head: dict[str, Any] = json.loads(answers.readline())
        shape = head.get("shape")
        pixels = bytearray(shape[0] * shape[1] * 3 if shape else 0)
        if answers.readinto(pixels) != len(pixels):
            raise ValueError("the answer was cut off")
        return head, pixels


_slots = threading.BoundedSemaphore(_MOST_HELPERS)
_idle: list[_Helper] = []


def _ask(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytearray]:
    """Return the answer of a helper. Raises :class:`ImageError`."""
    with _slots:
        head, pixels = _ask_twice(request, data)
    if "reason" in head:
        raise ImageError(head["reason"])
    return head, pixels


def _ask_twice(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytearray]:
    """Return the answer; a helper that had ended before (the system was short of memory) is replaced once."""
    for trial in (1, 2):
        try:
            helper = _idle.pop()
        except IndexError:
            helper = _Helper()
        try:
            answer = helper.ask(request, data)
        except _Ended as error:
            helper.end()
            if error.late:
                raise ImageError(HANGS, lasting=False) from None
            if trial == 2:
                raise ImageError(CRASHED) from None
        except BaseException:  # the conversation was broken off in its middle
            helper.end()
            raise
        else:
            _idle.append(helper)
            return answer
    raise AssertionError("the second trial answers or raises")


def _end_all() -> None:
    while _idle:
        _idle.pop().end()


def _forget() -> None:
    """Leave the helpers of the parent process alone, after a fork."""
    global _slots
    _slots = threading.BoundedSemaphore(_MOST_HELPERS)
    _idle.clear()


atexit.register(_end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
