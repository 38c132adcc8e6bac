"""Who sees what while a slide is read a second time: the second reader sees her own read, and nothing of the first's.

A second read is blind until each of its cells is decided. Until then its reader gets her own read wherever the slide
is asked for (the list, its folder, the last slide, the watched folder). While nobody has come in, a slide that is being
read so is not shown at all: else a second reader would only have to sign out to look. The first reader, and everybody
else, sees the slide as always. Where there are no accounts a name is only typed, and who types another is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.services import second_read
from wbc_desktop.store import slides

if TYPE_CHECKING:
    from wbc_desktop.ui.reviewers.trust import Trust
    from wbc_desktop.ui.shell.main_window import MainWindow


def let_see(window: MainWindow, trust: Trust, slide: Slide) -> Slide | None:
    """Which slide is shown to whoever sits there when ``slide`` is asked for; None, and a sentence, for none."""
    db, who = window.desk.db, trust.who.name
    if slide.second_of is not None:
        if slide.reader == who:
            return slide
        with db.read() as s:
            slide = slides.get(s, slide.second_of)
    waiting = second_read.unfinished(db, slide.id)
    if not waiting:
        return slide
    if window.desk.preferences.held and not who:
        window.banner.say(
            tr(
                "“{name}” is being read a second time, and what the first reviewer said is hidden from the second: "
                "come in, so that the program knows who looks.",
                name=slide.name,
            ),
            "info",
            [(tr("Who reviews?"), trust.ask_reviewer)],
        )
        return None
    own = second_read.shown_instead(db, slide.id, who)
    if own is None:
        return slide
    window.say(
        tr("Your second read of this slide is not finished: it is shown, and what the first reviewer said is hidden."),
        "info",
    )
    return own


def show_what_is_hers(window: MainWindow) -> None:
    """Somebody else came in, or went: show of the open slide what this person may see."""
    slide = window.slide
    if slide is None:
        return
    allowed = window.open_slide.gate(slide)
    if allowed is None:
        window.open_slide.leave()
    elif allowed.id != slide.id:
        window.open_slide.choose(allowed)
