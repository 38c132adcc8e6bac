"""Evaluate a model on one side of a manifest: figures with intervals, leakage, pictures and a PDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from training.core.colour_transfer import Colours
from training.core.model_card import file_sha256
from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest
from training.recipes import curves, heat_mass, report_text, variants
from training.recipes.copies import copies, copies_sentence, groups_sentence, of_used_groups, used_before, used_kind
from training.recipes.examples import choose_examples
from training.recipes.explanation_examples import explained_cells
from training.recipes.explanation_figures import explanations
from training.recipes.figures import averages_note, figures, restricted, row, selective
from training.recipes.lineage import is_of, learned_corrections
from training.recipes.predictions import (
    LoadedModel,
    Predictions,
    Progress,
    Scores,
    known_samples,
    load_for_evaluation,
    predict_images,
    predict_samples,
)

__all__ = ["EvaluationOptions", "evaluate", "figures", "predict_samples"]

Tell = Callable[[str, int, int], None]
_NOT_ITS_OWN = (
    "But according to its file the model was trained on other manifests than those compared here: name them with"
    " --learned, because copies of its training or validation images may be among the test images."
)
_TUNED = (
    "Temperature and Unidentified threshold of the model were chosen on cells of a part “{split}”: calibration error"
    " and errors among the classified cells may be higher on others."
)
_REPORT = ("n", "accuracy", "balanced_accuracy", "macro_f1", "per_class", "averages", "classes", "confusion_matrix")


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """Options for the further parts of an evaluation; see ``wbc-train evaluate --help``.

    ``history`` and ``phase1``: by default the files beside the model. ``learned``: manifests that the model was
    trained and tuned on (by default the tested one). ``flips``: 0, 2, 4 or 8.
    """

    history: Path | None = None
    phase1: Path | None = None
    plain: Path | None = None
    learned: tuple[Path, ...] = ()
    flips: int = 0
    stains: tuple[str, ...] = ()
    norms: tuple[float, ...] = ()
    shared_classes: bool = False
    heat_cells: int = 400
    explanation_cells: int = 0


@dataclass(frozen=True, slots=True)
class ModelResult:
    """A network, its outputs for the test images, and the figures for its own classes."""

    loaded: LoadedModel
    outputs: Predictions
    figures: dict[str, Any]


def evaluate(
    model_file: Path,
    manifest: Path,
    split: str,
    out: Path,
    device: str = "auto",
    progress: Tell | None = None,
    asked: EvaluationOptions | None = None,
) -> dict[str, Any]:
    """Write ``out/evaluation.json``, figures and ``report.pdf``; return the content of the JSON.

    ``progress`` gets the task, the number done and the total. Raises :class:`ManifestError`, ``ModelFileError`` and
    errors of reading an image.
    """
    asked, beside = with_run_files(model_file, asked or EvaluationOptions())
    loaded = load_for_evaluation(model_file, device)
    codes, card = loaded.card.codes, loaded.card
    samples, left_out = known_samples(read_manifest(manifest), codes, split, str(manifest), asked.shared_classes)
    used = [s for m in asked.learned or (manifest,) for s in used_before(read_manifest(m), split)]
    others = {"phase1": asked.phase1, "plain": asked.plain}
    files = {"model": model_file, **{role: file for role, file in others.items() if file is not None}}
    results = {role: _evaluated(file, samples, split, manifest, device, progress, role) for role, file in files.items()}
    found, thresholds = results["model"].outputs.probabilities, results["model"].outputs.thresholds
    is_own = manifest.resolve() in {m.resolve() for m in asked.learned or (manifest,)}
    told_of = is_of(card, asked.learned or (manifest,))
    leaks, without = _leakage(results["model"].outputs, samples, used, loaded, manifest, split, is_own, progress)
    if not told_of:
        leaks["sentence"] += f" {_NOT_ITS_OWN}"
    if report_text.tuned_on(card.training_data.get("calibration")) == split:
        leaks["sentence"] += f" {_TUNED.format(split=split)}"
    leaks["learned_by_the_model"] = told_of
    result: dict[str, Any] = {
        "model": card.name,
        "architecture": card.architecture,
        "model_sha256": loaded.sha256,
        "manifest_sha256": manifest_sha256([manifest]),
        "split": split,
        "device": loaded.device,
        "input_size": card.input_size,
        "temperature": card.temperature,
        "calibration": card.training_data.get("calibration"),
        "beside_the_model": beside,
        "left_out": left_out,
        **results["model"].figures,
        **selective(found, samples, codes, thresholds),
        "leakage": leaks,
        "without_shared": without,
        "restricted": _restricted(found, samples, codes, thresholds),
        "rows": _rows(results, samples),
        **_phases(results, asked.history),
        "heat_mass": _heat(results, samples, asked.heat_cells, progress),
    }
    networks = {role: (j.loaded, j.outputs) for role, j in results.items() if role != "phase1"}
    loaded_networks = {role: one for role, (one, _) in networks.items()}
    say = _say(progress, "explaining")
    result["explanations"] = explanations(loaded_networks, samples, asked.explanation_cells, say)
    result["rows"] += [r for r in (result["restricted"], without) if r]
    learned = [s for s in used if s.split == "train"]
    result["rows"] += _remedies(model_file, device, asked, samples, learned, progress)
    shown = choose_examples(list(networks.values()), samples, manifest.parent)
    explained = explained_cells(list(networks.values()), samples) if result["explanations"] else None
    result["grad_cam"] = shown.described
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    from training.recipes.report_pages import write_report  # imports matplotlib, only if everything else succeeded

    write_report(result, curves.read_curves(asked.history) if asked.history else [], shown, explained, out)
    return result


def with_run_files(model_file: Path, asked: EvaluationOptions) -> tuple[EvaluationOptions, list[str]]:
    """Use ``history.csv`` and ``phase1.safetensors`` from the model's folder where they were not given.

    Returns the options and the names of the files found. Raises :class:`ManifestError` if a given history cannot be
    read.
    """
    if asked.history is not None and not curves.read_curves(asked.history):
        raise ManifestError(f"{asked.history} cannot be read as the history of a run.")
    history, phase1 = model_file.parent / "history.csv", model_file.parent / "phase1.safetensors"
    beside = []
    if asked.history is None and curves.read_curves(history):
        asked, beside = replace(asked, history=history), [history.name]
    if asked.phase1 is None and phase1.is_file() and file_sha256(phase1) != file_sha256(model_file):
        asked, beside = replace(asked, phase1=phase1), [*beside, phase1.name]
    return asked, beside


def _evaluated(
    file: Path, samples: list[Sample], split: str, manifest: Path, device: str, progress: Tell | None, role: str
) -> ModelResult:
    loaded = load_for_evaluation(file, device)
    known_samples(samples, loaded.card.codes, split, str(manifest))  # the other network must have these classes, too
    what = {
        "model": "classifying",
        "phase1": "classifying after phase 1",
        "plain": "classifying with the other network",
    }
    outputs = predict_images(loaded.predictor(), samples, _say(progress, what[role]))
    return ModelResult(loaded, outputs, figures(outputs.probabilities, samples, loaded.card.codes))


def _rows(results: dict[str, ModelResult], samples: Sequence[Sample]) -> list[dict[str, Any]]:
    """Return the rows of the model and of the networks to compare it with."""
    titles = {
        "model": "{} as its file says",
        "phase1": "{} after phase 1 (transfer learning)",
        "plain": "the other network: {}",
    }
    rows = []
    for role, j in results.items():
        card, found = j.loaded.card, j.outputs.probabilities
        title = titles[role].format(card.architecture)
        made = row(role, title, found, samples, card.codes, j.outputs.thresholds)
        rows.append(made | variants.only_present(found, samples, card.codes))
    return rows


def _restricted(
    found: Scores, samples: list[Sample], codes: Sequence[str], thresholds: Scores
) -> dict[str, Any] | None:
    """Return the figures as if only the classes with images existed; None if all have some."""
    labels = {s.label for s in samples}
    present = [code for code in codes if code in labels]
    if len(present) == len(codes):
        return None
    narrowed = restricted(found, codes, present)
    title = f"as if only {', '.join(present)} existed"
    made = row("restricted", title, narrowed, samples, present, thresholds)
    return made | {"classes": present, "note": averages_note([c for c in codes if c not in present])}


def _leakage(
    outputs: Predictions,
    samples: list[Sample],
    used: list[Sample],
    loaded: LoadedModel,
    manifest: Path,
    split: str,
    is_own: bool,
    progress: Tell | None,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return which images share an original with a used one (by content), and the figures without them."""
    say, count = _say(progress, "looking for common originals"), len(used) + len(samples)
    told = (lambda done: say(done, count)) if say else None
    leak = copies(used, samples, manifest.parent, told)
    corrected = learned_corrections(loaded.card, samples)
    same = of_used_groups(used_before(read_manifest(manifest), split), samples) if is_own else []
    shared = {*leak.images, *corrected, *same}
    rest = [n for n in range(len(samples)) if n not in shared]
    without, told_without = None, ""
    if shared and rest:
        left = [samples[n] for n in rest]
        title = f"without copies of {used_kind(split)} images"
        found, codes = outputs.probabilities[rest], loaded.card.codes
        without = row("without_shared", title, found, left, codes, outputs.thresholds[rest])
        without |= variants.only_present(found, left, codes)
        low, high = without["accuracy_ci95"]
        told_without = (
            f"; without them the accuracy is {without['accuracy']:.4f} ({low:.4f} to {high:.4f})"
            f" on {without['n']:,} images."
        )
    sentence = copies_sentence(len(samples), len(shared), leak.pairs_checked, split, told_without)
    sentence += groups_sentence(len(same), split)
    if corrected:
        sentence += f" {len(corrected):,} of these images are corrected cells that the model learned in fine-tuning."
    return {
        "pairs_checked": leak.pairs_checked,
        "groups_shared": leak.groups_shared + len({samples[n].group for n in same if n not in leak.images}),
        "images_in_shared_groups": len(shared),
        "learned_corrections": len(corrected),
        "learned_images": len(used),
        "method": leak.method,
        "sentence": sentence,
    }, without


def _remedies(
    model_file: Path,
    device: str,
    asked: EvaluationOptions,
    samples: list[Sample],
    learned: list[Sample],
    progress: Tell | None,
) -> list[dict[str, Any]]:
    """Return the rows of the requested variants."""
    if asked.stains and not learned:
        raise ManifestError("Normalising the stain needs the colours of the training images: name --learned MANIFEST.")

    @cache
    def colours() -> tuple[Colours, Colours]:
        return variants.average_colours(learned), variants.average_colours(samples)

    return [
        variants.evaluate_variant(model_file, device, way, samples, colours, _say(progress, way.key))
        for way in variants.asked_for(asked.flips, asked.stains, asked.norms)
    ]


def _phases(results: dict[str, ModelResult], history: Path | None) -> dict[str, Any]:
    """Return the classification report after each phase (the paper's Tables 3 and 4), and its Table 2."""
    training = curves.phases(curves.read_curves(history)) if history else []
    if "phase1" not in results:
        return {"phases": [], "training": training}
    named = (("1", "Transfer learning", results["phase1"]), ("2", "Fine-tuning", results["model"]))
    reports = [
        {"phase": phase, "title": title, "model_sha256": j.loaded.sha256, **{k: j.figures[k] for k in _REPORT}}
        for phase, title, j in named
    ]
    return {"phases": reports, "training": training}


def _heat(
    results: dict[str, ModelResult], samples: list[Sample], most: int, progress: Tell | None
) -> dict[str, Any] | None:
    """Return the share of the heatmaps' mass on the white cell, for the model and the other network."""
    if most < 1:
        return None
    chosen = heat_mass.draw_sample(len(samples), most)
    cells = [samples[n] for n in chosen]
    roles = [role for role in ("model", "plain") if role in results]
    heats, segmented = heat_mass.measure(
        cells, [_network_maps(results[role], chosen) for role in roles], _say(progress, "segmenting")
    )
    groups = [s.group for s in cells]
    networks = []
    for role, heat in zip(roles, heats, strict=True):
        loaded, points = results[role].loaded, list(results[role].outputs.maps.shape[1:])
        about = {"role": role, "name": loaded.card.name, "architecture": loaded.card.architecture, "map": points}
        networks.append({**about, "model_sha256": loaded.sha256, "figures": heat_mass.summary(heat, groups)})
    return {
        "method": heat_mass.METHOD,
        "cells": len(cells),
        "segmented": segmented,
        "networks": networks,
        "difference": heat_mass.difference(heats[0], heats[1], groups) if len(heats) == 2 else None,
    }


def _network_maps(results: ModelResult, chosen: Sequence[int]) -> heat_mass.NetworkMaps:
    outputs, loaded = results.outputs, results.loaded
    stride = loaded.model.architecture.output_stride
    return heat_mass.NetworkMaps(
        outputs.maps[chosen], [outputs.frames[n] for n in chosen], stride, loaded.card.input_size
    )


def _say(progress: Tell | None, what: str) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(what, done, total)
