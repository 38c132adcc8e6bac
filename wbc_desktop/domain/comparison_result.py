"""The result of a training run: the candidate against the active model on each test set, and the gate.

Training writes it as ``result.json``. The file comes from outside the program, so everything in it is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbc_desktop.domain.comparison_fields import Fault, Fields, file_content
from wbc_desktop.domain.errors import UsageError
from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.runs import STRENGTHS, RefusedCorrection

VERSION = 1


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its 95 % interval, as fractions: a share (0 to 1), or a difference of shares (-1 to 1)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Changed:
    """How many cells became right (``better``) and wrong (``worse``), and the two-sided p of McNemar's exact test."""

    better: int
    worse: int
    p: float


@dataclass(frozen=True, slots=True)
class ClassComparison:
    """The cells of one class: how many, the recall of both models, and what changed."""

    code: str
    n: int
    active: Range
    candidate: Range
    changed: Changed


@dataclass(frozen=True, slots=True)
class Confusion:
    """Cells of the class ``true`` that the two models name differently: as ``active`` and as ``candidate``."""

    true: str
    active: str
    candidate: str
    n: int


@dataclass(frozen=True, slots=True)
class SideFigures:
    """The figures of one model on one test set.

    ``ece``: expected calibration error. ``unidentified``: share of cells under the model's threshold. ``error_named``:
    share of wrong ones among the others (None: there are no others). ``confusion``: rows true, columns predicted.
    """

    accuracy: Range
    balanced_accuracy: Range
    ece: float
    unidentified: float
    error_named: float | None
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on the same ``n`` cells of a test set; ``groups``: its slides or originals.

    Differences are candidate minus active. ``per_class`` are the classes with cells, in the order of ``classes``;
    ``confusions`` are those that changed, most frequent first.
    """

    name: str
    n: int
    groups: int
    classes: tuple[str, ...]
    active: SideFigures
    candidate: SideFigures
    accuracy: Range
    balanced_accuracy: Range
    changed: Changed
    per_class: tuple[ClassComparison, ...]
    confusions: tuple[Confusion, ...]

    @property
    def title(self) -> str:
        """The name of the test set; "This laboratory" for a laboratory without a name, in the person's language."""
        return tr(self.name)


@dataclass(frozen=True, slots=True)
class ModelName:
    """Name and SHA-256 of a model file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The result of a run. ``file``: the name of the candidate's file in the folder of the run.

    ``corrections``: number of corrections that were trained on, by class. ``home``: one comparison for each test set of
    a known laboratory; ``laboratory``: that on the corrections held out by slide, None if there are none.
    """

    strength: str
    device: str
    seconds: float
    active: ModelName
    candidate: ModelName
    file: str
    corrections: Mapping[str, int]
    laboratory_name: str
    refused: tuple[RefusedCorrection, ...]
    home: tuple[Comparison, ...]
    laboratory: Comparison | None
    gate: Gate


def parse_result(content: bytes) -> TrainingResult:
    """Return the result in the content of ``result.json``. Raises :class:`UsageError` with one sentence."""
    try:
        fields = file_content(content)
        if fields.whole("version", 1) > VERSION:
            raise UsageError(
                tr("The result of the training run was written by a newer version of the program: update the program.")
            )
        return _result(fields)
    except Fault as fault:
        raise UsageError(
            tr("The result of the training run cannot be read ({why}): train again.", why=fault)
        ) from fault


def _result(fields: Fields) -> TrainingResult:
    candidate, gate, strength = fields.part("candidate"), fields.part("gate"), fields.text("strength")
    if strength not in STRENGTHS:
        raise fields.fault("strength")
    return TrainingResult(
        strength=strength,
        device=fields.text("device"),
        seconds=fields.number("seconds", 0, 1e9),
        active=_model(fields.part("active")),
        candidate=_model(candidate),
        file=candidate.file_name("file"),
        corrections=fields.counts("corrections"),
        laboratory_name=fields.text("laboratory_name"),
        refused=tuple(
            RefusedCorrection(one.text("path"), one.whole("cell"), one.text("reason"))
            for one in fields.parts("refused")
        ),
        home=tuple(_comparison(one) for one in fields.parts("home")),
        laboratory=None if fields.get("laboratory") is None else _comparison(fields.part("laboratory")),
        gate=Gate(gate.truth("passed"), gate.texts("reasons")),
    )


def _model(fields: Fields) -> ModelName:
    return ModelName(fields.text("name"), fields.sha256("sha256"))


def _comparison(fields: Fields) -> Comparison:
    classes = fields.texts("classes")
    if len(set(classes)) != len(classes) or "" in classes:
        raise fields.fault("classes")
    n, difference, rows = fields.whole("n", 1), fields.part("difference"), fields.part("per_class")
    per_class = tuple(_class(code, rows.part(code)) for code in classes if code in rows.values)
    if len(per_class) != len(rows.values) or sum(row.n for row in per_class) != n:
        raise fields.fault("per_class")
    return Comparison(
        name=fields.text("name"),
        n=n,
        groups=fields.whole("groups", 1, n),
        classes=classes,
        active=_side(fields.part("active"), len(classes), n),
        candidate=_side(fields.part("candidate"), len(classes), n),
        accuracy=_range(difference.part("accuracy"), -1),
        balanced_accuracy=_range(difference.part("balanced_accuracy"), -1),
        changed=_changed(fields.part("mcnemar"), n),
        per_class=per_class,
        confusions=tuple(_confusion(one, classes, n) for one in fields.parts("changed")),
    )


def _class(code: str, fields: Fields) -> ClassComparison:
    n = fields.whole("n", 1)
    active, candidate = (_range(fields.part(side), 0) for side in ("active", "candidate"))
    return ClassComparison(code, n, active, candidate, _changed(fields, n))


def _changed(fields: Fields, n: int) -> Changed:
    better = fields.whole("better", 0, n)
    return Changed(better, fields.whole("worse", 0, n - better), fields.number("p", 0, 1))


def _confusion(fields: Fields, classes: tuple[str, ...], n: int) -> Confusion:
    true, active, candidate = (fields.text(key) for key in ("true", "active", "candidate"))
    if not {true, active, candidate} <= set(classes):
        raise fields.fault("true")
    return Confusion(true, active, candidate, fields.whole("n", 1, n))


def _side(fields: Fields, classes: int, n: int) -> SideFigures:
    return SideFigures(
        accuracy=_range(fields.part("accuracy"), 0),
        balanced_accuracy=_range(fields.part("balanced_accuracy"), 0),
        ece=fields.number("ece", 0, 1),
        unidentified=fields.number("unidentified", 0, 1),
        error_named=None if fields.get("error_named") is None else fields.number("error_named", 0, 1),
        confusion=fields.matrix("confusion", classes, n),
    )


def _range(fields: Fields, lowest: float) -> Range:
    value = fields.number("value", lowest, 1)
    return Range(value, fields.number("low", lowest, value), fields.number("high", value, 1))
