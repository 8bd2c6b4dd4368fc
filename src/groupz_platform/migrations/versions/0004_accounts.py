"""Accounts of the staff, second factors, the login history, and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_staff_accounts()
    create_staff_sessions()
    create_enrolment_links()
    create_recovery_codes()
    create_second_factor_devices()
    create_sign_in_attempts()


def words(column: str, *allowed: str) -> str:
    """Write the condition that a column holds one of some words."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    return f"{column} IN ({listed})"


def create_staff_accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sign_in_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            words(
                "role",
                "administrator",
                "planner",
                "desk",
                "finance",
                "guide",
                "auditor",
            ),
            name="ck_staff_accounts_staff_role",
        ),
        sa.CheckConstraint(
            words("state", "active", "disabled"), name="ck_staff_accounts_account_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("email", name="uq_staff_accounts_email"),
        sa.UniqueConstraint("sign_in_name", name="uq_staff_accounts_sign_in_name"),
    )


def create_staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("handle", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=255), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("client", sa.String(length=255), nullable=False),
        sa.Column("agent", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("handle", name="pk_staff_sessions"),
        sa.UniqueConstraint("hash", name="uq_staff_sessions_hash"),
    )
    op.create_index("ix_staff_sessions_created_at", "staff_sessions", ["created_at"])
    op.create_index("ix_staff_sessions_seen_at", "staff_sessions", ["seen_at"])
    op.create_index("ix_staff_sessions_user", "staff_sessions", ["user"])


def create_enrolment_links() -> None:
    op.create_table(
        "enrolment_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_accounts.id"],
            name="fk_enrolment_links_account_id_staff_accounts",
        ),
        sa.CheckConstraint(
            words("purpose", "account", "second_factor"),
            name="ck_enrolment_links_link_purpose",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment_links"),
        sa.UniqueConstraint("token_hash", name="uq_enrolment_links_token_hash"),
    )
    op.create_index("ix_enrolment_links_account_id", "enrolment_links", ["account_id"])


def create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_accounts.id"],
            name="fk_recovery_codes_account_id_staff_accounts",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_codes_code_hash"),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])


def create_second_factor_devices() -> None:
    op.create_table(
        "second_factor_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("period_seconds", sa.Integer(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'totp' AND secret IS NOT NULL) OR"
            " (kind = 'passkey' AND credential_id IS NOT NULL)",
            name="ck_second_factor_devices_complete",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_accounts.id"],
            name="fk_second_factor_devices_account_id_staff_accounts",
        ),
        sa.CheckConstraint(
            words("kind", "totp", "passkey"),
            name="ck_second_factor_devices_factor_kind",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_second_factor_devices"),
        sa.UniqueConstraint(
            "credential_id", name="uq_second_factor_devices_credential_id"
        ),
    )
    op.create_index(
        "ix_second_factor_devices_account_id", "second_factor_devices", ["account_id"]
    )


def create_sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name_hash", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("is_shortened", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("factor", sa.String(32), nullable=True),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("alerted", sa.Boolean(), nullable=False),
        sa.Column("session_handle", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("ticket_hash", sa.String(), nullable=True),
        sa.Column("ticket_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_accounts.id"],
            name="fk_sign_in_attempts_account_id_staff_accounts",
        ),
        sa.CheckConstraint(
            words("factor", "totp", "passkey", "recovery"),
            name="ck_sign_in_attempts_factor",
        ),
        sa.CheckConstraint(
            words("result", "pending", "succeeded", "refused", "noted"),
            name="ck_sign_in_attempts_result",
        ),
        sa.CheckConstraint(
            words(
                "reason",
                "password_right",
                "signed_in",
                "enrolled",
                "confirmed",
                "unknown_name",
                "wrong_password",
                "not_enrolled",
                "disabled",
                "too_often",
                "wrong_code",
                "used_code",
                "wrong_passkey",
                "factor_reset",
            ),
            name="ck_sign_in_attempts_reason",
        ),
        sa.CheckConstraint(
            words("ended_by", "signed_out", "revoked", "idle", "absolute"),
            name="ck_sign_in_attempts_session_end",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
        sa.UniqueConstraint(
            "session_handle", name="uq_sign_in_attempts_session_handle"
        ),
        sa.UniqueConstraint("ticket_hash", name="uq_sign_in_attempts_ticket_hash"),
    )
    op.create_index(
        "ix_sign_in_attempts_account_id", "sign_in_attempts", ["account_id", "at"]
    )
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])
    op.create_index(
        "ix_sign_in_attempts_name_hash", "sign_in_attempts", ["name_hash", "at"]
    )


def downgrade() -> None:
    for table in (
        "sign_in_attempts",
        "second_factor_devices",
        "recovery_codes",
        "enrolment_links",
        "staff_sessions",
        "staff_accounts",
    ):
        op.drop_table(table)
