"""The first tables: catalogue, schedule, bookings, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_outbox()
    create_catalogue()
    create_schedule()
    create_bookings()


def create_outbox() -> None:
    op.create_table(
        "outbox_emails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("link_seed", sa.String(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'failed')",
            name="ck_outbox_emails_outbox_state",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_emails"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_emails_dedupe_key"),
        sa.UniqueConstraint("message_id", name="uq_outbox_emails_message_id"),
    )
    op.create_index("ix_outbox_emails_state", "outbox_emails", ["state", "due_at"])


def create_catalogue() -> None:
    op.create_table(
        "venues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_venues"),
        sa.UniqueConstraint("slug", name="uq_venues_slug"),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("min_group", sa.Integer(), nullable=False),
        sa.Column("max_group", sa.Integer(), nullable=False),
        sa.Column("capacity_mode", sa.String(32), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("group_types", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('visit', 'activity', 'stay')", name="ck_activities_activity_kind"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'archived')",
            name="ck_activities_activity_status",
        ),
        sa.CheckConstraint(
            "capacity_mode IN ('shared', 'exclusive')",
            name="ck_activities_capacity_mode",
        ),
        sa.CheckConstraint("duration_minutes > 0", name="ck_activities_duration"),
        sa.CheckConstraint("max_group >= min_group", name="ck_activities_max_group"),
        sa.CheckConstraint("min_group >= 1", name="ck_activities_min_group"),
        sa.CheckConstraint("notice_days >= 0", name="ck_activities_notice"),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venues.id"], name="fk_activities_venue_id_venues"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
        sa.UniqueConstraint("slug", name="uq_activities_slug"),
    )
    op.create_index("ix_activities_venue_id", "activities", ["venue_id"])

    op.create_table(
        "venue_translations",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venues.id"], name="fk_venue_translations_venue_id_venues"
        ),
        sa.PrimaryKeyConstraint("venue_id", "locale", name="pk_venue_translations"),
    )
    op.create_table(
        "activity_images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name="fk_activity_images_activity_id_activities",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity_images"),
        sa.UniqueConstraint(
            "activity_id", "position", name="uq_activity_images_activity_id"
        ),
    )
    op.create_table(
        "activity_translations",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("good_to_know", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name="fk_activity_translations_activity_id_activities",
        ),
        sa.PrimaryKeyConstraint(
            "activity_id", "locale", name="pk_activity_translations"
        ),
    )
    op.create_table(
        "price_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.Column("category", sa.String(32), nullable=True),
        sa.Column("group_type", sa.String(32), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("included_persons", sa.Integer(), nullable=True),
        sa.Column("extra_person_cents", sa.Integer(), nullable=True),
        sa.Column("min_persons", sa.Integer(), nullable=False),
        sa.Column("max_persons", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("tax_code", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "basis IN ('person', 'group')", name="ck_price_rules_price_basis"
        ),
        sa.CheckConstraint(
            "category IN ('child', 'adult', 'supervisor')",
            name="ck_price_rules_participant_category",
        ),
        sa.CheckConstraint(
            "group_type IN ('school', 'company', 'family', 'association',"
            " 'care', 'other')",
            name="ck_price_rules_group_type",
        ),
        sa.CheckConstraint(
            "tax_code IN ('low', 'standard', 'exempt')", name="ck_price_rules_tax_code"
        ),
        sa.CheckConstraint("amount_cents >= 0", name="ck_price_rules_amount"),
        sa.CheckConstraint("min_persons >= 1", name="ck_price_rules_min_persons"),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name="fk_price_rules_activity_id_activities",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_price_rules"),
    )
    op.create_index("ix_price_rules_activity_id", "price_rules", ["activity_id"])


def create_schedule() -> None:
    op.create_table(
        "time_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("capacity_persons", sa.Integer(), nullable=False),
        sa.Column("used_persons", sa.Integer(), nullable=False),
        sa.Column("capacity_groups", sa.Integer(), nullable=False),
        sa.Column("used_groups", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'cancelled')", name="ck_time_slots_slot_state"
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ck_time_slots_order"),
        sa.CheckConstraint(
            "used_groups >= 0 AND used_groups <= capacity_groups",
            name="ck_time_slots_groups",
        ),
        sa.CheckConstraint(
            "used_persons >= 0 AND used_persons <= capacity_persons",
            name="ck_time_slots_persons",
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name="fk_time_slots_activity_id_activities",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_time_slots"),
        sa.UniqueConstraint(
            "activity_id", "starts_at", name="uq_time_slots_activity_id"
        ),
    )
    op.create_index(
        "ix_time_slots_activity_id", "time_slots", ["activity_id", "local_date"]
    )
    op.create_index("ix_time_slots_starts_at", "time_slots", ["starts_at"])


def create_bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("group_type", sa.String(32), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_telephone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "group_type IN ('school', 'company', 'family', 'association',"
            " 'care', 'other')",
            name="ck_bookings_group_type",
        ),
        sa.CheckConstraint(
            "state IN ('held', 'requested', 'option', 'confirmed', 'checked_in',"
            " 'completed', 'expired', 'declined', 'cancelled', 'no_show')",
            name="ck_bookings_booking_state",
        ),
        sa.CheckConstraint("total_cents >= 0", name="ck_bookings_total"),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["time_slots.id"], name="fk_bookings_slot_id_time_slots"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.UniqueConstraint("idempotency_key", name="uq_bookings_idempotency_key"),
        sa.UniqueConstraint("reference", name="uq_bookings_reference"),
    )
    op.create_index("ix_bookings_slot_id", "bookings", ["slot_id"])
    op.create_index("ix_bookings_state", "bookings", ["state", "hold_expires_at"])

    op.create_table(
        "access_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scope IN ('view', 'manage', 'billing')",
            name="ck_access_tokens_token_scope",
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name="fk_access_tokens_booking_id_bookings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_access_tokens_token_hash"),
    )
    op.create_index("ix_access_tokens_booking_id", "access_tokens", ["booking_id"])

    op.create_table(
        "booking_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'requested', 'option', 'confirmed', 'checked_in',"
            " 'completed', 'expired', 'declined', 'cancelled', 'no_show')",
            name="ck_booking_events_booking_state",
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
            name="fk_booking_events_booking_id_bookings",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_booking_events"),
    )
    op.create_index("ix_booking_events_booking_id", "booking_events", ["booking_id"])

    op.create_table(
        "booking_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("category", sa.String(32), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("tax_code", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('person', 'group', 'extra_person')",
            name="ck_booking_lines_line_kind",
        ),
        sa.CheckConstraint(
            "category IN ('child', 'adult', 'supervisor')",
            name="ck_booking_lines_participant_category",
        ),
        sa.CheckConstraint(
            "tax_code IN ('low', 'standard', 'exempt')",
            name="ck_booking_lines_tax_code",
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name="fk_booking_lines_booking_id_bookings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_booking_lines"),
        sa.UniqueConstraint(
            "booking_id", "position", name="uq_booking_lines_booking_id"
        ),
    )
    op.create_table(
        "booking_parties",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category IN ('child', 'adult', 'supervisor')",
            name="ck_booking_parties_participant_category",
        ),
        sa.CheckConstraint("planned >= 0", name="ck_booking_parties_planned"),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
            name="fk_booking_parties_booking_id_bookings",
        ),
        sa.PrimaryKeyConstraint("booking_id", "category", name="pk_booking_parties"),
    )


def downgrade() -> None:
    op.drop_table("booking_parties")
    op.drop_table("booking_lines")
    op.drop_table("booking_events")
    op.drop_table("access_tokens")
    op.drop_table("bookings")
    op.drop_table("time_slots")
    op.drop_table("price_rules")
    op.drop_table("activity_translations")
    op.drop_table("activity_images")
    op.drop_table("venue_translations")
    op.drop_table("activities")
    op.drop_table("venues")
    op.drop_table("outbox_emails")
