"""The figures of an evaluation: training curves, confusion matrices, heatmaps, reliability, risk against coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import matplotlib

matplotlib.use("Agg")  # a training machine has no display

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.recipes.curves import Epoch, borders
from training.recipes.examples import Panel

_OURS, _OTHER, _GREY, _LINE = "#1f5f99", "#c8641e", "0.6", "#2a8a3a"


def draw_confusion(axes: Axes, matrix: Sequence[Sequence[int]], codes: Sequence[str], title: str) -> None:
    """Draw counts, coloured by their share of the true class. Classes without images have no row."""
    there = [(code, row) for code, row in zip(codes, matrix, strict=True) if sum(row)]
    shares = [[n / sum(row) for n in row] for _, row in there]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(codes)), codes)
    axes.set_yticks(range(len(there)), [code for code, _ in there])
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.set_title(title, size=11)
    size = 10 if len(codes) <= 5 else 8
    for i, (_, row) in enumerate(there):
        for j, n in enumerate(row):
            shade = "white" if shares[i][j] > 0.5 else "black"
            axes.text(j, i, f"{n:,}", ha="center", va="center", color=shade, size=size)


def draw_reliability(axes: Axes, result: dict[str, Any]) -> None:
    """Draw accuracy against confidence in 15 bins; the bars below show the number of images in each."""
    bins, most = result["reliability"], max(b["n"] for b in result["reliability"])
    width = bins[0]["high"] - bins[0]["low"]
    for b in bins:
        axes.bar((b["low"] + b["high"]) / 2, 0.18 * b["n"] / most, width * 0.94, color="0.87", zorder=1)
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle="--", zorder=2)
    x, y = [b["confidence"] for b in bins], [b["accuracy"] for b in bins]
    axes.plot(x, y, color=_OURS, linewidth=1, zorder=3)
    axes.scatter(x, y, [10 + 60 * b["n"] / most for b in bins], color=_OURS, zorder=4)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence (mean of the bin)")
    axes.set_ylabel("accuracy")
    axes.set_title(f"Reliability: ECE {result['ece']:.3f}, {result['ece_bins']} (grey: images in each)", size=11)


def draw_risk(axes: Axes, result: dict[str, Any]) -> None:
    """Draw the error among the kept cells against their share; the model's threshold is marked."""
    points, left = result["risk_coverage"], result["unidentified"]
    axes.plot([p["coverage"] for p in points], [p["risk"] for p in points], color=_OURS, drawstyle="steps-pre")
    if left["error_among_rest"] is not None:
        kept = 1 - left["share"]
        axes.axvline(kept, color=_OTHER, linewidth=1, linestyle="--")
        axes.plot([kept], [left["error_among_rest"]], "o", color=_OTHER)
        label = (
            f"threshold {left['threshold']:.3f}:\n{left['share']:.1%} Unidentified,\n"
            f"{left['error_among_rest']:.1%} of the rest wrong"
        )
        axes.text(0.04, 0.95, label, color=_OTHER, va="top", transform=axes.transAxes, size=9)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, max(0.02, 1.15 * max(p["risk"] for p in points)))
    axes.set_xlabel("coverage (share of classified cells)")
    axes.set_ylabel("risk (error among them)")
    axes.set_title(f"Risk against coverage: area {result['aurc']:.4f}", size=11)


def draw_curves(figure: Any, epochs: Sequence[Epoch]) -> None:
    """Draw accuracy and loss over all epochs of a run, with dotted phase borders (Figure 6 of the paper)."""
    upper, lower = figure.subplots(2, 1, sharex=True)
    x = [e.number for e in epochs]
    for axes, name in ((upper, "accuracy"), (lower, "loss")):
        for key, label, colour in (("train", "training", _OTHER), ("val", "validation", _OURS)):
            y = [e.figures[f"{key}_{name}"] for e in epochs]
            if not all(math.isnan(v) for v in y):
                axes.plot(x, y, color=colour, label=label, marker="." if len(x) < 60 else "")
        for place in borders(epochs):
            axes.axvline(place, color=_LINE, linestyle=":", linewidth=1.6)
        axes.set_ylabel(name)
        axes.grid(alpha=0.25)
        if axes.get_legend_handles_labels()[0]:
            axes.legend()
    for place in borders(epochs):
        phase = next(e.phase for e in epochs if e.number > place)
        upper.annotate(
            f"phase {phase}", (place, 0.03), xytext=(4, 0), xycoords=upper.get_xaxis_transform(),
            textcoords="offset points", color=_LINE, size=9,
        )  # fmt: skip
    lower.set_xlabel("epoch (over all phases)")


def draw_heats(figure: Any, networks: Sequence[str], panels: Sequence[Panel]) -> None:
    """Draw a row for each class: the median correct cell and the most confident wrong one, with each network's map."""
    labels = list(dict.fromkeys(p.label for p in panels))
    each = 1 + len(networks)
    grid = figure.subplots(max(len(labels), 1), 2 * each, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for panel in panels:
        cells = grid[labels.index(panel.label)][0 if panel.right else each :][:each]
        cells[0].imshow(panel.image)
        cells[0].set_title(f"{panel.label}, {'right' if panel.right else 'wrong'}", size=8)
        for axes, heat, said in zip(cells[1:], panel.heats, panel.said, strict=True):
            axes.imshow(panel.image)
            axes.imshow(heat, cmap="jet", alpha=0.45, vmin=0, vmax=1)
            axes.set_title(said, size=8)
    for side in range(2):
        for place, name in enumerate(networks, 1):
            # Below the last row, because the titles above the pictures show the predictions.
            axes = grid[-1][side * each + place]
            axes.text(0.5, -0.08, name, size=7, ha="center", va="top", transform=axes.transAxes)


def draw_heat_mass(axes: Axes, mass: dict[str, Any]) -> None:
    """Draw the share of each network's heat on the white cell with its interval, and the chance level."""
    networks = [n for n in mass["networks"] if n["figures"]]
    for place, network in enumerate(networks):
        f = network["figures"]
        low, high = f["share_ci95"]
        colour = _OURS if network["role"] == "model" else _OTHER
        axes.barh(place, f["share"], 0.5, color=colour, alpha=0.8)
        axes.plot([low, high], [place, place], color="black", linewidth=1.5, marker="|", markersize=9)
        chance = f["chance"]
        axes.plot([chance, chance], [place - 0.35, place + 0.35], color="black", linestyle=":", linewidth=1.6)
        axes.text(chance, place + 0.37, "chance", size=8, ha="center", va="bottom")
    axes.set_yticks(range(len(networks)), [n["architecture"] for n in networks])
    axes.set_ylim(-0.6, len(networks) - 0.3)
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of the heatmap's mass that falls on the white cell")


def saved(figure: Figure, path: Any) -> None:
    """Write a figure as PNG."""
    figure.savefig(path, dpi=130)
