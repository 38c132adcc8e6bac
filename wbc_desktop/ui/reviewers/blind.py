"""Hides the first reader's classes from a second reader.

A second read is blind until all of its cells are decided. Until then its reader sees only that read, however the slide
is opened (from the list, its folder, as the last slide, from the watched folder). While nobody is signed in, such a
slide is not shown, or a second reader could sign out to see it. The first reader and everybody else see the slide.
Without accounts a reviewer is identified only by the typed name, which is not checked.
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
    """Decides which slide the person at the window may see."""

    def __init__(self, context: SlideContext, sign_in: SignIn) -> None:
        super().__init__(sign_in)
        self._context = context
        self._db = context.db
        self._sign_in = sign_in
        self._shown_instead: Slide | None = None
        context.opened.connect(self._opened)

    def visible_slide(self, slide: Slide) -> Slide | None:
        """Return the slide to show when ``slide`` is requested. For none, show a message why and return None."""
        name = self._sign_in.identity.name
        if slide.second_of is not None:
            if slide.reader == name:
                return slide
            with self._db.read() as s:
                slide = slides.get(s, slide.second_of)
        if not second_read.unfinished(self._db, slide.id):
            return slide
        if self._sign_in.is_signed_out:
            self._context.notify(
                tr(
                    "“{name}” is being read a second time, and the first reviewer’s classes are hidden from the second "
                    "reader. Sign in to see the slide.",
                    name=slide.name,
                ),
                "info",
                (tr("Sign in…"), self._sign_in.ask),
            )
            return None
        own = second_read.own_unfinished_read(self._db, slide.id, name)
        if own is None:
            return slide
        self._shown_instead = own
        if self._context.is_open(own):
            self._opened(own)
        return own

    def _opened(self, slide: Slide | None) -> None:
        """Tell the reader why the second read is shown. The message belongs to it, so it has to be open first."""
        own, self._shown_instead = self._shown_instead, None
        if own is not None and slide is not None and own.id == slide.id:
            self._context.notify(
                tr(
                    "Your second read of this slide is not finished, so it is shown and the first reviewer’s classes "
                    "are hidden."
                ),
                slide=own,
            )
