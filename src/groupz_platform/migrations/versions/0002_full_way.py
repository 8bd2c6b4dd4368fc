"""What the full way of a booking needs: holds with drafts, policies, VAT, changes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LINE_KINDS = "kind IN ('person', 'group', 'extra_person')"
MORE_LINE_KINDS = "kind IN ('person', 'group', 'extra_person', 'cancellation')"
HEADCOUNT = (
    "SELECT coalesce(sum(planned), 0) FROM booking_parties"
    " WHERE booking_id = bookings.id"
)


def upgrade() -> None:
    create_policies()
    create_tax_rates()
    create_link_requests()
    extend_bookings()
    extend_lines()
    order_slots()


def create_policies() -> None:
    op.create_table(
        "cancellation_policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cancellation_policies"),
        sa.UniqueConstraint("slug", name="uq_cancellation_policies_slug"),
    )
    op.create_table(
        "policy_steps",
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("charge_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("days_before >= 0", name="ck_policy_steps_days_before"),
        sa.CheckConstraint(
            "charge_percent >= 0 AND charge_percent <= 100",
            name="ck_policy_steps_charge_percent",
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["cancellation_policies.id"],
            name="fk_policy_steps_policy_id_cancellation_policies",
        ),
        sa.PrimaryKeyConstraint("policy_id", "days_before", name="pk_policy_steps"),
    )
    with op.batch_alter_table("activities") as activities:
        activities.add_column(sa.Column("policy_id", sa.Integer(), nullable=True))
        activities.create_foreign_key(
            "fk_activities_policy_id_cancellation_policies",
            "cancellation_policies",
            ["policy_id"],
            ["id"],
        )


def create_tax_rates() -> None:
    op.create_table(
        "tax_rates",
        sa.Column("tax_code", sa.String(32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "tax_code IN ('low', 'standard', 'exempt')", name="ck_tax_rates_tax_code"
        ),
        sa.CheckConstraint("basis_points >= 0", name="ck_tax_rates_basis_points"),
        sa.PrimaryKeyConstraint("tax_code", "valid_from", name="pk_tax_rates"),
    )


def create_link_requests() -> None:
    op.create_table(
        "link_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_requests"),
    )


def extend_bookings() -> None:
    with op.batch_alter_table("bookings") as bookings:
        for column in new_columns():
            bookings.add_column(column)
        bookings.create_index("ix_bookings_held_by", ["held_by"])
    op.execute(f"UPDATE bookings SET persons = ({HEADCOUNT})")  # noqa: S608 - no input
    with op.batch_alter_table("bookings") as bookings:
        for column in new_columns():
            if column.server_default is not None:
                bookings.alter_column(column.name, server_default=None)


def new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("persons", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("hold_extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column(
            "price_list_version", sa.Integer(), nullable=False, server_default="1"
        ),
        sa.Column("policy", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("ics_sequence", sa.Integer(), nullable=False, server_default="0"),
    ]


def extend_lines() -> None:
    with op.batch_alter_table("booking_lines") as lines:
        lines.drop_constraint("ck_booking_lines_line_kind", type_="check")
        lines.create_check_constraint("ck_booking_lines_line_kind", MORE_LINE_KINDS)
        lines.add_column(sa.Column("reverses_id", sa.Integer(), nullable=True))
        lines.create_foreign_key(
            "fk_booking_lines_reverses_id_booking_lines",
            "booking_lines",
            ["reverses_id"],
            ["id"],
        )


def order_slots() -> None:
    op.drop_index("ix_time_slots_activity_id", "time_slots")
    op.create_index(
        "ix_time_slots_activity_id",
        "time_slots",
        ["activity_id", "local_date", "starts_at"],
    )


def downgrade() -> None:
    op.drop_index("ix_time_slots_activity_id", "time_slots")
    op.create_index(
        "ix_time_slots_activity_id", "time_slots", ["activity_id", "local_date"]
    )
    with op.batch_alter_table("booking_lines") as lines:
        lines.drop_constraint("fk_booking_lines_reverses_id_booking_lines")
        lines.drop_column("reverses_id")
        lines.drop_constraint("ck_booking_lines_line_kind", type_="check")
        lines.create_check_constraint("ck_booking_lines_line_kind", LINE_KINDS)
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_index("ix_bookings_held_by")
        for column in new_columns():
            bookings.drop_column(column.name)
    op.drop_table("link_requests")
    op.drop_table("tax_rates")
    with op.batch_alter_table("activities") as activities:
        activities.drop_constraint("fk_activities_policy_id_cancellation_policies")
        activities.drop_column("policy_id")
    op.drop_table("policy_steps")
    op.drop_table("cancellation_policies")
