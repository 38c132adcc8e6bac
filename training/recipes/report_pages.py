"""The report of an evaluation: pictures as PNG and a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from training.recipes import explanation_page, paper, pictures, report_text
from training.recipes.curves import Epoch
from training.recipes.examples import ExampleSet
from training.recipes.explanation_examples import ExplainedCells
from training.recipes.sheet import ROOM, Sheets


def write_report(
    result: dict[str, Any], epochs: Sequence[Epoch], shown: ExampleSet, explained: ExplainedCells | None, out: Path
) -> None:
    """Write the pictures and ``report.pdf`` of an evaluation (the content of its JSON) into the folder ``out``."""
    sheets = Sheets()
    _front(sheets, result)
    _ways(sheets, result)
    _reports(sheets, result)
    if epochs:
        _training(sheets, result, epochs)
    _matrices(sheets, result)
    _calibration(sheets, result)
    _heats(sheets, result, shown)
    explanation_page.add(sheets, result["explanations"], explained)
    _methods(sheets, result)
    with PdfPages(out / "report.pdf", metadata={"Title": f"Evaluation of {result['model']}"}) as pages:
        for page in sheets.pages:
            pages.savefig(page)
    _write_pictures(result, epochs, shown, out)
    explanation_page.write_picture(explained, out)


def _front(sheets: Sheets, result: dict[str, Any]) -> None:
    sheets.new_page(f"Evaluation of {result['model']}")
    for sentence in report_text.summary(result):
        sheets.text(sentence, 11)
        sheets.space(0.06)
    sheets.heading("Model and images")
    sheets.table(("", ""), report_text.facts(result), (0.24, 0.76), left=2)


def _ways(sheets: Sheets, result: dict[str, Any]) -> None:
    sheets.section("Variants of the evaluation on the same images", 0.9 + 0.36 * len(result["rows"]))
    sheets.text(
        "The first line is the main result: the model as its file says, with all of its classes. Values in per"
        " cent, with 95 % intervals below. Error: among the cells that are not Unidentified at the model's threshold."
    )
    head = ("", "images", "accuracy", "balanced", "macro F1", "ECE", "Unid.", "error")
    sheets.table(
        head,
        [report_text.variant_cells(row) for row in result["rows"]],
        (2.1, 0.65, 0.95, 0.95, 0.95, 0.55, 0.65, 0.65),
        8,
    )
    narrowed = [row for row in result["rows"] if "accuracy_restricted" in row]
    if narrowed:
        sheets.heading("As if only the classes that have images existed")
        keys = ("accuracy_restricted", "balanced_accuracy_restricted", "macro_f1_restricted")
        cells = [(row["title"], *(f"{100 * row[key]:.2f}" for key in keys)) for row in narrowed]
        sheets.table(("", "accuracy", "balanced", "macro F1"), cells, (4, 1, 1, 1), 8)
        sheets.text(result["averages_note"], 9)


def _reports(sheets: Sheets, result: dict[str, Any]) -> None:
    reports = result["phases"] or [{**result, "phase": "", "title": "The model"}]
    present = {c for c, row in result["per_class"].items() if row["support"]}
    tall = 0.6 + len(reports) * (1.1 + 0.2 * (len(present) + 3))
    sheets.section("Classification report" + (" after each phase" if result["phases"] else ""), tall)
    of_paper = present == paper.CLASSES
    if of_paper:
        sheets.text(
            "In brackets the paper's figures (its Tables 3 and 4). Its test images come from the same originals as its"
            " training images; page 1 shows whether that is so here."
        )
    for report in reports:
        printed = paper.REPORTS.get(report["phase"] or "2") if of_paper else None
        sheets.heading(f"Phase {report['phase']}: {report['title']}" if report["phase"] else report["title"], 2.5)
        rows = report_text.report(report, printed, paper.ACCURACY.get(report["phase"] or "2") if of_paper else None)
        head = ("", "precision %", "recall %", "F1 %", "images")
        sheets.table(head, rows, (1.6, 1.3, 1.3, 1.3, 1.2))
    if result["classes_without_images"]:
        sheets.text(result["averages_note"], 9)


def _training(sheets: Sheets, result: dict[str, Any], epochs: Sequence[Epoch]) -> None:
    sheets.new_page("Training")
    as_in_paper = [row["phase"] for row in result["training"]] == sorted(paper.TRAINING)
    beside = ", and in brackets the paper's figures (its Table 2)" if as_in_paper else ""
    sheets.text(f"The epoch of each phase whose weights were kept{beside}.")
    rows = [report_text.phase(row, paper.TRAINING[row["phase"]] if as_in_paper else None) for row in result["training"]]
    head = ("phase", "epochs", "kept epoch", "training %", "validation %", "validation loss")
    sheets.table(head, rows, (0.8, 0.8, 1, 1.5, 1.5, 1.2))
    sheets.heading("Curves over all phases (the paper's Figure 6)", 6.5)
    pictures.draw_curves(sheets.figure_area(6.0, left=0.55, below=0.6), epochs)


def _matrices(sheets: Sheets, result: dict[str, Any]) -> None:
    if result["phases"]:
        sheets.new_page("Confusion matrices")
    for report, title in report_text.matrices(result):
        axes = sheets.axes(3.3, left=0.9, right=0.9, below=0.6)
        pictures.draw_confusion(axes, report["confusion_matrix"], report["classes"], title)


def _calibration(sheets: Sheets, result: dict[str, Any]) -> None:
    sheets.new_page("Calibration of the confidence")
    pictures.draw_reliability(sheets.axes(3.3, left=0.7, right=0.7), result)
    pictures.draw_risk(sheets.axes(3.3, left=0.7, right=0.7), result)
    sheets.text(report_text.calibration(result), 9)


def _heats(sheets: Sheets, result: dict[str, Any], shown: ExampleSet) -> None:
    if not shown.panels:
        return
    sheets.new_page("Where the networks look (the paper's Figure 9)")
    sheets.text(
        f"{result['grad_cam']['rule']} Correctly classified cells are on the left, wrong ones on the right;"
        " above each map is the network's prediction with its confidence.",
        9,
    )
    sheets.space(0.2)
    pictures.draw_heats(sheets.figure_area(_height(shown), below=0.3), shown.networks, shown.panels)
    mass = result["heat_mass"]
    if not mass or not any(n["figures"] for n in mass["networks"]):
        return
    sheets.section("How much of the heat falls on the white cell", 5.0)
    for sentence in report_text.heat(mass):
        sheets.text(sentence)
    pictures.draw_heat_mass(sheets.axes(0.95 * len(mass["networks"]) + 0.3, left=1.4, right=0.2), mass)
    head = ("", "cells", "share on the cell", "chance", "above chance", "peak on the cell")
    sheets.table(head, report_text.heat_rows(mass), (1.7, 0.6, 1.6, 1.5, 1.6, 1.6), 8)
    sheets.text(mass["method"], 9)


def _methods(sheets: Sheets, result: dict[str, Any]) -> None:
    sheets.section("Methods", 4.5)
    for title, text in report_text.methods(result):
        sheets.heading(title, 0.6)
        sheets.text(text)


def _height(shown: ExampleSet) -> float:
    """Return the height of the heatmaps in inches: the tallest picture in each row and its title."""
    rows = len({p.label for p in shown.panels})
    wide = ROOM / (2 * (1 + len(shown.networks)))
    shape = max(float(p.image.shape[0] / p.image.shape[1]) for p in shown.panels)
    return min(rows * (wide * shape + 0.3), 8.4)


def _write_pictures(result: dict[str, Any], epochs: Sequence[Epoch], shown: ExampleSet, out: Path) -> None:
    def single(name: str, size: tuple[float, float], draw: Callable[[Any], None]) -> None:
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        pictures.saved(figure, out / f"{name}.png")

    for number, (report, title) in enumerate(report_text.matrices(result), 1):
        name = f"confusion_phase{number}" if result["phases"] else "confusion"
        matrix, codes = report["confusion_matrix"], report["classes"]
        single(name, (6, 5.4), lambda f, m=matrix, c=codes, t=title: pictures.draw_confusion(f.add_subplot(), m, c, t))  # type: ignore[misc]
    single("reliability", (6, 5.2), lambda f: pictures.draw_reliability(f.add_subplot(), result))
    single("risk_coverage", (6, 5.2), lambda f: pictures.draw_risk(f.add_subplot(), result))
    if epochs:
        single("training_curves", (7.5, 7), lambda f: pictures.draw_curves(f, epochs))
    if shown.panels:
        size = (ROOM * 1.3, _height(shown) * 1.3)
        single("grad_cam", size, lambda f: pictures.draw_heats(f, shown.networks, shown.panels))
    mass = result["heat_mass"]
    if mass and any(n["figures"] for n in mass["networks"]):
        tall = 0.95 * len(mass["networks"]) + 1.0
        single("heat_mass", (7, tall), lambda f: pictures.draw_heat_mass(f.add_subplot(), mass))
