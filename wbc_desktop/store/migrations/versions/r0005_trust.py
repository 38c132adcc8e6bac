"""Trust: the audit trail, reviewers, signed versions with signatures and amendments, second reads; all append-only.

What was stored before is taken into the trail's chain (``store/audit_genesis.py``). A signed slide takes no acts and no
preclassifications until it is amended: triggers hold that too. On PostgreSQL the tables that were append-only by
triggers on SQLite alone become so as well.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from wbc_desktop.store import audit_genesis

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "audit",
    "reviewers",
    "accounts",
    "sign_ins",
    "signed_versions",
    "signatures",
    "amendments",
    "second_reads",
)
EARLIER = ("preclassifications", "preclassification_maps", "acts", "classifications", "entries")
_SIGNED = (
    "EXISTS (SELECT 1 FROM signed_versions v WHERE v.slide_id = {} AND NOT EXISTS "
    "(SELECT 1 FROM amendments a WHERE a.version_id = v.id))"
)
LOCKED = {
    "acts": _SIGNED.format("NEW.slide_id"),
    "preclassifications": _SIGNED.format("(SELECT c.slide_id FROM cells c WHERE c.id = NEW.cell_id)"),
}


def upgrade() -> None:
    _make_audit()
    _make_reviewers()
    _make_signing()
    bind = op.get_bind()
    with Session(bind) as s:
        audit_genesis.begin(s, datetime.now(UTC))
        s.flush()
    if bind.dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in LOCKED:
            op.execute(f"DROP TRIGGER {table}_not_signed")
    else:
        for table in EARLIER:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for table in LOCKED:
            op.execute(f"DROP TRIGGER {table}_not_signed ON {table}")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in ("append_only", *(f"{table}_not_signed" for table in LOCKED)):
            op.execute(f"DROP FUNCTION wbc_{name}()")


def _guard_sqlite() -> None:
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, signed in LOCKED.items():
        op.execute(
            f"CREATE TRIGGER {table}_not_signed BEFORE INSERT ON {table} WHEN {signed} "
            "BEGIN SELECT RAISE(ABORT, 'the slide is signed'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION wbc_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    for table in (*EARLIER, *TABLES):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION wbc_append_only()"
        )
    for table, signed in LOCKED.items():
        op.execute(
            f"CREATE FUNCTION wbc_{table}_not_signed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {signed} THEN RAISE integrity_constraint_violation USING MESSAGE = 'the slide is signed'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_signed BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION wbc_{table}_not_signed()"
        )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("previous", name="uq_audit_previous"),
        sa.UniqueConstraint("hash", name="uq_audit_hash"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "subject_id", "id"])
    op.create_index("ix_audit_slide", "audit", ["slide_id", "id"])


def _make_reviewers() -> None:
    op.create_table(
        "reviewers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviewers"),
        sa.UniqueConstraint("folded", name="uq_reviewers_folded"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewers.id"], name="fk_accounts_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_reviewer", "accounts", ["reviewer_id", "id"])
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewers.id"], name="fk_sign_ins_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_reviewer", "sign_ins", ["reviewer_id", "id"])


def _make_signing() -> None:
    op.create_table(
        "signed_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["slide_id"], ["slides.id"], name="fk_signed_versions_slide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signed_versions"),
        sa.UniqueConstraint("slide_id", "version", name="uq_signed_versions_slide_id_version"),
    )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["signed_versions.id"], name="fk_signatures_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
        sa.UniqueConstraint("version_id", "reviewer", name="uq_signatures_version_id_reviewer"),
    )
    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["signed_versions.id"], name="fk_amendments_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_amendments"),
        sa.UniqueConstraint("version_id", name="uq_amendments_version_id"),
    )
    op.create_table(
        "second_reads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slide_id", sa.Integer(), nullable=False),
        sa.Column("of_slide_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["slide_id"], ["slides.id"], name="fk_second_reads_slide_id"),
        sa.ForeignKeyConstraint(["of_slide_id"], ["slides.id"], name="fk_second_reads_of_slide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_second_reads"),
        sa.UniqueConstraint("slide_id", name="uq_second_reads_slide_id"),
        sa.UniqueConstraint("of_slide_id", "reviewer", name="uq_second_reads_of_slide_id_reviewer"),
    )
