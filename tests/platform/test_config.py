import stat
from pathlib import Path

import pytest

from groupz_platform.config import Settings, Surface
from groupz_platform.roles import Role
from groupz_platform.secret_files import (
    UnsafeSecretError,
    kept_secret,
    write_private,
)
from groupz_platform.setting_errors import SettingsError


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
    for file in instance.iterdir():
        file.chmod(0o600)
    monkeypatch.setenv("GROUPZ_PORT", "8002")

    settings = Settings.from_environ()

    assert (settings.port, settings.host) == (8002, "::1")
    assert settings.overrides == {Role.VISITOR: "sqlite:///a"}


def test_a_name_in_the_file_that_is_no_setting_is_said(instance: Path) -> None:
    write_private(instance / "groupz.env", "GROUPZ_PROT=8001\n")

    with pytest.raises(SettingsError, match="GROUPZ_PROT: no setting has this name"):
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
    "wrong",
    [
        "ftp://x.example",
        "https://x.example/path",
        "https://u@x.example",
        "https://x.example:abc",
        "https://x.example:99999",
        "x",
    ],
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


def test_a_file_of_settings_that_others_can_read_is_refused(instance: Path) -> None:
    file = instance / "groupz.env"
    file.write_text("GROUPZ_PORT=8001\n")
    file.chmod(0o644)

    with pytest.raises(SettingsError, match=f"chmod 600 {file}"):
        Settings.from_environ()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("HOST", "0.0.0.0", id="every address"),
        pytest.param("HOST", "192.0.2.1", id="another address"),
        pytest.param("UNIX_SOCKET", "/run/groupz.sock", id="a socket"),
    ],
)
def test_who_is_not_on_this_machine_alone_says_where_visitors_come_from(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"GROUPZ_{variable}", value)

    with pytest.raises(SettingsError, match="GROUPZ_PUBLIC_URL"):
        Settings.from_environ()

    monkeypatch.setenv("GROUPZ_PUBLIC_URL", "https://bookings.example")
    assert Settings.from_environ().origins == ("https://bookings.example",)


def test_the_loopback_of_ipv6_has_its_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPZ_HOST", "::1")

    assert Settings.from_environ().base_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        pytest.param("a@x.example", "a@x.example", id="an address"),
        pytest.param("Museum <a@x.example>", "a@x.example", id="a name with one"),
        pytest.param("nobody", None, id="no address"),
        pytest.param("Museum <a@x.example", None, id="half of one"),
        pytest.param("a@x.example\nBcc: b@x.example", None, id="two lines"),
    ],
)
def test_a_sender_has_an_address(
    monkeypatch: pytest.MonkeyPatch, sender: str, address: str | None
) -> None:
    monkeypatch.setenv("GROUPZ_MAIL_FROM", sender)

    if address is None:
        with pytest.raises(SettingsError, match="GROUPZ_MAIL_FROM"):
            Settings.from_environ()
    else:
        assert Settings.from_environ().sender_address == address


@pytest.mark.parametrize(
    ("feeds", "why"),
    [
        ("a=/tmp/x,a=/tmp/y", "'a' is the name of two feeds"),
        ("drop=http://lists.example/drop", "neither a path nor an https address"),
        ("no-address", "no source"),
    ],
)
def test_feeds_that_cannot_be_meant_are_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, feeds: str, why: str
) -> None:
    monkeypatch.setenv("GROUPZ_SHIELD_FEEDS", feeds)

    with pytest.raises(SettingsError, match="GROUPZ_SHIELD_FEEDS") as caught:
        Settings.from_environ()
    assert why in str(caught.value)
