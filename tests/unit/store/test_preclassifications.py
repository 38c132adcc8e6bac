"""Predictions are kept, the newest counts, and maps are stored with three digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbc_desktop.domain.cells import ActKind, ModelVersion, NewPreclassification, ScannedImage, Slide
from wbc_desktop.domain.classes import UNIDENTIFIED
from wbc_desktop.domain.heat_maps import HeatMaps
from wbc_desktop.domain.reviewers import Identity
from wbc_desktop.store import cells, classifications, copying, files, preclassifications, slides
from wbc_desktop.store.engine import Database

pytestmark = pytest.mark.both_databases

MAPS = HeatMaps(2, 1, {"NEU": (0.0, 1.0), "LYM": (0.25, 0.5)}, (0.125, 0.75))
MakePrediction = Callable[..., NewPreclassification]
Image = Callable[..., ScannedImage]


@pytest.fixture
def cell_ids(db: Database, slide: Slide, now: datetime, image: Image) -> list[int]:
    with db.write() as s:
        return files.record_images(s, slide.id, [image(f"{n}.png") for n in range(4)], now)


def test_newest_counts_and_older_are_kept(
    db: Database,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    one, other = make_model("one"), make_model("other")
    with db.write() as s:
        preclassifications.add_many(s, one.id, "cpu", [make_prediction(i, "NEU") for i in cell_ids], now)
        preclassifications.add_many(s, other.id, "cuda:0", [make_prediction(cell_ids[0], "LYM", 0.6, True)], now)
    with db.read() as s:
        first, second = cells.get_many(s, cell_ids[:2])
        assert (first.predicted, first.confidence, first.current) == ("LYM", 0.6, "UNI")
        assert first.preclassification is not None
        assert first.preclassification.probabilities == {"LYM": 0.6}
        assert first.preclassification.created_at == now
        assert second.current == "NEU"
        history = preclassifications.history(s, cell_ids[0])
        assert [(p.model_id, p.predicted, p.unidentified) for p in history] == [
            (one.id, "NEU", False),
            (other.id, "LYM", True),
        ]
        assert history[-1] == first.preclassification


def test_cells_without_a_prediction_of_the_model(
    db: Database,
    slide: Slide,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    one, other = make_model("one"), make_model("other")
    with db.write() as s:
        preclassifications.add_many(s, one.id, "cpu", [make_prediction(i) for i in cell_ids[1:3]], now)
        files.mark_missing(s, slide.id, ["3.png"])
    with db.read() as s:
        assert cells.unclassified(s, slide.id, one.id) == [cell_ids[0]]
        assert cells.unclassified(s, slide.id, other.id) == cell_ids[:3]
        assert cells.unclassified(s, slide.id + 1, one.id) == []


def test_decided_cells_keep_the_prediction_of_another_model(
    db: Database,
    slide: Slide,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    one, other = make_model("one"), make_model("other")
    confirmed, unsure, undone, never_predicted = cell_ids
    ada = Identity("Ada")
    with db.write() as s:
        preclassifications.add_many(s, one.id, "cpu", [make_prediction(i) for i in cell_ids[:3]], now)
        classifications.record(s, slide.id, ActKind.CONFIRM, {confirmed: "NEU"}, ada, now)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {unsure: UNIDENTIFIED}, ada, now)
        wrong = classifications.record(s, slide.id, ActKind.CONFIRM, {undone: "NEU"}, ada, now)
        before = classifications.before(s, wrong.id)
        classifications.record(s, slide.id, ActKind.UNDO, before, ada, now, target=wrong.id)
        classifications.record(s, slide.id, ActKind.RECLASSIFY, {never_predicted: "LYM"}, ada, now)
    with db.read() as s:
        assert cells.unclassified(s, slide.id, other.id) == [undone, never_predicted]
        assert cells.unclassified(s, slide.id, one.id) == [never_predicted]


def test_maps_are_of_the_latest_prediction(
    db: Database,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model = make_model("m")
    with db.write() as s:
        preclassifications.add_many(
            s,
            model.id,
            "cpu",
            [
                make_prediction(cell_ids[0], maps=MAPS),
                make_prediction(cell_ids[1]),
                make_prediction(cell_ids[2], maps=MAPS),
            ],
            now,
        )
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell_ids[2])], now)
    with db.read() as s:
        assert preclassifications.maps(s, cell_ids[0]) == MAPS
        assert preclassifications.maps(s, cell_ids[1]) is None
        assert preclassifications.maps(s, cell_ids[2]) is None
        assert preclassifications.maps_many(s, cell_ids) == {cell_ids[0]: MAPS}
        found = preclassifications.maps(s, cell_ids[0])
        assert found is not None
        assert list(found.by_class) == ["NEU", "LYM"]


def test_features_and_adaptation_are_of_the_latest_prediction_and_are_copied(
    db: Database,
    slide: Slide,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model, how = make_model("m"), '{"norms": 0.5}'
    new = [replace(make_prediction(i, maps=MAPS), features=bytes([i, 60]), adapted=how) for i in cell_ids[:2]]
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", new, now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell_ids[1])], now)
        there = slides.create(s, "/data/two", "two", now)
        copying.copy_cells(s, cells.get_many(s, cell_ids), slide.id, there.id, lambda path: path, now)
        copied = cells.ids(s, there.id)
        assert preclassifications.features_many(s, cell_ids) == {cell_ids[0]: bytes([cell_ids[0], 60])}
        assert preclassifications.features_many(s, copied) == {copied[0]: bytes([cell_ids[0], 60])}
        for first, second in (cell_ids[:2], copied[:2]):
            assert [p.adapted for p in preclassifications.history(s, first)] == [how]
            found = [cell.preclassification for cell in cells.get_many(s, [first, second])]
            assert [p.adapted for p in found if p is not None] == [how, ""]


@pytest.mark.slow
def test_each_map_belongs_to_its_cell(
    db: Database,
    slide: Slide,
    now: datetime,
    image: Image,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model = make_model("m")
    with db.write() as s:
        ids = files.record_images(s, slide.id, [image(f"x{n}") for n in range(700)], now)
        new = [make_prediction(i, maps=HeatMaps(1, 1, {"NEU": (n / 1024,)}, (1.0,))) for n, i in enumerate(ids)]
        preclassifications.add_many(s, model.id, "cpu", new[::-1], now)
        found = preclassifications.maps_many(s, ids)
    assert [found[i].by_class["NEU"] for i in ids] == [(n / 1024,) for n in range(700)]


def test_invalid_batch_stores_nothing(
    db: Database,
    cell_ids: list[int],
    now: datetime,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
) -> None:
    model = make_model("m")
    wrong = HeatMaps(2, 2, {"NEU": (0.0,)}, (0.0,) * 4)
    for batch in (
        [make_prediction(cell_ids[0]), make_prediction(cell_ids[1], maps=wrong)],
        [make_prediction(cell_ids[0]), make_prediction(cell_ids[0])],
        [make_prediction(cell_ids[0]), replace(make_prediction(cell_ids[1]), features=b"12")],
    ):
        with pytest.raises(ValueError, match=r"named twice|is not 2 x 2|there are none"), db.write() as s:
            preclassifications.add_many(s, model.id, "cpu", batch, now)
    with db.write() as s:
        preclassifications.add_many(s, model.id, "cpu", [], now)
    with db.read() as s:
        assert len(cells.unclassified(s, 1, model.id)) == 4


shares = st.floats(0, 1, width=16)


@st.composite
def heat_maps(draw: st.DrawFn) -> HeatMaps:
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    one = st.lists(shares, min_size=width * height, max_size=width * height).map(tuple)
    return HeatMaps(width, height, draw(st.dictionaries(st.text(min_size=1, max_size=5), one, max_size=4)), draw(one))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(maps=heat_maps())
def test_any_maps_are_stored(
    db: Database,
    now: datetime,
    image: Image,
    make_model: Callable[[str], ModelVersion],
    make_prediction: MakePrediction,
    maps: HeatMaps,
) -> None:
    model = make_model("m")
    with db.write() as s:
        slide = slides.by_folder(s, "/h") or slides.create(s, "/h", "h", now)
        (cell,) = files.record_images(s, slide.id, [image("a")], now)
        preclassifications.add_many(s, model.id, "cpu", [make_prediction(cell, maps=maps)], now)
        assert preclassifications.maps(s, cell) == maps
