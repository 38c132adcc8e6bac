"""Agreement of two readers of the same cells: Cohen's kappa over all classes and per class, and the differences.

Kappa (J. Cohen, Educational and Psychological Measurement 20, 1960) is the agreement beyond the agreement by chance
alone. The kappa of one class distinguishes only "this class" and "another class".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from wbc_desktop.domain.cells import Cell
from wbc_desktop.domain.classes import UNIDENTIFIED, class_order
from wbc_desktop.domain.regions import Box, content_of


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """Cells of one class by the first reader, by the second, by both, and kappa (None: undefined)."""

    code: str
    first: int
    second: int
    both: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that the two readers classified differently.

    The class is "" of a reader who has no such cell. ``page`` (from 0), ``number`` in its field (0: the picture is one
    cell) and ``box`` say where it is in its file.
    """

    path: str
    sha256: str
    first: str
    first_reviewer: str
    second: str
    page: int = 0
    number: int = 0
    box: Box | None = None

    @property
    def content(self) -> str:
        """What identifies the cell on every slide that has it (``Cell.content``)."""
        return content_of(self.sha256, self.page, self.box)


@dataclass(frozen=True, slots=True)
class ReadAgreement:
    """Result of the comparison: ``n`` cells decided by both, ``agreed`` of them alike; ``undecided`` are left out.

    ``differences`` also has the cells that one reader drew or removed in a picture that both have; nothing else counts
    them.
    """

    n: int
    agreed: int
    undecided: int
    kappa: float | None
    classes: tuple[ClassAgreement, ...]
    differences: tuple[Difference, ...]
    pairs: tuple[tuple[str, str, int], ...]

    @property
    def of_one(self) -> int:
        """The number of decided cells that only one reader has."""
        return sum(not (d.first and d.second) for d in self.differences)


def cohens_kappa(pairs: Counter[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of counted (one, other) pairs; None without pairs or if all are in one class."""
    n = pairs.total()
    if not n:
        return None
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        first[one] += count
        second[other] += count
    chance = sum(first[code] * second[code] for code in first)
    if chance == n * n:
        return None
    observed = sum(count for (one, other), count in pairs.items() if one == other)
    return (observed * n - chance) / (n * n - chance)


def compare(first: Iterable[Cell], second: Iterable[Cell], pictures: Container[tuple[str, int]] = ()) -> ReadAgreement:
    """Compare two readings cell by cell (by content). Cells that either reader left undecided are not compared.

    ``pictures``: SHA-256 and page of those that both readings have, in which one may have drawn or removed a cell.
    """
    mine, theirs = ({cell.content: cell for cell in cells} for cells in (first, second))
    pairs: Counter[tuple[str, str]] = Counter()
    differences, undecided = [], 0
    for content, cell in {**theirs, **mine}.items():
        known = cell.box is not None and (cell.sha256, cell.page) in pictures
        one, two = (_decided_class(cells.get(content), known) for cells in (mine, theirs))
        if one is None or two is None:
            undecided += 1
            continue
        if one and two:
            pairs[one, two] += 1
        if one != two:
            who = cell.classification.reviewer if one and cell.classification is not None else ""
            differences.append(Difference(cell.path, cell.sha256, one, who, two, cell.page, cell.number, cell.box))
    codes = sorted({code for pair in pairs for code in pair}, key=class_order)
    differences.sort(key=lambda d: (class_order(d.first), class_order(d.second), d.path, d.page, d.number))
    counted = sorted(pairs.items(), key=lambda item: (class_order(item[0][0]), class_order(item[0][1])))
    return ReadAgreement(
        n=pairs.total(),
        agreed=sum(count for (one, two), count in pairs.items() if one == two),
        undecided=undecided,
        kappa=cohens_kappa(pairs),
        classes=tuple(_class_agreement(code, pairs) for code in codes),
        differences=tuple(differences),
        pairs=tuple((one, two, count) for (one, two), count in counted),
    )


def _class_agreement(code: str, pairs: Counter[tuple[str, str]]) -> ClassAgreement:
    folded: Counter[tuple[str, str]] = Counter()
    for (one, two), count in pairs.items():
        folded["this" if one == code else "other", "this" if two == code else "other"] += count
    first = folded["this", "this"] + folded["this", "other"]
    second = folded["this", "this"] + folded["other", "this"]
    return ClassAgreement(code, first, second, folded["this", "this"], cohens_kappa(folded))


def _decided_class(cell: Cell | None, known: bool) -> str | None:
    """Return the reader's class; None if undecided or Unidentified; "" if a reader of the picture has no such cell."""
    if cell is None:
        return "" if known else None
    return None if cell.label == UNIDENTIFIED else cell.label
