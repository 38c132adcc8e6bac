"""Cut-out white cells: plain background, shape kept, pictures without a cell used whole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from training.core.images import RGBImage
from training.data.manifest import ManifestError, Sample
from training.recipes.leukocyte_cells import MARGIN, cut_out, cut_out_cells

BACKGROUND, NUCLEUS = (235, 225, 225), (110, 60, 150)


def smear(at: tuple[int, int] = (160, 120), axes: tuple[int, int] = (34, 34), cell: bool = True) -> RGBImage:
    """A white cell without cytoplasm among red cells, or only red cells."""
    image = np.full((240, 320, 3), BACKGROUND, np.uint8)
    for x in range(20, 320, 62):
        for y in range(25, 240, 64):
            if (x - at[0]) ** 2 + (y - at[1]) ** 2 > (max(axes) + 25) ** 2:
                cv2.circle(image, (x, y), 22, (225, 165, 170), -1)
    if cell:
        cv2.ellipse(image, at, axes, 0, 0, 360, NUCLEUS, -1)
    return image


def dark(image: RGBImage) -> RGBImage:
    return np.asarray(image[..., 1] < 120)


def test_cell_lies_in_the_middle_of_a_plain_square() -> None:
    cut, found = cut_out(smear(at=(230, 80)), 96)
    assert found
    assert cut.shape == (96, 96, 3)
    rows, columns = np.nonzero(dark(cut))
    assert (rows.mean(), columns.mean()) == pytest.approx((47.5, 47.5), abs=2)
    assert np.ptp(rows) == pytest.approx(96 / (1 + 2 * MARGIN), rel=0.15)
    edge = np.concatenate((cut[0], cut[-1], cut[:, 0], cut[:, -1]))
    assert len(np.unique(edge, axis=0)) == 1
    assert BACKGROUND[1] - 40 < edge[0][1] < BACKGROUND[1]  # the mean of background and red cells
    near = cv2.dilate(dark(cut).astype(np.uint8), np.ones((13, 13), np.uint8)) > 0
    assert (cut[~near] == edge[0]).all()  # no red cell is left


def test_shape_of_the_cell_is_kept() -> None:
    rows, columns = np.nonzero(dark(cut_out(smear(axes=(45, 22)), 96)[0]))
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(45 / 22, rel=0.2)


def test_cell_at_the_edge_is_not_repeated_in_the_margin() -> None:
    cut, found = cut_out(smear(at=(20, 120)), 96)
    assert found
    rows, columns = np.nonzero(dark(cut))
    assert columns.min() > 5
    assert rows.min() > 2


def test_black_corners_are_no_background() -> None:
    image = smear()
    cv2.fillPoly(image, [np.array([(0, 0), (90, 0), (0, 90)], np.int32)], (0, 0, 0))
    cut, found = cut_out(image, 64)
    assert found
    assert cut[0, 0].min() > 180


def test_picture_without_a_white_cell_is_used_whole() -> None:
    image = smear(cell=False)
    cut, found = cut_out(image, 64)
    assert not found
    assert np.abs(cut.mean(axis=(0, 1)) - image.mean(axis=(0, 1))).max() < 2


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    made = []
    for n in range(3):
        path = tmp_path / f"{n}.png"
        Image.fromarray(smear(cell=n != 1)).save(path)
        made.append(Sample(path, "NEU", "train", ""))
    return made


def test_cells_are_cut_out_once(samples: list[Sample], tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cells = cut_out_cells(samples, 48, folder)
    assert cells.found.tolist() == [True, False, True]
    assert cells.images.array.shape == (3, 48, 48, 3)
    assert (cells.images[0] == cut_out(smear(), 48)[0]).all()
    before = {f.name: f.stat().st_mtime_ns for f in folder.iterdir()}
    again = cut_out_cells(samples, 48, folder)
    assert again.found.tolist() == cells.found.tolist()
    assert {f.name: f.stat().st_mtime_ns for f in folder.iterdir()} == before


@pytest.mark.slow
def test_cells_are_cut_again_for_another_size_or_picture(samples: list[Sample], tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    first = cut_out_cells(samples, 48, folder).images.file
    assert cut_out_cells(samples, 32, folder).images.file != first
    Image.fromarray(smear(axes=(20, 20))).save(samples[1].path)
    changed = cut_out_cells(samples, 48, folder)
    assert changed.images.file != first
    assert changed.found.all()


def test_unreadable_picture_is_named(samples: list[Sample], tmp_path: Path) -> None:
    samples[1].path.write_bytes(b"no picture")
    with pytest.raises(ManifestError, match=r"1\.png is not an image"):
        cut_out_cells(samples, 48, tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.npy"))
