"""The replay file that is made of a model: its parts, its weights, and what it keeps of the features."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from integration.training.laboratories import CLASSES, HOME, Ground, cell
from PIL import Image

from training.cli import main
from training.core.images import read_image
from training.core.model_file import file_sha256, load_model, save_model
from training.core.network import WBCNet
from training.core.preprocess import framed, prepare, scaled, seen_part
from training.core.replay import read_replay
from training.data.manifest import ManifestError, Sample, read_manifest, write_manifest
from training.recipes.features import Features, features_of, views
from training.recipes.replay import DIRECTIONS, block_scale, main_directions, make_replay

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def cells(folder: Path, counts: dict[tuple[str, str], int], first: int) -> list[Sample]:
    """Draw cells; ``counts``: class and part -> number."""
    folder.mkdir()
    found = []
    for (code, part), count in counts.items():
        for _ in range(count):
            file = folder / f"{first + len(found)}.png"
            Image.fromarray(cell(code, HOME, first + len(found))).save(file)
            found.append(Sample(file, code, part, f"original {len(found) // 2}"))
    return found


def test_parts_and_weights(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(make_replay.__globals__["A_CLASS"], "test", 3)
    first = cells(tmp_path / "a", {("NEU", "train"): 6, ("LYM", "train"): 2, ("NEU", "test"): 5, ("LYM", "val"): 4}, 0)
    second = cells(
        tmp_path / "b", {("NEU", "train"): 2, ("EOS", "train"): 8, ("MON", "test"): 2, ("BAS", "test"): 2}, 90
    )
    manifests = {"One": tmp_path / "a" / "m.csv", "Two": tmp_path / "b" / "m.csv"}
    for samples, file in zip((first, second), manifests.values(), strict=True):
        write_manifest(samples, file)
    out = tmp_path / "m.replay"
    said = make_replay(ground.model, manifests, out, "cpu")
    assert said == {"replay": str(out), "bytes": out.stat().st_size, "replayed": 18, "locked": {"One": 3, "Two": 2}}
    replay = read_replay(out)
    assert (replay.model_sha256, replay.codes, replay.names) == (ground.sha256, CLASSES, ("One", "Two"))
    kinds = [
        (CLASSES[k], replay.names[n], bool(p))
        for k, n, p in zip(replay.labels, replay.sets, replay.locked, strict=True)
    ]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        ("NEU", "One", False): 6,
        ("LYM", "One", False): 2,
        ("NEU", "Two", False): 2,
        ("EOS", "Two", False): 8,
        ("NEU", "One", True): 3,
        ("MON", "Two", True): 2,
    }, "validation cells and unknown classes are left out"

    model, card = load_model(ground.model)
    learned = [s for s in (*first, *second) if s.split == "train"]
    seen = features_of(model, np.stack([prepare(read_image(s.path), card) for s in learned]), "cpu")
    expected = {row.tobytes() for row in seen.own.astype(np.float16)}
    mine = ~replay.locked
    near = {row.tobytes() for row in replay.scores[mine].astype(np.float16)}
    assert len(near & expected) >= 17, "no cell of the part test is replayed"  # one may differ by rounding
    own = np.array(
        [
            1 / 4 / {"NEUOne": 6, "LYMOne": 2, "NEUTwo": 2, "EOSTwo": 8}[s.label + ("One" if s in first else "Two")]
            for s in learned
        ]
    )
    assert own.sum() == pytest.approx(1)
    mean = own @ seen.both.astype(np.float64)
    assert replay.mean == pytest.approx(mean, abs=1e-5), "each class of each data set weighs the same"
    spread = np.sqrt(own @ (seen.both - mean) ** 2)
    blocks = block_scale(model.averages, model.channels)
    varied = spread > 1e-3
    assert replay.scale[varied] == pytest.approx((blocks / (spread + 1e-4))[varied], rel=1e-3)


def test_features_come_back_as_far_as_they_lie_in_the_main_directions(ground: Ground) -> None:
    replay = read_replay(ground.replay)
    model, card = load_model(ground.model)
    samples = [s for s in read_manifest(ground.folder / "home" / "manifest.csv") if s.split == "train"][::16]
    seen = features_of(model, np.stack([prepare(read_image(s.path), card) for s in samples]), "cpu")
    standard = ((seen.both - replay.mean) * replay.scale).astype(np.float32)
    again = ((replay.features(replay.reduced(standard)) - replay.mean) * replay.scale).astype(np.float32)
    assert ((standard - again) ** 2).sum() < 0.02 * (standard**2).sum(), "of cells that are replayed nearly all is kept"


def test_cells_without_both_parts_are_refused(ground: Ground, tmp_path: Path) -> None:
    for part in ("train", "test"):
        samples = cells(tmp_path / part, {("NEU", part): 2}, 0)
        write_manifest(samples, tmp_path / f"{part}.csv")
        with pytest.raises(ManifestError, match="no cells of the parts train and test"):
            make_replay(ground.model, {"One": tmp_path / f"{part}.csv"}, tmp_path / "no.replay", "cpu")


def test_file_that_is_learned_and_locked_is_refused(ground: Ground, tmp_path: Path) -> None:
    (one, other) = cells(tmp_path / "a", {("NEU", "train"): 2}, 0)
    write_manifest([one], tmp_path / "a" / "m.csv")
    write_manifest([Sample(one.path, "NEU", "test", ""), other], tmp_path / "a" / "other.csv")
    manifests = {"One": tmp_path / "a" / "m.csv", "Two": tmp_path / "a" / "other.csv"}
    with pytest.raises(ManifestError, match=r"0\.png is in the part train and in the part test"):
        make_replay(ground.model, manifests, tmp_path / "no.replay", "cpu")
    assert not (tmp_path / "no.replay").exists()


def test_copy_of_a_learned_file_is_not_locked(ground: Ground, tmp_path: Path) -> None:
    (one, other) = cells(tmp_path / "a", {("NEU", "train"): 2}, 0)
    copy = one.path.with_name("another name.png")
    copy.write_bytes(one.path.read_bytes())
    write_manifest([one, Sample(copy, "NEU", "test", ""), other], tmp_path / "a" / "m.csv")
    with pytest.raises(ManifestError, match=r"0\.png \(train\) and .*another name\.png \(test\) hold the same image"):
        make_replay(ground.model, {"One": tmp_path / "a" / "m.csv"}, tmp_path / "no.replay", "cpu")


def test_command_makes_the_file_beside_the_model(
    ground: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = cells(tmp_path / "a", {("NEU", "train"): 3, ("LYM", "train"): 3, ("LYM", "test"): 2}, 0)
    manifest = tmp_path / "a" / "m.csv"
    write_manifest(samples, manifest)
    model = tmp_path / "copy.safetensors"
    model.write_bytes(ground.model.read_bytes())
    assert main(["replay", str(model), f"One={manifest}", "--device", "cpu", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["locked"] == {"One": 2}
    assert read_replay(tmp_path / "copy.replay").model_sha256 == file_sha256(model)
    for words, message in (
        ([str(manifest)], "NAME=MANIFEST"),
        ([f"One={manifest}", f"One={manifest}"], "a name of its own"),
        ([f"={manifest}"], "NAME=MANIFEST"),
    ):
        assert main(["replay", str(model), *words]) == 2
        assert message in capsys.readouterr().err


def test_model_with_branches_is_refused(ground: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    model, card = load_model(ground.model)
    options = replace(model.architecture, branches=("A",), own_classes=len(CLASSES))
    file = tmp_path / "branched.safetensors"
    save_model(WBCNet(len(CLASSES), options), replace(card, options=options.to_dict()), file)
    manifest = ground.folder / "home" / "manifest.csv"
    assert main(["replay", str(file), f"One={manifest}", "--device", "cpu"]) == 2
    assert "make the replay file of the model from which it descends" in capsys.readouterr().err


def test_main_directions_are_those_of_the_largest_spread() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(200, 5)) * [1, 9, 3, 0, 5]
    found = main_directions(rows, 3)
    assert found @ found.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.abs(found).argmax(axis=1).tolist() == [1, 4, 2]
    assert len(main_directions(rows, DIRECTIONS)) == 4, "none without a spread"
    assert (block_scale(6, 4) ** 2).tolist() == pytest.approx([1 / 2] * 2 + [1 / 4] * 4 + [1 / 4] * 4)


def test_what_the_network_sees_is_what_prediction_sees(ground: Ground) -> None:
    _, card = load_model(ground.model)
    picture = cell("NEU", HOME, 1)
    seen, frame = seen_part(picture, card)
    given, same = framed(picture, card)
    assert seen.dtype == np.uint8
    assert frame == same
    assert np.array_equal(scaled(seen, card), given)


def test_views_are_the_flips_and_quarter_turns() -> None:
    image = np.arange(3 * 4 * 4, dtype=np.float32).reshape(1, 3, 4, 4)
    found = views(image, 8)
    assert np.array_equal(found[0], image)
    assert len({view.tobytes() for view in found}) == 8
    turned = {np.ascontiguousarray(np.rot90(image, n, axes=(-2, -1))).tobytes() for n in range(4)}
    assert turned <= {np.ascontiguousarray(view).tobytes() for view in found}
    assert [len(views(image, n)) for n in (1, 2, 4)] == [1, 2, 4]


def test_rows_of_features_stay_together() -> None:
    numbers = np.arange(12, dtype=np.float32).reshape(4, 3)
    some = Features(numbers, numbers + 100, None).rows(np.array([True, False, False, True]))
    assert (some.both[:, 0].tolist(), some.own[:, 0].tolist(), some.coordinates) == ([0, 9], [100, 109], None)
