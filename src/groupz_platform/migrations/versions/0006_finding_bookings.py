"""What the list of bookings is found and sorted by, and the filters that staff keep."""

import sqlalchemy as sa
from alembic import op

from groupz_platform.bookings.folding import search_text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TO_FIND = ("search_text", "organisation")
BOOKINGS = sa.table(
    "bookings",
    *(
        sa.column(name)
        for name in (
            "id",
            "reference",
            "organisation",
            "contact_name",
            "contact_email",
            "contact_telephone",
            "search_text",
        )
    ),
)
AT_A_TIME = 1000


def upgrade() -> None:
    with op.batch_alter_table("bookings") as bookings:
        bookings.add_column(
            sa.Column("search_text", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("bookings") as bookings:
        bookings.alter_column("search_text", server_default=None)
    write_texts()
    for column in TO_FIND:
        op.create_index(f"ix_bookings_{column}", "bookings", [column])
    op.create_index("ix_bookings_state_id", "bookings", ["state", "id"])
    create_saved_filters()


def write_texts() -> None:
    """Write what the bookings that are there are found by, some at a time."""
    connection, last = op.get_bind(), 0
    *given, written = BOOKINGS.c
    change = BOOKINGS.update().where(BOOKINGS.c.id == sa.bindparam("key"))
    page = sa.select(*given).order_by(BOOKINGS.c.id).limit(AT_A_TIME)
    while rows := connection.execute(page.where(BOOKINGS.c.id > last)).all():
        values = [{"key": key, "text": search_text(*rest)} for key, *rest in rows]
        connection.execute(change.values({written: sa.bindparam("text")}), values)
        last = rows[-1].id


def create_saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.UniqueConstraint("staff_id", "name", name="uq_saved_filters_staff_id"),
    )


def downgrade() -> None:
    op.drop_table("saved_filters")
    op.drop_index("ix_bookings_state_id", "bookings")
    for column in TO_FIND:
        op.drop_index(f"ix_bookings_{column}", "bookings")
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_column("search_text")
