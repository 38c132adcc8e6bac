"""Slides that cannot be merged or separated: of other samples, signed, or read a second time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.services.two_folders import ANN, BEN, open_and_scan, shown, two, write_image
from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.errors import SlideMerged, UsageError
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.domain.slide_fields import SlideFields
from wbc_desktop.runtime.settings import Settings
from wbc_desktop.services import review, second_read, signing
from wbc_desktop.services.comments import comment
from wbc_desktop.services.merging import MergeRefused, merge, separate
from wbc_desktop.services.slide_fields import change_fields, slide_fields
from wbc_desktop.services.trail import verify
from wbc_desktop.store import guard
from wbc_desktop.store.engine import Database

__all__ = ["two", "write_image"]


@pytest.mark.slow
def test_invalid_merge_is_refused(db: Database, two: tuple[Slide, Slide], tmp_path: Path) -> None:
    one, other = two
    with pytest.raises(MergeRefused, match="with itself"):
        merge(db, one.id, one.id, ANN)
    with pytest.raises(UsageError, match="enter a name in the settings"):
        merge(db, one.id, other.id, Identity(" "))
    with pytest.raises(MergeRefused, match="not merged"):
        separate(db, one.id, other.id, ANN)
    change_fields(db, one.id, SlideFields(sample="S 1"), ANN)
    change_fields(db, other.id, SlideFields(sample="S 2", stain="Giemsa"), ANN)
    with pytest.raises(MergeRefused, match="S 2"):
        merge(db, one.id, other.id, ANN)
    change_fields(db, other.id, SlideFields(sample="s 1", stain="Giemsa"), ANN)
    inside = tmp_path / "one" / "inner"
    inside.mkdir()
    (tmp_path / "one" / "0.png").rename(inside / "0.png")
    with pytest.raises(MergeRefused, match="inside the other"):
        merge(db, one.id, open_and_scan(db, inside).id, ANN)
    merge(db, one.id, other.id, ANN)
    with db.read() as s:
        assert slide_fields(s, one.id).stain == "Giemsa"
    with pytest.raises(MergeRefused, match="already merged"):
        merge(db, one.id, other.id, ANN)


@pytest.mark.slow
def test_signed_slides_cannot_be_merged_or_separated(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    ids = [cell.id for cell in shown(db, other).values()]
    review.reclassify(db, other.id, ids, "NEU", ANN)
    signing.sign(db, other, ANN, "", "approved", Settings(reviewer="ann"))
    for whole, part in ((one, other), (other, one)):
        with pytest.raises(MergeRefused, match="“two” is signed"):
            merge(db, whole.id, part.id, ANN)
    signing.amend(db, other.id, ANN, "", "more cells")
    merge(db, other.id, one.id, ANN)
    review.reclassify(db, other.id, [cell.id for cell in shown(db, other).values()], "NEU", ANN)
    signing.sign(db, other, ANN, "", "approved", Settings(reviewer="ann"))
    with pytest.raises(MergeRefused, match="signed"):
        separate(db, other.id, one.id, ANN)
    with db.read() as s:
        assert guard.is_signed(s, other.id)


@pytest.mark.slow
def test_slide_with_a_second_read_cannot_be_merged(db: Database, two: tuple[Slide, Slide]) -> None:
    one, other = two
    review.reclassify(db, one.id, [cell.id for cell in shown(db, one).values()], "NEU", ANN)
    own = second_read.begin(db, one.id, BEN)
    for whole, part in ((one, other), (other, one), (own, other), (other, own)):
        with pytest.raises(MergeRefused, match="has a second read"):
            merge(db, whole.id, part.id, ANN)


def test_slide_that_was_merged_meanwhile_takes_no_change_until_it_is_separated(
    db: Database, two: tuple[Slide, Slide]
) -> None:
    one, other = two
    cell = next(iter(shown(db, other).values())).id
    review.reclassify(db, other.id, [cell], "LYM", BEN)
    merge(db, one.id, other.id, ANN)
    acts: list[Callable[[], object]] = [
        lambda: review.reclassify(db, other.id, [cell], "NEU", BEN),
        lambda: review.undo(db, other.id, BEN),
        lambda: comment(db, cell, "granules", BEN),
        lambda: change_fields(db, other.id, SlideFields(sample="S-1"), BEN),
        lambda: signing.sign(db, other, BEN, "", "approved", Settings(reviewer="ben")),
    ]
    for act in acts:
        with pytest.raises(SlideMerged, match="merged into “one”"):
            act()
    separate(db, one.id, other.id, ANN)
    for act in acts[:-1]:
        act()
    assert verify(db).sound
