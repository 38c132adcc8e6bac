"""Whether the program's own files are complete and unchanged: after a disk error, a virus scanner, a broken update."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import wbc_desktop
from wbc_desktop.inference.cards import model_sha256
from wbc_desktop.reports.typeset.faces import BOLD, FALLBACKS, MAIN, Face
from wbc_desktop.runtime.resources import bundled_models, default_model, resource
from wbc_desktop.runtime.version import DISTRIBUTION
from wbc_desktop.store import schema

LIST = "files.sha256"
"""The list of a bundle's files with their SHA-256, as ``sha256sum`` writes it (``installer/file_list.py``)."""

_TRANSLATIONS = ("qtbase_id.qm", "wbc_id.qm")
_QM_BEGIN = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_IN_CARD = re.compile(r"^- File: .*SHA-256 `([0-9a-f]{64})`", re.MULTILINE)

Fault = tuple[str, str]
"""A file of the program, and what is wrong with it."""


def faults() -> Iterator[Fault]:
    """Yield the files that are missing or damaged. Which files can be checked depends on how the program came here.

    An installed distribution: the files and hashes of its RECORD, and that the files of the distributions that it needs
    are there. A bundle: the files of its list. Always: that models, migrations, translations, fonts and icons load.
    """
    yield from _of_distribution(_installed())
    yield from _of_bundle()
    yield from _of_resources()


def kind() -> str:
    """Return how the program came here: ``bundle``, ``installed`` or ``source``."""
    return "bundle" if _frozen() else "installed" if _installed() is not None else "source"


def _frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def _installed() -> metadata.Distribution | None:
    """Return the distribution with this code; None for a bundle, a source tree and an editable install."""
    if _frozen():
        return None
    own = Path(wbc_desktop.__file__).resolve()
    for found in metadata.distributions(name=DISTRIBUTION):
        if any(Path(str(found.locate_file(file))).resolve() == own for file in found.files or ()):
            return found
    return None


def _of_distribution(own: metadata.Distribution | None) -> Iterator[Fault]:
    if own is None:
        return
    for file in own.files or ():
        path = Path(str(file.locate()))
        if file.hash is None or path.suffix == ".pyc":
            continue
        if (fault := _compare(path, file.hash.mode, _hex(file.hash.value))) is not None:
            yield str(file), fault
    for needed in _needed(own):
        for file in needed.files or ():
            path = Path(str(file.locate()))
            if path.suffix != ".pyc" and file.size is not None and not _has_size(path, file.size):
                yield str(file), "is missing or incomplete"


def _needed(own: metadata.Distribution) -> Iterator[metadata.Distribution]:
    """Yield the installed distributions that the program needs directly, without those of extras."""
    for requirement in own.requires or ():
        name = re.match(r"[\w.-]+", requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            yield metadata.distribution(name[0])
        except metadata.PackageNotFoundError:
            continue  # doctor names missing packages


def _of_bundle() -> Iterator[Fault]:
    """Compare the files of a bundle with its list, which lies beside the program or one folder above."""
    if not _frozen():
        return
    folder = Path(sys.executable).resolve().parent
    root = next((one for one in (folder, folder.parent) if (one / LIST).is_file()), None)
    if root is None:  # a bundle that was made without a list
        return
    for line in (root / LIST).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if (fault := _compare(root / name, "sha256", digest)) is not None:
            yield name, fault


def _of_resources() -> Iterator[Fault]:
    if not default_model().is_file():
        yield _name(default_model()), "is missing"
    for model in bundled_models():
        yield from _tried(model, _check_model)
    for revision in schema.missing_migrations():
        yield f"migration {revision}", "is missing or damaged"
    for name in _TRANSLATIONS:
        yield from _tried(resource("translations", name), _check_translation)
    for name in (MAIN, BOLD, *FALLBACKS):
        yield from _tried(resource("fonts", name), _check_font)
    for icon in sorted({resource("icons", "app.svg"), *resource("icons").glob("*.svg")}):
        yield from _tried(icon, _check_icon)
    yield from _tried(resource("styles", "window.qss"), _check_text)


def _tried(path: Path, check: Callable[[Path], None]) -> Iterator[Fault]:
    try:
        check(path)
    except FileNotFoundError:
        yield _name(path), "is missing"
    except Exception:  # damaged files fail in many ways
        yield _name(path), "is damaged"


def _check_model(path: Path) -> None:
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    found = _IN_CARD.search(card)
    if found is None or model_sha256(path) != found[1]:
        raise ValueError


def _check_translation(path: Path) -> None:
    if not path.read_bytes().startswith(_QM_BEGIN):
        raise ValueError


def _check_font(path: Path) -> None:
    if Face(path).data.glyph_count == 0:  # a damaged file is an empty font
        raise ValueError


def _check_icon(path: Path) -> None:
    ElementTree.fromstring(path.read_bytes())


def _check_text(path: Path) -> None:
    if not path.read_text(encoding="utf-8").strip():
        raise ValueError


def _name(path: Path) -> str:
    """Return a resource relative to the folder of resources."""
    return "/".join(path.parts[-2:])


def _compare(path: Path, algorithm: str, digest: str) -> str | None:
    """Return what is wrong with a file; None if it has this digest."""
    try:
        with path.open("rb") as file:
            return None if hashlib.file_digest(file, algorithm).hexdigest() == digest else "is changed"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _hex(value: str) -> str:
    """Return a digest of RECORD (base64 for URLs, without padding) in hexadecimal digits."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()


def first_names(found: Iterable[Fault], most: int = 5) -> str:
    """Return the first faults as text: ``a.png is missing, b.py is changed, and 7 more``."""
    every = [f"{name} {fault}" for name, fault in found]
    more = f", and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
