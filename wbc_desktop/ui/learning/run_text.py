"""What the tab of training says about runs: the line of a run in the list, its options, state and progress."""

from __future__ import annotations

from collections.abc import Sequence

from wbc_desktop.domain.devices import device_text
from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.refusals import reason_text
from wbc_desktop.domain.runs import PHASE_TEXTS, STRENGTHS, FineTuning, RunProgress, RunState
from wbc_desktop.reports.wording import place
from wbc_desktop.services.shown_runs import ShownRun, last_duration
from wbc_desktop.ui.learning.models_text import gate_text, time_text
from wbc_desktop.ui.widgets.words import duration

STRENGTH_ABOUT = {
    "quick": mark(
        "Learns new class scores for the laboratory from what the network sees already. A hundred cells take less "
        "than a minute on two processor cores."
    ),
    "deep": mark(
        "Trains copies of the last stages of the network, too. Worth a try when quick is not enough: it takes up to 20 "
        "minutes on two processor cores, and is often hardly better."
    ),
}
MOST_REFUSED = 5
"""Cells without a usable picture that are named; the others are counted."""


def list_text(one: ShownRun) -> str:
    """Return the two lines of a run in the list."""
    options = one.run.options
    if options is None:
        return f"{one.run.folder.name}\n{tr(one.run.state)}"
    return f"{time_text(options.started_at)} · {tr(STRENGTHS[options.strength])}\n{state_text(one)}"


def state_text(one: ShownRun) -> str:
    """Return the state of a run in a few words, of a finished one with the result of the comparison."""
    state = tr(one.run.state)
    if one.result is not None:
        return tr("{state}: {result}", state=state, result=gate_text(one.result.gate))
    return tr("{state}, can be resumed", state=state) if one.run.can_resume else state


def about_text(run: FineTuning, progress: RunProgress) -> str:
    """Return how the run was started, and with how many cells."""
    options = run.options
    if options is None:
        return run.folder.name
    parts = [
        tr("started {time}", time=time_text(options.started_at)),
        tr("from {model}", model=options.model_name),
        tr(STRENGTHS[options.strength]),
    ]
    if progress.device:
        parts.append(device_text(progress.device))
    if progress.train or progress.test:
        parts.append(trn("{n:,} cell to learn from", "{n:,} cells to learn from", progress.train))
        parts.append(tr("{n:,} held out", n=progress.test))
    return " · ".join(parts)


def phase_text(progress: RunProgress) -> str:
    """Return what a running run does, how far it is, and how long the rest of it takes."""
    if progress.phase is None:
        return tr("Starting…")
    parts = [tr(PHASE_TEXTS[progress.phase])]
    if progress.total:
        parts.append(tr("{done:,} of {total:,}", done=progress.done, total=progress.total))
    if progress.seconds_left is not None:
        parts.append(tr("{time} left", time=duration(progress.seconds_left)))
    return " · ".join(parts)


def refused_text(progress: RunProgress) -> str:
    """Return which corrections could not be used, and why; "" if all could."""
    refused = progress.refused
    if not refused:
        return ""
    lines = [trn("{n:,} cell could not be used:", "{n:,} cells could not be used:", len(refused))]
    lines += [f"• {place(one.path, one.page, one.number)}: {reason_text(one.reason)}" for one in refused[:MOST_REFUSED]]
    if len(refused) > MOST_REFUSED:
        lines.append(tr("and {n:,} more", n=len(refused) - MOST_REFUSED))
    return "\n".join(lines)


def duration_text(runs: Sequence[ShownRun], strength: str) -> str:
    """Return how long the last run of this strength took here; "" if there was none."""
    last = last_duration(runs, strength)
    if last is None:
        return ""
    seconds, count, device = last
    return tr(
        "The last one took {time} for {cells} ({device}).",
        time=duration(seconds),
        cells=trn("{n:,} cell", "{n:,} cells", count),
        device=device_text(device),
    )


def is_ended(run: FineTuning) -> bool:
    """Return whether the run is not running."""
    return run.state is not RunState.RUNNING
