"""The audit log of the backoffice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
        sa.CheckConstraint(
            "act IN ('added', 'changed', 'removed')", name="ck_audit_entries_act"
        ),
    )
    for name, columns in (
        ("ix_audit_entries_table_name", ["table_name", "row_key", "id"]),
        ("ix_audit_entries_at", ["at"]),
        ("ix_audit_entries_batch", ["batch"]),
        ("ix_audit_entries_actor_id", ["actor_id", "at"]),
    ):
        op.create_index(name, "audit_entries", columns)


def downgrade() -> None:
    op.drop_table("audit_entries")
