"""The tables for traceability: audit trail, reviewers and their sign-ins, signed versions, amendments, second reads.

Triggers make all of them append-only: a change is a new row, and the newest row counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wbc_desktop.store.tables import Base
from wbc_desktop.store.types import PlainText


class AuditRow(Base):
    """One entry of the audit trail. ``previous`` is unique, so that the chain cannot fork."""

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
    """One local account; ``folded`` is the case-folded name, so that names cannot differ only in case."""

    __tablename__ = "reviewers"
    __table_args__ = (UniqueConstraint("folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(PlainText)
    folded: Mapped[str] = mapped_column(PlainText)
    created_by: Mapped[str] = mapped_column(PlainText)
    created_at: Mapped[datetime]


class AccountRow(Base):
    """The state of an account from ``changed_at`` on: role, argon2 hash of the password, whether it is active."""

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
    """One attempt to sign in, and whether the password was right. The password itself is not stored."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_reviewer", "reviewer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewers.id"))
    accepted: Mapped[bool]
    at: Mapped[datetime]


class VersionRow(Base):
    """A version of a result for signing: ``frozen`` is the report content as JSON, ``digest`` that of the result."""

    __tablename__ = "signed_versions"
    __table_args__ = (UniqueConstraint("slide_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slide_id: Mapped[int] = mapped_column(ForeignKey("slides.id"))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    frozen: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class SignatureRow(Base):
    """A signature: version, reviewer, meaning, and time with the UTC offset in seconds."""

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
    """An amendment: who opened a signed version again, and why. A version can be amended only once."""

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
