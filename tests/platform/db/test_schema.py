"""Models and migrations agree, and a database of another version is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from databases import TestingDatabase
from groupz_platform.billing import models as _billing  # noqa: F401 - fills Base
from groupz_platform.bookings import models as _bookings  # noqa: F401 - fills Base
from groupz_platform.db import Base, Databases
from groupz_platform.db.errors import (
    DatabaseSetupError,
    MissingSchemaError,
    NewerSchemaError,
    OutdatedSchemaError,
)
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.schema import check, upgrade
from groupz_platform.errors import BusyError
from groupz_platform.mail import models as _mail  # noqa: F401 - fills Base
from groupz_platform.migrations import HEAD
from groupz_platform.roles import Role


def description(connection: Connection) -> dict[str, object]:
    """Describe every table as the database has it."""
    inspector = inspect(connection)
    return {
        table: [
            {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
            },
            inspector.get_pk_constraint(table),
            *(
                sorted(map(repr, find(table)))
                for find in (
                    inspector.get_foreign_keys,
                    inspector.get_unique_constraints,
                    inspector.get_check_constraints,
                    inspector.get_indexes,
                )
            ),
        ]
        for table in Base.metadata.tables
    }


def test_the_migrations_make_what_the_models_say(database: TestingDatabase) -> None:
    with owner_transaction(database.owner_url) as connection:
        migrated = description(connection)
        attempt = connection.begin_nested()
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        modelled = description(connection)
        attempt.rollback()

    assert migrated == modelled


def test_nothing_is_left_for_a_new_migration(database: TestingDatabase) -> None:
    with owner_transaction(database.owner_url) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_version_that_is_asked_for_is_the_last_one() -> None:
    config = Config()
    config.set_main_option("script_location", "groupz_platform:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_upgrade_may_be_repeated(database: TestingDatabase) -> None:
    upgrade(database.owner_url)

    check(database.databases)


def test_a_database_of_this_version_is_right(database: TestingDatabase) -> None:
    check(database.databases)
    check(database.urls[Role.VISITOR])


@pytest.mark.parametrize("role", list(Role)[:-1])
def test_any_role_may_ask_for_the_version(
    database: TestingDatabase, role: Role
) -> None:
    databases = Databases({role: database.urls[role]})

    check(databases)

    databases.dispose()


def set_version(database: TestingDatabase, version: str) -> None:
    with owner_transaction(database.owner_url) as connection:
        connection.execute(
            text(f"UPDATE alembic_version SET version_num = '{version}'")
        )


@pytest.fixture
def versioned(database: TestingDatabase) -> Iterator[TestingDatabase]:
    """A database whose version is put right again."""
    yield database
    set_version(database, HEAD)


def test_a_database_of_an_earlier_version_is_to_be_upgraded(
    versioned: TestingDatabase,
) -> None:
    set_version(versioned, "0000")

    with pytest.raises(OutdatedSchemaError, match=r"0000.*`groupz db upgrade`"):
        check(versioned.databases)


def test_a_database_of_a_later_version_is_left_alone(
    versioned: TestingDatabase,
) -> None:
    set_version(versioned, "9999")

    with pytest.raises(NewerSchemaError, match=r"9999.*later release"):
        check(versioned.databases)
    with pytest.raises(NewerSchemaError, match=r"9999.*later release"):
        upgrade(versioned.owner_url)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.BOOKER])
def test_a_missing_file_is_told(tmp_path: Path, role: Role) -> None:
    databases = Databases({role: f"sqlite:///{tmp_path}/missing.db"})

    with pytest.raises(MissingSchemaError, match="`groupz db upgrade`"):
        check(databases)

    databases.dispose()


@pytest.mark.parametrize("role", [Role.VISITOR, Role.BOOKER])
def test_an_empty_file_is_told(tmp_path: Path, role: Role) -> None:
    (tmp_path / "empty.db").touch()
    databases = Databases({role: f"sqlite:///{tmp_path}/empty.db"})

    with pytest.raises(MissingSchemaError, match="`groupz db upgrade`"):
        check(databases)

    databases.dispose()


def test_an_empty_table_of_versions_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/groupz.db"
    upgrade(url)
    with owner_transaction(url) as connection:
        connection.execute(text("DELETE FROM alembic_version"))

    with pytest.raises(MissingSchemaError):
        check(url)


def test_an_empty_postgresql_database_is_told(new_postgresql_url: str) -> None:
    with pytest.raises(MissingSchemaError, match="`groupz db upgrade`"):
        check(new_postgresql_url)


def test_a_server_that_is_not_there_is_busy(tmp_path: Path) -> None:
    with pytest.raises(BusyError):
        check(f"postgresql://visitor@/groupz?host={tmp_path}")


def test_what_the_owner_leaves_inconsistent_is_undone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/groupz.db"
    upgrade(url)
    with (
        pytest.raises(DatabaseSetupError, match="not there"),
        owner_transaction(url) as connection,
    ):
        connection.execute(
            text("INSERT INTO venue_translations VALUES (7, 'nl', '', '')")
        )

    with owner_transaction(url) as connection:
        found = connection.execute(text("SELECT * FROM venue_translations")).all()
    assert found == []
