"""Times in which groups cannot book."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "time_slots",
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer()),
        sa.Column("activity_id", sa.Integer()),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > begins_at", name="ck_closures_order"),
        sa.CheckConstraint(
            "venue_id IS NULL OR activity_id IS NULL", name="ck_closures_scope"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venues.id"], name="fk_closures_venue_id_venues"
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name="fk_closures_activity_id_activities",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_closures"),
    )
    op.create_index("ix_closures_ends_at", "closures", ["ends_at"])


def downgrade() -> None:
    op.drop_table("closures")
    with op.batch_alter_table("time_slots") as slots:
        slots.drop_column("is_closed")
