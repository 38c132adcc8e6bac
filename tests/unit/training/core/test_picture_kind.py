"""Pictures of single cells and fields are told apart by their cells and their size."""

from __future__ import annotations

import pytest

from training.core.finder import FoundCell
from training.core.picture_kind import PictureKind, SeenPicture, picture_kind


def cell(left: int, top: int, side: int, *, score: float = 0.9, cut: bool = False) -> FoundCell:
    return FoundCell(left, top, side, side, score, cut)


def slide(width: int, height: int, *cells: FoundCell, pictures: int = 20) -> PictureKind:
    return picture_kind([SeenPicture(width, height, cells)] * pictures)


def test_small_pictures_show_cells_wherever_the_cell_is() -> None:
    assert slide(320, 240, cell(10, 10, 70)) == PictureKind("cells", "small", 0.0, 0.0, 76_800)
    assert slide(256, 256, cell(78, 78, 100)).kind == "cells"
    assert slide(360, 363).kind == "cells"


def test_small_pictures_of_small_cells_anywhere_are_fields() -> None:
    one, other = cell(30, 190, 26), cell(250, 20, 34)
    anywhere = [SeenPicture(320, 240, [one]), SeenPicture(320, 240, [other])] * 10
    assert picture_kind(anywhere) == PictureKind("fields", "small cells", 0.0, 0.0, 76_800)
    middle, large, none = (SeenPicture(320, 240, some) for some in ([cell(145, 105, 30)], [cell(20, 10, 70)], []))
    assert picture_kind([*anywhere, *[middle] * 10]).kind == "cells"
    assert picture_kind([*anywhere, *[large] * 21]).kind == "cells"
    assert picture_kind([*anywhere, *[none] * 20]).kind == "cells"
    assert picture_kind([*anywhere, *[none] * 19, *[middle] * 5]).kind == "fields"


def test_same_pictures_in_the_size_of_a_camera_are_fields() -> None:
    assert slide(640, 480, cell(20, 20, 140)) == PictureKind("fields", "large", 0.0, 0.0, 307_200)
    assert slide(4000, 3000, cell(600, 700, 120)).kind == "fields"


def test_large_square_picture_with_the_cell_in_the_middle_shows_a_cell() -> None:
    assert slide(575, 575, cell(190, 190, 200)) == PictureKind("cells", "cell in the middle", 0.0, 1.0, 330_625)
    assert slide(575, 575, cell(10, 190, 150)).kind == "fields"
    assert slide(640, 480, cell(250, 170, 140)).kind == "fields"


def test_cell_that_fills_a_large_picture_is_a_cell() -> None:
    assert slide(640, 480, cell(150, 60, 340)).reason == "cell in the middle"


def test_several_cells_make_a_field_of_any_size() -> None:
    assert slide(320, 240, cell(10, 10, 20), cell(200, 100, 20)).reason == "several cells"
    assert slide(575, 575, cell(250, 250, 60), cell(20, 20, 60)).kind == "fields"


def test_cut_and_unsure_neighbours_do_not_make_a_field() -> None:
    assert slide(256, 256, cell(80, 80, 90), cell(0, 0, 60, cut=True)).kind == "cells"
    assert slide(256, 256, cell(80, 80, 90), cell(10, 10, 60, score=0.35)).kind == "cells"


def test_a_few_pictures_with_two_cells_do_not_decide() -> None:
    one = SeenPicture(256, 256, [cell(80, 80, 90)])
    two = SeenPicture(256, 256, [cell(80, 80, 90), cell(170, 5, 60)])
    assert picture_kind([one] * 15 + [two] * 5).kind == "cells"
    assert picture_kind([one] * 13 + [two] * 7).kind == "fields"


def test_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="no pictures"):
        picture_kind([])
