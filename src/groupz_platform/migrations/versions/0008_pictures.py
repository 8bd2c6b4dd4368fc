"""Pictures of activities that staff upload."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "size IN ('small', 'large')", name="ck_pictures_picture_size"
        ),
        sa.PrimaryKeyConstraint("sha256", "size", name="pk_pictures"),
    )


def downgrade() -> None:
    op.drop_table("pictures")
