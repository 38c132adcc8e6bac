"""The tables of trust: the audit trail, reviewers and how they came in, signed versions, amendments, second reads.

All of them are append-only (triggers see to it): what changes is said by a new row, and the newest counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wbc_desktop.store.tables import Base
from wbc_desktop.store.types import PlainText


class AuditRow(Base):
    """One entry of the audit trail. ``previous`` is unique, so that the chain cannot fork on any database."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("previous"),
        UniqueConstraint("hash"),
        Index("ix_audit_subject", "subject", "subject_id", "id"),
        Index("ix_audit_slide", "slide_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27))
    who: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    slide_id: Mapped[int | None]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ReviewerRow(Base):
    """One local account; ``folded`` is the name without regard to case, so that no two names look alike."""

    __tablename__ = "reviewers"
    __table_args__ = (UniqueConstraint("folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(PlainText)
    folded: Mapped[str] = mapped_column(PlainText)
    created_by: Mapped[str] = mapped_column(PlainText)
    created_at: Mapped[datetime]


class AccountRow(Base):
    """What an account is from a moment on: role, argon2 hash of the password, whether it may be used."""

    __tablename__ = "accounts"
    __table_args__ = (Index("ix_accounts_reviewer", "reviewer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewers.id"))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool]
    password: Mapped[str] = mapped_column(PlainText)
    changed_by: Mapped[str] = mapped_column(PlainText)
    changed_at: Mapped[datetime]


class SignInRow(Base):
    """One password that was tried, and whether it was right. The password itself is nowhere."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_reviewer", "reviewer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewers.id"))
    accepted: Mapped[bool]
    at: Mapped[datetime]


class VersionRow(Base):
    """A result as it was signed: ``frozen`` is all that its report says, as JSON; ``digest`` that of the result."""

    __tablename__ = "signed_versions"
    __table_args__ = (UniqueConstraint("slide_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    frozen: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class SignatureRow(Base):
    """Who signed a version, when (with the offset of the zone, in seconds) and with what meaning."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("version_id", "reviewer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("signed_versions.id"))
    reviewer: Mapped[str] = mapped_column(PlainText)
    role: Mapped[str] = mapped_column(String(16))
    meaning: Mapped[str] = mapped_column(PlainText)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    utc_offset: Mapped[int]


class AmendmentRow(Base):
    """A signed version was opened again, by whom and why. A version is opened once; then the next one is signed."""

    __tablename__ = "amendments"
    __table_args__ = (UniqueConstraint("version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("signed_versions.id"))
    reviewer: Mapped[str] = mapped_column(PlainText)
    reason: Mapped[str] = mapped_column(PlainText)
    at: Mapped[datetime]


class SecondReadRow(Base):
    """A blind second read: ``slide_id`` holds the second reader's copy of the cells, ``of_slide_id`` is the slide."""

    __tablename__ = "second_reads"
    __table_args__ = (UniqueConstraint("slide_id"), UniqueConstraint("of_slide_id", "reviewer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    of_slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    reviewer: Mapped[str] = mapped_column(PlainText)
    at: Mapped[datetime]
