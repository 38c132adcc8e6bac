"""The gate of a candidate: whether the comparison with the active model found it better, and why (not)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wbc_desktop.domain.gate_reasons import UNREADABLE, gate_reason

FAILED = "Not passed"
"""The reason for a rule that a candidate did not pass begins with this."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The result of the comparison; ``reasons`` are whole sentences in English, as the training wrote them."""

    passed: bool
    reasons: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[str, ...]:
        """Why a candidate did not pass, in the person's language: the rules that failed; all, if none is marked so."""
        return tuple(map(gate_reason, self._failures))

    @property
    def others(self) -> tuple[str, ...]:
        """The other reasons, in the person's language: the rules that the candidate passed, and notes."""
        failures = self._failures
        return tuple(gate_reason(reason) for reason in self.reasons if reason not in failures)

    @property
    def _failures(self) -> tuple[str, ...]:
        if self.passed:
            return ()
        return tuple(reason for reason in self.reasons if reason.startswith(FAILED)) or self.reasons


def gate_of(evaluation: Mapping[str, Any]) -> Gate | None:
    """Return the gate in the evaluation of a model file, or None if the model was not compared with another.

    The file comes from outside: a gate that is not as it should be counts as failed.
    """
    if "gate" not in evaluation:
        return None
    gate = evaluation["gate"]
    if not isinstance(gate, Mapping) or not isinstance(gate.get("passed"), bool):
        return Gate(False, (UNREADABLE,))
    reasons = gate.get("reasons", ())
    if not isinstance(reasons, list | tuple) or not all(isinstance(reason, str) for reason in reasons):
        return Gate(False, (UNREADABLE,))
    return Gate(gate["passed"], tuple(reasons))
