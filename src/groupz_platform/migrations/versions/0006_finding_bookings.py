"""What the list of bookings is found and sorted by, and the filters that staff keep."""

import sqlalchemy as sa
from alembic import op

from groupz_platform.bookings.folding import search_text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_bookings_organisation": ["organisation"],
    "ix_bookings_search_text": ["search_text", "id"],
    "ix_bookings_state_id": ["state", "id"],
}
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
    for name, columns in INDEXES.items():
        op.create_index(name, "bookings", columns)
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
    for name in INDEXES:
        op.drop_index(name, "bookings")
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_column("search_text")
