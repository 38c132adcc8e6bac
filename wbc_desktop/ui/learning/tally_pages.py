"""The lists of what has accumulated: by class, by slide and by laboratory."""

from __future__ import annotations

from collections import Counter

from wbc_desktop.domain.classes import cell_class, class_order
from wbc_desktop.domain.language import tr
from wbc_desktop.domain.learning import ENOUGH_CORRECTIONS, Decision, Tally
from wbc_desktop.services.learning_overview import Overview
from wbc_desktop.ui.learning.list_page import ListPage, Value
from wbc_desktop.ui.widgets.icons import colour_dot


def nothing_yet() -> str:
    """Return the sentence for no corrections, with what to do."""
    return tr(
        "No decisions to learn from yet. Decide on every cell of a slide, or sign it: then the model can learn from it."
    )


def counted() -> list[str]:
    """Return the titles of the columns with numbers."""
    return [tr("Confirmed"), tr("Corrected"), tr("New corrections")]


class ClassTallies(ListPage):
    """Shows the numbers of each class and of all, and how many new corrections are missing."""

    def __init__(self) -> None:
        super().__init__(tr("Decisions by class"), [tr("Class"), *counted(), tr("Still needed")], nothing_yet())

    def show_overview(self, shown: Overview) -> None:
        """Show these numbers."""
        self.clear()
        found = shown.found
        tallies, new = found.by_class, Counter(lesson.label for lesson in corrections(shown))
        for code in sorted(tallies, key=class_order):
            one = cell_class(code)
            self.add([f"{code}  {one.title}", *_numbers(tallies[code], new[code]), ""], code, colour_dot(one.colour))
        if tallies:
            needed = 0 if found.enough else max(0, ENOUGH_CORRECTIONS - new.total())
            every = Tally(sum(t.confirmed for t in tallies.values()), sum(t.corrected for t in tallies.values()))
            self.add([tr("All classes"), *_numbers(every, new.total()), needed], emphasised=True)


class SlideTallies(ListPage):
    """Shows the numbers of each slide, its laboratory, and whether the model is trained or tested on it."""

    def __init__(self) -> None:
        titles = [tr("Slide"), tr("Laboratory"), tr("Used for"), *counted()]
        super().__init__(tr("Decisions by slide"), titles, nothing_yet())

    def show_overview(self, shown: Overview) -> None:
        """Show these numbers."""
        self.clear()
        found = shown.found
        tallies, new = found.by_slide, Counter(lesson.sample_id for lesson in corrections(shown))
        for slide_id in sorted(tallies, key=lambda number: shown.slides.get(number, "").casefold()):
            side = tr("testing") if found.sides.get(slide_id) else tr("training")
            name, laboratory = shown.slides.get(slide_id, ""), found.laboratories.get(slide_id, "")
            self.add([name, laboratory or tr("not named"), side, *_numbers(tallies[slide_id], new[slide_id])], slide_id)


class LaboratoryTallies(ListPage):
    """Shows the numbers of each laboratory."""

    def __init__(self) -> None:
        titles = [tr("Laboratory"), tr("Slides"), *counted()]
        super().__init__(tr("Decisions by laboratory"), titles, nothing_yet())

    def show_overview(self, shown: Overview) -> None:
        """Show these numbers."""
        self.clear()
        found = shown.found
        of = found.laboratories
        new = Counter(of.get(lesson.sample_id, "") for lesson in corrections(shown))
        slides = Counter(of.get(slide_id, "") for slide_id in found.by_slide)
        for name, tally in sorted(found.by_laboratory.items(), key=lambda one: one[0].casefold()):
            self.add([name or tr("not named"), slides[name], *_numbers(tally, new[name])], name)


def corrections(shown: Overview) -> list[Decision]:
    """Return the decisions that the active model did not learn and was wrong about."""
    return [lesson for lesson in shown.found.new if not lesson.confirmed]


def _numbers(tally: Tally, new: int) -> list[Value]:
    return [tally.confirmed, tally.corrected, new]
