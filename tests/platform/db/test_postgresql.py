"""Logins and grants on PostgreSQL, and what happens when the server is in the way."""

from contextlib import ExitStack

import pytest
from sqlalchemy import make_url, text

from databases import TestingDatabase
from factories import make_slot, make_venue
from groupz_platform.db import Databases, postgresql_engine
from groupz_platform.db.errors import DatabaseUrlError
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.postgresql import grant, login_name
from groupz_platform.db.postgresql_check import check_grants
from groupz_platform.db.schema import upgrade
from groupz_platform.errors import BusyError
from groupz_platform.roles import Role

STAFF = Role.BACKOFFICE


def run(url: str, *statements: str) -> None:
    with owner_transaction(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def url(new_postgresql_url: str) -> str:
    """The owner's URL of a migrated database that nobody else uses."""
    upgrade(new_postgresql_url)
    grant(new_postgresql_url)
    return new_postgresql_url


def login(url: str, role: Role) -> str:
    return login_name(make_url(url).database or "", role)


def test_what_was_granted_is_what_should_be(url: str) -> None:
    assert check_grants(url) == []


def test_on_sqlite_nothing_can_differ(sqlite_database: TestingDatabase) -> None:
    assert check_grants(sqlite_database.owner_url) == []


def test_a_database_without_logins_is_told(new_postgresql_url: str) -> None:
    upgrade(new_postgresql_url)

    found = check_grants(new_postgresql_url)

    assert "visitor has no login: run `groupz db grant`" in found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            "GRANT SELECT ON bookings TO {visitor}",
            "{visitor} may SELECT on bookings, and should not",
            id="a table too many",
        ),
        pytest.param(
            "GRANT UPDATE (name) ON venues TO {visitor}",
            "{visitor} may UPDATE (name) on venues, and should not",
            id="a column too many",
        ),
        pytest.param(
            "REVOKE SELECT ON venues FROM {visitor}",
            "{visitor} may not SELECT on venues, and should",
            id="a table too few",
        ),
        pytest.param(
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            "PUBLIC may CREATE on schema public, and should not",
            id="everybody makes tables",
        ),
        pytest.param(
            "GRANT SELECT ON bookings TO PUBLIC",
            "PUBLIC may SELECT on bookings, and should not",
            id="everybody reads",
        ),
        pytest.param(
            "ALTER ROLE {visitor} CREATEDB",
            "{visitor} may make databases, and should not",
            id="an attribute",
        ),
        pytest.param(
            "GRANT {backoffice} TO {visitor}",
            "{visitor} is a member of another role, and should not",
            id="a membership",
        ),
    ],
)
def test_what_somebody_changed_by_hand_is_told(
    url: str, change: str, sentence: str
) -> None:
    names = {
        "visitor": f'"{login(url, Role.VISITOR)}"',
        "backoffice": f'"{login(url, STAFF)}"',
    }
    run(url, change.format(**names))

    found = check_grants(url)

    assert found == [sentence.format(visitor=login(url, Role.VISITOR))]


def test_an_upgrade_renews_the_grants_and_leaves_the_passwords(url: str) -> None:
    name = login(url, Role.VISITOR)
    run(url, f'GRANT DELETE ON bookings TO "{name}"')
    before = password_of(url, name)

    upgrade(url)

    assert check_grants(url) == []
    assert password_of(url, name) == before


def test_granting_anew_changes_every_password(url: str) -> None:
    name = login(url, Role.VISITOR)
    before = password_of(url, name)

    urls = grant(url)

    assert password_of(url, name) != before
    assert make_url(urls[Role.VISITOR]).username == name
    assert len({make_url(one).password for one in urls.values()}) == len(urls)


def password_of(url: str, name: str) -> str:
    with owner_transaction(url) as connection:
        statement = text("SELECT rolpassword FROM pg_authid WHERE rolname = :name")
        return str(connection.scalar(statement, {"name": name}))


def test_a_sqlite_database_has_no_logins(sqlite_database: TestingDatabase) -> None:
    with pytest.raises(DatabaseUrlError):
        grant(sqlite_database.owner_url)


def test_logins_of_long_names_fit_and_differ() -> None:
    one, other = (login_name("x" * 60 + end, Role.BACKOFFICE) for end in "ab")

    assert one != other
    assert len(one) < 63


def test_a_login_of_one_database_cannot_enter_another(
    url: str, postgresql_database: TestingDatabase
) -> None:
    stranger = make_url(postgresql_database.urls[Role.VISITOR])
    wrong = stranger.set(database=make_url(url).database)
    databases = Databases({Role.VISITOR: wrong.render_as_string(hide_password=False)})

    with (
        pytest.raises(BusyError) as caught,
        databases.transaction(Role.VISITOR) as session,
    ):
        session.execute(text("SELECT 1"))

    databases.dispose()
    assert "permission denied for database" in str(caught.value.__cause__)


def test_who_waits_too_long_for_a_lock_is_told_to_try_again(
    postgresql_database: TestingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "LOCK_MILLISECONDS", 10)
    impatient = Databases({Role.BOOKER: postgresql_database.urls[Role.BOOKER]})
    with postgresql_database.databases.transaction(STAFF) as session:
        make_slot(session)

    with ExitStack() as stack:
        holder = stack.enter_context(owner_transaction(postgresql_database.owner_url))
        holder.execute(text("SELECT 1 FROM time_slots FOR UPDATE"))
        with (
            pytest.raises(BusyError),
            impatient.transaction(Role.BOOKER) as session,
        ):
            session.execute(text("UPDATE time_slots SET used_persons = 1"))

    impatient.dispose()


def test_a_statement_that_takes_too_long_is_ended(
    postgresql_database: TestingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "STATEMENT_MILLISECONDS", 10)
    impatient = Databases({Role.VISITOR: postgresql_database.urls[Role.VISITOR]})

    with (
        pytest.raises(BusyError),
        impatient.transaction(Role.VISITOR) as session,
    ):
        session.execute(text("SELECT pg_sleep(10)"))

    impatient.dispose()


def test_a_connection_that_broke_within_a_transaction_is_replaced(
    postgresql_database: TestingDatabase,
) -> None:
    databases = postgresql_database.databases

    def lose_the_connection() -> None:
        with databases.transaction(STAFF) as session:
            make_venue(session)
            end_connections_of(postgresql_database, STAFF)
            make_venue(session)

    with pytest.raises(BusyError):
        lose_the_connection()

    with databases.transaction(STAFF) as session:
        make_venue(session)


def test_connections_that_broke_meanwhile_are_replaced_unseen(
    postgresql_database: TestingDatabase,
) -> None:
    databases = postgresql_database.databases
    with databases.transaction(STAFF) as session:
        make_venue(session)
    end_connections_of(postgresql_database, STAFF)

    with databases.transaction(STAFF) as session:
        make_venue(session)


def end_connections_of(database: TestingDatabase, role: Role) -> None:
    statement = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE application_name = 'groupz-{role}' AND datname = current_database()"
    )
    run(database.owner_url, statement)
