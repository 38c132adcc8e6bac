"""The helper process that decodes special files: ``serve`` answers one request after another until its input ends.

It says first whether it is ready or which package is missing. A request is a line of JSON and then ``size`` bytes: a
file, or the hashes of the blocks of the ``file`` that is named. It asks for all ``pages``, or for the size or pixels of
one ``page``. An answer is a line of JSON and then the pixels; before it come lines that only say that the helper is at
work. Only numbers and texts are exchanged, so that a decoder that a damaged file
has overcome cannot run code in the program. Nothing that a decoder prints is seen by anyone.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO, cast

Pixels = bytes | memoryview

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
        _write(answers, *answer(special, asked, data, lambda head: _write(answers, head)))


def _write(answers: BinaryIO, head: dict[str, Any], pixels: Pixels = b"") -> None:
    answers.write(json.dumps(head).encode() + b"\n")
    answers.write(pixels)
    answers.flush()


def answer(
    special: Any, asked: dict[str, Any], data: bytes, write: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, Any], Pixels]:
    """Return the answer to one request: its line, and the pixels. ``write`` writes the lines that come before it."""
    from training.core.reading.content import Content, HashedFile
    from training.core.reading.types import DAMAGED, NO_MEMORY, ContentChanged, ImageError

    content: Content = HashedFile(*cast(tuple[str, int, str], asked["file"]), data) if "file" in asked else data

    def working() -> None:
        write({"working": True})

    try:
        if asked["want"] == "pages":
            return {"pages": [asdict(page) for page in special.pages(content, asked["measure"], working)]}, b""
        if asked["want"] == "size":
            return {"size": special.size(content, asked["page"], working)}, b""
        picture = special.decode(content, asked["page"], asked["depths"], working)
        return {"shape": picture.shape}, memoryview(picture).cast("B")
    except ContentChanged:
        return {"changed": True}, b""
    except ImageError as error:
        return {"reason": error.reason}, b""
    except OSError as error:  # the named file cannot be read; decoders' own errors have become ImageError
        return {"errno": error.errno or 0}, b""
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


if __name__ == "__main__":
    main()
