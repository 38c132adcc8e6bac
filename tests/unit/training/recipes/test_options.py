"""Recipes and settings: typed, checked, refused in a sentence."""

from __future__ import annotations

import pytest

from training.recipes.options import RECIPES, OptionError, options_for


def test_settings_change_a_recipe() -> None:
    options = options_for("smoke", ["epochs=7", "learning_rate=1e-4", "name=mine"])
    assert (options.epochs, options.learning_rate, options.name) == (7, 1e-4, "mine")
    assert options.image_size == RECIPES["smoke"].image_size


@pytest.mark.parametrize(
    ("recipe", "settings", "reason"),
    [
        ("none", [], "no recipe none"),
        ("smoke", ["epochs"], "sets nothing"),
        ("smoke", ["speed=3"], "sets nothing"),
        ("smoke", ["epochs=many"], "takes a value like 2"),
        ("smoke", ["epochs=0"], "make no sense"),
        ("smoke", ["output_stride=8"], "make no sense"),
        ("smoke", ["batch=1"], "make no sense"),
    ],
)
def test_wrong_settings_are_refused(recipe: str, settings: list[str], reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        options_for(recipe, settings)
