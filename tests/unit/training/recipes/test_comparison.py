"""The tables of a comparison: means and deviations over seeds, differences per seed, and sentences."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.manifest import Sample
from training.recipes import comparison_text
from training.recipes.comparison import FIGURES, PAPER, ROWS, Run, Truth, paired, spread, summary, tables, verdict

TRUE = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
TRUTH = Truth(("NEU", "LYM"), TRUE, tuple("aabbccddee"))


def run(row: str, seed: int, *wrong: int) -> Run:
    """A run that classifies all images correctly except those."""
    predicted = TRUE.copy()
    predicted[list(wrong)] = 1 - predicted[list(wrong)]
    return Run(row, seed, predicted, {"model_sha256": f"{row}{seed}"})


def test_deviation_is_the_sample_standard_deviation() -> None:
    assert spread([0.90, 0.92, 0.97]) == {"mean": pytest.approx(0.93), "sd": pytest.approx(0.036056, abs=1e-6), "n": 3}
    assert spread([0.9]) == {"mean": 0.9, "sd": None, "n": 1}


@pytest.mark.slow
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(-1, 1))
def test_shift_changes_the_mean_only(values: list[float], shift: float) -> None:
    first, second = spread(values), spread([v + shift for v in values])
    assert second["mean"] == pytest.approx(first["mean"] + shift, abs=1e-9)
    assert second["sd"] == pytest.approx(first["sd"], abs=1e-7)


def test_figures_of_a_run() -> None:
    found = verdict(run("plain", 0, 0, 9).predicted, TRUTH)
    assert (found["n"], found["groups"]) == (10, 5)
    assert found["confusion_matrix"] == [[3, 1], [1, 5]]
    assert found["accuracy"] == pytest.approx(0.8)
    assert found["balanced_accuracy"] == pytest.approx((3 / 4 + 5 / 6) / 2)
    assert found["precision"] == pytest.approx((3 / 4 + 5 / 6) / 2)
    assert found["accuracy_ci95"][0] < 0.8 < found["accuracy_ci95"][1]


def test_row_is_the_mean_over_its_seeds() -> None:
    row = summary([run("plain", 0, 0), run("plain", 1, 0, 1, 2)], TRUTH)
    assert row["accuracy"] == {"mean": pytest.approx(0.8), "sd": pytest.approx(0.2 / 2**0.5), "n": 2}
    assert [r["seed"] for r in row["runs"]] == [0, 1]
    assert row["runs"][0]["model_sha256"] == "plain0"
    assert row["paper"] == PAPER["plain"]
    low, high = row["accuracy_ci95"]
    assert low < 0.8 <= high


def test_differences_are_computed_per_seed() -> None:
    """A difference that is equal for each seed has no deviation, even if the seeds vary."""
    plain = [run("plain", 0, 0, 4), run("plain", 1, 0, 1, 2, 4, 5, 6), run("plain", 7, 0)]
    cbam = [run("cbam", 1, 0, 1, 2, 4, 5), run("cbam", 0, 0)]
    gap = paired(cbam, plain, TRUTH)
    assert gap is not None
    assert (gap["row"], gap["against"], gap["seeds"]) == ("cbam", "plain", [1, 0])
    assert gap["accuracy"] == {"mean": pytest.approx(0.1), "sd": pytest.approx(0, abs=1e-9), "n": 2}
    assert (gap["higher_accuracy"], gap["equal_accuracy"]) == (2, 0)
    assert paired(cbam, [run("plain", 9)], TRUTH) is None


def test_rows_are_in_the_papers_order_and_compared_in_pairs() -> None:
    made = [run(row, seed, seed) for seed in (1, 0) for row in ("cbam", "blocks", "leukocyte", "plain")]
    found = tables(made, TRUTH)
    assert [row["row"] for row in found["rows"]] == list(ROWS)
    assert [r["seed"] for r in found["rows"][0]["runs"]] == [0, 1]
    assert len(found["paired"]) == 6
    assert all(gap["equal_accuracy"] == 2 and gap["accuracy"]["mean"] == 0 for gap in found["paired"])
    assert [row["paper"] is None for row in found["rows"]] == [False, False, False, True]


def test_part_of_the_images_can_be_evaluated() -> None:
    rest = [0, 4, 5]
    found = tables([run("plain", 0, 1, 4).part(rest)], TRUTH.part(rest))
    assert (found["n"], found["groups"]) == (3, 2)
    assert found["rows"][0]["accuracy"]["mean"] == pytest.approx(2 / 3)
    assert found["paired"] == []


def result(*runs: Run, **changed: object) -> dict[str, object]:
    found = {
        "manifest_sha256": "0" * 64,
        "protocol": "paper",
        "recipe": "smoke",
        "init": "random",
        "device": "cpu",
        "seeds": sorted({r.seed for r in runs}),
        "classes": ["NEU", "LYM"],
        "images": {"train": 1000, "val": 20, "test": 10},
        "leakage": {"sentence": "Nothing leaks."},
        "notes": ["A note."],
        **tables(runs, TRUTH),
        "without_shared": None,
    }
    for row in found["rows"]:
        row["method"] = ""
    return {**found, **changed}


def test_cell_shows_our_figure_and_the_papers() -> None:
    row = summary([run("cbam", 0), run("cbam", 1, 0, 1)], TRUTH)
    title, accuracy, recall, precision, f1 = comparison_text.cells(row)
    assert title == "ResNet50 + CBAM"
    assert accuracy.startswith("90.00 ± 14.14 (")
    assert accuracy.endswith("[99.95 ± 0.06]")
    assert (recall[-7:], precision[-7:], f1[-7:]) == ("[99.90]", "[99.89]", "[99.89]")
    assert "[" not in "".join(comparison_text.cells(row, with_paper=False))


def test_single_run_has_no_deviation() -> None:
    assert comparison_text.plus_minus({"mean": 0.98765, "sd": None, "n": 1}) == "98.77"
    assert comparison_text.plus_minus({"mean": -0.001, "sd": 0.002, "n": 2}, signed=True) == "-0.10 ± 0.20"


def test_insignificant_difference_is_described_as_such() -> None:
    same = paired([run("cbam", 0, 3), run("cbam", 1, 3)], [run("plain", 0, 3), run("plain", 1, 3)], TRUTH)
    alone = Truth(TRUTH.codes, TRUE, ("",) * 10)
    cbam, plain = [run("cbam", 0), run("cbam", 1)], [run("plain", n, *range(10)) for n in (0, 1)]
    far, few = paired(cbam, plain, alone), paired(cbam, plain, TRUTH)
    assert same is not None
    assert far is not None
    assert "do not show a difference" in comparison_text.gap_sentence(same)
    assert "+100.00 ± 0.00 points" in comparison_text.gap_sentence(far)
    assert "do not show" not in comparison_text.gap_sentence(far)
    assert few is not None
    assert "do not show" in comparison_text.gap_sentence(few), "the exact sign test of five has p = 0.06"
    assert "higher in 2, equal in 0 of 2" in comparison_text.gap_sentence(far)


def test_differences_between_networks_come_first() -> None:
    made = [run(row, seed, seed) for seed in (0, 1) for row in ("leukocyte", "plain", "cbam")]
    (told,) = comparison_text.gap_sentences(tables(made, TRUTH)["paired"])
    assert told.startswith("ResNet50 + CBAM has")
    (told,) = comparison_text.gap_sentences(tables([r for r in made if r.row != "cbam"], TRUTH)["paired"])
    assert "against Deep features" in told


def test_markdown_holds_every_row_and_run() -> None:
    runs = [run(row, seed, seed) for seed in (0, 1) for row in ("plain", "cbam")]
    text = comparison_text.markdown(
        result(*runs, without_shared=tables([r.part([0, 5]) for r in runs], TRUTH.part([0, 5])))
    )
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert [len(block) for block in blocks] == [4, 4, 3, 6]
    assert all(len({line.count("|") for line in block}) == 1 for block in blocks)
    assert "Nothing leaks." in text
    assert "A note." in text
    assert "(2 images)" in text
    assert "they cannot be compared" in text  # two classes are not the paper's four


def test_line_of_a_run_matches_the_columns() -> None:
    lines = comparison_text.table_lines(result(run("plain", 0, 1), run("plain", 1)))
    first = dict(zip(comparison_text.COLUMNS, lines[0], strict=True))
    assert (first["row"], first["seed"], first["accuracy"], first["model_sha256"]) == ("plain", 0, 0.9, "plain0")
    assert first["accuracy_low"] <= first["accuracy"] <= first["accuracy_high"]
    assert len(lines) == 2


HOME = PurePosixPath("data/train/cells")


def samples(*of: tuple[str, str, str]) -> list[Sample]:
    return [Sample(Path(HOME / part / "NEU" / f"{n}.png"), "NEU", split, g) for n, (part, split, g) in enumerate(of)]


@pytest.mark.parametrize(
    ("of", "protocol"),
    [
        ([("TRAIN", "train", "a"), ("TRAIN", "val", "b"), ("TEST", "test", "c")], "folders"),
        ([("TRAIN", "test", ""), ("TRAIN", "val", ""), ("TEST", "train", "")], "paper"),
        ([("TRAIN", "test", "a"), ("TRAIN", "train", "a"), ("TEST", "test", "b")], "paper"),
        ([("TRAIN", "test", "a"), ("TEST", "test", "a"), ("TRAIN", "train", "b")], "source"),
        ([("cells", "train", "a"), ("cells", "test", "b")], None),
        ([("TRAIN", "train", "a"), ("TRAIN", "test", "b")], None),
    ],
)
def test_protocol_is_recognised_from_paths_and_groups(of: list[tuple[str, str, str]], protocol: str | None) -> None:
    assert comparison_text.protocol_of(samples(*of), Path(HOME)) == protocol


def test_papers_table_is_as_printed() -> None:
    assert [PAPER[row]["accuracy"] for row in ("leukocyte", "plain", "cbam")] == [97.98, 99.88, 99.95]
    assert set(FIGURES) == {"accuracy", "balanced_accuracy", "precision", "macro_f1"}
