"""The helper process that decodes special files: ``serve`` answers one request after another until its input ends.

It says first whether it is ready or which package is missing. A request is a line of JSON (``size`` of the data, and
``page`` and ``bits``, or ``pages`` true and ``measure``) and then the data; an answer is a line of JSON and then the
pixels. Only numbers and texts are exchanged, so that a decoder that a damaged file has overcome cannot run code in the
program. Nothing that a decoder prints is seen by anyone.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

MOST_MEMORY = 6 * 1024**3
"""Bytes that the helper may use: four copies of the largest picture as 32-bit floats."""


def main() -> None:
    """Serve on the standard streams, which no decoder can reach: they print into nothing."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    serve(requests, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    try:
        from training.core.reading import special
    except ImportError as error:
        _write(answers, {"missing": error.name or str(error)})
        return
    limit_memory()
    _write(answers, {"ready": True})
    while line := requests.readline():
        asked = json.loads(line)
        data = requests.read(asked["size"])
        if len(data) < asked["size"]:
            return
        _write(answers, *answer(special, asked, data))


def _write(answers: BinaryIO, head: dict[str, Any], pixels: bytes | memoryview = b"") -> None:
    answers.write(json.dumps(head).encode() + b"\n")
    answers.write(pixels)
    answers.flush()


def answer(special: Any, asked: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | memoryview]:
    """Return the answer to one request: its line, and the pixels."""
    from training.core.reading.types import DAMAGED, NO_MEMORY, ImageError

    try:
        if asked.get("pages"):
            return {"pages": [asdict(page) for page in special.pages(data, asked["measure"])]}, b""
        picture = special.decode(data, asked["page"], asked["bits"])
        return {"shape": picture.shape}, memoryview(picture).cast("B")
    except ImageError as error:
        return {"reason": error.reason}, b""
    except MemoryError:
        return {"reason": NO_MEMORY}, b""
    except Exception:  # whatever a damaged file made a decoder raise
        return {"reason": DAMAGED}, b""


def limit_memory() -> None:
    """Limit the memory of this process, where the system can (not on Windows)."""
    if sys.platform == "win32":
        return
    import contextlib
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
