"""The decisions of reviewers that a model may learn from, the exclusions, and possible slips to look at again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, Self

from wbc_desktop.domain.language import mark, tr, trn
from wbc_desktop.domain.reviewers import Account, Role, folded

TEACHING_ROLES = frozenset(Role)
"""Roles whose decisions teach."""

ENOUGH_CORRECTIONS, ENOUGH_CLASSES, ENOUGH_SLIDES = 25, 2, 2
"""A fine-tuning is worth a try with so many new corrections, of so many classes, from so many slides."""

CONFIDENT = 0.9
"""A prediction with this probability is confident: a reviewer who differs from it may have slipped."""

NEIGHBOURS, LEAST_NEIGHBOURS = 10, 5
"""The number of nearest cells that are compared with a possible slip; with fewer than the least nobody can tell."""


class Decision(NamedTuple):
    """The class that a reviewer gave to a cell, as the store knows it; one for each cell of each slide.

    ``sample_id`` is the slide of the sample: of a second read the slide that is read, of a merged folder the whole.
    ``content`` identifies the cell's pixels, ``file`` is the SHA-256 of the picture file, which may show more cells.
    ``confirmed``: the model said the same when the reviewer decided. ``predicted`` and ``confidence`` are of the latest
    prediction, None without one.
    """

    cell_id: int
    slide_id: int
    sample_id: int
    content: str
    label: str
    reviewer: str
    at: datetime
    confirmed: bool
    predicted: str | None
    confidence: float | None
    file: str

    @property
    def digest(self) -> str:
        """What a model file remembers of the cell if it is learned."""
        return digest_of(self.content, self.label)


def digest_of(content: str, label: str) -> str:
    """Return what a model file remembers of a learned cell: 16 hexadecimal digits of its content and class."""
    return hashlib.sha256(f"{content} {label}".encode()).hexdigest()[:16]


class LeftOutKind(StrEnum):
    """What can be excluded from learning."""

    REVIEWER = "reviewer"
    SLIDE = "slide"
    TIME = "time"
    ROLE = "role"
    LOOK = "second look"


class LeftOut(NamedTuple):
    """Decisions that do not teach: ``subject`` is a reviewer's name, a slide's number, or a :class:`Span` as text.

    ``reason`` is that of the manager. Kinds ROLE and LOOK follow from accounts and second looks; they have no reason.
    """

    kind: LeftOutKind
    subject: str = ""
    reason: str = ""


class Span(NamedTuple):
    """A range of time, both ends included; None: open. As text: two ISO times in UTC with a slash between them."""

    start: datetime | None
    end: datetime | None

    def __contains__(self, at: object) -> bool:
        if not isinstance(at, datetime):
            return False
        return (self.start is None or self.start <= at) and (self.end is None or at <= self.end)

    def __str__(self) -> str:
        return "/".join("" if end is None else end.astimezone(UTC).isoformat() for end in self)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the range of a text. Raises ValueError, also for a time without zone."""
        start, end = (datetime.fromisoformat(part) if part else None for part in text.split("/"))
        if any(time is not None and time.tzinfo is None for time in (start, end)):
            raise ValueError(f"a time without zone: {text}")
        return cls(start, end)


@dataclass(frozen=True, slots=True)
class LeaveOutRules:
    """Everything that managers leave out, and which accounts there are (none: everybody teaches)."""

    left_out: Sequence[LeftOut] = ()
    accounts: Sequence[Account] = ()

    def by_reviewer(self) -> dict[str, LeftOut]:
        """Return the reviewers that are left out, by folded name."""
        return {folded(one.subject): one for one in self.left_out if one.kind is LeftOutKind.REVIEWER}

    def teachers(self) -> frozenset[str] | None:
        """Return the folded names of those who may teach: active accounts; None: everybody, there are no accounts."""
        if not any(account.active for account in self.accounts):
            return None
        return frozenset(folded(a.name) for a in self.accounts if a.active and a.role in TEACHING_ROLES)

    def split(self, decisions: Iterable[Decision]) -> tuple[list[Decision], Counter[LeftOut]]:
        """Return the decisions that teach, and how many do not, by what leaves them out."""
        reviewers, teachers = self.by_reviewer(), self.teachers()
        slides = {one.subject: one for one in self.left_out if one.kind is LeftOutKind.SLIDE}
        times = [(Span.parse(one.subject), one) for one in self.left_out if one.kind is LeftOutKind.TIME]
        kept, left = list[Decision](), Counter[LeftOut]()
        for decision in decisions:
            name = folded(decision.reviewer)
            why = reviewers.get(name) or slides.get(str(decision.sample_id)) or slides.get(str(decision.slide_id))
            why = why or next((one for span, one in times if decision.at in span), None)
            if why is None and teachers is not None and name not in teachers:
                why = LeftOut(LeftOutKind.ROLE, decision.reviewer)
            if why is None:
                kept.append(decision)
            else:
                left[why] += 1
        return kept, left


class SlipKind(StrEnum):
    """Why a decision waits for a second look."""

    READERS = mark("Reviewers differ on this cell.")
    NEIGHBOURS = mark("The model was sure of another class, which similar cells have.")


@dataclass(frozen=True, slots=True)
class Slip:
    """A decision that may be a slip; ``others`` are the classes that other reviewers gave to the same pixels."""

    decision: Decision
    kind: SlipKind
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What somebody said of a possible slip: learn the class ``label`` of the cell, or leave the cell out."""

    cell_id: int
    label: str
    learn: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All decisions on the same pixels: ``latest`` counts, ``others`` are earlier ones on copies in other slides."""

    latest: Decision
    others: tuple[Decision, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The classes that other reviewers gave, without that of the latest decision."""
        mine = self.latest
        others = {o.label for o in self.others if o.label != mine.label and o.reviewer != mine.reviewer}
        return tuple(sorted(others))

    @property
    def agreed(self) -> bool:
        """Whether another reviewer gave the same class."""
        return any(o.label == self.latest.label and o.reviewer != self.latest.reviewer for o in self.others)

    def look(self, looks: Mapping[int, SecondLook]) -> SecondLook | None:
        """Return the second look at these pixels that is about the present class; ``looks`` by cell, oldest first."""
        cells = {self.latest.cell_id, *(o.cell_id for o in self.others)}
        found = [look for cell_id, look in looks.items() if cell_id in cells and look.label == self.latest.label]
        return found[-1] if found else None


def readings(decisions: Iterable[Decision]) -> list[Reading]:
    """Return the decisions by pixels, so that a copy of a cell (second read, merged folder) counts once."""
    by_content: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_content.setdefault(decision.content, []).append(decision)
    found = []
    for some in by_content.values():
        *others, latest = sorted(some, key=lambda d: (d.at, d.cell_id)) if len(some) > 1 else some
        found.append(Reading(latest, tuple(others)))
    return found


def may_be_slip(decision: Decision) -> bool:
    """Return whether the model was confident of another class than the reviewer's."""
    sure = decision.confidence is not None and decision.confidence >= CONFIDENT
    return sure and decision.predicted != decision.label


def neighbours_disagree(decision: Decision, labels: Sequence[str]) -> bool:
    """Return whether most of the nearest cells, by their reviewers' classes, are of the model's class."""
    if len(labels) < LEAST_NEIGHBOURS:
        return False
    return labels.count(decision.predicted or "") * 2 > len(labels)


def laboratory_name(laboratory: str, stain: str) -> str:
    """Return the laboratory of a slide: the name in the settings, and the slide's stain if it is filled in."""
    parts = (" ".join(part.split()) for part in (laboratory, stain))
    return " / ".join(part for part in parts if part)


def renamed_sentence(known: Iterable[str], now: Iterable[str]) -> str:
    """Return that a laboratory may have got a new name, under which a model learns it beside the old one; "" if not.

    ``known``: the laboratories that the active model learned; ``now``: those of the corrections.
    """
    gone, new = sorted(set(known) - set(now)), sorted(set(now) - set(known))
    if not gone or not new:
        return ""
    gone_text, new_text = (
        ", ".join(f"“{name}”" if name else tr("a laboratory without a name") for name in names) for names in (gone, new)
    )
    return tr(
        "The active model learned {gone}, and would learn {new} as another laboratory. If it is the same one, first "
        "restore the earlier name in the settings, or the earlier stain of the slides.",
        gone=gone_text,
        new=new_text,
    )


@dataclass(slots=True)
class Tally:
    """Numbers of lessons: predictions that a reviewer confirmed, and those that one corrected or decided alone."""

    confirmed: int = 0
    corrected: int = 0

    @property
    def all(self) -> int:
        """Both together."""
        return self.confirmed + self.corrected

    def add(self, decision: Decision) -> None:
        """Count one lesson."""
        if decision.confirmed:
            self.confirmed += 1
        else:
            self.corrected += 1


def enough(new: Iterable[Decision]) -> bool:
    """Return whether these new lessons are worth a try; predictions that were only confirmed do not count."""
    corrected = [d for d in new if not d.confirmed]
    classes, slides = {d.label for d in corrected}, {d.sample_id for d in corrected}
    return len(corrected) >= ENOUGH_CORRECTIONS and len(classes) >= ENOUGH_CLASSES and len(slides) >= ENOUGH_SLIDES


def enough_sentence(new: Sequence[Decision]) -> str:
    """Return what is known of the new corrections, and what is missing until a try is worth it."""
    corrections = trn("{n:,} new correction", "{n:,} new corrections", sum(not d.confirmed for d in new))
    if enough(new):
        return tr("{corrections}: enough for a fine-tuning.", corrections=corrections)
    return tr(
        "{corrections}. A fine-tuning is worth a try with at least {cells}, of at least {classes} classes, from at "
        "least {slides} signed or finished slides.",
        corrections=corrections,
        cells=ENOUGH_CORRECTIONS,
        classes=ENOUGH_CLASSES,
        slides=ENOUGH_SLIDES,
    )
