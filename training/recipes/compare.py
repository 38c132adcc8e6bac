"""The paper's Table 5: train and test every row on the same split with the same seeds; can be resumed."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from training.core.model_card import ModelFileError, read_card
from training.core.model_file import file_sha256
from training.data.manifest import ManifestError, Sample, manifest_sha256, read_manifest
from training.recipes import classical, leukocyte_features
from training.recipes.comparison import DEFAULT_ROWS, ROWS, Run, Truth, tables, verdict
from training.recipes.comparison_text import COLUMNS, markdown, protocol_of, table_lines
from training.recipes.copies import copies, copies_sentence, groups_sentence, of_used_groups, used_before
from training.recipes.data import read_samples
from training.recipes.figures import labels_of
from training.recipes.fit import fit
from training.recipes.history import report_note
from training.recipes.lineage import is_of
from training.recipes.options import OptionError, Options
from training.recipes.predictions import device_of, load_for_evaluation, predict_samples
from training.recipes.recipes import options_for
from training.recipes.report_text import ungrouped

ATTENTION = {"plain": "none", "cbam": "cbam", "blocks": "cbam-blocks"}
"""The rows that are trained networks -> placement of their attention."""
_FREE = ("name", "workers", "checkpoint_minutes", "checkpoint_steps")
_OF_CLASSICAL = ("seed", "image_size", "flips", "channel_order", "output_stride", "width", "class_weights", "balance")
"""The options that the row of the segmented leukocyte uses."""
_RANDOM = (
    "The features of the segmented leukocyte come from random weights, so this row is a lower bound. Give --init"
    " imagenet or a model file to compare with the paper."
)
_NOT_ITS_OWN = (
    "The first weights are those of a model that learned from other manifests: the test images may be among its"
    " training or validation images, or be copies of them."
)


@dataclass(frozen=True, slots=True)
class ComparisonOptions:
    """Options of a comparison; see ``wbc-train compare --help``."""

    recipe: str = "paper"
    settings: tuple[str, ...] = ()
    rows: tuple[str, ...] = DEFAULT_ROWS
    seeds: int = 3
    init: str = "imagenet"
    device: str = "auto"
    resume: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """Values that all runs share."""

    manifest: Path
    out: Path
    asked: ComparisonOptions
    samples: list[Sample]
    tested: Truth
    digest: str


def compare(manifest: Path, out: Path, asked: ComparisonOptions) -> dict[str, Any]:
    """Train and test all unfinished runs, and write ``out/comparison.json``, ``.csv``, ``.md`` and ``.pdf``.

    Each run lies in ``out/ROW/seed-N``; a finished run is not repeated. Returns the content of the JSON. Raises
    ``ManifestError`` and ``OptionError``.
    """
    options = _checked(asked)
    everything = read_manifest(manifest)
    codes = read_samples([manifest], options).codes
    samples = _test_part(everything, manifest)
    tested = Truth(tuple(codes), labels_of(samples, codes), tuple(s.group for s in samples))
    job = _Job(manifest, out, asked, samples, tested, manifest_sha256([manifest]))
    seeds = [options.seed + n for n in range(asked.seeds)]
    # Networks come first, so that errors in recipe or weights appear early.
    order = sorted(asked.rows, key=lambda row: (row not in ATTENTION, list(ROWS).index(row)))
    plan = [(row, seed) for seed in seeds for row in order]
    runs = [_run(job, row, replace(options, seed=seed), f"{n} of {len(plan)}") for n, (row, seed) in enumerate(plan, 1)]
    leak, shared = _leakage(job, used_before(everything, "test"))
    rest = [n for n in range(len(samples)) if n not in shared]
    result = {
        "manifest": str(manifest),
        "manifest_sha256": job.digest,
        "protocol": protocol_of(everything, manifest.parent),
        "recipe": asked.recipe,
        "settings": list(asked.settings),
        "init": asked.init if asked.init in ("random", "imagenet") else Path(asked.init).name,
        "init_sha256": _identity(asked.init) if Path(asked.init).is_file() else None,
        "device": device_of(asked.device),
        "seeds": seeds,
        "classes": list(codes),
        "images": {side: Counter(s.split for s in everything)[side] for side in ("train", "val", "test")},
        "leakage": leak,
        "notes": [*_notes(runs, asked.init), *_ungrouped(tested), *_taught(asked.init, manifest)],
        **tables(runs, tested),
        "without_shared": tables([r.part(rest) for r in runs], tested.part(rest)) if shared and rest else None,
    }
    for row in result["rows"]:
        row["method"] = leukocyte_features.METHOD if row["row"] == "leukocyte" else ""
    _write(result, out)
    return result


def _checked(asked: ComparisonOptions) -> Options:
    """Return the recipe's options. Raises :class:`OptionError` before any work is done."""
    options = options_for(asked.recipe, asked.settings)
    if asked.seeds < 1:
        raise OptionError("--seeds takes 1 or more.")
    strange = [row for row in asked.rows if row not in ROWS]
    if strange or not asked.rows or len(set(asked.rows)) < len(asked.rows):
        raise OptionError(f"--rows takes some of {','.join(ROWS)}, each once.")
    if "leukocyte" in asked.rows:
        classical.require_sklearn()
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise OptionError("compare runs in one process: start it without torchrun (fit can use several processes).")
    return options


def _test_part(everything: Sequence[Sample], manifest: Path) -> list[Sample]:
    samples = [s for s in everything if s.split == "test"]
    if not samples:
        raise ManifestError(f"{manifest} has no test image: prepare it again.")
    return samples


def _run(job: _Job, row: str, options: Options, place: str) -> Run:
    """Return one row with one seed, from its folder if it is finished."""
    seed, folder = options.seed, job.out / row / f"seed-{options.seed}"
    digest = _digest(job, row, options)
    done = _finished(folder, row, digest)
    if done is None:
        report_note(f"{ROWS[row]}, seed {seed}: run {place}.", job.asked.as_json)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("evaluation.json", "model.safetensors"):
            (folder / name).unlink(missing_ok=True)
        began = time.monotonic()
        predicted, about = (_network if row in ATTENTION else _classical)(job, row, options, folder)
        about |= {"seconds": round(time.monotonic() - began, 1), "device": device_of(job.asked.device)}
        codes = job.tested.codes
        done = {
            "digest": digest,
            "row": row,
            "title": ROWS[row],
            "seed": seed,
            "manifest_sha256": job.digest,
            "about": about,
            **verdict(predicted, job.tested),
            "predicted": [codes[k] for k in predicted],
        }
        _replace(folder / "evaluation.json", json.dumps(done, indent=1))
        shutil.rmtree(folder / "checkpoints", ignore_errors=True)  # some hundred MB that are not needed any more
    place_of = {code: k for k, code in enumerate(job.tested.codes)}
    return Run(row, seed, np.array([place_of[code] for code in done["predicted"]], np.int64), done["about"])


def _network(job: _Job, row: str, options: Options, folder: Path) -> tuple[Any, dict[str, Any]]:
    """Train a network and classify the test images with it."""
    asked, cache = job.asked, job.out / "cache"
    options = replace(options, attention=ATTENTION[row], name=f"{options.name}-{row}-{options.seed}")
    made = fit([job.manifest], folder, options, asked.init, asked.device, asked.resume, asked.as_json, cache)
    loaded = load_for_evaluation(made.model, asked.device)
    _, probabilities = predict_samples(loaded.predictor(), job.samples)
    return probabilities.argmax(axis=1), {"model_sha256": made.sha256, "epochs": made.epochs, "val_loss": made.val_loss}


def _classical(job: _Job, row: str, options: Options, folder: Path) -> tuple[Any, dict[str, Any]]:
    """Classify the test images by deep features of the segmented leukocyte and a classical classifier."""
    asked = job.asked
    outcome = leukocyte_features.classify_cells(
        job.manifest, job.samples, options, asked.init, asked.device, job.out / "cache"
    )
    return outcome.predicted, outcome.about


def _finished(folder: Path, row: str, digest: str) -> dict[str, Any] | None:
    """Return the result of a finished run with the same inputs; None if it must run."""
    try:
        found: dict[str, Any] = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
        same = found["digest"] == digest
        if row in ATTENTION:
            same = same and file_sha256(folder / "model.safetensors") == found["about"]["model_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if same else None


def _digest(job: _Job, row: str, options: Options) -> str:
    """Return a digest of everything that the result of a run depends on."""
    values = asdict(options)
    kept = [k for k in values if k not in _FREE] if row in ATTENTION else _OF_CLASSICAL
    method = leukocyte_features.METHOD if row not in ATTENTION else ""
    made_of = [row, job.digest, _identity(job.asked.init), method, {k: values[k] for k in kept}]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def _identity(init: str) -> str:
    path = Path(init)
    return file_sha256(path) if init not in ("random", "imagenet") and path.is_file() else init


def _leakage(job: _Job, used: Sequence[Sample]) -> tuple[dict[str, Any], set[int]]:
    """Return the leakage between used and test images, for all rows, and the indices of the shared test images."""
    report_note("Searching test images that share an original with a training or validation image.", job.asked.as_json)
    leak = copies(used, job.samples, job.manifest.parent)
    same = of_used_groups(used, job.samples)
    shared = {*leak.images, *same}
    rest = ". The second table is without them."
    sentence = copies_sentence(len(job.samples), len(shared), leak.pairs_checked, "test", rest)
    return {
        "pairs_checked": leak.pairs_checked,
        "groups_shared": leak.groups_shared + len({job.samples[n].group for n in same if n not in leak.images}),
        "images_in_shared_groups": len(shared),
        "learned_images": len(used),
        "method": leak.method,
        "sentence": sentence + groups_sentence(len(same), "test"),
    }, shared


def _notes(runs: Sequence[Run], init: str) -> list[str]:
    """Return remarks on single rows."""
    about = next((run.about for run in runs if run.row == "leukocyte"), None)
    if about is None:
        return []
    images, missing = about["images"], about["without_a_cell"]
    counts = ", ".join(f"{missing[side]:,} of {images[side]:,} {name}" for side, name in _SIDES.items())
    notes = [f"No white cell was found in {counts} images; the whole picture was used for them."]
    if not any(missing.values()):
        notes = [f"A white cell was found in each of {sum(images.values()):,} pictures."]
    return [_RANDOM, *notes] if init == "random" else notes


def _taught(init: str, manifest: Path) -> list[str]:
    """Return a remark if the first weights come from a model that learned from another manifest."""
    try:
        card = read_card(init)
    except ModelFileError:  # weights of another kind, which say nothing
        return []
    return [] if is_of(card, [manifest]) else [_NOT_ITS_OWN]


def _ungrouped(tested: Truth) -> list[str]:
    """Return a remark if the origin of some test images is unknown."""
    images = sum(not group for group in tested.groups)
    return [ungrouped(images, len(tested.groups))] if images else []


_SIDES = {"train": "training", "val": "validation", "test": "test"}


def _write(result: Mapping[str, Any], out: Path) -> None:
    from training.recipes.comparison_page import write_page  # imports matplotlib, only if everything else succeeded

    with (out / "comparison.csv.part").open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(table_lines(result))
    (out / "comparison.csv.part").replace(out / "comparison.csv")
    _replace(out / "comparison.md", markdown(result))
    write_page(result, out / "comparison.pdf")
    _replace(out / "comparison.json", json.dumps(result, indent=1))


def _replace(file: Path, text: str) -> None:
    """Write a file atomically."""
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
