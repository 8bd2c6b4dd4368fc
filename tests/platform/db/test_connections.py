"""How many connections a process keeps when a rush is over."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text

from databases import TestingDatabase
from groupz_platform.db import Databases
from groupz_platform.db.owner import owner_transaction
from groupz_platform.roles import Role

THREADS = 16
OPEN = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
ALLOWED = text("SELECT current_setting('max_connections')::int")


def rush(databases: Databases, role: Role) -> None:
    """Let every thread of a server hold a connection of one role at once."""
    everybody = Barrier(THREADS)

    def visit(_number: int) -> None:
        with databases.transaction(role) as session:
            session.execute(text("SELECT 1"))
            everybody.wait(timeout=30)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(visit, range(THREADS)))


def test_two_processes_leave_connections_for_others(
    postgresql_database: TestingDatabase,
) -> None:
    databases = Databases(postgresql_database.urls)
    try:
        with owner_transaction(postgresql_database.owner_url) as connection:
            before = int(connection.scalar(OPEN) or 0)
        for role in sorted(databases.roles):
            rush(databases, role)
        with owner_transaction(postgresql_database.owner_url) as connection:
            kept = int(connection.scalar(OPEN) or 0) - before
            allowed = int(connection.scalar(ALLOWED) or 0)
    finally:
        databases.dispose()

    assert kept + THREADS <= allowed / 2
