"""Signed versions of results, signatures and amendments. Append-only; a version without amendment locks its slide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wbc_desktop.domain.audit import Subject
from wbc_desktop.domain.reviewers import Identity, Role
from wbc_desktop.domain.signing import Amendment, Signature, SignedVersion
from wbc_desktop.store import audit, guard
from wbc_desktop.store.chunks import chunks
from wbc_desktop.store.trust_tables import AmendmentRow, SignatureRow, VersionRow


def add_version(s: Session, slide_id: int, digest: str, frozen: str, by: Identity, now: datetime) -> SignedVersion:
    """Add the next version of the slide's result, without signatures; ``frozen`` is the content of its report.

    Raises as ``guard.check_may_act``, like all acts here.
    """
    who = guard.check_may_act(s, by)
    last = s.scalar(select(func.max(VersionRow.version)).where(VersionRow.slide_id == slide_id)) or 0
    row = VersionRow(slide_id=slide_id, version=last + 1, digest=digest, frozen=frozen, created_at=now)
    s.add(row)
    s.flush()
    after = {"version": row.version, "digest": digest}
    audit.append(s, Subject.VERSION, row.id, act="freeze", who=who, now=now, slide_id=slide_id, after=after)
    return SignedVersion(row.id, slide_id, row.version, digest, now, (), None)


def add_signature(s: Session, version: SignedVersion, by: Identity, meaning: str, at: datetime) -> Signature:
    """Add the signature of ``by``; ``at`` is the time with the local time zone."""
    who = guard.check_may_act(s, by)
    offset = at.utcoffset() or timedelta(0)
    row = SignatureRow(
        version_id=version.id,
        reviewer=who,
        role="" if by.role is None else by.role.value,
        meaning=meaning,
        digest=version.digest,
        at=at,
        utc_offset=int(offset.total_seconds()),
    )
    s.add(row)
    s.flush()
    after = {"version": version.version, "meaning": meaning, "role": row.role, "digest": version.digest}
    audit.append(s, Subject.SIGNATURE, row.id, act="sign", who=who, now=at, slide_id=version.slide_id, after=after)
    return _signature(row)


def add_amendment(s: Session, version: SignedVersion, by: Identity, reason: str, now: datetime) -> Amendment:
    """Amend the version: its slide can be changed until the next version is signed."""
    who = guard.check_may_act(s, by)
    row = AmendmentRow(version_id=version.id, reviewer=who, reason=reason, at=now)
    s.add(row)
    s.flush()
    audit.append(
        s,
        Subject.AMENDMENT,
        row.id,
        act="amend",
        who=who,
        now=now,
        slide_id=version.slide_id,
        before={"version": version.version},
        why=reason,
    )
    return Amendment(row.id, version.id, who, reason, now)


def versions(s: Session, slide_id: int) -> list[SignedVersion]:
    """Return the signed versions of the slide, in their order."""
    return versions_many(s, [slide_id])[slide_id]


def versions_many(s: Session, slide_ids: Sequence[int]) -> dict[int, list[SignedVersion]]:
    """Return the signed versions of each of these slides, in their order."""
    found: dict[int, list[SignedVersion]] = {slide_id: [] for slide_id in slide_ids}
    for some in chunks(list(found)):
        rows = s.execute(
            select(VersionRow.id, VersionRow.slide_id, VersionRow.version, VersionRow.digest, VersionRow.created_at)
            .where(VersionRow.slide_id.in_(some))
            .order_by(VersionRow.slide_id, VersionRow.version)
        ).all()
        ids = [row.id for row in rows]
        signed: dict[int, list[Signature]] = {}
        for row in s.scalars(select(SignatureRow).where(SignatureRow.version_id.in_(ids)).order_by(SignatureRow.id)):
            signed.setdefault(row.version_id, []).append(_signature(row))
        amended = {
            row.version_id: Amendment(row.id, row.version_id, row.reviewer, row.reason, row.at)
            for row in s.scalars(select(AmendmentRow).where(AmendmentRow.version_id.in_(ids)))
        }
        for number, slide_id, version, digest, made in rows:
            signatures, amendment = tuple(signed.get(number, ())), amended.get(number)
            found[slide_id].append(SignedVersion(number, slide_id, version, digest, made, signatures, amendment))
    return found


def locked_slides(s: Session) -> list[int]:
    """Return the ids of the slides whose newest version is in force (signed and not amended since)."""
    amended = select(AmendmentRow.id).where(AmendmentRow.version_id == VersionRow.id).exists()
    return list(s.scalars(select(VersionRow.slide_id).where(~amended).order_by(VersionRow.slide_id).distinct()))


def frozen(s: Session, version_id: int) -> str:
    """Return the report content of the version as JSON. Raises LookupError when there is no such version."""
    found = s.scalar(select(VersionRow.frozen).where(VersionRow.id == version_id))
    if found is None:
        raise LookupError(f"no signed version {version_id}")
    return found


def head_of(s: Session, version: SignedVersion) -> str:
    """Return the hash of the audit entry of the version's last signature, or ""; the report prints it."""
    if not version.signatures:
        return ""
    entry = audit.newest_of(s, Subject.SIGNATURE, version.signatures[-1].id)
    return "" if entry is None else entry.hash


def _signature(row: SignatureRow) -> Signature:
    zone = timezone(timedelta(seconds=row.utc_offset)) if row.utc_offset else UTC
    role = Role(row.role) if row.role else None
    return Signature(row.id, row.version_id, row.reviewer, role, row.meaning, row.digest, row.at.astimezone(zone))
