"""How the predictions of a slide that looks different were adapted to it, without labels.

The stain of the slide is moved to that of the training cells (``training/core/slide_stain.py``), and the scores are
averaged over views. The numbers are stored with each prediction, so later cells of the slide are treated alike, and the
audit trail covers them.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from wbc_desktop.domain.language import tr

Three = tuple[float, float, float]
MOST = 200
"""So many cells of a slide give its stain; more change nothing."""
KEPT = '"kept":true'
"""Occurs in the text of a cell that was not adapted."""


@dataclass(frozen=True, slots=True)
class Adaptation:
    """The stain of ``cells`` cells of a slide, and the one it is moved to: means and deviations of CIELAB (8 bits).

    ``temperature``: the factor of the model's temperature; ``views``: the number of averaged views. ``kept``: this cell
    was predicted without all this, because the model has an ending of its own for such cells.
    """

    mean: Three
    deviation: Three
    to_mean: Three
    to_deviation: Three
    cells: int
    temperature: float
    views: int = 2
    kept: bool = False

    @property
    def text(self) -> str:
        """JSON that is stored with each prediction."""
        value = {"version": 1, **asdict(self)}
        for name in ("mean", "deviation", "to_mean", "to_deviation"):
            value[name] = [float(number) for number in value[name]]  # so that a text that is read gives itself again
        return json.dumps(value, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Adaptation | None:
        """Return the adaptation of a stored text, without ``kept``; None for "" and for a text of another version."""
        try:
            value = json.loads(text)
            return cls(
                mean=_three(value["mean"]),
                deviation=_three(value["deviation"]),
                to_mean=_three(value["to_mean"]),
                to_deviation=_three(value["to_deviation"]),
                cells=int(value["cells"]),
                temperature=float(value["temperature"]),
                views=int(value["views"]),
            )
        except (KeyError, TypeError, ValueError):
            return None

    def serves(self, cells: int) -> bool:
        """Whether the stain was measured on enough cells for a slide that has ``cells`` cells now."""
        return self.cells >= MOST or cells < 2 * self.cells


def _three(value: Any) -> Three:
    first, second, third = (float(number) for number in value)
    if not all(map(math.isfinite, (first, second, third))):
        raise ValueError("not a number")
    return first, second, third


def is_adapted(text: str) -> bool:
    """Whether a prediction with this stored text was adapted; not so for "", and for a cell that was ``kept``."""
    return bool(text) and KEPT not in text


def adapted_sentence(adapted: int) -> str:
    """Return the sentence about a slide of which ``adapted`` predictions were adapted; "" for none."""
    return tr("The predictions were adapted to the stain of this slide.") if adapted else ""
