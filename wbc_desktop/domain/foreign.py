"""A slide whose pictures as a whole look different from the training pictures, as those of another laboratory do.

``training/core/foreign.py`` says how it is measured. The result is stored as an entry of the program, so it is in the
audit trail, and stays what it was when the model file is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wbc_desktop.domain.adaptation import adapted_sentence
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.unlike import Unlikeness


@dataclass(frozen=True, slots=True)
class Foreignness:
    """The judgement of the model with the SHA-256 ``model`` about a slide, by ``cells`` of its cells.

    ``shift``: the squared length of their common displacement from the training cells; ``low``: the lower end of its
    interval; ``limit``: above it the slide is announced, if it has enough cells.
    """

    model: str
    cells: int
    shift: float
    low: float
    limit: float
    announced: bool

    @property
    def sentence(self) -> str:
        """The warning about the slide, with what to do; "" if it is not announced."""
        if not self.announced:
            return ""
        return tr(
            "The pictures of this slide look different from those that the model was trained on: another stain, camera "
            "or magnification. The model’s classes are only guesses here, so each cell counts as Unidentified until a "
            "person decides on it."
        )

    @property
    def fact(self) -> str:
        """The same without what to do, for a slide whose cells are all decided; "" if it is not announced."""
        if not self.announced:
            return ""
        return tr("The pictures of this slide look different from those that the model was trained on.")

    def to_value(self) -> dict[str, Any]:
        """Return plain JSON."""
        return asdict(self)

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Foreignness:
        """Inverse of :meth:`to_value`; unknown keys of a later version are ignored."""
        return cls(**{name: value[name] for name in cls.__dataclass_fields__})


def why_only_a_guess(likely: str, sure: str) -> str:
    """Return why a cell of an announced slide is Unidentified; ``likely`` names its best class."""
    return tr("Unidentified: this slide looks different; the guess is {likely} ({sure})", likely=likely, sure=sure)


@dataclass(frozen=True, slots=True)
class SlideLikeness:
    """What is known of a slide: its unlike cells, the judgement as a whole, its undecided and its adapted cells."""

    unlike: Unlikeness
    foreign: Foreignness | None
    undecided: int
    adapted: int = 0

    @property
    def why(self) -> str:
        """The warning: that about the slide as a whole, else that about its cells, else ""."""
        whole = "" if self.foreign is None else self.foreign.sentence
        if whole and self.adapted:
            return f"{whole} {adapted_sentence(self.adapted)}"
        return whole or self.unlike.sentence

    @property
    def announced(self) -> bool:
        """Whether the slide as a whole is announced."""
        return self.foreign is not None and self.foreign.announced

    @property
    def banner(self) -> str:
        """The warning in the window: that about the whole slide only while cells are undecided."""
        return self.why if self.undecided else self.unlike.sentence
