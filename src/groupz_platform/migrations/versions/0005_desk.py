"""The day at the desk: how many came, and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("arrived_persons", sa.Integer()))
    op.create_table(
        "booking_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name="fk_booking_notes_booking_id_bookings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_booking_notes"),
    )
    op.create_index("ix_booking_notes_booking_id", "booking_notes", ["booking_id"])
    op.create_table(
        "desk_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_desk_notes"),
    )
    op.create_index("ix_desk_notes_day", "desk_notes", ["day"])


def downgrade() -> None:
    op.drop_table("desk_notes")
    op.drop_table("booking_notes")
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_column("arrived_persons")
