"""The cache of views: written once, also by concurrent processes, and again after changes."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from training.core.images import read_image
from training.core.preprocess import resize
from training.data import cache
from training.data.cache import cached_images, channel_statistics
from training.data.manifest import ManifestError, Sample

Cells = Callable[..., list[Sample]]


@pytest.fixture
def cells(slide_folder: Callable[..., Path]) -> Cells:
    """``cells(count)``: samples with generated pictures."""
    return lambda count=5: [
        Sample(p, "NEU", "train", "") for p in sorted(slide_folder(count=count, side=48).glob("*.png"))
    ]


@pytest.mark.slow
def test_view_is_what_prediction_sees(cells: Cells, tmp_path: Path) -> None:
    found = cells(cache._BLOCK + 3)
    told: list[int] = []
    images = cached_images(found, 32, tmp_path / "c", progress=told.append)
    assert told == [cache._BLOCK, len(found)]
    assert images.array.shape == (len(found), 32, 32, 3)
    for n in (0, cache._BLOCK - 1, cache._BLOCK, len(found) - 1):
        assert (images[n] == resize(read_image(found[n].path), 32)).all()
    assert not list((tmp_path / "c").glob("*.part"))


def test_cache_is_written_once(cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = cells()
    first = cached_images(found, 32, tmp_path)
    monkeypatch.setattr(cache, "read_image", lambda path: pytest.fail("read again"))
    assert cached_images(found, 32, tmp_path).file == first.file


def test_changed_files_and_framing_are_decoded_again(cells: Cells, tmp_path: Path) -> None:
    found = cells()
    first = cached_images(found, 32, tmp_path)
    files = {first.file, cached_images(found, 32, tmp_path, "leukocyte").file}
    files.add(cached_images(found, 32, tmp_path, "whole", 0.25).file)
    found[2].path.write_bytes(found[3].path.read_bytes())
    changed = cached_images(found, 32, tmp_path)
    assert len(files | {changed.file}) == 4
    assert (changed[2] == changed[3]).all()


def test_margin_lies_around_the_view(cells: Cells, tmp_path: Path) -> None:
    found = cells()
    plain, wide = (cached_images(found, 32, tmp_path, "leukocyte", margin) for margin in (0.0, 0.25))
    assert wide.array.shape[1:3] == (48, 48)
    for one, around in zip(plain.array, wide.array, strict=True):
        assert np.abs(around[8:40, 8:40].astype(int) - one).mean() < 12


def test_concurrent_requests_write_the_cache_once(
    cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, reads = cells(), []
    monkeypatch.setattr(cache, "read_image", lambda path: reads.append(path) or read_image(path))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: cached_images(found, 32, tmp_path).file, range(4)))
    assert len(set(made)) == 1
    assert len(reads) == len(found)


def test_unreadable_image_leaves_no_cache(cells: Cells, tmp_path: Path) -> None:
    found = cells()
    found[1].path.unlink()
    with pytest.raises(ManifestError, match=r"cell_0001\.png cannot be read \(No such file"):
        cached_images(found, 32, tmp_path / "c")
    found[1].path.write_bytes(b"no picture")
    with pytest.raises(ManifestError, match=r"cell_0001\.png is "):
        cached_images(found, 32, tmp_path / "c")
    assert not list((tmp_path / "c").glob("*.npy"))


def test_pickled_cache_contains_the_file_name_only(cells: Cells, tmp_path: Path) -> None:
    images = cached_images(cells(), 32, tmp_path)
    first = images[0]
    sent = pickle.dumps(images)
    assert len(sent) < 1000
    assert (pickle.loads(sent)[0] == first).all()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_images(
    cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = read_image(cells(1)[0].path)
    monkeypatch.setattr(cache, "read_image", lambda path: one.copy())

    def peak(count: int) -> int:
        found = [Sample(tmp_path / f"{n}.png", "NEU", "train", "") for n in range(count)]
        tracemalloc.start()
        try:
            channel_statistics(cached_images(found, 64, tmp_path / str(count)), "RGB", 64)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(6 * cache._BLOCK) < 1.5 * peak(cache._BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize("order", ["RGB", "BGR"])
def test_statistics_are_those_of_all_pixels(cells: Cells, tmp_path: Path, order: str) -> None:
    images = cached_images(cells(70), 32, tmp_path, margin=0.25)
    mean, std = channel_statistics(images, order, 32)
    pixels = images.array[:, 8:40, 8:40].reshape(-1, 3).astype(float)[:, :: -1 if order == "BGR" else 1]
    assert mean == pytest.approx(tuple(pixels.mean(axis=0)))
    assert std == pytest.approx(tuple(pixels.std(axis=0)))
