"""What the list of models says about each: state, origin, data, scores and the result of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wbc_desktop.domain.gate import Gate
from wbc_desktop.domain.language import number, tr, trn
from wbc_desktop.domain.model_scores import balanced_accuracies, counts, thresholds
from wbc_desktop.reports.performance import performance
from wbc_desktop.services.registry import ListedModel, descent
from wbc_desktop.ui.widgets.words import measured_percent, moment, percent

_DIGITS = 12
"""Digits of a SHA-256 that are shown where its model is not here."""


def state_text(model: ListedModel) -> str:
    """Return the state of a model in one or two words; "" for one that was never used."""
    if model.active:
        return tr("active")
    if model.fault:
        return tr("cannot be used")
    if model.is_candidate:
        return tr("candidate")
    return tr("was active") if model.was_active else ""


def gate_text(gate: Gate | None) -> str:
    """Return the result of the comparison with the model that was active then; "" if there was none."""
    if gate is None:
        return ""
    return tr("better") if gate.passed else tr("not better")


def row_texts(model: ListedModel, every: Sequence[ListedModel]) -> list[str]:
    """Return the cells of a model's row: name, state, trained, from, data, balanced accuracy, comparison."""
    line = descent(model, every)
    parent = (line[0][0] or line[0][1][:_DIGITS]) if line else ""
    scores = [share for _, share in balanced_accuracies(model.evaluation)]
    lowest, highest = min(scores, default=None), max(scores, default=None)
    score = "" if lowest is None else measured_percent(lowest)
    if lowest is not None and highest is not None and measured_percent(highest) != score:
        score = f"{score.removesuffix(' %')}–{measured_percent(highest)}"
    return [
        model.name,
        state_text(model),
        time_text(model.trained_at),
        parent,
        data_text(model),
        score,
        gate_text(model.gate),
    ]


def data_text(model: ListedModel) -> str:
    """Return from how many decided cells, or images, a model was trained; "" if its file does not say that."""
    if corrections := counts(model.training_data, "corrections"):
        return trn("{n:,} cell", "{n:,} cells", sum(corrections.values()))
    images = counts(model.training_data, "images")
    return trn("{n:,} image", "{n:,} images", sum(images.values())) if images else ""


def details_text(model: ListedModel, every: Sequence[ListedModel]) -> str:
    """Return everything that is known of a model, one statement a line."""
    lines = [model.fault] if model.fault else []
    line = [name or tr("{sha256} (not here)", sha256=sha256[:_DIGITS]) for name, sha256 in descent(model, every)]
    lines.append(
        tr("Trained {time} from {models}", time=time_text(model.trained_at) or "–", models=", ".join(line))
        if line
        else tr("Trained {time}", time=time_text(model.trained_at) or "–")
    )
    learned = counts(model.training_data, "corrections") or counts(model.training_data, "images")
    if learned:
        by_class = ", ".join(f"{code} {number(n)}" for code, n in learned.items())
        lines.append(tr("Learned from {data}: {classes}", data=data_text(model), classes=by_class))
    if model.classes:
        lines.append(tr("Classes: {classes}", classes=", ".join(code for code, _ in model.classes)))
        lines.append(tr("Unidentified below a confidence of {share}", share=percent(model.threshold)))
        for name, share in thresholds(model.training_data).items():
            where = name or tr("this laboratory")
            lines.append(
                tr("Unidentified in {laboratory} below a confidence of {share}", laboratory=where, share=percent(share))
            )
    lines += performance(model.evaluation)
    if model.gate is not None:
        result = tr("found better than the active model") if model.gate.passed else tr("not found better")
        lines.append(tr("Comparison: {result}", result=f"{result}."))
        lines += [f"• {reason}" for reason in (*model.gate.failures, *model.gate.others)]
    if model.sha256:
        lines.append(tr("SHA-256 {sha256}", sha256=model.sha256))
    lines.append(tr("File {path}", path=model.path))
    return "\n".join(lines)


def time_text(text: str) -> str:
    """Return a time of a model file for people; the text itself if it is no time."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(when) if when.tzinfo is not None else f"{when:%Y-%m-%d %H:%M}"
