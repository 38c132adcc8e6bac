"""Text for logs and crash reports that holds no data of patients: what may be written about a value or an error.

Names of patients are in the names of folders, files, slides and samples, in comments, in texts that a person types, and
through all of these in the messages of errors. So nothing is searched for names. Only what the program itself says is
written: constant sentences, numbers, names in its code, classes and numbers of errors, and where in the code they were
raised. Every other text is replaced by a short token. The same text has the same token until the program ends; the
tokens are computed with a random key, so that nobody can find out a name by trying names.
"""

from __future__ import annotations

import errno
import hashlib
import re
import secrets
import sys
import traceback
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path, PurePath

_KEY = secrets.token_bytes(16)
_PACKAGES = Path(__file__).resolve().parents[2]
"""The folder that contains the packages of the program."""

_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The folder of the standard library."""

_SUFFIXES = frozenset(
    (
        *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".jp2", ".jxl", ".avif", ".heic"),
        *(".csv", ".pdf", ".json", ".jsonl", ".zip", ".txt", ".log", ".ini", ".tmp", ".sqlite3", ".qm"),
        *(".safetensors", ".replay", ".onnx", ".wbc"),
    )
)
_OF_THE_CODE = (
    *(AttributeError, NameError, ImportError, TypeError, IndexError, ZeroDivisionError, RecursionError),
    *(NotImplementedError, AssertionError),
)
"""Errors whose messages are mostly about the code; their words are kept if they are known."""

_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are argument arguments as at attribute be but by call callable can cannot circular could "
        "dictionary division due exactly exceeded expected for from function generator given got has hashable "
        "import in index int integer integers is item iterable iterator keyword least list load local many maximum "
        "method missing module modulo more most multiple must name no non None NoneType not object of one only "
        "operand or out partially positional range recursion referenced required s sequence set str string "
        "subscriptable support supported takes than the to too tuple type types unexpected unhashable unpack "
        "unsupported value values variable where with without zero",
    )
)
"""Words of Python's own messages."""

_FRAMES_IN_A_LINE = 3
_LONGEST_CHAIN = 5


class Plain(str):
    """A text of the program itself (a device, a revision, the name of a file that it made), logged as it is."""

    __slots__ = ()


def shown(value: object) -> object:
    """Return what may be logged about ``value``: a number or text of the program as it is, everything else as a token.

    The result fits the same place (``%s``, ``%r``, ``%d``) of a message.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Plain):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, BaseException):
        return error_line(value)
    if isinstance(value, PurePath):
        suffix = value.suffix.lower()
        return token("path", str(value)) + (suffix if suffix in _SUFFIXES else "")
    if isinstance(value, str):
        return token("text", value)
    return f"<{type(value).__name__}>"


def token(kind: str, text: str) -> str:
    """Return a token such as ``<path 3fa2c1>`` that stands for ``text`` until the program ends."""
    data = text.encode("utf-8", "surrogatepass")
    return f"<{kind} {hashlib.blake2b(data, key=_KEY, digest_size=3).hexdigest()}>"


def error_line(error: BaseException) -> str:
    """Return class, number, and place in the code of an error and of its causes, in one line and without its message.

    ``FolderError at wbc_desktop/services/walk.py:40 walk, …, from PermissionError [EACCES] at …``
    """
    return ", from ".join(_head(one) + _place(one) for one in _chain(error))


def traceback_text(error: BaseException) -> str:
    """Return the traceback of an error and of its causes, without their messages."""
    parts = []
    for one in reversed(list(_chain(error))):
        frames = "".join(_frame(frame) for frame in traceback.extract_tb(one.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{_head(one)}\n")
    return "\nThis led to the next error:\n\n".join(parts)


def code_place(error: BaseException) -> tuple[str, str]:
    """Return the class of an error and where in the code it was raised, to recognise the same fault again."""
    frames = traceback.extract_tb(error.__traceback__)
    return type(error).__name__, f"{code_file(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""


def code_file(name: str) -> str:
    """Return a file of code relative to the program or to its library: the folder may be named for a person."""
    path = Path(name)
    if path.is_relative_to(_PACKAGES) and "site-packages" not in path.parts:
        return path.relative_to(_PACKAGES).as_posix()
    for folder in ("site-packages", _PYTHON, "lib", "Lib"):
        if folder in path.parts:
            at = len(path.parts) - path.parts[::-1].index(folder)
            return "/".join(path.parts[at:])
    return path.name


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what led to it, the newest first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _head(error: BaseException) -> str:
    """Return class and details of one error that are not data."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return " ".join(filter(None, (name, _number(error), _of_database(error), _known_words(error))))


def _number(error: BaseException) -> str:
    """Return the number of an error of the operating system: ``[ENOSPC]``."""
    number = error.errno if isinstance(error, OSError) else None
    return "" if number is None else f"[{errno.errorcode.get(number, number)}]"


def _of_database(error: BaseException) -> str:
    """Return the name of an error of SQLite, or the state of one of PostgreSQL: ``[SQLITE_BUSY]``."""
    inner = getattr(error, "orig", None) or error
    found = getattr(inner, "sqlite_errorname", None) or getattr(inner, "sqlstate", None)
    return f"[{found}]" if isinstance(found, str) and re.fullmatch(r"\w{1,40}", found) else ""


def _known_words(error: BaseException) -> str:
    """Return the message of an error about the code; a word that is neither Python's nor in that code becomes ``…``."""
    if not isinstance(error, _OF_THE_CODE):
        return ""
    known = _WORDS | set(_names(error))
    words = re.findall(r"\w+", str(error), re.ASCII)
    kept = (word if word in known or re.fullmatch(r"\d{1,2}", word) else "…" for word in words)
    text = re.sub(r"(?:… )+…", "…", " ".join(kept))
    return f"({text})" if words else ""


def _names(error: BaseException) -> Iterable[str]:
    """Yield the names in the code of the functions in which the error passed."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        yield from (code.co_name, *code.co_names, *code.co_varnames)
        trace = trace.tb_next


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_IN_A_LINE:]
    places = [f"{code_file(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    return f" at {', '.join(places)}" if places else ""


def _frame(frame: traceback.FrameSummary) -> str:
    line = f"    {frame.line}\n" if frame.line else ""
    return f"  {code_file(frame.filename)}:{frame.lineno} in {frame.name}\n{line}"
