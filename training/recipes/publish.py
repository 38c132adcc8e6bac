"""Publish a trained model: store its evaluations in its file, and write the model card beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.core.model_file import ModelCard, file_sha256, load_model, save_model
from training.data.manifest import ManifestError
from training.recipes import explanation_text, report_text
from training.recipes.lineage import EARLIER

_KEPT = (
    "n",
    "groups",
    "classes",
    "accuracy",
    "balanced_accuracy",
    "macro_f1",
    "ece",
    "aurc",
    "unidentified",
    "leakage",
    "without_shared",
    "restricted",
    "manifest_sha256",
)
_INTERVALS = ("accuracy_ci95", "balanced_accuracy_ci95", "macro_f1_ci95")


def publish(model_file: Path, evaluations: Mapping[str, Path], out: Path, name: str, notes: str = "") -> dict[str, Any]:
    """Write ``out`` (half precision) and ``out`` with the suffix ``.md``.

    ``evaluations``: name of the test set -> ``evaluation.json`` of this model. ``notes``: Markdown that is added to the
    card. Raises :class:`ManifestError` if an evaluation belongs to another model, or if the model was calibrated on
    test cells.
    """
    digest = file_sha256(model_file)
    found = {title: _evaluation(path, digest) for title, path in evaluations.items()}
    model, card = load_model(model_file)
    if report_text.tuned_on(card.training_data.get("calibration")) == "test":
        raise ManifestError(
            f"{model_file} was calibrated on the part “test”, but a card may only show results on cells that were used"
            " neither for training nor for tuning: calibrate it with --split val, and run evaluate again."
        )
    summary = {title: {k: r[k] for k in (*_KEPT, *_INTERVALS) if k in r} for title, r in found.items()}
    card = replace(card, name=name, evaluation=summary)
    sha256 = save_model(model, card, out)
    out.with_suffix(".md").write_text(describe(card, sha256, out.stat().st_size, found, notes), encoding="utf-8")
    return {"model": str(out), "sha256": sha256, "bytes": out.stat().st_size, "card": str(out.with_suffix(".md"))}


def describe(
    card: ModelCard, sha256: str, size: int, evaluations: Mapping[str, Mapping[str, Any]], notes: str = ""
) -> str:
    """Return the card as Markdown: the model, how it was made, and its results with intervals."""
    lines = [
        f"# {card.name}",
        "",
        "For research use only. Not for use in diagnostic procedures.",
        "",
        *_facts(card, sha256, size),
        "",
        "## Results",
        "",
        "On cells that were used neither for training nor for tuning. Intervals are 95 %, from a bootstrap over groups",
        "of images of common origin (copies of one original are one piece of evidence). “Rest”: the error among the",
        "cells that are not Unidentified.",
        "",
        "| cells | images | groups | accuracy | balanced accuracy | macro F1 | ECE | Unidentified | rest |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for title, r in evaluations.items():
        figures = [_with_interval(r, key) for key in ("accuracy", "balanced_accuracy", "macro_f1")]
        lines.append(f"| {title} | {r['n']} | {r['groups']} | {' | '.join(figures)} | {r['ece']:.3f} | {_left(r)} |")
    for title, r in evaluations.items():
        lines += ["", f"### {title}", "", *_per_class(r), "", *_confusion(r), "", _leak(r["leakage"])]
        if r.get("classes_without_images"):
            lines += ["", r["averages_note"]]
        if r.get("left_out"):
            lines += ["", report_text.left_out(r["left_out"])]
        if r.get("images_without_group"):
            lines += ["", report_text.ungrouped(r["images_without_group"], r["n"])]
        lines += [*_ways(r), *_heat(r), *_explanations(r)]
    options = json.dumps(card.training_data.get("options", {}), sort_keys=True)
    lines += ["", "## Options of the run", "", f"`{options}`"]
    if notes:
        lines += ["", notes.rstrip()]
    return "\n".join(lines) + "\n"


def _facts(card: ModelCard, sha256: str, size: int) -> list[str]:
    """Return the facts about the model, one line each."""
    data = card.training_data
    origin = report_text.threshold_origin(data.get("calibration"), card.threshold)
    validation = data.get("validation_images", {})
    is_calibrated_again = (data.get("calibration") or {}).get("n") not in (None, sum(validation.values()))
    use = "early stopping" if is_calibrated_again else "early stopping, temperature"
    sees = "the square around the white cell" if card.framing == "leukocyte" else "the whole picture"
    return [
        f"- Architecture: {card.architecture}, input {card.input_size} pixels square, {card.channel_order}, of {sees}",
        f"- Classes: {', '.join(f'{code} ({title})' for code, title in card.classes)}",
        f"- Unidentified under a confidence of {card.threshold:.3f} (after the temperature {card.temperature:.3f})"
        f"{'; ' if origin else ''}{origin}",
        f"- Trained: {card.trained_at}, from {data.get('init', 'random')} weights, program {card.program_version}",
        f"- Training images: {_counts(data.get('images', {}))}",
        f"- Validation images ({use}): {_counts(validation)}",
        *_known(card),
        f"- File: {size / 1e6:.1f} MB, SHA-256 `{sha256}`",
        f"- Manifests' SHA-256: `{data.get('manifest_sha256', '')}`",
        *(f"- Manifests that first weights, a teacher or a mean learned: `{one}`" for one in data.get(EARLIER, ())),
    ]


def _known(card: ModelCard) -> list[str]:
    """Return how it recognises cells unlike its training cells; nothing for a model without the score."""
    if not card.known:
        return []
    return [
        f"- Unlike score from {card.known['images']} training images; {100 * card.known['rate']:.0f} % of"
        f" {card.known['validation_images']} validation images ({card.known['validation_groups']} groups) are below"
        " the limit; cells above it are Unidentified"
    ]


def _evaluation(path: Path, digest: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        same = found["model_sha256"] == digest
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{path} cannot be read as an evaluation ({error}).") from None
    if not same:
        raise ManifestError(f"{path} evaluates another model: run evaluate on this one.")
    if found.get("split", "test") != "test":
        raise ManifestError(
            f"{path} evaluates the part “{found['split']}”, but a card may only show results on cells that were used"
            " neither for training nor for tuning: run evaluate with --split test."
        )
    return found


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {n}" for code, n in sorted(counts.items())) or "not recorded"


def _with_interval(result: Mapping[str, Any], key: str) -> str:
    low, high = result[f"{key}_ci95"]
    return f"{result[key]:.3f} ({low:.3f} to {high:.3f})"


def _per_class(result: Mapping[str, Any]) -> list[str]:
    rows = ["| class | precision | recall | F1 | images |", "|---|---|---|---|---|"]
    for code, row in result["per_class"].items():
        if row["support"]:  # a class without images was not measured
            figures = " | ".join(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
            rows.append(f"| {code} | {figures} | {row['support']} |")
    return rows


def _confusion(result: Mapping[str, Any]) -> list[str]:
    codes: Sequence[str] = result["classes"]
    rows = [f"| true \\ predicted | {' | '.join(codes)} |", "|---" * (len(codes) + 1) + "|"]
    for code, counts in zip(codes, result["confusion_matrix"], strict=True):
        if sum(counts):
            rows.append(f"| {code} | {' | '.join(map(str, counts))} |")
    return rows


def _left(result: Mapping[str, Any]) -> str:
    """Return the share of Unidentified cells and the error among the rest; empty if the evaluation lacks them."""
    left = result.get("unidentified")
    if not left:
        return " | "
    error = left["error_among_rest"]
    return f"{100 * left['share']:.1f} % | " + ("" if error is None else f"{100 * error:.1f} %")


def _ways(result: Mapping[str, Any]) -> list[str]:
    """Return the table of variants of the evaluation, if there are any."""
    rows = [row for row in result.get("rows", []) if row["key"] != "phase1"]
    if len(rows) < 2:
        return []
    lines = [
        "",
        "| variant | images | accuracy | balanced accuracy | macro F1 | ECE |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        figures = " | ".join(_with_interval(row, key) for key in ("accuracy", "balanced_accuracy", "macro_f1"))
        lines.append(f"| {row['title']} | {row['n']} | {figures} | {row['ece']:.3f} |")
    return lines


def _heat(result: Mapping[str, Any]) -> list[str]:
    """Return the sentences on the heatmaps, as in the report."""
    mass = result.get("heat_mass")
    return ["", " ".join(report_text.heat(mass)).replace("\u00a0", " ")] if mass else []


def _explanations(result: Mapping[str, Any]) -> list[str]:
    """Return the comparison of methods of explanation of the model, if there is one."""
    found = result.get("explanations")
    if not found:
        return []
    network = found["networks"][0]
    said = " ".join(explanation_text.sentences(network, found["cells"]))
    return ["", said, "", *explanation_text.markdown(network)]


def _leak(leakage: Mapping[str, Any]) -> str:
    if "sentence" in leakage:
        return f"{leakage['sentence']} ({leakage['pairs_checked']:,} pairs compared by content.)"
    return (
        f"Of these images {leakage['images_in_shared_groups']} look like copies of a training original"
        f" ({leakage['pairs_checked']:,} pairs compared by content)."
    )
