"""The replay file: everything comes back, damaged and foreign files are refused, and the right file is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from training.core.model_card import ModelCard, ModelFileError
from training.core.replay import FORMAT, ROOT, Replay, find_replay, read_replay, root_of, write_replay
from wbc_desktop.runtime.resources import resource

N, D, C, D1, D2 = 12, 6, 5, 3, 2
SHA = "a" * 64


def replay(seed: int = 0, **changes: Any) -> Replay:
    """Return a replay file of N cells whose numbers fit into 16 bits."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray[Any, Any]:
        return random.normal(size=shape).astype(np.float16).astype(np.float32)

    made = Replay(
        model_sha256=SHA,
        codes=("NEU", "LYM", "MON"),
        names=("PBC", "Ö"),
        mean=numbers(D + C),
        scale=np.abs(numbers(D + C)) + np.float32(0.5),
        averages_directions=numbers(D1, D),
        pooled_directions=numbers(D2, C),
        coordinates=numbers(N, D1 + D2),
        scores=numbers(N, 3),
        labels=np.arange(N) % 3,
        sets=np.arange(N) % 2,
        groups=np.arange(N) // 2,
        locked=np.arange(N) >= N // 2,
    )
    return replace(made, **changes)


def test_everything_comes_back(tmp_path: Path) -> None:
    written, file = replay(), tmp_path / "m.replay"
    write_replay(written, file)
    found = read_replay(file)
    for name in Replay.__slots__:
        assert np.array_equal(getattr(found, name), getattr(written, name)), name
        assert np.asarray(getattr(found, name)).dtype == np.asarray(getattr(written, name)).dtype, name
    assert [path.name for path in tmp_path.iterdir()] == ["m.replay"]


def test_features_are_those_of_their_coordinates() -> None:
    """With orthonormal directions the coordinates of the features are the coordinates again."""
    random = np.random.default_rng(1)
    first, second = (np.linalg.qr(random.normal(size=(n, n)))[0].astype(np.float32) for n in (D, C))
    some = replay(averages_directions=first[:D1], pooled_directions=second[:D2])
    features = some.features(some.coordinates)
    assert features.shape == (N, D + C)
    again = some.reduced(((features - some.mean) * some.scale).astype(np.float32))
    assert again == pytest.approx(some.coordinates, abs=1e-4)
    whole = replay(averages_directions=first, pooled_directions=second, coordinates=random.normal(size=(N, D + C)))
    given = random.normal(size=(N, D + C)).astype(np.float32)
    kept = whole.reduced(((given - whole.mean) * whole.scale).astype(np.float32))
    assert whole.features(kept) == pytest.approx(given, abs=1e-4)


def test_data_sets_without_locked_cells_are_not_tested() -> None:
    assert replay().tested == ("PBC", "Ö")
    assert replay(locked=np.arange(N) % 2 == 1).tested == ("Ö",)


DAMAGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a missing array": lambda t: t.pop("scores"),
    "an unknown array": lambda t: t.update(more=t["labels"]),
    "a scalar": lambda t: t.update(mean=np.array(1, dtype=np.float32)),
    "a vector of directions": lambda t: t.update(averages_directions=t["averages_directions"][0]),
    "too few coordinates": lambda t: t.update(coordinates=t["coordinates"][:, :-1]),
    "too few labels": lambda t: t.update(labels=t["labels"][:-1]),
    "labels that are no whole numbers": lambda t: t.update(labels=t["labels"].astype(np.float32)),
    "a label out of range": lambda t: t.update(labels=t["labels"] + 1),
    "a negative label": lambda t: t.update(labels=t["labels"] - 1),
    "a data set out of range": lambda t: t.update(sets=t["sets"] + 1),
    "parts that are numbers": lambda t: t.update(locked=t["locked"].astype(np.uint8)),
    "no locked cell": lambda t: t.update(locked=np.zeros(N, dtype=bool)),
    "no replayed cell": lambda t: t.update(locked=np.ones(N, dtype=bool)),
    "a scale of zero": lambda t: t.update(scale=np.zeros(D + C, dtype=np.float32)),
    "numbers that are not finite": lambda t: t.update(coordinates=t["coordinates"] * np.float16(np.nan)),
    "infinite numbers": lambda t: t.update(mean=t["mean"] * np.float32(np.inf)),
    "64 bits": lambda t: t.update(mean=t["mean"].astype(np.float64)),
    "no cells": lambda t: t.update(
        {name: t[name][:0] for name in ("coordinates", "scores", "labels", "sets", "groups", "locked")}
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_numbers_that_do_not_fit_are_refused(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "m.replay"
    write_replay(replay(), file)
    tensors = dict(load_file(file))
    DAMAGES[damage](tensors)
    about = {"model_sha256": SHA, "codes": ["NEU", "LYM", "MON"], "names": ["PBC", "Ö"]}
    save_file(tensors, file, metadata={"format": FORMAT, "about": json.dumps(about)})
    with pytest.raises(ModelFileError, match="is damaged"):
        read_replay(file)


@pytest.mark.parametrize(
    "about",
    [
        "no JSON",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"model_sha256": SHA, "codes": 3, "names": []}),
        json.dumps({"model_sha256": SHA, "codes": ["NEU", "NEU", "MON"], "names": ["PBC", "Ö"]}),
        json.dumps({"model_sha256": SHA, "codes": ["NEU", "LYM", "MON"], "names": ["PBC", "PBC"]}),
        json.dumps({"model_sha256": SHA, "codes": ["NEU", "LYM"], "names": ["PBC", "Ö"]}),
    ],
)
def test_descriptions_that_make_no_sense_are_refused(about: str, tmp_path: Path) -> None:
    file = tmp_path / "m.replay"
    write_replay(replay(), file)
    save_file(dict(load_file(file)), file, metadata={"format": FORMAT, "about": about})
    with pytest.raises(ModelFileError, match="is damaged"):
        read_replay(file)


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.replay"
    with pytest.raises(ModelFileError, match="is not there"):
        read_replay(file)
    write_replay(replay(), file)
    whole = file.read_bytes()
    for content in (b"", whole[:100], whole[:-1], b"x" * 200):
        file.write_bytes(content)
        with pytest.raises(ModelFileError, match="is damaged"):
            read_replay(file)
    save_file({"weights": np.zeros(3, dtype=np.float32)}, file, metadata={"format": "wbc-model-1"})
    with pytest.raises(ModelFileError, match="is no replay file of this version"):
        read_replay(file)


def test_file_of_the_model_is_found_among_others(tmp_path: Path) -> None:
    first, second = tmp_path / "resources", tmp_path / "models"
    for folder in (first, second):
        folder.mkdir()
    (first / "a-damaged.replay").write_bytes(b"x" * 200)
    save_file({"mean": np.zeros(1, dtype=np.float32)}, first / "b.replay", metadata={"about": "[" * 100_000})
    write_replay(replay(model_sha256="b" * 64), first / "c.replay")
    write_replay(replay(), second / "d.replay")
    assert find_replay(SHA, (tmp_path / "nowhere", first, second)) == second / "d.replay"
    assert find_replay("b" * 64, (first, second)) == first / "c.replay"
    assert find_replay("c" * 64, (first, second)) is None
    card = ModelCard("m", "t", {}, (), 64, "RGB", (1.0,) * 3, (1.0,) * 3)  # type: ignore[arg-type]
    assert root_of(card, SHA) == SHA
    assert root_of(replace(card, training_data={ROOT: "b" * 64}), SHA) == "b" * 64


def test_shipped_file_belongs_to_the_shipped_model() -> None:
    from training.core.model_card import file_sha256, read_card

    model = resource("models") / "wbc8.safetensors"
    path = find_replay(file_sha256(model), [resource("models")])
    assert path == resource("models") / "wbc8.replay"
    found = read_replay(path)
    assert found.codes == read_card(model).codes
    assert found.tested == ("PBC", "Blood Cell Images", "Raabin")
    assert (int((~found.locked).sum()), int(found.locked.sum())) == (2550, 2459)
    assert not set(found.groups[found.locked].tolist()) & set(found.groups[~found.locked].tolist())


def test_replay_file_of_the_earlier_model_still_ships() -> None:
    """Candidates that descend from it can be fine-tuned further."""
    earlier = "3344c0f83d48bf878780b743298893f9e4d734591f79ced63947131f9ac26aab"
    path = find_replay(earlier, [resource("models")])
    assert path is not None
    assert read_replay(path).tested == ("PBC", "Blood Cell Images")
