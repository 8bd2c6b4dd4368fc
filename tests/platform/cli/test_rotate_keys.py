"""`groupz staff rotate-keys`, while staff go on signing in."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from databases import TestingDatabase
from doorstep import Doorstep
from groupz_platform.accounts.factor_keys import FILE_NAME, FactorKeys
from groupz_platform.accounts.models import SecondFactorDevice
from groupz_platform.cli.commands import groupz
from groupz_platform.roles import Role
from office import Office


def keys_of(database: TestingDatabase) -> set[str | None]:
    with database.databases.transaction(Role.SIGN_IN) as session:
        return {device.key_id for device in session.query(SecondFactorDevice)}


@pytest.fixture
def instance(office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command finds: the platform that the office is served by."""
    folder = office.platform.settings.instance
    monkeypatch.setenv("GROUPZ_INSTANCE", str(folder))
    monkeypatch.setenv("GROUPZ_DATABASE_URL", office.database.owner_url)
    for role, url in office.database.urls.items():
        monkeypatch.setenv(f"GROUPZ_DATABASE_URL_{role.upper()}", url)
    return folder


def test_every_secret_is_under_the_new_key_and_signs_in_as_before(
    office: Office, instance: Path
) -> None:
    kim = Doorstep(office, name="kim").enrolled()
    before = keys_of(office.database)

    rotated = CliRunner().invoke(groupz, ["staff", "rotate-keys"])

    assert rotated.exit_code == 0, rotated.output
    assert "Secrets under the new key: 1." in rotated.output
    after = keys_of(office.database)
    assert after.isdisjoint(before)
    assert set(FactorKeys.read(instance / FILE_NAME).keys) == after
    assert kim.sign_in().status_code == 303


def test_without_the_key_nothing_is_changed(office: Office, instance: Path) -> None:
    Doorstep(office, name="kim").enrolled()
    before = keys_of(office.database)
    lost = FactorKeys.read(instance / FILE_NAME)
    lost.with_new_key().only_current().write(instance / FILE_NAME)

    rotated = CliRunner().invoke(groupz, ["staff", "rotate-keys"])

    assert rotated.exit_code == 1
    assert "is missing: bring back the file" in rotated.output
    assert keys_of(office.database) == before
