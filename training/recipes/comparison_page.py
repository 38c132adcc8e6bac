"""A comparison as PDF: the table, a figure of all runs, and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages

from training.recipes import comparison_text
from training.recipes.sheet import Sheets

_WIDTHS = (1.6, 1.5, 1.2, 1.1, 1.1)


def write_page(result: Mapping[str, Any], file: Path) -> None:
    """Write the PDF of the content of ``comparison.json``."""
    sheets = Sheets()
    sheets.new_page("Comparison (the paper's Table 5)")
    for sentence in comparison_text.sentences(result):
        sheets.text(sentence)
    sheets.space(0.1)
    sheets.table(comparison_text.HEAD, [comparison_text.cells(row) for row in result["rows"]], _WIDTHS, 8)
    sheets.text(comparison_text.legend(), 8)
    _draw(sheets.axes(0.4 * len(result["rows"]) + 0.4, left=2.3, right=0.2), result)
    left = result["without_shared"]
    if left:
        sheets.heading(f"Without copies of training or validation images ({left['n']:,} images)")
        sheets.table(
            comparison_text.HEAD, [comparison_text.cells(row, with_paper=False) for row in left["rows"]], _WIDTHS, 8
        )
        for sentence in comparison_text.gap_sentences(left["paired"]):
            sheets.text(sentence, 9)
    if result["paired"]:
        sheets.heading("Differences with the same seed (points)")
        widths = (2.2, 1, 1, 1, 1, 0.8)
        sheets.table(
            comparison_text.PAIRED_HEAD, [comparison_text.gap_cells(gap) for gap in result["paired"]], widths, 8
        )
    sheets.heading("Single runs, with 95 % intervals")
    runs = [comparison_text.run_cells(row["title"], run) for row in result["rows"] for run in row["runs"]]
    sheets.table(comparison_text.RUN_HEAD, runs, (2, 0.4, 1.3, 1.3, 1.3), 8)
    for row in result["rows"]:
        if row["method"]:
            sheets.heading(row["title"], 0.6)
            sheets.text(row["method"], 9)
    with PdfPages(file, metadata={"Title": "Comparison of networks"}) as pages:
        for page in sheets.pages:
            pages.savefig(page)


def _draw(axes: Any, result: Mapping[str, Any]) -> None:
    """Draw each run as a dot, the interval of the mean as a line, the paper's figure as a diamond."""
    for place, row in enumerate(result["rows"]):
        axes.plot([100 * v for v in row["accuracy_ci95"]], [place] * 2, color="0.6", linewidth=2, zorder=1)
        dots = [100 * run["accuracy"] for run in row["runs"]]
        axes.scatter(dots, [place] * len(dots), s=18, color="#4477AA", zorder=2)
        if row["paper"]:
            axes.scatter([row["paper"]["accuracy"]], [place], marker="D", s=22, color="#EE6677", zorder=3)
    axes.set_yticks(range(len(result["rows"])), [row["title"] for row in result["rows"]], fontsize=7)
    axes.set_ylim(len(result["rows"]) - 0.5, -0.5)
    axes.tick_params(axis="x", labelsize=7)
    axes.set_xlabel("accuracy (%): dots the runs, grey the interval of their mean, diamonds the paper", fontsize=7)
    axes.grid(axis="x", linewidth=0.4, alpha=0.5)
