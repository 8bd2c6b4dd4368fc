"""Moments go in aware and come out in UTC, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from databases import TestingDatabase
from factories import make_slot
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot

IN_AMSTERDAM = datetime(2027, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))


def test_a_moment_comes_out_in_utc(database: TestingDatabase) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        make_slot(session, starts_at=IN_AMSTERDAM)

    with database.databases.transaction(Role.VISITOR) as session:
        found = session.scalars(select(TimeSlot.starts_at)).one()

    assert found == IN_AMSTERDAM
    assert found.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused(database: TestingDatabase) -> None:
    naive = datetime(2027, 7, 1, 14, tzinfo=UTC).replace(tzinfo=None)

    with (
        pytest.raises(StatementError, match="names no moment"),
        database.databases.transaction(Role.BACKOFFICE) as session,
    ):
        make_slot(session, starts_at=naive)
