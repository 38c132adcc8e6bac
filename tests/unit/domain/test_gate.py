"""The reasons of a gate: which of them say why a candidate did not pass."""

from __future__ import annotations

from wbc_desktop.domain.gate import Gate

FAILED, PASSED, NOTE = "Not passed: PBC is worse.", "Passed: the laboratory is better.", "Note: one slide."


def test_failures_are_the_rules_that_did_not_pass() -> None:
    gate = Gate(False, (FAILED, PASSED, NOTE))
    assert gate.failures == (FAILED,)
    assert gate.others == (PASSED, NOTE)


def test_all_reasons_are_failures_if_none_is_marked() -> None:
    gate = Gate(False, ("Basophils are worse.", "Calibration is worse."))
    assert gate.failures == gate.reasons
    assert gate.others == ()


def test_passed_gate_has_no_failures() -> None:
    gate = Gate(True, (PASSED, NOTE))
    assert gate.failures == ()
    assert gate.others == gate.reasons
