"""An evaluation as pictures (confusion matrix, reliability) and as a PDF of two pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # files only: a training machine has no display

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

_A4 = (8.27, 11.69)


def write_pictures(result: dict[str, Any], out: Path) -> None:
    """Write ``confusion.png``, ``reliability.png`` and ``report.pdf`` of an evaluation into ``out``."""
    for name, draw in (("confusion", _confusion), ("reliability", _reliability)):
        figure = Figure(figsize=(6, 5.2), layout="constrained")
        draw(figure.add_subplot(), result)
        figure.savefig(out / f"{name}.png", dpi=120)
    with PdfPages(out / "report.pdf", metadata={"Title": "Evaluation", "CreationDate": None}) as pages:
        pages.savefig(_front(result))
        second = Figure(figsize=_A4, layout="constrained")
        upper, lower = second.subplots(2, 1)
        _confusion(upper, result)
        _reliability(lower, result)
        pages.savefig(second)


def _front(result: dict[str, Any]) -> Figure:
    figure = Figure(figsize=_A4)
    figure.text(0.08, 0.94, f"Evaluation of {result['model']}", size=18)
    lines = [
        f"{result['n']} images of the part “{result['split']}”, {result['groups']} groups of common origin",
        _with_interval(result, "accuracy", "Accuracy"),
        _with_interval(result, "balanced_accuracy", "Balanced accuracy"),
        _with_interval(result, "macro_f1", "Macro F1"),
        f"Expected calibration error  {result['ece']:.3f}",
        "",
        f"{result['leakage']['images_in_shared_groups']} of these images look like copies of an original in the"
        f" training part\n({result['leakage']['pairs_checked']:,} pairs checked by content).",
        "",
        f"Model SHA-256  {result['model_sha256']}",
        f"Manifest SHA-256  {result['manifest_sha256']}",
        "Intervals: 95 %, bootstrap over groups. For research use only.",
    ]
    figure.text(0.08, 0.91, "\n".join(lines), size=10, va="top", linespacing=1.6)
    axes = figure.add_axes((0.08, 0.12, 0.84, 0.42))
    axes.axis("off")
    rows = [
        [code, *(f"{row[k]:.3f}" for k in ("precision", "recall", "f1")), str(row["support"])]
        for code, row in result["per_class"].items()
    ]
    table = axes.table(rows, colLabels=["class", "precision", "recall", "F1", "support"], loc="upper center")
    table.scale(1, 1.6)
    return figure


def _with_interval(result: dict[str, Any], key: str, name: str) -> str:
    low, high = result[f"{key}_ci95"]
    return f"{name}  {result[key]:.3f}  ({low:.3f} to {high:.3f})"


def _confusion(axes: Axes, result: dict[str, Any]) -> None:
    matrix, codes = result["confusion_matrix"], result["classes"]
    shares = [[n / max(sum(row), 1) for n in row] for row in matrix]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(codes)), codes)
    axes.set_yticks(range(len(codes)), codes)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.set_title("Confusion matrix (images)")
    for i, row in enumerate(matrix):
        for j, n in enumerate(row):
            axes.text(j, i, str(n), ha="center", va="center", color="white" if shares[i][j] > 0.5 else "black", size=9)


def _reliability(axes: Axes, result: dict[str, Any]) -> None:
    bins = result["reliability"]
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([b["confidence"] for b in bins], [b["accuracy"] for b in bins], "o-")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("confidence")
    axes.set_ylabel("accuracy")
    axes.set_title(f"Reliability (ECE {result['ece']:.3f})")
