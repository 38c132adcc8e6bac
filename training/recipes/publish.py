"""Make a trained model ready to ship: its evaluations go into its file, and a card for people is written beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.core.model_file import ModelCard, file_sha256, load_model, save_model
from training.data.manifest import ManifestError

_KEPT = ("n", "groups", "classes", "accuracy", "balanced_accuracy", "macro_f1", "ece", "leakage", "manifest_sha256")
_INTERVALS = ("accuracy_ci95", "balanced_accuracy_ci95", "macro_f1_ci95")


def publish(model_file: Path, evaluations: Mapping[str, Path], out: Path, name: str, notes: str = "") -> dict[str, Any]:
    """Write ``out`` (half precision) and ``out`` with the suffix ``.md``.

    ``evaluations`` are the ``evaluation.json`` of this very model, by the name of the test set. ``notes`` is Markdown
    that the card shows as it is. Raises :class:`ManifestError` when an evaluation is of another model.
    """
    digest = file_sha256(model_file)
    found = {title: _evaluation(path, digest) for title, path in evaluations.items()}
    model, card = load_model(model_file)
    summary = {title: {k: r[k] for k in (*_KEPT, *_INTERVALS) if k in r} for title, r in found.items()}
    card = replace(card, name=name, evaluation=summary)
    sha256 = save_model(model, card, out)
    out.with_suffix(".md").write_text(describe(card, sha256, out.stat().st_size, found, notes), encoding="utf-8")
    return {"model": str(out), "sha256": sha256, "bytes": out.stat().st_size, "card": str(out.with_suffix(".md"))}


def describe(
    card: ModelCard, sha256: str, size: int, evaluations: Mapping[str, Mapping[str, Any]], notes: str = ""
) -> str:
    """The card as Markdown: what the model is, how it was made, what it scored on which cells, with intervals."""
    data = card.training_data
    lines = [
        f"# {card.name}",
        "",
        "For research use only. Not for use in diagnostic procedures.",
        "",
        f"- Architecture: {card.architecture}, input {card.input_size} pixels square, {card.channel_order}",
        f"- Classes: {', '.join(f'{code} ({title})' for code, title in card.classes)}",
        f"- Unidentified under a confidence of {card.threshold:.2f} (after the temperature {card.temperature:.2f})",
        f"- Trained: {card.trained_at}, from {data.get('init', 'random')} weights, program {card.program_version}",
        f"- Learned images: {_counts(data.get('images', {}))}",
        f"- Validation images (early stopping, temperature): {_counts(data.get('validation_images', {}))}",
        f"- File: {size / 1e6:.1f} MB, SHA-256 `{sha256}`",
        f"- Manifests' SHA-256: `{data.get('manifest_sha256', '')}`",
        "",
        "## What it scored",
        "",
        "On cells that it was neither trained nor tuned on. Intervals are 95 %, from a bootstrap over groups of images",
        "of common origin (copies of one original are one piece of evidence).",
        "",
        "| cells | images | groups | accuracy | balanced accuracy | macro F1 | ECE |",
        "|---|---|---|---|---|---|---|",
    ]
    for title, r in evaluations.items():
        figures = [_with_interval(r, key) for key in ("accuracy", "balanced_accuracy", "macro_f1")]
        lines.append(f"| {title} | {r['n']} | {r['groups']} | {' | '.join(figures)} | {r['ece']:.3f} |")
    for title, r in evaluations.items():
        lines += ["", f"### {title}", "", *_per_class(r), "", *_confusion(r), "", _leak(r["leakage"])]
    options = json.dumps(data.get("options", {}), sort_keys=True)
    lines += ["", "## Options of the run", "", f"`{options}`"]
    if notes:
        lines += ["", notes.rstrip()]
    return "\n".join(lines) + "\n"


def _evaluation(path: Path, digest: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        same = found["model_sha256"] == digest
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{path} is no evaluation that can be read ({error}).") from None
    if not same:
        raise ManifestError(f"{path} judges another model: run evaluate on this one.")
    return found


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {n}" for code, n in sorted(counts.items())) or "not recorded"


def _with_interval(result: Mapping[str, Any], key: str) -> str:
    low, high = result[f"{key}_ci95"]
    return f"{result[key]:.3f} ({low:.3f} to {high:.3f})"


def _per_class(result: Mapping[str, Any]) -> list[str]:
    rows = ["| class | precision | recall | F1 | images |", "|---|---|---|---|---|"]
    for code, row in result["per_class"].items():
        if row["support"]:  # of a class that is not among the cells nothing was measured
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


def _leak(leakage: Mapping[str, Any]) -> str:
    return (
        f"Of these images {leakage['images_in_shared_groups']} look like copies of an original that was learned"
        f" ({leakage['pairs_checked']:,} pairs compared by content)."
    )
