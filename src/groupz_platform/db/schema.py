"""The tables' version: bring it up, and hold it against this release."""

from sqlalchemy import String, column, select, table
from sqlalchemy.exc import DBAPIError

from groupz_platform.db.databases import Databases
from groupz_platform.db.errors import MissingSchemaError, OutdatedSchemaError
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
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "postgresql":
            apply_grants(connection)


def check(databases: Databases | str) -> None:
    """Hold the tables' version against the one that this release works with.

    Args:
        databases: The roles of this process, any of which may be asked, or one URL.

    Raises:
        MissingSchemaError: There are no tables.
        OutdatedSchemaError: They are those of another version.
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
    found = _found(databases)
    if found is None:
        raise MissingSchemaError
    if found != HEAD:
        raise OutdatedSchemaError(found, HEAD)


def _found(databases: Databases) -> str | None:
    role = min(databases.roles)
    try:
        with databases.transaction(role) as session:
            return session.scalar(VERSION)
    except DBAPIError as error:
        raise MissingSchemaError from error
