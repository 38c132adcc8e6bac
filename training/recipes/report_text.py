"""An evaluation put into plain words and into the cells of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Result = dict[str, Any]


def summary(result: Result) -> list[str]:
    """What a person should know first, one sentence or two each; the leakage stands beside the accuracy."""
    low, high = result["accuracy_ci95"]
    told = [
        f"Of {result['n']:,} images of the part “{result['split']}” the model names {_per_cent(result['accuracy'])}"
        f" rightly (95 % interval {_per_cent(low)} to {_per_cent(high)}). {_balanced(result)}",
        result["leakage"]["sentence"],
    ]
    if result.get("images_without_group"):
        told.append(ungrouped(result["images_without_group"], result["n"]))
    if result["classes_without_images"]:
        told.append(result["averages_note"] + _narrowed(result))
    if result["left_out"]:
        counts = ", ".join(f"{n:,} of {code}" for code, n in result["left_out"].items())
        told.append(f"Left out, because the model does not know their class: {counts}.")
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


def ungrouped(images: int, n: int) -> str:
    """What images without a known origin mean for intervals over origins."""
    which = "any of these images" if images == n else f"{images:,} of these images"
    return (
        f"The manifest does not say of which origin {which} are, so each counts as one of its own: where copies are"
        " among them, the intervals are too narrow."
    )


def facts(result: Result) -> list[tuple[str, str]]:
    """Model, manifest and device, for the table on the first page."""
    leak = result["leakage"]
    return [
        ("Model", f"{result['model']} ({result['architecture']}, input {result['input_size']} pixels square)"),
        ("Model SHA-256", result["model_sha256"]),
        ("Manifest SHA-256", result["manifest_sha256"]),
        ("Images", f"{result['n']:,} of the part “{result['split']}”, {result['groups']:,} groups of common origin"),
        ("Compared for copies", f"{leak['learned_images']:,} learned images, {leak['pairs_checked']:,} pairs"),
        ("Temperature, threshold", f"{result['temperature']:.3f}, {result['unidentified']['threshold']:.3f}"),
        ("Device", str(result["device"])),
    ]


def way(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A line of the table of ways to judge."""
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
    """The lines of a classification report in per cent, the paper's figures in brackets where there are any."""
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
    """A line of the paper's Table 2."""
    cells = []
    for place, key in enumerate(("train_accuracy", "val_accuracy")):
        ours = "" if row[key] is None else f"{100 * row[key]:.2f}"
        cells.append(f"{ours} ({printed[place]:.2f})" if printed else ours)
    loss = "" if row["val_loss"] is None else f"{row['val_loss']:.4f}"
    return row["phase"], str(row["epochs"]), str(row["best_epoch"]), *cells, loss


def matrices(result: Result) -> list[tuple[Mapping[str, Any], str]]:
    """The reports whose confusion matrices are drawn, and their titles: after each phase, or the model's own."""
    if not result["phases"]:
        return [(result, "Confusion matrix (images)")]
    figure = {"1": "the paper's Figure 7", "2": "the paper's Figure 8"}
    return [(r, f"After phase {r['phase']}, {r['title'].lower()} ({figure[r['phase']]})") for r in result["phases"]]


def calibration(result: Result) -> str:
    """What the page on confidence adds in words."""
    origin = threshold_origin(result["calibration"], result["unidentified"]["threshold"])
    return (
        f"The logits are divided by the model's temperature, {result['temperature']:.3f}, which was fitted on"
        f" validation images. {_unidentified(result['unidentified'])}"
        " The dashed line in the lower picture marks that threshold"
        f"{', ' if origin else ''}{origin}."
    )


def threshold_origin(calibration: Mapping[str, Any] | None, threshold: float) -> str:
    """Where a threshold comes from, when ``wbc-train calibrate`` (or fit) set it; else nothing."""
    if not calibration or calibration["threshold"]["value"] != threshold:
        return ""
    found = calibration["threshold"]
    unseen = "" if found["reached"] else " (which no threshold could show there)"
    if not found.get("assured", True):
        unseen += ", as far as was observed"
    return (
        f"set on {calibration['n']:,} validation images so that at most {100 * found['error']:g} % of the cells that"
        f" are named are wrong{unseen}: {100 * found['observed']:.1f} % of them were, by the upper 95 % limit"
        f" {100 * found['bound']:.1f} %, with {100 * found['kept']:.0f} % of the cells named"
    )


def heat(mass: Mapping[str, Any]) -> list[str]:
    """What was found of the heat on the white cell, a sentence a network, and the difference."""
    told = []
    for network in mass["networks"]:
        f = network["figures"]
        if f:
            low, high = f["share_ci95"]
            told.append(
                f"{_per_cent(f['share'])} of the heat of {network['architecture']} falls on the white cell"
                f" ({_per_cent(low)} to {_per_cent(high)}); a map that looks everywhere alike would have"
                f" {_per_cent(f['chance'])} there ({f['n']:,} cells)."
            )
    gap = mass["difference"]
    if gap:
        low, high = gap["ci95"]
        one, other = (n["architecture"] for n in mass["networks"])
        sure = "" if low > 0 or high < 0 else ": the interval holds no difference too"
        told.append(
            f"On the same {gap['n']:,} cells {one} has {100 * gap['mean']:+.1f} points against {other}"
            f" ({100 * low:+.1f} to {100 * high:+.1f}){sure}."
        )
    told.append(f"In {mass['segmented']:,} of {mass['cells']:,} images a white cell was found.")
    return told


def heat_rows(mass: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The table of the heat on the white cell."""
    keys = ("share", "chance", "above_chance", "peak_on_cell")
    return [
        (n["architecture"], f"{n['figures']['n']:,}", *(_with_span(n["figures"], key) for key in keys))
        for n in mass["networks"]
        if n["figures"]
    ]


def methods(result: Result) -> list[tuple[str, str]]:
    """How each kind of figure was found, a title and a paragraph each."""
    return [
        (
            "Intervals",
            "95 %, percentiles of 2,000 bootstrap samples. Whole groups of images of one origin are drawn, not images:"
            " copies of one original are one piece of evidence (Field and Welsh, 2007). Where nothing was wrong,"
            " resampling shows no spread: the end is Clopper and Pearson's for as many images as there are groups.",
        ),
        ("Averages", f"Balanced accuracy is the mean recall. {result['averages_note']}"),
        ("Copies of learned images", f"Compared by content: {result['leakage']['method']}."),
        (
            "Confidence",
            f"ECE: the mean gap between confidence and accuracy over {result['ece_bins']} (Naeini et al., 2015). The"
            " area under the risk-coverage curve is the mean error over all shares of cells that could be kept (Geifman"
            " and El-Yaniv, 2017). A cell is Unidentified when its highest probability is below the threshold.",
        ),
        (
            "Other ways to judge",
            "Flips: the logits of mirrored (and turned) copies are averaged. Colours: mean and deviation (Reinhard et"
            " al., 2001) or white balance, brought to the average learned picture. Batch norms: their statistics mixed"
            " with those of the tested images, without labels (Schneider et al., 2020); this supposes that the tested"
            " images hold all kinds of cells. None of these is the headline.",
        ),
    ]


def _balanced(result: Result) -> str:
    low, high = result["balanced_accuracy_ci95"]
    return (
        f"Every class counting alike it is {_per_cent(result['balanced_accuracy'])}"
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
    """Two digits after the point near the ends, where they matter; else one. The space does not break."""
    return f"{100 * share:.2f}\u00a0%" if share > 0.99 or share < 0.01 else f"{100 * share:.1f}\u00a0%"
