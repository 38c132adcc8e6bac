"""The gate of a candidate: whether the comparisons show that it is better in the laboratory and nowhere worse.

The rules, and why they are these:

- In the laboratory's held-out cells the 95 % interval of the difference of balanced accuracies lies above 0, and
  McNemar's two-sided exact test gives p < 0.05 in favour of the candidate. The interval is over slides and weighs the
  classes equally; the test counts cells and is exact for few of them (fewer than six that changed can never pass). If
  cells are independent, a candidate that is as good as the active model passes in at most 2.5 % of the cases. If both
  models vary by 6 points from slide to slide, it passes in 7 to 10 % with one to four held-out slides and in 3 % with
  ten (150 simulated sets of 150 cells each), so a single slide is mentioned in the reasons.
- On each test set of a known laboratory the candidate is not worse beyond noise: the one-sided McNemar test gives
  p >= 0.05, and the interval of the difference of balanced accuracies reaches 0. There is no fixed limit such as 1
  point: where noise is smaller than that the tests refuse already, and in small sets it would refuse at random.
- In no set is a class worse beyond noise: one-sided McNemar test per class, Holm's correction over the classes.
- In no set is the expected calibration error (ECE) higher than that of the active model by more than 0.02 plus
  0.5/sqrt(n), the largest standard error of a share of n cells, because the ECE of few cells is noisy.

Without held-out cells of the laboratory, or without a set of a known one, a candidate does not pass: nothing is known
there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.recipes.mcnemar import holm, tail

ALPHA = 0.05
ECE_MARGIN = 0.02
Comparison = Mapping[str, Any]

NO_LABORATORY = (
    "Not passed: no corrected cells of the laboratory were held out, so that nothing shows whether the candidate is "
    "better there. Sign or finish a second slide and train again."
)
ALL_REFUSED = (
    "Not passed: none of the corrected cells that were held out could be compared, so that nothing shows whether the "
    "candidate is better there. The list of cells that could not be used says why: restore their pictures, or sign or "
    "finish another slide, and train again."
)
NO_HOME = (
    "Not passed: there is no test set of a laboratory that the active model knows, so that nothing shows whether the "
    "candidate became worse there."
)


def gate(home: Sequence[Comparison], laboratory: Comparison | None, held_out: int = 0) -> dict[str, Any]:
    """Return whether a candidate passes, and the reasons: one English sentence for each rule, those that failed first.

    ``home``: a comparison (:func:`training.recipes.comparing.compared`) on the test set of each known laboratory;
    ``laboratory``: that on the corrected cells that were held out, or None if there are none, or if none of the
    ``held_out`` ones could be used.
    """
    missing = ALL_REFUSED if held_out else NO_LABORATORY
    checks = list(_in_laboratory(laboratory)) if laboratory is not None else [(False, missing)]
    if not home:
        checks.append((False, NO_HOME))
    for comparison in home:
        checks.extend(_at_home(comparison))
    return {
        "passed": all(passed for passed, _ in checks),
        "reasons": [sentence for _, sentence in sorted(checks, key=lambda check: check[0])],
    }


def _in_laboratory(found: Comparison) -> Iterator[tuple[bool, str]]:
    where = f"in the {found['n']:,} held-out cells of {found['name']} ({_count(found['groups'], 'slide')})"
    passed = found["difference"]["balanced_accuracy"]["low"] > 0
    need = "" if passed else ", but it must lie above 0"
    yield _check(passed, f"{where} balanced accuracy {_change(found)}{need}")
    better, worse, p = (found["mcnemar"][key] for key in ("better", "worse", "p"))
    passed = better > worse and p < ALPHA
    need = "" if passed else f", but p must be under {ALPHA} in favour of the candidate"
    yield _check(passed, f"{where} {_cells(better, worse)} (McNemar's exact test, {_p(p)}){need}")
    if found["groups"] == 1:
        yield True, "Note: all held-out cells are of one slide, so the result may differ on other slides."
    yield from _everywhere(found, where)


def _at_home(found: Comparison) -> Iterator[tuple[bool, str]]:
    where = f"on {found['name']} ({_count(found['n'], 'cell')})"
    better, worse = found["mcnemar"]["better"], found["mcnemar"]["worse"]
    p = tail(worse, better + worse)
    passed = p >= ALPHA and found["difference"]["balanced_accuracy"]["high"] >= 0
    sentence = f"balanced accuracy {_change(found)}, and {_cells(better, worse)} (one-sided McNemar test, {_p(p)})"
    yield _check(passed, f"{where} {sentence}: {'not worse' if passed else 'worse'} beyond noise")
    yield from _everywhere(found, where)


def _everywhere(found: Comparison, where: str) -> Iterator[tuple[bool, str]]:
    """Yield the checks that are the same for each set: every class, and the calibration."""
    rows = found["per_class"]
    p = holm({code: tail(row["worse"], row["better"] + row["worse"]) for code, row in rows.items()})
    for code in (code for code in rows if p[code] < ALPHA):
        row = rows[code]
        recall = f"from {_percent(row['active']['value'])} to {_percent(row['candidate']['value'])}"
        cells = _cells(row["better"], row["worse"])
        corrected = f"{_p(p[code])} with Holm's correction"
        yield _check(
            False, f"{where} the recall of {code} fell {recall}, and {cells} ({corrected}): worse beyond noise"
        )
    if min(p.values()) >= ALPHA:
        lowest = min(p, key=lambda code: p[code])
        tested = f"the lowest p is that of {lowest}, {_p(p[lowest])} with Holm's correction"
        yield _check(True, f"{where} no class is worse beyond noise ({_count(len(p), 'class')}; {tested})")
    yield _calibration(found, where)


def _calibration(found: Comparison, where: str) -> tuple[bool, str]:
    before, after = found["active"], found["candidate"]
    margin = ECE_MARGIN + 0.5 / math.sqrt(found["n"])
    passed = after["ece"] <= before["ece"] + margin
    allowed = f"{before['ece']:.3f} for the active model, and at most {margin:.3f} more is allowed"
    unidentified = f"{_percent(after['unidentified'])} of the cells stay Unidentified"
    wrong = f"{_percent(after['error_named'])} of the others are named wrongly"
    return _check(
        passed,
        f"{where} the calibration error (ECE) is {after['ece']:.3f} ({allowed}); {unidentified} "
        f"({_percent(before['unidentified'])} before), and {wrong} ({_percent(before['error_named'])} before)",
    )


def _check(passed: bool, sentence: str) -> tuple[bool, str]:
    return passed, f"{'Passed' if passed else 'Not passed'}: {sentence}."


def _change(found: Comparison) -> str:
    """Return the change of balanced accuracy in words."""
    gap = found["difference"]["balanced_accuracy"]
    before, after = (_percent(found[side]["balanced_accuracy"]["value"]) for side in ("active", "candidate"))
    ends = f"95 % interval {_points(gap['low'])} to {_points(gap['high'])}"
    return f"changed from {before} to {after} ({_points(gap['value'])} points, {ends})"


def _cells(better: int, worse: int) -> str:
    return f"{_count(better, 'cell')} became right and {worse:,} wrong"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what if n == 1 else what + ('es' if what.endswith('s') else 's')}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
