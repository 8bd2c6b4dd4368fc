"""Transactions as the services use them, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from databases import TestingDatabase
from factories import make_booking, make_slot, make_venue
from groupz_platform.bookings.models import Booking
from groupz_platform.catalogue.models import Venue
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.errors import (
    DatabaseUrlError,
    NestedTransactionError,
    RoleNotGivenError,
)
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot

STAFF = Role.BACKOFFICE


def slugs(database: TestingDatabase) -> list[str]:
    with database.databases.transaction(Role.VISITOR) as session:
        return list(session.scalars(select(Venue.slug).order_by(Venue.slug)))


def test_what_one_role_writes_another_reads(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        make_venue(session, slug="museum")

    assert slugs(database) == ["museum"]


def test_objects_stay_readable_after_the_block(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        venue = make_venue(session, slug="museum")
        version = venue.version

    assert (venue.slug, venue.version) == ("museum", version)


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_an_error_undoes_the_block_and_is_raised(
    database: TestingDatabase, failure: type[BaseException]
) -> None:
    def fail() -> None:
        with database.databases.transaction(STAFF) as session:
            make_venue(session)
            raise failure

    with pytest.raises(failure):
        fail()

    assert slugs(database) == []


def test_an_error_of_the_commit_is_raised(database: TestingDatabase) -> None:
    def fail() -> None:
        with database.databases.transaction(STAFF) as session:
            make_venue(session, slug="museum")
            session.add(Venue(slug="museum"))

    with pytest.raises(IntegrityError):
        fail()

    assert slugs(database) == []


def test_an_abandoned_generator_gives_its_turn_back(database: TestingDatabase) -> None:
    def writing() -> Iterator[None]:
        with database.databases.transaction(STAFF) as session:
            make_venue(session)
            yield

    generator = writing()
    next(generator)
    del generator

    with database.databases.transaction(STAFF) as session:
        make_venue(session, slug="museum")
    assert slugs(database) == ["museum"]


def test_a_session_may_undo_a_part_of_its_work(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        make_venue(session, slug="kept")
        with session.begin_nested() as part:
            make_venue(session, slug="undone")
            part.rollback()

    assert slugs(database) == ["kept"]


def test_a_session_is_of_no_use_after_its_block(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        pass

    with pytest.raises(InvalidRequestError):
        session.execute(text("SELECT 1"))


def test_a_thread_writes_in_one_transaction_at_a_time(
    database: TestingDatabase,
) -> None:
    with (
        database.databases.transaction(Role.BOOKER),
        pytest.raises(NestedTransactionError),
        database.databases.transaction(STAFF),
    ):
        pytest.fail("it must not get here")

    with database.databases.transaction(STAFF) as session:
        make_venue(session, slug="afterwards")
    assert slugs(database) == ["afterwards"]


def test_a_thread_may_read_while_it_writes(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        make_venue(session)

        assert slugs(database) == []


def test_readers_see_one_state_of_a_sqlite_database(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.VISITOR) as reader:
        before = reader.scalar(select(func.count()).select_from(Venue))
        with sqlite_database.databases.transaction(STAFF) as session:
            make_venue(session)
        after = reader.scalar(select(func.count()).select_from(Venue))

    assert (before, after) == (0, 0)


def fail_in_the_block(_: Session) -> None:
    raise ValueError


def fail_at_the_end(session: Session) -> None:
    session.add(Venue(slug="a venue without a name"))


@pytest.mark.parametrize("fail", [fail_in_the_block, fail_at_the_end])
def test_one_that_fails_spares_those_who_share_its_commit(
    database: TestingDatabase, fail: Callable[[Session], None]
) -> None:
    started = Barrier(8)

    def add(number: int) -> None:
        started.wait(10)
        with database.databases.transaction(STAFF) as session:
            make_venue(session, slug=f"{number}")
            if number % 2:
                fail(session)

    with ThreadPoolExecutor(8) as people:
        visits = [people.submit(add, number) for number in range(8)]

    assert [visit.exception() is None for visit in visits] == [True, False] * 4
    assert slugs(database) == ["0", "2", "4", "6"]


def test_no_update_is_lost(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        slot = make_slot(session, capacity_persons=200, capacity_groups=200)
    started = Barrier(8)

    def take(_: int) -> None:
        started.wait(10)
        for _ in range(25):
            with database.databases.transaction(Role.BOOKER) as session:
                session.execute(
                    update(TimeSlot)
                    .where(TimeSlot.id == slot.id)
                    .values(used_persons=TimeSlot.used_persons + 1)
                )

    with ThreadPoolExecutor(8) as people:
        list(people.map(take, range(8)))

    with database.databases.transaction(Role.VISITOR) as session:
        assert session.scalar(select(TimeSlot.used_persons)) == 200


def test_every_use_case_of_a_booker_is_granted(database: TestingDatabase) -> None:
    with database.databases.transaction(STAFF) as session:
        slot = make_slot(session)

    with database.databases.transaction(Role.BOOKER) as session:
        make_booking(session, slot_id=slot.id)

    with database.databases.transaction(Role.GUEST) as session:
        assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_a_role_that_was_not_given_is_refused(database: TestingDatabase) -> None:
    databases = Databases({Role.VISITOR: database.urls[Role.VISITOR]})

    with pytest.raises(RoleNotGivenError, match="backoffice"):
        databases.transaction(STAFF)

    databases.dispose()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("groupz.db", id="a file name"),
        pytest.param("sqlite://", id="a database in memory"),
        pytest.param("sqlite:///:memory:", id="a database in memory by name"),
        pytest.param("sqlite:///file:groupz.db?uri=true", id="a URI of SQLite's own"),
        pytest.param("mysql://localhost/groupz", id="another database"),
    ],
)
def test_a_url_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlError):
        Databases({Role.VISITOR: url})


def test_on_sqlite_every_role_opens_the_one_file() -> None:
    urls = role_urls("sqlite:///groupz.db", {}, [Role.VISITOR, STAFF])

    assert urls == dict.fromkeys([Role.VISITOR, STAFF], "sqlite:///groupz.db")


def test_on_postgresql_every_role_needs_a_login() -> None:
    overrides = {Role.VISITOR: "postgresql://visitor@/groupz"}

    with pytest.raises(DatabaseUrlError, match=r"URL_BOOKER not set.*groupz db grant"):
        role_urls("postgresql:///groupz", overrides, [Role.VISITOR, Role.BOOKER])


def test_on_postgresql_a_role_has_its_own_url() -> None:
    overrides = {Role.VISITOR: "postgresql://visitor@/groupz"}

    assert role_urls("postgresql:///groupz", overrides, [Role.VISITOR]) == overrides
