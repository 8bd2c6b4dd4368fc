"""`groupz db`, as the host runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from groupz_platform.cli.db import db
from groupz_platform.config import Settings
from groupz_platform.db.owner import owner_transaction
from groupz_platform.roles import Role


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path))
    return tmp_path


@pytest.fixture
def on_postgresql(new_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("GROUPZ_DATABASE_URL", new_postgresql_url)
    return new_postgresql_url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(db, arguments)


def test_an_upgrade_makes_a_database() -> None:
    result = run("upgrade")

    assert (result.exit_code, result.output) == (0, "The tables are up to date.\n")
    assert run("check").exit_code == 0


def test_a_missing_database_is_a_finding() -> None:
    result = run("check")

    assert result.exit_code == 1
    assert "groupz db upgrade" in result.output


def test_findings_are_there_for_programs() -> None:
    result = run("check", "--json")

    assert result.exit_code == 1
    assert list(json.loads(result.output)) == ["tables"]


def test_nothing_found_is_told_to_programs() -> None:
    run("upgrade")

    assert json.loads(run("check", "--json").output) == {}


def test_on_sqlite_there_are_no_logins_to_make(instance: Path) -> None:
    result = run("grant")

    assert result.exit_code == 0
    assert "SQLite has no logins" in result.output
    assert not (instance / "database.env").exists()


@pytest.mark.usefixtures("on_postgresql")
def test_on_postgresql_the_logins_are_written(instance: Path) -> None:
    run("upgrade")

    result = run("grant")

    assert result.exit_code == 0, result.output
    assert (instance / "database.env").stat().st_mode & 0o777 == 0o600
    assert set(Settings.from_environ().overrides) == set(Role) - {Role.OWNER}
    assert run("check").exit_code == 0


def test_on_postgresql_a_changed_grant_is_a_finding(on_postgresql: str) -> None:
    run("upgrade")
    run("grant")
    with owner_transaction(on_postgresql) as connection:
        connection.execute(text("GRANT SELECT ON bookings TO PUBLIC"))

    result = run("check", "--json")

    assert json.loads(result.output) == {
        "grants": ["PUBLIC may SELECT on bookings, and should not"]
    }
