"""Who sees what while a slide is read a second time: the second reader sees her own read, and nothing of the first's.

A second read is blind until each of its cells is decided. Until then its reader gets her own read wherever the slide
is asked for (the list, its folder, the last slide, the watched folder). While nobody is signed in, a slide that is
being read so is not shown at all: else a second reader would only have to sign out to look. The first reader, and
everybody else, sees the slide as always. Where there are no accounts a name is only typed, and who types another is
believed.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from wbc_desktop.domain.cells import Slide
from wbc_desktop.domain.language import tr
from wbc_desktop.jobs.operations import SlideContext
from wbc_desktop.services import second_read
from wbc_desktop.store import slides
from wbc_desktop.ui.reviewers.sign_in import SignIn


class BlindReading(QObject):
    """Decides which slide is shown to the person at the window."""

    def __init__(self, context: SlideContext, sign_in: SignIn) -> None:
        super().__init__(sign_in)
        self._context = context
        self._db = context.db
        self._sign_in = sign_in
        self._shown_instead: Slide | None = None
        context.opened.connect(self._opened)

    def visible_slide(self, slide: Slide) -> Slide | None:
        """Which slide is shown when ``slide`` is asked for; None, with a message that says why, for none."""
        who = self._sign_in.identity.name
        if slide.second_of is not None:
            if slide.reader == who:
                return slide
            with self._db.read() as s:
                slide = slides.get(s, slide.second_of)
        if not second_read.unfinished(self._db, slide.id):
            return slide
        if self._sign_in.is_signed_out:
            self._context.say(
                tr(
                    "“{name}” is being read a second time, and what the first reviewer said is hidden from the second: "
                    "sign in, so that the program knows who looks.",
                    name=slide.name,
                ),
                "info",
                (tr("Sign in…"), self._sign_in.ask),
            )
            return None
        own = second_read.own_unfinished_read(self._db, slide.id, who)
        if own is None:
            return slide
        self._shown_instead = own
        if self._context.is_open(own):
            self._opened(own)
        return own

    def _opened(self, slide: Slide | None) -> None:
        """Say why another slide is shown, once it is shown: the message belongs to it."""
        own, self._shown_instead = self._shown_instead, None
        if own is not None and slide is not None and own.id == slide.id:
            self._context.say(
                tr(
                    "Your second read of this slide is not finished: it is shown, and what the first reviewer said is "
                    "hidden."
                ),
                slide=own,
            )
