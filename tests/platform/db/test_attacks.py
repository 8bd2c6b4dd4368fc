"""What somebody would try who can make a role run any statement."""

import re
import sqlite3

import pytest
from sqlalchemy import make_url, text

from databases import TestingDatabase, error_of, is_refusal
from factories import make_booking, make_mail
from groupz_platform.db.grants import SERVING_ROLES
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.sqlite import connect, database_file
from groupz_platform.roles import Role

EACH_ROLE = pytest.mark.parametrize("role", SERVING_ROLES)

ANYWHERE = {
    "a table": "CREATE TABLE other (id integer)",
    "a temporary table": "CREATE TEMP TABLE other (id integer)",
    "a temporary view": "CREATE TEMP VIEW other AS SELECT 1",
    "a table from a query": "CREATE TABLE other AS SELECT 1",
}

SQLITE = {
    "another file": "ATTACH DATABASE '/tmp/other.db' AS other",
    "another file in memory": "ATTACH DATABASE ':memory:' AS other",
    "letting go of the file": "DETACH DATABASE main",
    "a copy of the file": "VACUUM INTO '/tmp/other.db'",
    "rewriting the file": "VACUUM",
    "an extension": "SELECT load_extension('other')",
    "an extension in capitals": "SELECT LOAD_EXTENSION('other')",
    "a writable schema": "PRAGMA writable_schema = ON",
    "a writable schema by call": "PRAGMA writable_schema(1)",
    "a writable schema by name": "PRAGMA main.writable_schema = RESET",
    "writing after all": "PRAGMA query_only = OFF",
    "no foreign keys": "PRAGMA foreign_keys = OFF",
    "no checks": "PRAGMA ignore_check_constraints = ON",
    "no recursive triggers": "PRAGMA recursive_triggers = OFF",
    "a trusted schema": "PRAGMA trusted_schema = ON",
    "no durability": "PRAGMA synchronous = OFF",
    "another journal": "PRAGMA journal_mode = DELETE",
    "a checkpoint": "PRAGMA wal_checkpoint",
    "another version": "PRAGMA user_version = 7",
    "uncommitted reads": "PRAGMA read_uncommitted = ON",
    "the list of columns": "PRAGMA table_info(bookings)",
    "the list of columns as a table": "SELECT * FROM pragma_table_info('bookings')",
    "the list of files": "PRAGMA database_list",
    "the schema": "SELECT sql FROM sqlite_master",
    "the schema by its other name": "SELECT sql FROM sqlite_schema",
    "the temporary schema": "SELECT sql FROM sqlite_temp_master",
    "the pages": "SELECT * FROM dbstat",
    "writing the schema": "UPDATE sqlite_master SET sql = ''",
    "emptying the schema": "DELETE FROM sqlite_master",
    "statistics": "ANALYZE",
    "an index anew": "REINDEX",
    "a virtual table": "CREATE VIRTUAL TABLE other USING fts5(text)",
    "a trigger": "CREATE TRIGGER other AFTER INSERT ON venues BEGIN SELECT 1; END",
    "a temporary trigger": (
        "CREATE TEMP TRIGGER other AFTER INSERT ON venues BEGIN SELECT 1; END"
    ),
    "dropping an index": "DROP INDEX ix_bookings_slot_id",
}

REFUSED_BY_SQLITE = re.compile(
    "not authorized|authorization denied|prohibited|may not be modified"
    "|constructor failed"
)

POSTGRESQL = {
    "the owner's role": "SET ROLE postgres",
    "the owner's session": "SET SESSION AUTHORIZATION postgres",
    "a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "the folder of the server": "SELECT pg_ls_dir('.')",
    "a program": "COPY (SELECT 1) TO PROGRAM 'cat'",
    "a file on the server": "COPY (SELECT 1) TO '/tmp/other'",
    "the table of passwords": "SELECT rolpassword FROM pg_authid",
    "a schema": "CREATE SCHEMA other",
    "a function": "CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a login": "CREATE ROLE other LOGIN",
    "emptying a table": "TRUNCATE alembic_version",
    "locking a table": "LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE",
    "a trigger": (
        "CREATE TRIGGER other BEFORE INSERT ON venues"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
    "winding a sequence": "SELECT setval('bookings_id_seq', 1)",
    "a foreign key to look through": (
        "CREATE TABLE other (id integer REFERENCES bookings)"
    ),
}


@EACH_ROLE
@pytest.mark.parametrize("attempt", ANYWHERE)
def test_no_role_makes_anything(
    database: TestingDatabase, role: Role, attempt: str
) -> None:
    assert is_refusal(error_of(database, role, ANYWHERE[attempt]))


@EACH_ROLE
@pytest.mark.parametrize("attempt", SQLITE)
def test_no_role_leaves_its_bounds_on_sqlite(
    sqlite_database: TestingDatabase, role: Role, attempt: str
) -> None:
    connection = connect(database_file(make_url(sqlite_database.owner_url)), role)

    with pytest.raises(sqlite3.Error) as caught:
        connection.execute(SQLITE[attempt])

    connection.close()
    assert REFUSED_BY_SQLITE.search(str(caught.value))


@EACH_ROLE
@pytest.mark.parametrize("attempt", POSTGRESQL)
def test_no_role_leaves_its_bounds_on_postgresql(
    postgresql_database: TestingDatabase, role: Role, attempt: str
) -> None:
    assert is_refusal(error_of(postgresql_database, role, POSTGRESQL[attempt]))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            "WITH venues AS (SELECT contact_email FROM bookings) SELECT * FROM venues",
            id="a CTE named like a granted table",
        ),
        pytest.param(
            "WITH RECURSIVE venues(x) AS (SELECT contact_email FROM bookings UNION"
            " SELECT x FROM venues) SELECT * FROM venues",
            id="a recursive CTE",
        ),
        pytest.param(
            "SELECT (SELECT contact_email FROM bookings) FROM venues", id="a subquery"
        ),
        pytest.param(
            "SELECT name FROM venues UNION SELECT contact_email FROM bookings",
            id="a union",
        ),
        pytest.param(
            "SELECT 1 FROM venues JOIN bookings ON contact_email = name", id="a join"
        ),
        pytest.param(
            "SELECT 1 FROM venues ORDER BY (SELECT max(contact_email) FROM bookings)",
            id="an order",
        ),
        pytest.param("SELECT 1 FROM venues, bookings", id="no column at all"),
        pytest.param("SELECT * FROM guests", id="a view of the owner's"),
        pytest.param(
            "WITH guests AS (SELECT contact_email FROM bookings) SELECT * FROM guests",
            id="a CTE named like a view",
        ),
    ],
)
def test_no_detour_leads_a_visitor_to_bookings(
    database: TestingDatabase, statement: str
) -> None:
    view = "CREATE VIEW guests AS SELECT contact_email FROM bookings"
    with owner_transaction(database.owner_url) as connection:
        connection.execute(text(view))

    error = error_of(database, Role.VISITOR, statement)

    with owner_transaction(database.owner_url) as connection:
        connection.execute(text("DROP VIEW guests"))
    assert is_refusal(error)


MAIL = (
    "INSERT INTO outbox_emails (dedupe_key, message_id, template, locale, recipient,"
    " \"values\", state, attempts, due_at, created_at) VALUES ('same', 'other', 't',"
    " 'nl', 'r', '{}', 'pending', 0, '2027-01-01', '2027-01-01')"
)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(f"{MAIL} RETURNING recipient", id="reading what was inserted"),
        pytest.param(
            f"{MAIL} ON CONFLICT (dedupe_key) DO UPDATE SET recipient = 'me'",
            id="an upsert",
        ),
        pytest.param(
            "UPDATE time_slots SET version = 1 WHERE EXISTS"
            " (SELECT 1 FROM outbox_emails WHERE recipient = 'you')",
            id="an update that asks about a column",
        ),
        pytest.param(
            "UPDATE time_slots SET version = (SELECT length(recipient)"
            " FROM outbox_emails)",
            id="an update that copies a column",
        ),
        pytest.param(
            "UPDATE time_slots SET used_persons = 0, capacity_persons = 9",
            id="a column beside a granted one",
        ),
        pytest.param(
            "UPDATE time_slots SET (used_persons, state) = (0, 'open')",
            id="a row value",
        ),
        pytest.param(
            "UPDATE bookings SET version = 1 RETURNING (SELECT facts FROM"
            " booking_events)",
            id="an update that returns another table",
        ),
    ],
)
def test_no_detour_leads_a_booker_to_other_columns(
    database: TestingDatabase, statement: str
) -> None:
    assert is_refusal(error_of(database, Role.BOOKER, statement))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            "INSERT OR REPLACE INTO bookings SELECT * FROM bookings",
            id="the same row",
        ),
        pytest.param(
            "REPLACE INTO bookings SELECT * FROM bookings", id="the short form"
        ),
        pytest.param(
            "INSERT OR REPLACE INTO outbox_emails (dedupe_key, message_id, template,"
            ' locale, recipient, "values", state, attempts, due_at, created_at) VALUES'
            " ('same', 'other', 't', 'nl', 'me', '{}', 'pending', 0, '', '')",
            id="another under the same key",
        ),
        pytest.param("DROP TRIGGER keep_bookings", id="the trigger that keeps rows"),
    ],
)
def test_no_row_is_replaced_where_none_may_be_deleted(
    sqlite_database: TestingDatabase, statement: str
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        make_booking(session)
        make_mail(session, dedupe_key="same")

    assert is_refusal(error_of(sqlite_database, Role.BOOKER, statement))


def test_a_reader_cannot_write_even_past_its_authorizer(
    sqlite_database: TestingDatabase,
) -> None:
    file = database_file(make_url(sqlite_database.owner_url))
    connection = connect(file, Role.VISITOR)
    connection.set_authorizer(None)
    connection.execute("PRAGMA query_only = OFF")

    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        connection.execute("UPDATE venues SET name = ''")

    connection.close()
