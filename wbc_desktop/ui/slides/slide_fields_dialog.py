"""The dialog of a slide's details: sample, patient, age, sex, stain, time of collection, white count, comments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wbc_desktop.domain.entries import Entry
from wbc_desktop.domain.errors import SlideSigned
from wbc_desktop.domain.language import mark, tr
from wbc_desktop.domain.slide_fields import NAMES, SlideFields
from wbc_desktop.jobs.operations import Message
from wbc_desktop.ui.widgets.ask import Refuse
from wbc_desktop.ui.widgets.fault import FaultLine
from wbc_desktop.ui.widgets.fitting import FittedDialog
from wbc_desktop.ui.widgets.labels import Label
from wbc_desktop.ui.widgets.theme import GRID
from wbc_desktop.ui.widgets.words import moment

SEXES = ("", mark("female"), mark("male"))
STAINS = ("", "May-Grünwald–Giemsa", "Wright–Giemsa", "Wright", "Leishman", "Giemsa")

Save = Callable[[SlideFields], object]
"""Saves the typed details and accepts the dialog, or shows in it why they are refused."""


class SlideFieldsDialog(FittedDialog):
    """Asks for the details; OK calls ``save``. ``refuse`` may be set to add buttons to the reason of a lock."""

    def __init__(
        self, slide: str, fields: SlideFields, history: Sequence[Entry], save: Save, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Details of {slide}", slide=slide))
        self._save = save
        self.refuse: Refuse = lambda error, show: show(Message(str(error)))
        self._sample = QLineEdit(fields.sample)
        self._patient = QLineEdit(fields.patient)
        self._age = QLineEdit(fields.age)
        self._age.setPlaceholderText(tr("45, or 3 months"))
        self._sex = _offer([tr(text) for text in SEXES], fields.sex)
        self._stain = _offer(STAINS, fields.stain)
        self._collected = QLineEdit(fields.collected)
        self._collected.setPlaceholderText("2026-11-23 08:30 +07:00")
        self._collected.setToolTip(tr("Date and time. Add the time zone if it is not that of this computer."))
        self._white_count = QLineEdit(fields.white_count)
        self._white_count.setPlaceholderText(tr("10⁹ cells per litre, such as 7.4"))
        self._corrected = QCheckBox(tr("It &includes erythroblasts: correct for them"))
        self._corrected.setChecked(fields.correct_for_erythroblasts)
        self._corrected.setToolTip(tr("Corrected count = count × 100 / (100 + erythroblasts per 100 white cells)"))
        self._comments = QPlainTextEdit(fields.comments)
        self._comments.setTabChangesFocus(True)
        self._comments.setFixedHeight(9 * GRID)
        self._note = Label()
        self.fault = FaultLine()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept_typed)
        self._buttons.rejected.connect(self.reject)
        for edit in (self._age, self._white_count):
            edit.textChanged.connect(self._update_note)
        self._sex.currentTextChanged.connect(self._update_note)
        self._lay_out(history)
        self._update_note()

    def typed(self) -> SlideFields:
        """The details as typed."""
        return SlideFields(
            sample=self._sample.text(),
            patient=self._patient.text(),
            age=self._age.text(),
            sex=self._sex.currentText(),
            stain=self._stain.currentText(),
            collected=self._collected.text(),
            white_count=self._white_count.text(),
            corrected="yes" if self._corrected.isChecked() else "",
            comments=self._comments.toPlainText(),
        )

    def type(self, **texts: str) -> None:
        """Type into fields by name, as a person does."""
        for name, text in texts.items():
            widget = getattr(self, f"_{name}")
            if isinstance(widget, QComboBox):
                widget.setCurrentText(text)
            elif isinstance(widget, QPlainTextEdit):
                widget.setPlainText(text)
            elif isinstance(widget, QCheckBox):
                widget.setChecked(text == "yes")
            else:
                widget.setText(text)

    def note(self) -> str:
        """The note about the typed age and sex; "" if there is none."""
        return self._note.text()

    def error(self) -> str:
        """The reason why the details were refused; "" if there is none."""
        return self.fault.text()

    def lock(self, why: str) -> None:
        """Let nothing be typed or saved, and show why; "": let it be typed and saved."""
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        for part in (self._fields, ok):
            part.setEnabled(not why)
            part.setToolTip(why)
        self.fault.show_text("")
        if why:
            self.refuse(SlideSigned(why), self.show_message)

    def show_message(self, message: Message) -> None:
        """Show the message of a refusal with its buttons."""
        self.fault.show_message(message)
        self.fit()

    def accept_typed(self) -> None:
        """Save the typed details, as OK does."""
        self.fault.show_text("")
        self._save(self.typed())

    def _update_note(self) -> None:
        typed = self.typed()
        parts = []
        if typed.age.strip() and typed.years is None:
            parts.append(tr("The age is not understood, so ranges for adults are used: write 45, 3 months or 10 days."))
        if typed.sex.strip() and typed.known_sex is None:
            parts.append(tr("Ranges for everybody are used for this sex."))
        self._corrected.setEnabled(bool(typed.white_count.strip()))
        self._note.setText(" ".join(parts))
        self._note.setVisible(bool(parts))
        self.fit()

    def _lay_out(self, history: Sequence[Entry]) -> None:
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("S&ample"), self._sample),
            (tr("&Patient"), self._patient),
            (tr("A&ge"), self._age),
            (tr("Se&x"), self._sex),
            (tr("S&tain"), self._stain),
            (tr("&Collected"), self._collected),
            (tr("Total &white count"), self._white_count),
            ("", self._corrected),
            (tr("C&omments"), self._comments),
        )
        for label, widget in rows:
            form.addRow(label, widget)
            if label:
                widget.setAccessibleName(label.replace("&", ""))
        about = Label(
            tr(
                "All fields are optional and printed on the report as typed. Age and sex select the reference "
                "ranges. The total white count gives absolute counts. The history records who changed what."
            )
        )
        for label_ in (about, self._note):
            label_.setWordWrap(True)
            label_.setProperty("role", "muted")
        column, foot, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(self._fields)
        column.addWidget(self._note)
        column.addWidget(about)
        if history:
            column.addWidget(_last_change(history))
        column.addStretch(1)
        below.addWidget(self._buttons)
        foot.addWidget(self.fault)
        foot.addLayout(below)
        self.setMinimumWidth(62 * GRID)
        self.fill(column, foot)


def _last_change(history: Sequence[Entry]) -> QLabel:
    """Return a label with the last change; its tool tip lists the latest twelve."""
    last = history[-1]
    name = tr(NAMES.get(last.subject, last.subject)).lower()
    label = Label(
        tr(
            "Last change: {name}, by {reviewer}, {moment}",
            name=name,
            reviewer=last.reviewer,
            moment=moment(last.created_at),
        )
    )
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    changes = [
        f"{moment(e.created_at)}  {e.reviewer}: {tr(NAMES.get(e.subject, e.subject))} “{str(e.value)[:60]}”"
        for e in history[:-13:-1]
    ]
    label.setToolTip("\n".join(changes))
    return label


def _offer(texts: Sequence[str], typed: str) -> QComboBox:
    """Return a list of texts to choose from, in which another text can be typed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(texts))
    box.setCurrentText(typed)
    return box
