"""The tables' version: bring it up, and hold it against this release."""

from sqlalchemy import Connection, String, column, inspect, select, table
from sqlalchemy.exc import DBAPIError

from groupz_platform.db.databases import Databases
from groupz_platform.db.errors import (
    MissingSchemaError,
    NewerSchemaError,
    OutdatedSchemaError,
)
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.postgresql import apply_grants
from groupz_platform.migrations import HEAD
from groupz_platform.roles import Role

VERSION = select(column("version_num", String)).select_from(table("alembic_version"))


def upgrade(url: str) -> None:
    """Bring the tables to this release's version, in one transaction, as the owner.

    On SQLite the file is made where it is missing; on PostgreSQL the logins that are
    there get their grants on the new tables.
    """
    from alembic import command  # noqa: PLC0415 - serving processes never need it
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", "groupz_platform:migrations")
    with owner_transaction(url) as connection:
        refuse_newer(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "postgresql":
            apply_grants(connection)


def refuse_newer(connection: Connection) -> None:
    """Leave tables alone that a later release has made.

    Raises:
        NewerSchemaError: They are.
    """
    if inspect(connection).has_table("alembic_version"):
        found = connection.scalar(VERSION)
        if found is not None and found > HEAD:
            raise NewerSchemaError(found, HEAD)


def check(databases: Databases | str) -> None:
    """Hold the tables' version against the one that this release works with.

    Args:
        databases: The roles of this process, each of which is asked, or one URL.

    Raises:
        MissingSchemaError: There are no tables.
        OutdatedSchemaError: They are those of an earlier version.
        NewerSchemaError: They are those of a later one.
        BusyError: The database is out of reach for the moment.
    """
    if isinstance(databases, str):
        databases = Databases({Role.VISITOR: databases})
        try:
            _check(databases)
        finally:
            databases.dispose()
    else:
        _check(databases)


def _check(databases: Databases) -> None:
    for role in sorted(databases.roles):
        found = _found(databases, role)
        if found is None:
            raise MissingSchemaError
        if found > HEAD:
            raise NewerSchemaError(found, HEAD)
        if found != HEAD:
            raise OutdatedSchemaError(found, HEAD)


def _found(databases: Databases, role: Role) -> str | None:
    try:
        with databases.transaction(role) as session:
            return session.scalar(VERSION)
    except DBAPIError as error:
        raise MissingSchemaError from error
