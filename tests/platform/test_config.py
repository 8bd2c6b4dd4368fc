import stat
from pathlib import Path

import pytest

from groupz_platform.config import Settings, SettingsError, Surface
from groupz_platform.roles import Role
from groupz_platform.secret_files import UnsafeSecretError, kept_secret


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path))
    return tmp_path


def test_with_nothing_set_it_serves_this_machine_alone(instance: Path) -> None:
    settings = Settings.from_environ()

    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.origins == ("http://127.0.0.1:8000", "http://localhost:8000")
    assert settings.owner_url == f"sqlite:///{instance}/groupz.sqlite3"
    assert settings.trusted_proxies == ()
    assert not settings.is_https


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPZ_PORT", "70000")
    monkeypatch.setenv("GROUPZ_SURFACE", "everything")
    monkeypatch.setenv("GROUPZ_SECRET_KEY", "short")
    monkeypatch.setenv("GROUPZ_TRUSTED_PROXIES", "10.0.0.0/33")
    monkeypatch.setenv("GROUPZ_PUBLIC_URL", "bookings.example")
    monkeypatch.setenv("GROUPZ_PROT", "8000")

    with pytest.raises(SettingsError) as wrong:
        Settings.from_environ()

    text = str(wrong.value)
    for name in ("PORT", "SURFACE", "SECRET_KEY", "TRUSTED_PROXIES", "PUBLIC_URL"):
        assert f"GROUPZ_{name}: " in text
    assert "GROUPZ_PROT: no setting has this name" in text
    assert "short" not in text


def test_the_environment_wins_over_the_instances_file(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "database.env").write_text(
        "GROUPZ_DATABASE_URL_VISITOR=sqlite:///a\nGROUPZ_PORT=1\n"
    )
    (instance / "groupz.env").write_text("GROUPZ_PORT=8001\nGROUPZ_HOST=::1\n")
    monkeypatch.setenv("GROUPZ_PORT", "8002")

    settings = Settings.from_environ()

    assert (settings.port, settings.host) == (8002, "::1")
    assert settings.overrides == {Role.VISITOR: "sqlite:///a"}


def test_a_name_in_the_file_that_is_no_setting_is_said(instance: Path) -> None:
    (instance / "groupz.env").write_text("GROUPZ_PROT=8001\n")

    with pytest.raises(SettingsError, match="GROUPZ_PROT"):
        Settings.from_environ()


def test_settings_are_frozen() -> None:
    settings = Settings.from_environ()

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]  # - what the test is about


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("https://x.example/", "https://x.example", id="a slash behind it"),
        pytest.param("http://x.example:81", "http://x.example:81", id="with a port"),
    ],
)
def test_the_public_address_is_scheme_and_host(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    monkeypatch.setenv("GROUPZ_PUBLIC_URL", given)

    assert Settings.from_environ().origins == (kept,)


@pytest.mark.parametrize(
    "wrong", ["ftp://x.example", "https://x.example/path", "https://u@x.example", "x"]
)
def test_another_public_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("GROUPZ_PUBLIC_URL", wrong)

    with pytest.raises(SettingsError, match="GROUPZ_PUBLIC_URL"):
        Settings.from_environ()


@pytest.mark.parametrize(
    ("surface", "lacks"),
    [
        pytest.param(Surface.PUBLIC, {Role.SIGN_IN, Role.BACKOFFICE}, id="public"),
        pytest.param(
            Surface.BACKOFFICE, {Role.VISITOR, Role.GUEST, Role.BOOKER}, id="backoffice"
        ),
        pytest.param(Surface.BOTH, set(), id="both"),
    ],
)
def test_a_process_is_given_the_roles_of_its_surface(
    surface: Surface, lacks: set[Role]
) -> None:
    roles = Settings(surface=surface).roles

    assert roles == set(Role) - lacks - {Role.OWNER}


def test_the_first_start_makes_a_secret_that_only_its_owner_reads(
    instance: Path,
) -> None:
    secret = Settings.from_environ().secret

    file = instance / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(secret) == 64
    assert Settings.from_environ().secret == secret
    assert [path.name for path in instance.iterdir()] == ["secret.key"]


def test_a_secret_that_others_can_read_is_refused(instance: Path) -> None:
    file = instance / "secret.key"
    kept_secret(file)
    file.chmod(0o640)

    with pytest.raises(UnsafeSecretError, match="chmod 600"):
        kept_secret(file)


def test_two_first_starts_end_with_one_secret(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = instance / "secret.key"
    secret = kept_secret(file)
    monkeypatch.setattr(Path, "exists", lambda _path: False)

    assert kept_secret(file) == secret


def test_a_given_secret_is_used_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("GROUPZ_SECRET_KEY", secret)

    settings = Settings.from_environ()

    assert settings.secret == secret.encode()
    assert secret not in repr(settings)
