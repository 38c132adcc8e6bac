"""A comparison as text: sentences, table cells, Markdown, and lines of a CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from training.data.manifest import Sample
from training.recipes import paper
from training.recipes.comparison import FIGURES, PAPER_SOURCE, ROWS

Result = Mapping[str, Any]

HEAD = ("", "accuracy", "balanced accuracy (mean recall)", "precision", "F1")
PAIRED_HEAD = ("", "accuracy", "balanced accuracy", "precision", "F1", "higher accuracy")
RUN_HEAD = ("", "seed", "accuracy", "balanced accuracy", "F1")
COLUMNS = (
    "row",
    "title",
    "seed",
    "n",
    "groups",
    *(f"{name}{end}" for name in ("accuracy", "balanced_accuracy", "macro_f1") for end in ("", "_low", "_high")),
    "precision",
    "model_sha256",
)
PROTOCOLS = {
    "paper": "“paper”: the given TRAIN and TEST merged, shuffled and cut at random",
    "folders": "“folders”: the given TRAIN and TEST folders, validation cut from TRAIN",
    "source": "“source”: the given TRAIN and TEST merged, each group of common origin on one side",
}


def protocol_of(samples: Sequence[Sample], home: PurePath) -> str | None:
    """Return the protocol of a manifest in the folder ``home``, as its paths and groups show it.

    None if the images do not lie in folders named TRAIN and TEST.
    """
    given = [(_part(s.path, home), s) for s in samples]
    if {part for part, _ in given} != {"train", "test"}:
        return None
    if all((part == "test") == (s.split == "test") for part, s in given):
        return "folders"
    sides: dict[str, set[str]] = {}
    for _, s in given:
        sides.setdefault(s.group, set()).add(s.split)
    return "source" if all(group and len(found) == 1 for group, found in sides.items()) else "paper"


def _part(path: PurePath, home: PurePath) -> str:
    within = path.relative_to(home) if path.is_relative_to(home) else path
    return next((p.casefold() for p in reversed(within.parts) if p.casefold() in ("train", "test")), "")


def sentences(result: Result) -> list[str]:
    """Return the sentences above the table."""
    images, seeds = result["images"], result["seeds"]
    times = "once" if len(seeds) == 1 else f"{len(seeds)} times (seeds {', '.join(map(str, seeds))})"
    told = [
        f"Each row was trained and tested {times} on the same split: {images['train']:,} training, {images['val']:,}"
        f" validation and {images['test']:,} test images ({result['groups']:,} groups of common origin), recipe"
        f" {result['recipe']}, first weights {result['init']}, device {result['device']}.",
        f"The split follows the protocol {PROTOCOLS[result['protocol']]}."
        if result["protocol"]
        else "The manifest does not show the protocol of its split.",
        result["leakage"]["sentence"],
        *gap_sentences(result["paired"]),
        *result["notes"],
    ]
    if set(result["classes"]) != paper.CLASSES:
        told.append(
            f"The paper's figures are for four classes ({', '.join(sorted(paper.CLASSES))}), these for"
            f" {', '.join(result['classes'])}: they cannot be compared."
        )
    return told


def legend() -> str:
    """Return the legend of the tables."""
    return (
        "Per cent; mean ± sample standard deviation over the seeds, which shows the randomness of training. In round"
        " brackets the 95 % interval of the mean accuracy, which shows the effect of the choice of test images"
        f" (bootstrap over groups of common origin). In square brackets the paper's figures: {PAPER_SOURCE}. Precision,"
        " recall and F1 are averages over the classes that have test images."
    )


def gap_sentences(gaps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return sentences on the differences between networks, or between all rows if there is only one network."""
    networks = [gap for gap in gaps if "leukocyte" not in (gap["row"], gap["against"])]
    return [gap_sentence(gap) for gap in networks or gaps]


def gap_sentence(gap: Mapping[str, Any]) -> str:
    """Return the difference of two rows as a sentence."""
    a, (low, high), of = gap["accuracy"], gap["accuracy_ci95"], len(gap["seeds"])
    sure = "" if low > 0 or high < 0 else ", so that the test images do not show a difference"
    deviation = "" if a["sd"] is None else f" ± {100 * a['sd']:.2f}"
    return (
        f"{ROWS[gap['row']]} has {100 * a['mean']:+.2f}{deviation} points of accuracy against {ROWS[gap['against']]}"
        f" with the same seeds (higher in {gap['higher_accuracy']}, equal in {gap['equal_accuracy']} of {of}; 95 %"
        f" interval {100 * low:+.2f} to {100 * high:+.2f}{sure})."
    )


def cells(row: Mapping[str, Any], with_paper: bool = True) -> tuple[str, ...]:
    """Return a line of the table, with the paper's figures in square brackets."""
    low, high = row["accuracy_ci95"]
    ours = [plus_minus(row[name]) for name in FIGURES]
    ours[0] += f" ({100 * low:.2f} to {100 * high:.2f})"
    printed = row["paper"]
    if with_paper and printed:
        deviation = f" ± {printed['accuracy_sd']:.2f}" if printed["accuracy_sd"] is not None else ""
        theirs = (
            f"{printed['accuracy']:.2f}{deviation}",
            *(f"{printed[k]:.2f}" for k in ("recall", "precision", "f1")),
        )
        ours = [f"{mine} [{their}]" for mine, their in zip(ours, theirs, strict=True)]
    return (row["title"], *ours)


def gap_cells(gap: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line of the table of differences, in percentage points."""
    title = f"{ROWS[gap['row']]} less {ROWS[gap['against']]}"
    figures = (plus_minus(gap[name], signed=True) for name in FIGURES)
    return (title, *figures, f"{gap['higher_accuracy']} of {len(gap['seeds'])}")


def run_cells(title: str, run: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line of the table of single runs, with intervals."""
    figures = []
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        low, high = run[f"{name}_ci95"]
        figures.append(f"{100 * run[name]:.2f} ({100 * low:.2f} to {100 * high:.2f})")
    return (title, str(run["seed"]), *figures)


def plus_minus(found: Mapping[str, Any], signed: bool = False) -> str:
    """``97.12 ± 0.31`` in per cent; without the deviation if there is only one run."""
    mean = f"{100 * found['mean']:{'+' if signed else ''}.2f}"
    return mean if found["sd"] is None else f"{mean} ± {100 * found['sd']:.2f}"


def markdown(result: Result) -> str:
    """Return the whole comparison as Markdown."""
    lines = ["# Comparison (the paper's Table 5)", ""]
    for sentence in sentences(result):
        lines += [sentence, ""]
    lines += [*_table(HEAD, [cells(row) for row in result["rows"]]), "", legend()]
    left = result["without_shared"]
    if left:
        lines += ["", f"## Without copies of training or validation images ({left['n']:,} images)", ""]
        lines += _table(HEAD, [cells(row, with_paper=False) for row in left["rows"]])
        for sentence in gap_sentences(left["paired"]):
            lines += ["", sentence]
    if result["paired"]:
        lines += ["", "## Differences with the same seed (points)", ""]
        lines += _table(PAIRED_HEAD, [gap_cells(gap) for gap in result["paired"]])
    lines += ["", "## Single runs", ""]
    lines += _table(RUN_HEAD, [run_cells(row["title"], run) for row in result["rows"] for run in row["runs"]])
    for row in result["rows"]:
        if row["method"]:
            lines += ["", f"## {row['title']}", "", row["method"]]
    lines += ["", f"Manifest SHA-256 `{result['manifest_sha256']}`. For research use only."]
    return "\n".join(lines) + "\n"


def table_lines(result: Result) -> list[tuple[Any, ...]]:
    """Return one line per run with the columns of :data:`COLUMNS`."""
    lines = []
    for row in result["rows"]:
        for run in row["runs"]:
            figures = []
            for name in ("accuracy", "balanced_accuracy", "macro_f1"):
                figures += [run[name], *run[f"{name}_ci95"]]
            begin = (row["row"], row["title"], run["seed"], run["n"], run["groups"])
            lines.append((*begin, *figures, run["precision"], run.get("model_sha256") or ""))
    return lines


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
