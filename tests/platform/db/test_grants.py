"""Least privilege: the table of grants itself, and every statement it allows or not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Table

from databases import TestingDatabase, error_of, is_refusal
from groupz_platform.accounts import models as accounts
from groupz_platform.audit.models import AuditEntry
from groupz_platform.billing import models as _billing  # noqa: F401 - fills Base
from groupz_platform.bookings import models as bookings
from groupz_platform.db import Base
from groupz_platform.db.grants import (
    CATALOGUE,
    GRANTS,
    SERVING_ROLES,
    Grant,
    grant_for,
)
from groupz_platform.mail import models as mail
from groupz_platform.roles import Role

TABLES = sorted(Base.metadata.tables)
PERSONAL = {
    model.__tablename__
    for model in (
        AuditEntry,
        bookings.AccessToken,
        bookings.Booking,
        bookings.BookingEvent,
        bookings.BookingLine,
        bookings.BookingNote,
        bookings.BookingParty,
        bookings.LinkRequest,
        mail.OutboxEmail,
        accounts.SignInAttempt,
        accounts.StaffAccount,
    )
}
DELETED = {
    Role.WORKER: {
        "audit_entries",
        "incident_counts",
        "link_requests",
        "sign_in_attempts",
        "staff_sessions",
    },
    Role.SIGN_IN: {"recovery_codes", "second_factor_devices", "staff_sessions"},
}
"""What is kept for a time, and what somebody takes back that signs them in."""

EACH_ROLE = pytest.mark.parametrize("role", SERVING_ROLES)


def probes(table: Table, granted: Grant) -> Iterator[tuple[str, bool]]:
    """Statements about a table that touch no row, and whether they are granted."""
    name, columns = table.name, [column.name for column in table.columns]
    nothing = ", ".join("NULL" for _ in columns)
    for column in columns:
        yield f'SELECT "{column}" FROM {name}', granted.may_select(column)
        update = f'UPDATE {name} SET "{column}" = NULL WHERE 1 = 0'
        yield update, granted.may_update(column)
    yield f"SELECT count(*) FROM {name}", bool(granted.select)
    yield f"SELECT * FROM {name}", all(map(granted.may_select, columns))
    quoted = ", ".join(f'"{column}"' for column in columns)
    insert = f"INSERT INTO {name} ({quoted}) SELECT {nothing} WHERE 1 = 0"
    yield insert, granted.insert
    yield f"DELETE FROM {name} WHERE 1 = 0", granted.delete
    yield f"DROP TABLE {name}", False
    yield f"ALTER TABLE {name} RENAME TO other", False
    yield f"ALTER TABLE {name} ADD COLUMN other integer", False
    yield f"CREATE INDEX other ON {name} ({columns[0]})", False
    yield f"CREATE VIEW other AS SELECT * FROM {name}", False


@EACH_ROLE
def test_a_role_may_do_what_is_granted_and_no_more(
    database: TestingDatabase, role: Role
) -> None:
    wrong = [
        statement
        for table in Base.metadata.tables.values()
        for statement, granted in probes(table, grant_for(role, table.name))
        if is_refusal(error := error_of(database, role, statement)) is granted
        or (granted and error is not None)
    ]

    assert wrong == []


@EACH_ROLE
def test_every_granted_column_exists(role: Role) -> None:
    unknown = {
        f"{name}.{column}"
        for name, granted in GRANTS[role].items()
        if name != "alembic_version"
        for column in (granted.select | granted.update) - {"*"}
        if column not in Base.metadata.tables[name].columns
    }

    assert unknown == set()


def test_every_table_has_an_entry() -> None:
    known = {table for grants in GRANTS.values() for table in grants}

    assert known == {*TABLES, "alembic_version"}


def test_only_the_owner_stands_outside_the_table() -> None:
    assert set(Role) - set(GRANTS) == {Role.OWNER}


def test_the_visitor_reads_no_personal_data() -> None:
    assert PERSONAL.isdisjoint(GRANTS[Role.VISITOR])


@pytest.mark.parametrize("role", [Role.VISITOR, Role.GUEST])
def test_who_only_looks_writes_nothing(role: Role) -> None:
    assert not any(granted.writes for granted in GRANTS[role].values())


@pytest.mark.parametrize("role", sorted(set(SERVING_ROLES) - {Role.BACKOFFICE}))
def test_a_role_deletes_only_what_it_has_to(role: Role) -> None:
    deleted = {table for table, granted in GRANTS[role].items() if granted.delete}

    assert deleted == DELETED.get(role, set())


def test_staff_delete_no_booking() -> None:
    staff = GRANTS[Role.BACKOFFICE]

    deleted = {table for table in staff if staff[table].delete}
    assert deleted.isdisjoint(PERSONAL - {"booking_notes"})


def test_what_signs_in_is_closed_to_the_pages_behind_the_sign_in() -> None:
    secret = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.info.get("secret") and table.name != "access_tokens"
    }

    assert secret
    assert not any(
        GRANTS[Role.BACKOFFICE][table].may_select(column) for table, column in secret
    )
    assert "staff_sessions" not in GRANTS[Role.BACKOFFICE]


def test_the_worker_changes_no_price_and_no_contact() -> None:
    worker = GRANTS[Role.WORKER]

    assert not any(worker[table].writes for table in CATALOGUE)
    assert worker["bookings"].update.isdisjoint(
        {"contact_email", "total_cents", "persons", "slot_id"}
    )
