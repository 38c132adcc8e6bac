"""An evaluation as text: sentences and table cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.recipes.copies import used_kind

Result = dict[str, Any]


def summary(result: Result) -> list[str]:
    """Return the summary; the leakage follows the accuracy."""
    low, high = result["accuracy_ci95"]
    told = [
        f"Of {result['n']:,} images of the part “{result['split']}” the model classifies"
        f" {_per_cent(result['accuracy'])} correctly (95 % interval {_per_cent(low)} to {_per_cent(high)})."
        f" {_balanced(result)}",
        result["leakage"]["sentence"],
    ]
    if result.get("images_without_group"):
        told.append(ungrouped(result["images_without_group"], result["n"]))
    if result["classes_without_images"]:
        told.append(result["averages_note"] + _narrowed(result))
    if result["left_out"]:
        told.append(left_out(result["left_out"]))
    told.append(_unidentified(result["unidentified"]))
    told.append(
        f"Its confidence is off by {_per_cent(result['ece'])} on average (expected calibration error,"
        f" {result['ece_bins']})."
    )
    mass = result["heat_mass"]
    if mass and mass["networks"][0]["figures"]:
        told.append(heat(mass)[0])
    if result["beside_the_model"]:
        told.append(f"Taken from the folder of the model: {', '.join(result['beside_the_model'])}.")
    return told


def left_out(counts: Mapping[str, int]) -> str:
    """Return how many images of which unknown classes were left out."""
    told = ", ".join(f"{n:,} of {code}" for code, n in counts.items())
    return f"Left out, because the model does not know their class: {told}."


def ungrouped(images: int, n: int) -> str:
    """Return a remark on images without a known origin."""
    which = "any of these images" if images == n else f"{images:,} of these images"
    return (
        f"The manifest does not give the origin of {which}, so each counts as its own origin: if there are copies among"
        " them, the intervals are too narrow."
    )


def facts(result: Result) -> list[tuple[str, str]]:
    """Return model, manifest and device for the table on the first page."""
    leak, kind = result["leakage"], used_kind(result["split"])
    return [
        ("Model", f"{result['model']} ({result['architecture']}, input {result['input_size']} pixels square)"),
        ("Model SHA-256", result["model_sha256"]),
        ("Manifest SHA-256", result["manifest_sha256"]),
        ("Images", f"{result['n']:,} of the part “{result['split']}”, {result['groups']:,} groups of common origin"),
        ("Compared for copies", f"{leak['learned_images']:,} {kind} images, {leak['pairs_checked']:,} pairs"),
        ("Temperature, threshold", f"{result['temperature']:.3f}, {result['unidentified']['threshold']:.3f}"),
        ("Device", str(result["device"])),
    ]


def variant_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line of the table of variants."""
    error = row["error_among_rest"]
    return (
        row["title"],
        f"{row['n']:,}",
        *(_with_span(row, key) for key in ("accuracy", "balanced_accuracy", "macro_f1")),
        f"{row['ece']:.3f}",
        f"{100 * row['unidentified']:.1f}\u00a0%",
        "" if error is None else f"{100 * error:.1f}\u00a0%",
    )


def report(
    found: Mapping[str, Any], printed: Mapping[str, tuple[float, float, float, int]] | None, accuracy: float | None
) -> list[tuple[str, ...]]:
    """Return the lines of a classification report in per cent, with the paper's figures in brackets."""
    rows = []
    lines = {code: row for code, row in found["per_class"].items() if row["support"]}
    for name, row in {**lines, **found["averages"]}.items():
        theirs = printed.get(name) if printed else None
        cells = [f"{100 * row[key]:.2f}" for key in ("precision", "recall", "f1")]
        images = f"{row['support']:,}" if "support" in row else f"{found['n']:,}"
        if theirs:
            cells = [f"{cell} ({value:.2f})" for cell, value in zip(cells, theirs[:3], strict=True)]
            images += f" ({theirs[3]:,})"
        title = f"{name} average" if name in found["averages"] else name
        rows.append((title, *cells, images))
    whole = f"{100 * found['accuracy']:.2f}" + (f" ({accuracy:.2f})" if accuracy is not None else "")
    rows.insert(len(lines), ("accuracy", "", "", whole, f"{found['n']:,}"))
    return rows


def phase(row: Mapping[str, Any], printed: tuple[float, float] | None) -> tuple[str, ...]:
    """Return a line of the paper's Table 2."""
    cells = []
    for place, key in enumerate(("train_accuracy", "val_accuracy")):
        ours = "" if row[key] is None else f"{100 * row[key]:.2f}"
        cells.append(f"{ours} ({printed[place]:.2f})" if printed else ours)
    loss = "" if row["val_loss"] is None else f"{row['val_loss']:.4f}"
    return row["phase"], str(row["epochs"]), str(row["best_epoch"]), *cells, loss


def matrices(result: Result) -> list[tuple[Mapping[str, Any], str]]:
    """Return the reports with confusion matrices to draw, and their titles: after each phase, or of the model."""
    if not result["phases"]:
        return [(result, "Confusion matrix (images)")]
    figure = {"1": "the paper's Figure 7", "2": "the paper's Figure 8"}
    return [(r, f"After phase {r['phase']}, {r['title'].lower()} ({figure[r['phase']]})") for r in result["phases"]]


def calibration(result: Result) -> str:
    """Return the text of the page on calibration."""
    origin = threshold_origin(result["calibration"], result["unidentified"]["threshold"])
    return (
        f"The logits are divided by the model's temperature, {result['temperature']:.3f}, which was fitted on"
        f" {_TUNED.get(tuned_on(result['calibration']), 'validation')} images. {_unidentified(result['unidentified'])}"
        " The dashed line in the lower picture marks that threshold"
        f"{', ' if origin else ''}{origin}."
    )


_TUNED = {"train": "training", "val": "validation", "test": "test"}


def tuned_on(calibration: Mapping[str, Any] | None) -> str:
    """Return the part on which temperature and threshold were chosen; empty if it is not known."""
    return str(calibration.get("split", "val")) if calibration else ""


def threshold_origin(calibration: Mapping[str, Any] | None, threshold: float) -> str:
    """Return how ``wbc-train calibrate`` (or fit) set the threshold; empty if they did not."""
    if not calibration or calibration["threshold"]["value"] != threshold:
        return ""
    found = calibration["threshold"]
    unseen = "" if found["reached"] else " (which no threshold could show there)"
    if not found.get("assured", True):
        unseen += " by the observed error"
    return (
        f"set on {calibration['n']:,} {_TUNED[tuned_on(calibration)]} images so that at most"
        f" {100 * found['error']:g} % of the classified cells are wrong{unseen}: {100 * found['observed']:.1f} % were"
        f" wrong (upper 95 % limit {100 * found['bound']:.1f} %), with {100 * found['kept']:.0f} % of the cells"
        " classified"
    )


def heat(mass: Mapping[str, Any]) -> list[str]:
    """Return the share of heat on the white cell, one sentence per network, and the difference."""
    told = []
    for network in mass["networks"]:
        f = network["figures"]
        if f:
            low, high = f["share_ci95"]
            told.append(
                f"{_per_cent(f['share'])} of the heat of {network['architecture']} falls on the white cell"
                f" ({_per_cent(low)} to {_per_cent(high)}); a constant map would have"
                f" {_per_cent(f['chance'])} there ({f['n']:,} cells)."
            )
    gap = mass["difference"]
    if gap:
        low, high = gap["ci95"]
        one, other = (n["architecture"] for n in mass["networks"])
        sure = "" if low > 0 or high < 0 else ": the interval includes no difference"
        told.append(
            f"On the same {gap['n']:,} cells {one} has {100 * gap['mean']:+.1f} points against {other}"
            f" ({100 * low:+.1f} to {100 * high:+.1f}){sure}."
        )
    told.append(f"A white cell was found in {mass['segmented']:,} of {mass['cells']:,} images.")
    return told


def heat_rows(mass: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the table of the heat on the white cell."""
    keys = ("share", "chance", "above_chance", "peak_on_cell")
    return [
        (n["architecture"], f"{n['figures']['n']:,}", *(_with_span(n["figures"], key) for key in keys))
        for n in mass["networks"]
        if n["figures"]
    ]


def methods(result: Result) -> list[tuple[str, str]]:
    """Return the methods, a title and a paragraph each."""
    return [
        (
            "Intervals",
            "95 %, percentiles of 2,000 bootstrap samples. Whole groups of images of one origin are drawn, not images:"
            " copies of one original are one piece of evidence (Field and Welsh, 2007). If nothing was wrong,"
            " resampling shows no spread: the limit is then Clopper and Pearson's for the number of groups.",
        ),
        ("Averages", f"Balanced accuracy is the mean recall. {result['averages_note']}"),
        ("Copies", f"Compared by content: {result['leakage']['method']}."),
        (
            "Confidence",
            f"ECE: the mean gap between confidence and accuracy over {result['ece_bins']} (Naeini et al., 2015). The"
            " area under the risk-coverage curve is the mean error over all shares of kept cells (Geifman"
            " and El-Yaniv, 2017). A cell is Unidentified when its highest probability is below the threshold.",
        ),
        (
            "Variants",
            "Flips: the logits of mirrored (and turned) copies are averaged. Colours: mean and standard deviation"
            " (Reinhard et al., 2001) or white balance are moved to the average training picture. Batch norms: their"
            " statistics are mixed with those of the test images, without labels (Schneider et al., 2020); this assumes"
            " that the test images contain all classes. None of these is the main result.",
        ),
    ]


def _balanced(result: Result) -> str:
    low, high = result["balanced_accuracy_ci95"]
    return (
        f"The balanced accuracy, in which every class counts equally, is {_per_cent(result['balanced_accuracy'])}"
        f" ({_per_cent(low)} to {_per_cent(high)})."
    )


def _narrowed(result: Result) -> str:
    row = result["restricted"]
    return f" As if only the classes with images existed, the accuracy is {_per_cent(row['accuracy'])}." if row else ""


def _unidentified(left: Mapping[str, Any]) -> str:
    start = f"At its threshold of {left['threshold']:.3f} the model leaves {_per_cent(left['share'])} Unidentified"
    if left["error_among_rest"] is None:
        return f"{start}: every cell."
    low, high = left["error_among_rest_ci95"]
    return (
        f"{start}; of the rest {_per_cent(left['error_among_rest'])} are wrong ({_per_cent(low)} to {_per_cent(high)})."
    )


def _with_span(row: Mapping[str, Any], key: str) -> str:
    low, high = row[f"{key}_ci95"]
    return f"{100 * row[key]:.2f}\n{100 * low:.1f} to {100 * high:.1f}"


def _per_cent(share: float) -> str:
    """Return a percentage with two decimals near 0 and 100 %, else one, and a non-breaking space."""
    return f"{100 * share:.2f}\u00a0%" if share > 0.99 or share < 0.01 else f"{100 * share:.1f}\u00a0%"
