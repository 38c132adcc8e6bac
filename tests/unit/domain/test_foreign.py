"""Which warning is given about a slide, and when it is no longer needed in the window."""

from __future__ import annotations

import json

import pytest

from wbc_desktop.domain.foreign import Foreignness, SlideLikeness
from wbc_desktop.domain.frozen import freeze, thaw
from wbc_desktop.domain.unlike import Unlikeness

HOME = Foreignness("ab", 60, 0.2, -0.1, 9.0, False)
FOREIGN = Foreignness("ab", 60, 31.0, 27.5, 9.0, True)
FEW, MANY = Unlikeness(2, 60), Unlikeness(30, 60)


@pytest.mark.parametrize(
    ("unlike", "foreign", "why"),
    [
        (FEW, None, ""),
        (FEW, HOME, ""),
        (FEW, FOREIGN, FOREIGN.sentence),
        (MANY, None, MANY.sentence),
        (MANY, HOME, MANY.sentence),
        (MANY, FOREIGN, FOREIGN.sentence),
    ],
)
def test_the_slide_as_a_whole_goes_first(unlike: Unlikeness, foreign: Foreignness | None, why: str) -> None:
    assert SlideLikeness(unlike, foreign, 5).why == SlideLikeness(unlike, foreign, 5).banner == why
    assert SlideLikeness(unlike, foreign, 0).why == why
    assert SlideLikeness(unlike, foreign, 0).banner == unlike.sentence


def test_only_an_announced_slide_has_a_sentence() -> None:
    assert HOME.sentence == HOME.fact == ""
    assert FOREIGN.sentence.startswith(FOREIGN.fact.removesuffix("."))


def test_judgement_is_stored_as_plain_values() -> None:
    stored = json.loads(json.dumps(FOREIGN.to_value()))
    assert Foreignness.from_value({**stored, "later": 1}) == FOREIGN
    assert thaw(Foreignness, json.loads(json.dumps(freeze(FOREIGN)))) == FOREIGN


def test_the_warning_says_that_the_predictions_were_adapted() -> None:
    plain = SlideLikeness(Unlikeness(), FOREIGN, 3)
    adapted = SlideLikeness(Unlikeness(), FOREIGN, 3, adapted=2)
    assert adapted.banner == f"{plain.banner} The predictions were adapted to the stain of this slide."
    assert SlideLikeness(Unlikeness(), HOME, 3, adapted=2).why == ""
