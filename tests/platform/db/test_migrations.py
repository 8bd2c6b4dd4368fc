"""Data of an earlier release comes along to this one, and back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.schema import upgrade

VENUE = """
INSERT INTO venues (id, slug, name, timezone, street, postcode, city, telephone, email,
  picture, version) VALUES (1, 'a', 'A', 'Europe/Amsterdam', '', '', '', '', '', '', 1)
"""
ACTIVITY = """
INSERT INTO activities (id, venue_id, slug, kind, status, duration_minutes, min_group,
  max_group, capacity_mode, notice_days, horizon_days, group_types, position, version)
VALUES (1, 1, 'a', 'visit', 'published', 90, 1, 30, 'shared', 0, 365, '[]', 0, 1)
"""
SLOT = """
INSERT INTO time_slots (id, activity_id, starts_at, ends_at, local_date,
  capacity_persons, used_persons, capacity_groups, used_groups, state, version)
VALUES (1, 1, '2027-01-01 10:00', '2027-01-01 11:00', '2027-01-01', 30, 27, 5, 1,
  'open', 1)
"""
BOOKING = """
INSERT INTO bookings (id, reference, idempotency_key, request_hash, slot_id, group_type,
  organisation, contact_name, contact_email, contact_telephone, locale, state,
  total_cents, created_at, version)
VALUES (1, 'R', 'K', '', 1, 'school', '', '', '', '', 'nl', 'confirmed', 100,
  '2026-11-22 10:00', 1)
"""
PARTY = "INSERT INTO booking_parties VALUES (1, 'child', 24), (1, 'supervisor', 3)"
LINE = """
INSERT INTO booking_lines (id, booking_id, position, kind, category, quantity,
  unit_cents, tax_code) VALUES (1, 1, 0, 'person', 'child', 1, 100, 'low')
"""


def migrate(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", "groupz_platform:migrations")
    config.attributes["connection"] = connection
    go = command.upgrade if version == "0001" else command.downgrade
    go(config, version)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The owner's URL of a database without tables, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/groupz.db"
    return str(request.getfixturevalue("new_postgresql_url"))


def test_bookings_of_the_first_version_come_along(empty_url: str) -> None:
    with owner_transaction(empty_url) as connection:
        migrate(connection, "0001")
        for statement in (VENUE, ACTIVITY, SLOT, BOOKING, PARTY, LINE):
            connection.execute(text(statement))

    upgrade(empty_url)

    with owner_transaction(empty_url) as connection:
        booking = connection.execute(
            text("SELECT persons, policy, ics_sequence, draft FROM bookings")
        ).one()
        line = connection.execute(text("SELECT kind, reverses_id FROM booking_lines"))
        assert booking[0] == 27
        assert booking[1] in ("[]", [])
        assert tuple(booking[2:]) == (0, None)
        assert line.one() == ("person", None)


def test_the_way_back_keeps_the_bookings(empty_url: str) -> None:
    with owner_transaction(empty_url) as connection:
        migrate(connection, "0001")
        for statement in (VENUE, ACTIVITY, SLOT, BOOKING, PARTY, LINE):
            connection.execute(text(statement))
    upgrade(empty_url)

    with owner_transaction(empty_url) as connection:
        migrate(connection, "0001")
        kept = connection.execute(text("SELECT reference FROM bookings")).scalars()
        assert kept.all() == ["R"]
