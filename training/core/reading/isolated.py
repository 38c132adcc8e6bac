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
from collections.abc import Callable, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

import numpy as np

from training.core.bundle import is_bundled, module_command
from training.core.reading.content import Content, HashedFile
from training.core.reading.types import ContentChanged, ImageError, PageInfo, RGBImage, missing_package

_ROOT = Path(__file__).resolve().parents[3]
_MODULE = "training.core.reading.helper"
_PROGRAM = f"import sys; sys.path.insert(0, sys.argv[1]); from {_MODULE} import main; main()"
_START_SECONDS = 60.0
_SECONDS, _SECONDS_PER_BYTE = 7.0, 4e-7
"""Processor time for a picture: a fixed time and some more for a large file (8 MB: 3.2 s). JPEG 2000 without loss takes
1.3e-7 s per byte. Pages of a stack may take as long as files of ``_MOST_COUNTED`` bytes."""
_MOST_COUNTED = 100_000_000
_MOST_HELPERS = max(1, min(4, os.cpu_count() or 1))

Answer = tuple[dict[str, Any], bytearray]

CRASHED = "is damaged (its decoder crashed)"
HANGS = "is damaged (its decoder does not end)"


def pages(data: Content, measure: bool, working: Callable[[], None]) -> tuple[PageInfo, ...]:
    """Return the pictures of a special file; arguments as in ``images.pages``. Raises as :func:`_ask`."""
    head, _ = _ask({"want": "pages", "measure": measure}, data, working)
    return tuple(PageInfo(**page) for page in head["pages"])


def size(data: Content, page: int) -> tuple[int, int]:
    """Return width and height of a picture (counted from 0) of a special file. Raises as :func:`_ask`."""
    width, height = _ask({"want": "size", "page": page}, data)[0]["size"]
    return width, height


def decode(data: Content, page: int, depths: Sequence[str]) -> RGBImage:
    """Return a picture (counted from 0) of a special file. Raises as :func:`_ask`."""
    head, pixels = _ask({"want": "pixels", "page": page, "depths": list(depths)}, data)
    return np.frombuffer(pixels, np.uint8).reshape(head["shape"])


class _Ended(Exception):
    """The helper ended before it answered; ``late``: it was killed because it took too long."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late


def _command() -> list[str]:
    """Return the command of the helper; in a bundle it needs no path to the code."""
    return module_command(_MODULE) if is_bundled() else [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT)]


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
                _command(),
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

    def ask(self, request: dict[str, Any], data: Content, working: Callable[[], None]) -> Answer:
        """Return the answer: its head and the pixels. Raises :class:`_Ended`."""
        if isinstance(data, HashedFile):
            request, counted = request | {"file": (data.path, data.size, data.sha256)}, min(data.size, _MOST_COUNTED)
            data = data.blocks
        else:
            counted = len(data)
        line = json.dumps(request | {"size": len(data)})
        return self._answer(_SECONDS + _SECONDS_PER_BYTE * counted, line, data, working)

    def end(self) -> None:
        """End the process and wait for that."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not sent yet
                    stream.close()
        self._process.wait()

    def _answer(
        self, seconds: float, line: str = "", data: bytes = b"", working: Callable[[], None] = lambda: None
    ) -> Answer:
        """Send a request, if there is one, and return the answer; the process is killed if it takes too long."""
        with self._limit(self._process, seconds) as limit:

            def at_work() -> None:
                working()
                limit.restart()

            try:
                return self._exchange(line, data, at_work)
            except (OSError, ValueError, KeyError) as error:  # a broken pipe, or an answer that was cut off
                raise _Ended(limit.passed) from error

    def _exchange(self, line: str, data: bytes, at_work: Callable[[], None]) -> Answer:
        requests, answers = self._process.stdin, cast(BufferedReader, self._process.stdout)
        assert requests is not None
        if line:
            requests.write(line.encode() + b"\n")
            requests.write(data)
            requests.flush()
        head: dict[str, Any] = json.loads(answers.readline())
        while "working" in head:
            at_work()
            head = json.loads(answers.readline())
        shape = head.get("shape")
        pixels = bytearray(shape[0] * shape[1] * 3 if shape else 0)
        if answers.readinto(pixels) != len(pixels):
            raise ValueError("the answer was cut off")
        return head, pixels


_slots = threading.BoundedSemaphore(_MOST_HELPERS)
_idle: list[_Helper] = []


def _ask(request: dict[str, Any], data: Content, working: Callable[[], None] = lambda: None) -> Answer:
    """Return the answer of a helper; ``working`` is called after each of its parts, and what it raises breaks it off.

    Raises :class:`ImageError`; for a :class:`HashedFile` also :class:`ContentChanged`, and ``OSError`` if it can't be
    read.
    """
    with _slots:
        head, pixels = _ask_twice(request, data, working)
    if "reason" in head:
        raise ImageError(head["reason"])
    if "changed" in head:
        raise ContentChanged
    if "errno" in head and isinstance(data, HashedFile):
        raise OSError(head["errno"], os.strerror(head["errno"]), data.path)
    return head, pixels


def _ask_twice(request: dict[str, Any], data: Content, working: Callable[[], None]) -> Answer:
    """Return the answer; a helper that had ended before (the system was short of memory) is replaced once."""
    for trial in (1, 2):
        try:
            helper = _idle.pop()
        except IndexError:
            helper = _Helper()
        try:
            answer = helper.ask(request, data, working)
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
