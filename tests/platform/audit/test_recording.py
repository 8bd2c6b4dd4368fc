"""Every change that staff make is written down, in the transaction that makes it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clocks import FrozenClock
from databases import TestingDatabase
from factories import make_activity, make_booking, make_venue
from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.queries import changes_since
from groupz_platform.audit.recording import Actor, acting, no_longer_acting
from groupz_platform.audit.rules import Act
from groupz_platform.bookings.models import AccessToken
from groupz_platform.bookings.rules import TokenScope
from groupz_platform.catalogue.models import Venue
from groupz_platform.db.base import SECRET
from groupz_platform.roles import Role

ROBIN = Actor(7, "Robin", FrozenClock().now)


@pytest.fixture
def robin() -> Iterator[None]:
    acting(ROBIN)
    yield
    no_longer_acting()


def entries_of(session: Session, table: str) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.table == table).order_by(AuditEntry.id)
    return list(session.scalars(found))


@pytest.mark.usefixtures("robin")
def test_what_staff_add_change_and_remove_is_written_down(
    database: TestingDatabase,
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="De Kade")
        session.flush()
        venue.name = "De Nieuwe Kade"
        session.flush()
        session.delete(venue)
        session.flush()
        added, changed, removed = entries_of(session, "venues")

    assert [each.act for each in (added, changed, removed)] == list(Act)
    assert added.after["name"] == "De Kade"
    assert (changed.before, changed.after) == (
        {"name": "De Kade"},
        {"name": "De Nieuwe Kade"},
    )
    assert removed.before["name"] == "De Nieuwe Kade"
    assert {(each.actor_id, each.actor, each.at) for each in (added, removed)} == {
        ROBIN
    }


@pytest.mark.usefixtures("robin")
def test_a_row_that_is_only_taken_out_of_a_collection_is_written_down_as_removed(
    database: TestingDatabase,
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        [price] = activity.prices
        session.flush()
        activity.prices.remove(price)
        session.flush()
        added, removed = entries_of(session, "price_rules")

    assert (added.act, removed.act) == (Act.ADDED, Act.REMOVED)
    assert removed.before["amount_cents"] == added.after["amount_cents"]
    assert removed.before["activity_id"] == added.after["activity_id"]


@pytest.mark.usefixtures("robin")
def test_the_changes_of_one_transaction_belong_together(
    database: TestingDatabase,
) -> None:
    batches = []
    for _ in range(2):
        with database.databases.transaction(Role.BACKOFFICE) as session:
            make_venue(session)
            session.flush()
            make_venue(session)
        with database.databases.transaction(Role.BACKOFFICE) as session:
            batches.append({each.batch for each in entries_of(session, "venues")})

    assert [len(each) for each in batches] == [1, 2]


@pytest.mark.usefixtures("robin")
def test_what_is_rolled_back_was_never_written_down(database: TestingDatabase) -> None:
    def fail_after_a_change() -> None:
        with database.databases.transaction(Role.BACKOFFICE) as session:
            make_venue(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_a_change()

    with database.databases.transaction(Role.BACKOFFICE) as session:
        assert not entries_of(session, "venues")


def test_what_nobody_of_the_staff_does_is_not_written_down(
    database: TestingDatabase,
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        make_venue(session)
        session.flush()

        assert not entries_of(session, "venues")


@pytest.mark.usefixtures("robin")
def test_a_value_that_did_not_change_leaves_no_entry(database: TestingDatabase) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="De Kade")
        session.flush()
        venue.name = "De Kade"
        session.flush()

        assert len(entries_of(session, "venues")) == 1


@pytest.mark.usefixtures("robin")
def test_secrets_stand_in_no_log(database: TestingDatabase) -> None:
    secrets = {
        column.key
        for column in AccessToken.__table__.columns
        if column.info.get("secret") == SECRET["secret"]
    }
    with database.databases.transaction(Role.BACKOFFICE) as session:
        booking = make_booking(session)
        session.add(
            AccessToken(
                booking_id=booking.id,
                token_hash="hash",
                seed="seed",
                scope=TokenScope.MANAGE,
                expires_at=FrozenClock().now,
            )
        )
        session.flush()
        [entry] = entries_of(session, "access_tokens")

    assert secrets == {"token_hash", "seed"}
    assert {entry.after[name] for name in secrets} == {"•"}


@pytest.mark.usefixtures("robin")
def test_somebody_with_an_older_version_is_told_who_changed_what(
    database: TestingDatabase,
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="One")
        session.flush()
        seen, key = venue.version, venue.id
    for name in ("Two", "Three"):
        with database.databases.transaction(Role.BACKOFFICE) as session:
            session.get_one(Venue, key).name = name

    with database.databases.transaction(Role.BACKOFFICE) as session:
        since = changes_since(session, "venues", key, seen)
        later = changes_since(session, "venues", key, seen + 1)

        assert [each.after["name"] for each in since] == ["Three", "Two"]
        assert [each.after["name"] for each in later] == ["Three"]
