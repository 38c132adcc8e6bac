"""Collect the decisions to learn from, the possible slips to look at again, and the exclusions with their reasons."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from wbc_desktop.domain import held_out
from wbc_desktop.domain.errors import ModelError
from wbc_desktop.domain.learning import (
    Decision,
    LeftOut,
    LeftOutKind,
    Reading,
    SecondLook,
    Slip,
    Tally,
    enough,
    enough_sentence,
    laboratory_name,
    readings,
    renamed_sentence,
)
from wbc_desktop.inference.cards import read_model_card
from wbc_desktop.services.learning_sides import Learned, split
from wbc_desktop.services.leaving_out import left_out_rules, second_looks
from wbc_desktop.services.models import model_path
from wbc_desktop.services.slips import any_suspect, slips_of
from wbc_desktop.store import learning
from wbc_desktop.store.engine import Database

log = logging.getLogger(__name__)

Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Accumulated:
    """What can be learned now.

    ``lessons``: one decision for each picture of a cell, without slips and exclusions. ``new``: those that the
    active model did not learn, and that no earlier run held out for testing. ``sides``: whether a slide is held out.
    ``laboratories``: by slide of the sample. ``unfinished``: decided cells in slides that are neither signed nor
    finished. ``known``: the laboratories that the active model learned.
    """

    lessons: tuple[Decision, ...]
    new: tuple[Decision, ...]
    slips: tuple[Slip, ...]
    left_out: Mapping[LeftOut, int]
    sides: Mapping[int, bool]
    laboratories: Mapping[int, str]
    unfinished: int
    known: frozenset[str] = frozenset()

    @property
    def by_class(self) -> dict[str, Tally]:
        """The numbers of lessons by class code."""
        return _tallied((lesson.label, lesson) for lesson in self.lessons)

    @property
    def by_slide(self) -> dict[int, Tally]:
        """The numbers of lessons by the slide of the sample."""
        return _tallied((lesson.sample_id, lesson) for lesson in self.lessons)

    @property
    def by_laboratory(self) -> dict[str, Tally]:
        """The numbers of lessons by laboratory; "" is the unknown one."""
        return _tallied((self.laboratories.get(lesson.sample_id, ""), lesson) for lesson in self.lessons)

    @property
    def enough(self) -> bool:
        """Whether a fine-tuning is worth a try."""
        return enough(self.new)

    @property
    def sentence(self) -> str:
        """What has accumulated, what is missing until a try is worth it, and what to know before."""
        split, renamed = held_out.split_sentence(self.sides), renamed_sentence(self.known, self.laboratories.values())
        return " ".join(part for part in (enough_sentence(self.new), split, renamed) if part)


def accumulated(db: Database, laboratory: str = "") -> Accumulated:
    """Return what can be learned from all slides; ``laboratory`` is the name in the settings.

    Takes seconds for 100,000 decisions, so the window calls it on a worker.
    """
    learned = learned_by_model(db)
    with db.read() as s:
        return collect(s, laboratory, learned)


def collect(s: Session, laboratory: str, learned: Learned) -> Accumulated:
    """Return the same within a transaction; ``learned``: by the active model."""
    ready, unfinished = learning.ready_slides(s)
    kept, left_out = left_out_rules(s).split(learning.decisions(s, sorted(ready)))
    found = readings(kept)
    waiting, refused = _second_looks(_slips(s, found), found, second_looks(s))
    if refused:
        left_out[LeftOut(LeftOutKind.LOOK)] = len(refused)
    apart = refused | {slip.decision.cell_id for slip in waiting}
    lessons, sides, earlier = split(s, [r for r in found if r.latest.cell_id not in apart], learned)
    return Accumulated(
        lessons=lessons,
        new=tuple(one for one in lessons if one.digest not in learned.cells and not earlier.get(one.sample_id, False)),
        slips=tuple(waiting),
        left_out=left_out,
        sides=sides,
        laboratories=_laboratories(s, {lesson.sample_id for lesson in lessons}, laboratory),
        unfinished=unfinished,
        known=learned.laboratories,
    )


def learned_by_model(db: Database) -> Learned:
    """Return what the active model learned; nothing if its file cannot be read."""
    try:
        card = read_model_card(model_path(db))
    except ModelError as error:
        log.warning("the active model does not say what it learned: %s", error)
        return Learned()
    cells, branches = card.training_data.get("cells"), card.training_data.get("branches")
    return Learned(
        frozenset(cells if isinstance(cells, list) else ()),
        frozenset(branches if isinstance(branches, dict) else ()),
        frozenset(card.codes),
    )


def _slips(s: Session, found: list[Reading]) -> list[Slip]:
    features = [one[:3] for one in learning.decided_features(s)] if any_suspect(found) else []
    return slips_of(found, features)


def _second_looks(
    slips: Iterable[Slip], found: Iterable[Reading], looks: Mapping[int, SecondLook]
) -> tuple[list[Slip], set[int]]:
    """Return the slips that still wait, and the cells that a second look leaves out, whether or not they look wrong."""
    said = {r.latest.cell_id: look for r in found if (look := r.look(looks)) is not None} if looks else {}
    waiting = [slip for slip in slips if slip.decision.cell_id not in said]
    return waiting, {cell_id for cell_id, look in said.items() if not look.learn}


def _laboratories(s: Session, slide_ids: Iterable[int], laboratory: str) -> dict[int, str]:
    stains = learning.stains(s)
    return {slide_id: laboratory_name(laboratory, stains.get(slide_id, "")) for slide_id in slide_ids}


def _tallied(lessons: Iterable[tuple[Key, Decision]]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for key, lesson in lessons:
        found.setdefault(key, Tally()).add(lesson)
    return found
