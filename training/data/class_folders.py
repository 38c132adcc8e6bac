"""Find the images of a data set, a zip or a folder, that lie in folders named for a class."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from training.core.class_names import code_of_folder
from training.core.images import HEAD_BYTES, IMAGE_SUFFIXES, ImageError, looks_like_image, probe_image
from training.data.manifest import ManifestError

_PARTS = {"train": "train", "test": "test", "val": "val", "valid": "val", "validation": "val"}
_NOT_CELLS = {
    "TEST_SIMPLE": "holds the originals of TEST",
    "JPEGImages": "holds whole fields, not single cells",
}
"""Folders of the archive of Blood Cell Images that belong to no protocol, and why. Elsewhere they are usual folders."""
_MAX_MEMBER = 200 * 1024 * 1024
_UNREAD_SUFFIXES = frozenset(
    ".czi .dcm .dng .gif .jxr .lif .mrxs .nd2 .ndpi .nef .pgm .ppm .raw .scn .svs".split()  # noqa: SIM905
)
"""Names of image files of kinds that are not read: such a file is named when it is left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """An image of the data set: its class code and the part (train, val, test or None) that its folders name."""

    path: Path
    label: str
    part: str | None


@dataclass(slots=True)
class DataSet:
    """The images of a data set, and what was left out.

    ``refused``: files and folders, each with the reason; they stand for ``left_out`` images. ``passed_over``: folders
    of the archive of Blood Cell Images that no protocol uses, with the reason. ``folders``: name of a class folder ->
    code.
    """

    found: list[Found] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)
    folders: dict[str, str] = field(default_factory=dict)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the data set: its path there, its first bytes on demand, and where it can be opened."""

    inside: PurePosixPath
    head: Callable[[], bytes]
    opened: Callable[[], Path]


def find(source: Path, out: Path) -> DataSet:
    """Return the images below the folder or in the zip ``source`` that lie in class folders, by path.

    Images of a zip are written below ``out/images``. Hidden files and files that are no images are not looked at.
    Raises :class:`ManifestError` when there is no image in a class folder, or the zip cannot be unpacked.
    """
    if source.is_dir():
        data = _sorted(source, source.name, _files_of_folder(source))
    else:
        try:
            with zipfile.ZipFile(source) as archive:
                data = _sorted(source, "", _files_of_zip(archive, out / "images"))
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise ManifestError(f"The archive {source} cannot be unpacked into {out} ({error}).") from None
    if not data.found:
        raise ManifestError(f"{source} holds no images in folders named for a class (neutrophil, LYM, ...).")
    return data


def _sorted(source: Path, name: str, files: Iterable[_File]) -> DataSet:
    """Take the images in class folders; ``name`` is the folder of those at the top."""
    data, unknown, passed = DataSet(), Counter[PurePosixPath](), Counter[PurePosixPath]()
    every = sorted(files, key=lambda f: f.inside.parts)
    folders = {folder for file in every for folder in file.inside.parents}
    for file in every:
        inside = file.inside
        if any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in inside.parts):
            continue
        if not _is_image(file):
            continue
        no_cells = next((folder for folder in inside.parents if _is_no_class_folder(folder, folders)), None)
        if no_cells is not None:
            passed[no_cells] += 1
        elif (code := code_of_folder(inside.parent.name or name)) is not None:
            data.folders[inside.parent.name or name] = code
            _take(file, code, data)
        elif len(inside.parts) == 1:
            data.refused.append((source / inside, "lies in no folder that is named for a class"))
        else:
            unknown[inside.parent] += 1
    data.left_out = len(data.refused) + unknown.total()
    for folder, count in unknown.items():
        reason = f"is not named for a class that is known: {_images(count)} left out"
        data.refused.append((source / folder, reason))
    for folder, count in passed.items():
        data.passed_over.append((source / folder, f"{_NOT_CELLS[folder.name]}: {_images(count)} not used"))
    return data


def _is_no_class_folder(folder: PurePosixPath, folders: Set[PurePosixPath]) -> bool:
    """Whether the folder is one of _NOT_CELLS in its known place: beside TRAIN or TEST, or in dataset-master."""
    if folder.name == "TEST_SIMPLE":
        return not folders.isdisjoint((folder.with_name("TRAIN"), folder.with_name("TEST")))
    return folder.name == "JPEGImages" and folder.parent.name == "dataset-master"


def _take(file: _File, code: str, data: DataSet) -> None:
    """Add the image to the data set, or to its refusals when it cannot be opened."""
    part = next((_PARTS[p.casefold()] for p in reversed(file.inside.parts[:-2]) if p.casefold() in _PARTS), None)
    path = file.opened()
    try:
        probe_image(path)
    except (ImageError, OSError) as error:
        data.refused.append((path, str(error)))
        return
    data.found.append(Found(path, code, part))


def _files_of_folder(folder: Path) -> Iterable[_File]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield _File(PurePosixPath(path.relative_to(folder).as_posix()), partial(_head, path), partial(Path, path))


def _files_of_zip(archive: zipfile.ZipFile, out: Path) -> Iterable[_File]:
    for member in archive.infolist():
        if not member.is_dir():
            inside = PurePosixPath(member.filename.replace("\\", "/"))
            unpack = partial(_unpacked, archive, member, inside, out)
            yield _File(inside, partial(_head_of_member, archive, member), unpack)


def _head_of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(HEAD_BYTES)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, inside: PurePosixPath, out: Path) -> Path:
    """Write a member of the archive below ``out``, never elsewhere; a complete file that is there is kept."""
    if inside.is_absolute() or ".." in inside.parts or member.file_size > _MAX_MEMBER:
        raise ManifestError(f"{archive.filename} holds an entry that is not taken: {member.filename}.")
    file = out.joinpath(*inside.parts)
    if not (file.is_file() and file.stat().st_size == member.file_size):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(archive.read(member))
    return file


def _is_image(file: _File) -> bool:
    """Whether the name or, where it has no suffix, the content is that of an image, also of a kind that is not read."""
    suffix = file.inside.suffix.casefold()
    if not suffix:
        return looks_like_image(file.head())
    return suffix in IMAGE_SUFFIXES or suffix in _UNREAD_SUFFIXES


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def _images(count: int) -> str:
    return "1 image in it is" if count == 1 else f"{count:,} images in it are"
