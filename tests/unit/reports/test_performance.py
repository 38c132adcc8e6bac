"""The evaluation figures of a model's file in words, whatever form the file has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbc_desktop.reports.performance import performance


def test_one_evaluation() -> None:
    summary = {"n": 900, "accuracy": 0.9233, "accuracy_ci95": [0.904, 0.94], "macro_f1": 0.921}
    assert performance(summary) == ["accuracy 92.3 % (95 % interval 90.4 to 94.0 %), macro F1 92.1 % on 900 cells"]


def test_several_test_sets_by_name() -> None:
    summary = {
        "pbc_test": {"n": 10, "accuracy": {"value": 0.9, "low": 0.5, "high": 1.0}},
        "bccd": {"n": 20, "balanced_accuracy": 0.5},
        "note": "trained at night",
    }
    assert performance(summary) == [
        "pbc_test: accuracy 90.0 % (95 % interval 50.0 to 100.0 %) on 10 cells",
        "bccd: balanced accuracy 50.0 % on 20 cells",
    ]


def test_nothing_usable() -> None:
    assert performance({}) == []
    assert performance({"accuracy": "high", "n": None}) == []
    assert performance({"accuracy": float("nan")}) == []
    assert performance({"accuracy": 92.3}) == []
    assert performance({"accuracy": 0.5, "n": 10**400}) == ["accuracy 50.0 %"]


def test_comparison_gives_the_figures_of_the_candidate() -> None:
    side = {"accuracy": {"value": 0.9, "low": 0.8, "high": 1.0}}
    compared = {"name": "PBC", "n": 30, "active": {"accuracy": {"value": 0.1}}, "candidate": side}
    sentence = "PBC: accuracy 90.0 % (95 % interval 80.0 to 100.0 %) on 30 cells"
    assert performance({"gate": {"passed": True}, "home": [compared], "laboratory": None}) == [sentence]


def test_images_that_the_model_may_have_seen_are_told() -> None:
    """An accuracy on copies of training images is none on new cells."""
    whole = {"n": 100, "accuracy": 0.999}
    sentence = "accuracy 99.9 % on 100 cells"
    told = "; 90 of them show an original that the model learned"
    for leakage, rest, more in (
        ({"images_in_shared_groups": 90}, {"accuracy": 0.871}, f"{told}, without them the accuracy is 87.1 %"),
        ({"images_in_shared_groups": 90}, None, told),
        ({"images_in_shared_groups": 1}, {"accuracy": 0.871}, ""),
        ({"learned_by_the_model": False}, None, "; whether the model learned copies of them is not known"),
        ({"learned_by_the_model": True, "images_in_shared_groups": None}, None, ""),
    ):
        summary = {"test": {**whole, "leakage": leakage, "without_shared": rest}}
        assert performance(summary) == [f"test: {sentence}{more}"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["n", "accuracy", "accuracy_ci", "macro_f1", "test", "leakage"]), json_values))
def test_any_file_content_gives_sentences(summary: dict[str, object]) -> None:
    assert all(sentence.strip() for sentence in performance(summary))


def test_large_numbers_have_separators() -> None:
    assert performance({"n": 2487, "accuracy": 0.9}) == ["accuracy 90.0 % on 2,487 cells"]
