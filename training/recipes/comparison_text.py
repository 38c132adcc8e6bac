"""A comparison put into plain words and into the cells of tables, as Markdown and as lines for a spreadsheet."""

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
    """The protocol by which a manifest in the folder ``home`` must have been cut: its paths and groups show it.

    None where the images do not lie in folders named TRAIN and TEST.
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


def leak_sentence(n: int, shared: int, pairs: int) -> str:
    """What the comparison of the test images with the learned ones by content found."""
    if pairs == 0:
        return f"{n:,} test images; there was no learned image to compare them with, so nothing is said of copies."
    if shared == 0:
        return f"{n:,} test images; none of them shares an original with an image that was learned."
    told = f"{n:,} test images; {shared:,} of them {'shares' if shared == 1 else 'share'} an original with an image"
    if shared == n:
        return f"{told} that was learned; without them nothing is left to judge."
    return f"{told} that was learned. The second table is without them."


def sentences(result: Result) -> list[str]:
    """What a person should know before the table."""
    images, seeds = result["images"], result["seeds"]
    times = "once" if len(seeds) == 1 else f"{len(seeds)} times (seeds {', '.join(map(str, seeds))})"
    told = [
        f"Each row was trained and tested {times} on the same split: {images['train']:,} training, {images['val']:,}"
        f" validation and {images['test']:,} test images ({result['groups']:,} groups of common origin), recipe"
        f" {result['recipe']}, first weights {result['init']}, device {result['device']}.",
        f"The cut is the protocol {PROTOCOLS[result['protocol']]}."
        if result["protocol"]
        else "The manifest does not show by which protocol it was cut.",
        result["leakage"]["sentence"],
        *told_gaps(result["paired"]),
        *result["notes"],
    ]
    if set(result["classes"]) != paper.CLASSES:
        told.append(
            f"The paper's figures are of four classes ({', '.join(sorted(paper.CLASSES))}), these of"
            f" {', '.join(result['classes'])}: they cannot be compared."
        )
    return told


def legend() -> str:
    """How the cells of the tables are to be read."""
    return (
        "Per cent; mean ± sample standard deviation over the seeds, which is what chance in training does. In round"
        " brackets the 95 % interval of the mean accuracy, which is what other test images could change (bootstrap over"
        f" groups of common origin). In square brackets what the paper prints: {PAPER_SOURCE}. Precision, recall and F1"
        " are averages over the classes that have test images."
    )


def told_gaps(gaps: Sequence[Mapping[str, Any]]) -> list[str]:
    """The differences that are worth a sentence: between networks, where there are two or more of them."""
    networks = [gap for gap in gaps if "leukocyte" not in (gap["row"], gap["against"])]
    return [gap_sentence(gap) for gap in networks or gaps]


def gap_sentence(gap: Mapping[str, Any]) -> str:
    """The difference of two rows in words."""
    a, (low, high), of = gap["accuracy"], gap["accuracy_ci95"], len(gap["seeds"])
    sure = "" if low > 0 or high < 0 else ", so that the test images do not show a difference"
    deviation = "" if a["sd"] is None else f" ± {100 * a['sd']:.2f}"
    return (
        f"{ROWS[gap['row']]} has {100 * a['mean']:+.2f}{deviation} points of accuracy against {ROWS[gap['against']]}"
        f" with the same seeds (higher in {gap['higher_accuracy']}, equal in {gap['equal_accuracy']} of {of}; 95 %"
        f" interval {100 * low:+.2f} to {100 * high:+.2f}{sure})."
    )


def cells(row: Mapping[str, Any], with_paper: bool = True) -> tuple[str, ...]:
    """A line of the table, what the paper prints in square brackets."""
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
    """A line of the table of differences, in points."""
    title = f"{ROWS[gap['row']]} less {ROWS[gap['against']]}"
    figures = (plus_minus(gap[name], signed=True) for name in FIGURES)
    return (title, *figures, f"{gap['higher_accuracy']} of {len(gap['seeds'])}")


def run_cells(title: str, run: Mapping[str, Any]) -> tuple[str, ...]:
    """A line of the table of single runs, with intervals."""
    figures = []
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        low, high = run[f"{name}_ci95"]
        figures.append(f"{100 * run[name]:.2f} ({100 * low:.2f} to {100 * high:.2f})")
    return (title, str(run["seed"]), *figures)


def plus_minus(found: Mapping[str, Any], signed: bool = False) -> str:
    """``97.12 ± 0.31`` in per cent; without the deviation where one run is all there is."""
    mean = f"{100 * found['mean']:{'+' if signed else ''}.2f}"
    return mean if found["sd"] is None else f"{mean} ± {100 * found['sd']:.2f}"


def markdown(result: Result) -> str:
    """The whole comparison as Markdown."""
    lines = ["# Comparison (the paper's Table 5)", ""]
    for sentence in sentences(result):
        lines += [sentence, ""]
    lines += [*_table(HEAD, [cells(row) for row in result["rows"]]), "", legend()]
    left = result["without_shared"]
    if left:
        lines += ["", f"## Without the images that share an original with a learned one ({left['n']:,} images)", ""]
        lines += _table(HEAD, [cells(row, with_paper=False) for row in left["rows"]])
        for sentence in told_gaps(left["paired"]):
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
    """One line a run, as :data:`COLUMNS` names them."""
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
