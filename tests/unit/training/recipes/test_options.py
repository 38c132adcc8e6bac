"""Recipes and settings: typed and checked; refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.recipes.options import OptionError, check, size_steps
from training.recipes.recipes import RECIPES, options_for


def test_settings_change_a_recipe() -> None:
    options = options_for("smoke", ["epochs=7", "learning_rate=1e-4", "name=mine", "class_weights=yes"])
    assert (options.phases[0].epochs, options.phases[0].learning_rate, options.name) == (7, 1e-4, "mine")
    assert options.class_weights is True
    assert options.image_size == RECIPES["smoke"][0].image_size


def test_setting_is_for_one_phase_or_for_all() -> None:
    options = options_for("paper", ["patience=3", "phase2.learning_rate=3e-5"])
    assert [p.patience for p in options.phases] == [3, 3]
    assert [p.learning_rate for p in options.phases] == [1e-3, 3e-5]


def test_paper_recipe_has_the_papers_options() -> None:
    options = options_for("paper", [])
    first, second = options.phases
    assert (first.learn, first.optimiser, first.learning_rate) == ("none", "adam", 1e-3)
    assert (second.learn, second.optimiser, second.learning_rate) == ("keras-last-80", "adam", 1e-5)
    assert {first.schedule, second.schedule} == {"plateau"}
    assert (options.image_size, options.channel_order, options.attention) == (224, "BGR", "cbam")
    beyond = (options.colour, options.stain, options.camera, options.erase, options.mixup, options.ema)
    assert beyond == (0,) * 6
    assert (options.label_smoothing, options.class_weights, options.balance) == (0, False, "none")


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_is_valid(recipe: str) -> None:
    check(RECIPES[recipe][0])


@pytest.mark.parametrize(
    ("recipe", "settings", "reason"),
    [
        ("none", [], "no recipe none"),
        ("smoke", ["epochs"], "is no setting"),
        ("smoke", ["speed=3"], "is no setting"),
        ("smoke", ["phase2.epochs=3"], "is no setting"),
        ("smoke", ["phase1.batch=3"], "is no setting"),
        ("smoke", ["phases=3"], "is no setting"),
        ("smoke", ["epochs=many"], "takes a value like 2"),
        ("smoke", ["flips=perhaps"], "takes a value like True"),
        ("smoke", ["dropout=nan"], "takes a value like 0.3"),
        ("smoke", ["epochs=0"], "phase1.epochs has an invalid value"),
        ("smoke", ["output_stride=8"], "output_stride has an invalid value: 16 or 32"),
        ("smoke", ["batch=1"], "batch has an invalid value"),
        ("smoke", ["attention=eyes"], "attention has an invalid value"),
        ("smoke", ["learn=most"], "phase1.learn has an invalid value"),
        ("smoke", ["sizes=64"], "sizes takes a value like"),
        ("smoke", ["sizes=64:0.9,96:0.5"], "sizes takes a value like"),
    ],
)
def test_wrong_settings_are_refused(recipe: str, settings: list[str], reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        options_for(recipe, settings)


def test_sizes_are_read() -> None:
    assert size_steps("") == ()
    assert size_steps("64:0.5,96:0.85,128:1") == ((64, 0.5), (96, 0.85), (128, 1.0))


@pytest.mark.slow
@given(st.text(alphabet="0123456789.:,-e ", max_size=30))
def test_sizes_are_in_order_or_refused(text: str) -> None:
    try:
        found = size_steps(text)
    except OptionError:
        return
    shares = [share for _, share in found]
    assert shares == sorted(set(shares))
    assert all(0 < share <= 1 for share in shares)
    assert all(32 <= size <= 1024 for size, _ in found)
