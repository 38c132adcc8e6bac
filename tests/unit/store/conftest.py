"""Fixtures: a database file, and functions that fill the database."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wbc_desktop.domain.cells import ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.store import models, slides
from wbc_desktop.store.engine import Database

NOBODY = 65534


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 4, 5, 6, 7, 891011, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of the test's database."""
    return tmp_path / "wbc.sqlite3"


@pytest.fixture
def slide(db: Database, now: datetime) -> Slide:
    with db.write() as s:
        return slides.create(s, "/data/one", "one", now)


@pytest.fixture
def make_model(db: Database, now: datetime) -> Callable[[str], ModelVersion]:
    """``make_model(name)`` registers and returns a model of two classes."""

    def make(name: str) -> ModelVersion:
        with db.write() as s:
            return models.register(
                s,
                name=name,
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                path=f"/models/{name}",
                classes=[("NEU", "Neutrophil"), ("LYM", "Lymphocyte")],
                threshold=0.5,
                architecture="resnet50-cbam",
                trained_at="2026-01-02T03:04:05+00:00",
                summary={"accuracy": 0.9},
                now=now,
            )

    return make


@pytest.fixture
def image() -> Callable[..., ScannedImage]:
    """``image(path, content="", mtime_ns=0)`` returns an image whose hash is that of ``content`` or of its path."""

    def make(path: str, content: str = "", mtime_ns: int = 0) -> ScannedImage:
        digest = hashlib.sha256((content or path).encode("utf-8", "surrogateescape")).hexdigest()
        return ScannedImage(path, 1000, mtime_ns, digest, 300, 200)

    return make


@pytest.fixture
def make_prediction() -> Callable[..., NewPreclassification]:
    """``make_prediction(cell_id, code="NEU", confidence=0.9)`` returns a new prediction."""

    def make(
        cell_id: int,
        code: str = "NEU",
        confidence: float = 0.9,
        unidentified: bool = False,
        maps: HeatMaps | None = None,
    ) -> NewPreclassification:
        return NewPreclassification(cell_id, code, confidence, {code: confidence}, unidentified, maps)

    return make


@pytest.fixture
def unprivileged_folder() -> Iterator[Path]:
    """A folder whose permissions apply; if the tests run as root, they change to another user meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="wbc-unprivileged-"))
    if not hasattr(os, "geteuid"):
        shutil.rmtree(folder)
        pytest.skip("permissions are tested on POSIX")
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, -1)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
