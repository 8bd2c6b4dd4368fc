"""What an operator can mend is one line, whatever went wrong underneath."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from groupz_platform.cli.commands import groupz
from ports import free_port


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


def said(*arguments: str) -> str:
    result = CliRunner().invoke(groupz, arguments)
    assert result.exit_code == 1
    assert not isinstance(result.exception, OSError)
    return result.output


@pytest.mark.parametrize("command", ["upgrade", "grant", "check"])
def test_a_database_server_that_is_away_is_named(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    url = f"postgresql://owner@127.0.0.1:{free_port()}/groupz"
    monkeypatch.setenv("GROUPZ_DATABASE_URL", url)

    words = said("db", command)

    assert "onnection" in words
    assert "Traceback" not in words


def test_a_folder_that_cannot_be_made_is_named(instance: Path) -> None:
    instance.write_text("a file where the folder should be")

    words = said("db", "upgrade")

    assert str(instance) in words
    assert len(words.splitlines()) == 1


@pytest.mark.usefixtures("instance")
def test_a_forgotten_login_is_not_another_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere.sqlite3"
    monkeypatch.setenv("GROUPZ_DATABASE_URL_BOOKER", url)

    words = said("serve")

    assert "GROUPZ_DATABASE_URL_VISITOR" in words


def test_a_host_that_has_no_address_is_said(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    CliRunner().invoke(groupz, ["db", "upgrade"])
    monkeypatch.setenv("GROUPZ_HOST", "nowhere.invalid")
    monkeypatch.setenv("GROUPZ_PUBLIC_URL", "https://bookings.example")

    words = said("serve")

    assert instance.exists()
    assert "cannot listen on nowhere.invalid" in words
