"""A whole fine-tuning with a small network: what passes the gate, what is refused, stopping and resuming."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from integration.training.laboratories import (
    ABROAD,
    ADDED,
    CLASSES,
    HOME,
    THIRD,
    Ground,
    Lab,
    cell,
)
from PIL import Image
from safetensors.torch import load_file

from training.core.model_card import ModelCard, ModelFileError, file_sha256, read_card
from training.core.model_file import load_model, save_model
from training.core.network import WBCNet
from training.core.predict import BatchResult, Predictor
from training.core.replay import ROOT, read_replay, write_replay
from training.recipes import correction_features, deepen, in_slides
from training.recipes.gate import ALL_REFUSED
from training.recipes.options import OptionError
from training.recipes.run_folder import Run, Stopped
from wbc_desktop.domain.comparison_result import parse_result
from wbc_desktop.domain.foreign import Foreignness
from wbc_desktop.inference.foreign import judge, read_centres

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TRAIN, TEST = 60, 64


@dataclass(frozen=True)
class Learned:
    """A run that has finished, and what came of it."""

    lab: Lab
    run: Run
    result: dict[str, Any]
    events: list[Any]

    def candidate(self) -> tuple[WBCNet, ModelCard]:
        return load_model(self.run.candidate)

    def again(self, name: str, **options: Any) -> Run:
        """Return a new run of the same pictures that need not be read again."""
        run = self.lab.run(name=name, **options)
        for file in self.run.folder.glob("*.ckpt.safetensors"):
            shutil.copy(file, run.folder)
        return replace(run, resume=True)


@pytest.fixture(scope="module")
def learned(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Learned:
    """A laboratory of another stain: five slides to learn from, two that were held out."""
    lab = Lab(ground, tmp_path_factory.mktemp("abroad"))
    for number in range(5):
        lab.slide(f"slide {number}", "train", CLASSES * 3)
    for number in range(2):
        lab.slide(f"held out {number}", "test", CLASSES * 8)
    run = lab.run()
    return Learned(lab, run, *lab.learn(run))


@pytest.fixture
def rows(learned: Learned) -> Any:
    """Put back the labels that a test changes."""
    before = list(learned.lab.rows)
    yield
    learned.lab.rows = before


def predicted(
    model: WBCNet, card: ModelCard, stain: str, count: int = 10, codes: tuple[str, ...] = CLASSES
) -> BatchResult:
    """Return the predictions of new drawn cells, ``count`` of each class."""
    predictor = Predictor(model, card)
    pictures = [cell(code, stain, 5000 + n) for code in codes for n in range(count)]
    return predictor.predict(np.stack([predictor.prepare(picture) for picture in pictures]))


def share_named(model: WBCNet, card: ModelCard, stain: str) -> float:
    """Return the share of new drawn cells that are named rightly."""
    named = predicted(model, card, stain).probabilities.argmax(axis=1)
    return float((named == np.repeat(np.arange(len(CLASSES)), 10)).mean())


def test_better_candidate_passes_the_gate(learned: Learned) -> None:
    found = parse_result(learned.run.result.read_bytes())
    assert found.gate.passed, found.gate.reasons
    (home,) = found.home
    assert (home.name, home.n) == ("Home", 160)
    assert home.changed.better == home.changed.worse == 0, "no cell of the known laboratory takes the branch"
    assert found.laboratory is not None
    assert (found.laboratory.name, found.laboratory.n, found.laboratory.groups) == ("Klinik", TEST, 2)
    assert found.laboratory.candidate.accuracy.value > 0.85
    assert found.laboratory.active.accuracy.value < 0.5
    assert dict(found.corrections) == dict.fromkeys(CLASSES, 15)
    assert found.refused == ()
    assert [event for event, _ in learned.events[:1]] == ["start"]
    assert learned.events[0][1] == {"strength": "quick", "device": "cpu", "train": TRAIN, "test": TEST}
    assert [values["step"] for event, values in learned.events if event == "curve"] == [1, 2, 3, 4]
    phases = [values["phase"] for event, values in learned.events if event == "phase"]
    assert list(dict.fromkeys(phases)) == ["features", "train", "compare", "write"]


def test_candidate_says_where_it_comes_from(learned: Learned) -> None:
    card = read_card(learned.run.candidate)
    data = card.training_data
    assert file_sha256(learned.run.candidate) == learned.result["candidate"]["sha256"]
    assert (card.parent_sha256, data[ROOT]) == (learned.lab.ground.sha256,) * 2
    assert card.codes == CLASSES
    assert data["corrections"] == dict.fromkeys(sorted(CLASSES), 15)
    assert data["cells"] == sorted(row.digest for row in learned.lab.rows if row.split == "train")
    assert (data["laboratory"], data["strength"]) == ("Klinik", "quick")
    assert (data["branches"]["Klinik"]["cells"], data["branches"]["Klinik"]["slides"]) == (TRAIN, 5)
    assert data["branches"]["Klinik"]["other_cells_on_the_branch"] == 0
    assert data["branches"]["Klinik"]["own_cells_on_the_branch"] > 0.95
    assert card.known["branches"] == {"Klinik": len(CLASSES)}
    assert card.thresholds == {"Klinik": data["branches"]["Klinik"]["threshold"]}
    assert card.evaluation == {key: learned.result[key] for key in ("gate", "home", "laboratory")}


def test_figures_are_those_of_the_written_file(learned: Learned) -> None:
    """The comparison is repeated with the two files, picture by picture, as the desktop program predicts them."""
    laboratory = learned.result["laboratory"]
    codes = laboratory["classes"]
    held_out = [row for row in learned.lab.rows if row.split == "test"]
    for side, file in (("active", learned.lab.ground.model), ("candidate", learned.run.candidate)):
        model, card = load_model(file)
        predictor = Predictor(model, card)
        images = np.stack([predictor.prepare(np.asarray(Image.open(row.path))) for row in held_out])
        found = predictor.predict(images)
        p = found.probabilities
        confusion = np.zeros((len(codes), len(codes)), dtype=int)
        for row, k in zip(held_out, p.argmax(axis=1), strict=True):
            confusion[codes.index(row.label), codes.index(card.codes[k])] += 1
        assert np.abs(confusion - np.array(laboratory[side]["confusion"])).sum() <= 2  # ties within rounding
        assert laboratory[side]["unidentified"] == pytest.approx((p.max(axis=1) < found.thresholds).mean(), abs=0.04)


def test_new_cells_take_the_right_way(learned: Learned) -> None:
    active, card = load_model(learned.lab.ground.model)
    candidate, new_card = learned.candidate()
    before, after = predicted(active, card, HOME), predicted(candidate, new_card, HOME)
    with torch.no_grad():
        images = np.stack(
            [Predictor(active, card).prepare(cell(c, HOME, 5000 + n)) for c in CLASSES for n in range(10)]
        )
        ways = candidate.way(candidate.features_and_averages(torch.from_numpy(images))[2]).numpy()
    at_home = ways == 0
    assert at_home.mean() > 0.95
    assert np.array_equal(after.logits[at_home], before.logits[at_home])
    assert np.array_equal(after.maps[at_home], before.maps[at_home])
    assert share_named(candidate, new_card, ABROAD) > 0.85


def judged(file: Path, stain: str) -> Foreignness:
    """Return the judgement of the desktop program about a slide of this stain."""
    model, card = load_model(file)
    found = predicted(model, card, stain).features
    assert found is not None
    return judge([row.tobytes() for row in found], read_centres(file, card), card, "m")


def test_slides_of_the_laboratory_are_no_longer_announced(learned: Learned) -> None:
    assert judged(learned.lab.ground.model, ABROAD).announced
    assert not judged(learned.run.candidate, ABROAD).announced
    assert not judged(learned.run.candidate, HOME).announced
    assert judged(learned.run.candidate, THIRD).announced


@pytest.mark.usefixtures("rows")
def test_candidate_from_shuffled_labels_fails_the_gate(learned: Learned) -> None:
    labels = np.random.default_rng(3).permutation([row.label for row in learned.lab.rows[:TRAIN]])
    learned.lab.relabel("train", lambda n, _: str(labels[n]))
    result, _ = learned.lab.learn(learned.again("shuffled"))
    assert not result["gate"]["passed"]
    assert result["gate"]["reasons"][0].startswith("Not passed: in the 64 held-out cells of Klinik")


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("seed", range(3))
def test_candidate_from_some_wrong_labels_is_caught_or_no_worse(learned: Learned, seed: int) -> None:
    random = np.random.default_rng(seed)
    wrong = set(random.choice(TRAIN, TRAIN // 10, replace=False).tolist())

    def slip(n: int, label: str) -> str:
        return CLASSES[(CLASSES.index(label) + 1 + int(random.integers(3))) % 4] if n in wrong else label

    learned.lab.relabel("train", slip)
    result, _ = learned.lab.learn(learned.again(f"slips {seed}"))
    if result["gate"]["passed"]:  # then it is better for cells that no comparison has seen, too
        candidate = load_model(next(learned.lab.folder.glob(f"slips {seed}/*Z/candidate.safetensors")))
        assert share_named(*candidate, ABROAD) > share_named(*load_model(learned.lab.ground.model), ABROAD) + 0.2
        assert share_named(*candidate, HOME) >= share_named(*load_model(learned.lab.ground.model), HOME)
        right = learned.result["laboratory"]["candidate"]["accuracy"]["value"]
        assert result["laboratory"]["candidate"]["accuracy"]["value"] > right - 0.2


@pytest.mark.usefixtures("rows")
def test_quarter_of_one_class_does_not_stop_a_run(learned: Learned) -> None:
    last = set(np.random.default_rng(0).permutation(TRAIN)[-4:].tolist())
    learned.lab.relabel("train", lambda n, _: "LYM" if n in last else "NEU")
    _, events = learned.lab.learn(learned.again("one class first"))
    assert 1 <= sum(event == "curve" for event, _ in events) < 4


@pytest.mark.usefixtures("rows")
def test_corrections_of_one_class_are_refused(learned: Learned) -> None:
    learned.lab.relabel("train", lambda n, _: "NEU")
    run = learned.again("one class")
    with pytest.raises(OptionError, match="are of one class: correct cells of another class"):
        learned.lab.learn(run)
    assert not run.result.exists()
    assert not run.candidate.exists()


def test_few_corrections_are_refused(lab: Lab) -> None:
    lab.slide("one", "train", CLASSES[:2] * 3)
    with pytest.raises(OptionError, match="at least 8 cells of two classes"):
        lab.learn()


def test_laboratory_with_too_few_cells_is_not_among_the_learned_ones(lab: Lab) -> None:
    lab.slide("one", "train", CLASSES * 3)
    lab.slide("few", "train", CLASSES, THIRD, "Zweite")
    run = lab.run()
    result, _ = lab.learn(run)
    data = read_card(run.candidate).training_data
    assert result["corrections"] == data["corrections"] == dict.fromkeys(sorted(CLASSES), 3)
    assert data["cells"] == sorted(row.digest for row in lab.rows if row.laboratory == "Klinik")


def test_replay_file_must_be_that_of_the_model(learned: Learned, tmp_path: Path) -> None:
    other, damaged, narrow = (tmp_path / f"{name}.replay" for name in ("other", "damaged", "narrow"))
    replay = read_replay(learned.lab.ground.replay)
    write_replay(replace(replay, model_sha256="0" * 64), other)
    damaged.write_bytes(learned.lab.ground.replay.read_bytes()[:-9])
    write_replay(replace(replay, codes=("LYM", "NEU", "EOS", "BAS")), narrow)
    for file, message in (
        ("", "no replay file of it: make one with wbc-train replay"),
        (str(tmp_path / "nothing.replay"), "is not there"),
        (str(other), "belongs to another model"),
        (str(damaged), "is damaged"),
        (str(narrow), "does not fit its model"),
    ):
        with pytest.raises(OptionError, match=message):
            learned.lab.learn(learned.again(f"replay {len(message)}", replay=file))


def test_pictures_that_cannot_be_used_are_refused_and_named(lab: Lab) -> None:
    for number in range(3):
        lab.slide(f"slide {number}", "train", CLASSES)
    lab.slide("held out", "test", CLASSES)
    missing, changed, text = (Path(lab.rows[n].path) for n in (2, 5, 13))
    missing.unlink()
    Image.fromarray(cell("NEU", ABROAD, 1)).save(changed)
    text.write_text("no picture")
    result, events = lab.learn()
    told = [values for event, values in events if event == "refused"]
    assert told == result["refused"]
    reasons = {one["path"]: one["reason"] for one in told}
    assert list(reasons) == [str(missing), str(changed), str(text)]
    assert reasons[str(changed)] == reasons[str(text)] == "was changed since it was classified"
    assert sum(result["corrections"].values()) == 10
    assert result["laboratory"]["n"] == 3
    assert len(parse_result((next(lab.folder.glob("run/*Z")) / "result.json").read_bytes()).refused) == 3


def test_run_without_a_single_picture_is_refused(lab: Lab) -> None:
    lab.slide("slide", "train", CLASSES * 3)
    for row in lab.rows:
        Path(row.path).unlink()
    run = lab.run()
    events: list[Any] = []
    with pytest.raises(OptionError, match="None of the cells to learn from can be used"):
        lab.learn(run, events=events)
    assert sum(event == "refused" for event, _ in events) == len(lab.rows)
    events.clear()
    with pytest.raises(OptionError, match="None of the cells"):
        lab.learn(replace(run, resume=True), events=events)
    assert not [event for event, _ in events if event == "refused"], "they are in the checkpoint, and told once"


def test_without_held_out_cells_a_candidate_does_not_pass(lab: Lab) -> None:
    lab.slide("slide", "train", CLASSES * 3)
    result, _ = lab.learn()
    assert result["laboratory"] is None
    assert not result["gate"]["passed"]
    assert "no corrected cells of the laboratory were held out" in result["gate"]["reasons"][0]


def test_held_out_cells_that_cannot_be_used_are_not_called_missing(lab: Lab) -> None:
    lab.slide("slide", "train", CLASSES * 3)
    lab.slide("held out", "test", CLASSES)
    for row in lab.rows:
        if row.split == "test":
            Path(row.path).unlink()
    result, _ = lab.learn()
    assert (result["laboratory"], len(result["refused"])) == (None, len(CLASSES))
    assert result["gate"]["reasons"][0] == ALL_REFUSED


def test_added_class_is_learned_then_kept_by_another_laboratory(lab: Lab) -> None:
    lab.slide("slide", "train", (*CLASSES, ADDED) * 3)
    lab.slide("other", "test", (*CLASSES, ADDED, "HAIRY", "NEU"))  # nobody knows the class HAIRY
    first = lab.run(name="first")
    result, _ = lab.learn(first)
    assert [(one["cell"], one["reason"][:43]) for one in result["refused"]] == [
        (20, "has a class that neither model knows: no ce")
    ]
    assert (result["laboratory"]["n"], result["laboratory"]["classes"]) == (6, [*CLASSES, ADDED])
    model, card = load_model(first.candidate)
    assert card.classes == tuple((code, code.title() if code != ADDED else ADDED) for code in (*CLASSES, ADDED))
    assert card.known["branches"] == {"Klinik": 5}
    assert model.known is not None
    assert len(model.known.centres) == 9
    named = predicted(model, card, ABROAD, 4, (ADDED,)).probabilities.argmax(axis=1)
    assert (named == 4).mean() > 0.7
    at_home = predicted(model, card, HOME)
    assert (at_home.probabilities[:, 4] == 0).mean() > 0.95

    second = Lab(lab.ground, lab.folder / "second")
    second.folder.mkdir()
    second.slide("a", "train", (*CLASSES, "HAIRY") * 3, THIRD, "Zweite")
    run = second.run(model=str(first.candidate), model_name="first", laboratory="Zweite")
    second.learn(run)
    both, both_card = load_model(run.candidate)
    assert both.architecture.branches == ("Klinik", "Zweite")
    assert both.architecture.own_classes == 4
    assert both_card.codes == (*CLASSES, ADDED, "HAIRY")
    assert both_card.known["branches"] == {"Klinik": 5, "Zweite": 5}
    assert set(both_card.training_data["branches"]) == {"Klinik", "Zweite"}
    assert both_card.training_data[ROOT] == lab.ground.sha256
    assert (both_card.parent_sha256, len(both_card.training_data["cells"])) == (file_sha256(first.candidate), 30)
    assert both.known is not None
    assert torch.equal(both.known.centres[:9], model.known.centres)
    kept, before = both.branches[0], model.branches[0]
    assert torch.equal(kept.switch.weight, before.switch.weight)
    assert torch.equal(kept.head.weight[:5], before.head.weight)
    wide = predicted(both, both_card, ABROAD)
    narrow = predicted(model, card, ABROAD)
    with torch.no_grad():
        images = [Predictor(both, both_card).prepare(cell(c, ABROAD, 5000 + n)) for c in CLASSES for n in range(10)]
        ways = both.way(both.features_and_averages(torch.from_numpy(np.stack(images)))[2]).numpy()
    assert (ways == 1).mean() > 0.8
    assert wide.probabilities[ways == 1, :5] == pytest.approx(narrow.probabilities[ways == 1], abs=1e-5)
    assert (wide.probabilities[ways == 1, 5] == 0).all()

    third = Lab(lab.ground, lab.folder / "third")
    third.folder.mkdir()
    third.slide("b", "train", CLASSES * 3)
    run = third.run(model=str(run.candidate), model_name="both")
    third.learn(run)
    last, last_card = load_model(run.candidate)
    assert last.architecture.branches == ("Zweite", "Klinik")
    assert last_card.known["branches"] == {"Zweite": 5, "Klinik": 4}
    assert last.known is not None
    assert torch.equal(last.known.centres[:4], both.known.centres[:4])
    assert torch.equal(last.known.centres[4:9], both.known.centres[9:])
    assert torch.equal(last.branches[0].head.weight, both.branches[1].head.weight)
    assert not torch.equal(last.branches[1].head.weight, both.branches[0].head.weight)

    fourth = second.run(name="fourth", model=str(run.candidate), model_name="last", laboratory="Zweite")
    second.learn(fourth)
    again, again_card = load_model(fourth.candidate)
    assert again.architecture.branches == ("Klinik", "Zweite")
    assert again_card.known["branches"] == {"Klinik": 4, "Zweite": 5}
    assert again.known is not None
    assert torch.equal(again.known.centres[4:8], last.known.centres[9:]), "those of Klinik, which lie last"


@pytest.mark.parametrize(
    "branches", [["Klinik"], {"Klinik": -1}, {"Klinik": 99}, {"Nobody": 2}, {"Klinik": "4"}, {"Klinik": 2.5}]
)
def test_card_that_lies_about_its_centres_is_refused(learned: Learned, branches: Any, tmp_path: Path) -> None:
    model, card = learned.candidate()
    file = tmp_path / "lies.safetensors"
    save_model(model, replace(card, known={**card.known, "branches": branches}), file)
    with pytest.raises(ModelFileError, match="make no sense"):
        learned.lab.learn(learned.again(f"lies {hash(str(branches))}", model=str(file)))


def test_weights_of_32_bits_stay_what_they_are(learned: Learned, tmp_path: Path) -> None:
    model, card = load_model(learned.lab.ground.model)
    with torch.no_grad():
        next(model.head.parameters()).mul_(1 + 1e-5)  # has no value of 16 bits
    file = tmp_path / "exact.safetensors"
    sha256 = save_model(model, card, file, half=False)
    replay = tmp_path / "exact.replay"
    write_replay(replace(read_replay(learned.lab.ground.replay), model_sha256=sha256), replay)
    run = learned.again("exact", model=str(file), replay=str(replay))
    learned.lab.learn(run)
    before, after = load_file(file), load_file(run.candidate)
    assert all(torch.equal(after[name], value) for name, value in before.items() if name != "known.centres")


@pytest.fixture
def small(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A laboratory of 24 + 8 cells that are read in eight batches; two pictures cannot be used."""
    monkeypatch.setattr(correction_features, "_BATCH", 4)
    monkeypatch.setattr(deepen, "LEAST_STEPS", 3)
    monkeypatch.setattr(deepen, "MOST_STEPS", 3)
    for number in range(6):
        lab.slide(f"slide {number}", "train", CLASSES)
    lab.slide("held out", "test", CLASSES * 2)
    for number in (0, 9):
        Path(lab.rows[number].path).unlink()
    return lab


class Patience:
    """Asks to stop at the call number ``limit``."""

    def __init__(self, limit: int = 10**9) -> None:
        self.limit, self.calls = limit, 0

    def __call__(self) -> bool:
        self.calls += 1
        return self.calls > self.limit


def content(file: Path) -> tuple[dict[str, bytes], ModelCard]:
    """Return the tensors, and the card without the time."""
    return {n: t.numpy().tobytes() for n, t in load_file(file).items()}, replace(read_card(file), trained_at="")


def test_run_stopped_at_any_moment_resumes_to_the_same_candidate(small: Lab) -> None:
    whole, counted = small.run(name="whole"), Patience()
    result, events = small.learn(whole, counted)
    refused = [values for event, values in events if event == "refused"]
    assert len(refused) == 2
    assert counted.calls > 10
    for limit in (0, 1, *range(2, counted.calls, 3), counted.calls - 1):
        run = small.run(name=f"stopped {limit}")
        told: list[Any] = []
        with pytest.raises(Stopped):
            small.learn(run, Patience(limit), told)
        assert not run.result.exists()
        assert not run.candidate.exists()
        again, told = small.learn(replace(run, resume=True), events=told)
        assert content(run.candidate) == content(whole.candidate), limit
        assert {key: again[key] for key in again if key not in ("seconds", "candidate")} == {
            key: result[key] for key in result if key not in ("seconds", "candidate")
        }
        assert [values for event, values in told if event == "refused"] == refused, "each is told once"


def test_run_stops_within_the_comparison(small: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_slides, "BATCH", 1)
    events: list[Any] = []

    def compared() -> list[int]:
        return [values["done"] for event, values in events if event == "phase" and values["phase"] == "compare"]

    with pytest.raises(Stopped):
        small.learn(small.run(), lambda: max(compared(), default=0) >= 4, events)
    assert compared() == [0, 1, 2, 3, 4]
    total = next(values["total"] for event, values in events if values.get("phase") == "compare")
    assert total == 1 + 2 * 8, "the set of the known laboratory, and the cells of both models"


def test_seconds_of_a_resumed_run_are_those_of_all_attempts(small: Lab) -> None:
    run = small.run()
    lines = [("begin", "10:00:00"), ("start", "10:00:05"), ("stopped", "10:05:00"), ("begin", "12:00:00")]
    written = [f'{{"event": "{event}", "at": "2026-05-04T{at}+00:00"}}\n' for event, at in lines]
    run.progress.write_text("".join(written), encoding="ascii")
    result, _ = small.learn(replace(run, resume=True))
    assert 300 < result["seconds"] < 900


@pytest.mark.parametrize("damage", ["cut off", "no file of ours", "other cells", "wrong counts"])
def test_damaged_checkpoint_is_ignored(small: Lab, damage: str) -> None:
    run = small.run()
    with pytest.raises(Stopped):
        small.learn(run, Patience(5))
    file = run.checkpoint("train")
    if damage == "other cells":
        other = small.run(name="other")
        small.rows = small.rows[::-1]
        small.learn(small.run(name="reversed"))
        shutil.copy(next(small.folder.glob("reversed/*Z")) / file.name, file)
        small.rows = small.rows[::-1]
        assert other.manifest.read_bytes() == run.manifest.read_bytes()
    elif damage == "wrong counts":
        from safetensors import safe_open
        from safetensors.torch import save_file

        with safe_open(file, framework="pt") as opened:
            about = opened.metadata()
        save_file({**load_file(file), "count": torch.tensor(3)}, file, metadata=about)
    else:
        file.write_bytes(file.read_bytes()[:-20] if damage == "cut off" else b"x" * 99)
    _, events = small.learn(replace(run, resume=True))
    first = next(values for event, values in events if event == "phase")
    assert first["done"] == 4, "it starts again"
    small.learn(small.run(name="whole"))
    assert content(run.candidate) == content(next(small.folder.glob("whole/*Z/candidate.safetensors")))


def test_checkpoint_gives_the_same_features(small: Lab) -> None:
    from training.data.corrections import read_corrections
    from training.recipes.correction_features import Reading, Seen, features_of_corrections

    run = small.run()
    model, card = load_model(run.model)
    corrections = read_corrections(run.manifest)[:24]

    def seen(stopped: Callable[[], bool], resume: bool, count: int = 2) -> Seen:
        one = Reading(replace(run, resume=resume), model, card, "cpu", lambda *_, **__: None, stopped, 24)
        return features_of_corrections(one, "train", corrections, count)

    whole = seen(Patience(), False)
    run.checkpoint("train").unlink()
    with pytest.raises(Stopped):
        seen(Patience(3), False)
    found = seen(Patience(), True)
    assert (found.cells, found.refused) == (whole.cells, whole.refused)
    assert len(found.labels) == 22
    assert np.array_equal(found.images, whole.images)
    for one, other in zip(found.views, whole.views, strict=True):
        for name in ("both", "own", "coordinates"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert not np.array_equal(whole.views[0].both, whole.views[1].both)
    assert seen(Patience(0), True).cells == whole.cells, "nothing is read again"
    assert len(seen(Patience(), True, 4).views) == 4, "more views are computed anew"
