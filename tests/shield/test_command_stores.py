"""Every command over every store, and over stores that are not there or in trouble."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

import pytest

from groupz_shield.cli.exits import Exit
from guarded_server import wait_for
from ports import free_port
from shield_commands import Host, host_of, run
from shielded import Site
from valkey_server import TestingValkey

NOBODY = 65_534
READING = [
    ("list",),
    ("explain", "203.0.113.9"),
    ("explain", "0badcafe"),
    ("stats",),
    ("check", "/"),
    ("unban", "203.0.113.9"),
]
MAKING = [
    ("ban", "203.0.113.9"),
    ("allow", "203.0.113.9"),
    ("import", "ours", "ours.netset"),
]
every = pytest.mark.parametrize("arguments", READING + MAKING, ids=" ".join)


@pytest.fixture
def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The setting of a store that is not there."""
    (tmp_path / "ours.netset").write_text("203.0.113.0/24\n")
    monkeypatch.chdir(tmp_path)
    return f"sqlite:///{tmp_path}/missing.sqlite3"


@pytest.fixture(params=["sqlite", "valkey"])
def any_host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host]:
    """Whoever runs a site, over each store that a command can reach."""
    if request.param == "sqlite":
        setting = f"sqlite:///{tmp_path}/shield.sqlite3"
    else:
        setting = request.getfixturevalue("valkey").address
    with host_of(setting) as host:
        yield host


def test_every_command_works_over_every_store(any_host: Host, tmp_path: Path) -> None:
    (tmp_path / "ours.netset").write_text("198.51.101.0/24\n")

    any_host.run("ban", "203.0.113.9")
    any_host.run("import", "ours", str(tmp_path / "ours.netset"))
    any_host.run("check", "/", "--from", "203.0.113.9", code=Exit.NOTHING)
    any_host.run("unban", "203.0.113.9")
    any_host.run("allow", "198.51.101.9")
    any_host.run("check", "/", "--from", "203.0.113.9")

    assert any_host.json("explain", "203.0.113.9")["outcome"] == "none"
    assert any_host.json("explain", "198.51.101.9")["outcome"] == "allow"
    assert any_host.json("explain", "198.51.101.8")["outcome"] == "ban"
    assert len(any_host.json("list", "--all")) == 2
    assert any_host.json("stats")["feeds"][0]["networks"] == 1


def test_a_hundred_thousand_networks_are_imported_and_in_force(
    any_host: Host, tmp_path: Path
) -> None:
    path = tmp_path / "many.netset"
    path.write_text(
        "".join(
            f"{20 + (n >> 16)}.{n >> 8 & 255}.{n & 255}.128/25\n"
            for n in range(100_000)
        )
    )
    site = Site({"store": any_host.setting})
    assert site.ask("21.134.159.200") == 200

    result = any_host.run("import", "many", str(path))

    assert result.stdout == "many: 100000 networks, 100000 new, 0 gone.\n"
    wait_for(lambda: site.ask("21.134.159.200") == 403)
    assert site.ask("21.134.159.100") == 200
    assert site.ask("21.134.160.200") == 200


@every
def test_no_command_makes_a_store_in_silence(
    missing: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments, setting=missing, code=Exit.UNREACHABLE)

    assert f"There is no store {tmp_path}/missing.sqlite3" in result.stderr
    assert "--create" in result.stderr
    assert not list(tmp_path.glob("missing*"))


@pytest.mark.parametrize("arguments", MAKING, ids=" ".join)
def test_a_store_is_made_where_that_is_asked_for(
    missing: str, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments, "--create", setting=missing)

    assert "No site has used this store yet" in result.stderr
    assert run("explain", "203.0.113.9", setting=missing).stdout.count("203.0.113")


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_what_only_reads_cannot_make_a_store(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--create", code=Exit.USAGE)

    assert "No such option" in result.stderr


def test_without_a_site_private_addresses_are_protected(missing: str) -> None:
    run("ban", "10.0.0.1", "--create", setting=missing, code=Exit.PROTECTED)


@every
def test_a_corrupt_file_is_told_and_left_as_it_is(
    missing: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "missing.sqlite3"
    path.write_bytes(b"no database" * 1000)

    result = run(*arguments, setting=missing, code=Exit.UNREACHABLE)

    assert "the file is corrupt" in result.stderr
    assert "puts it aside" in result.stderr
    assert path.read_bytes() == b"no database" * 1000


def test_a_locked_file_can_be_read_and_not_written(host: Host, tmp_path: Path) -> None:
    host.run("ban", "203.0.113.9")

    with closing(sqlite3.connect(tmp_path / "shield.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(host.json("list")) == 1
        result = host.run("ban", "203.0.113.10", code=Exit.UNREACHABLE)
        other.rollback()

    assert "another process keeps it locked" in result.stderr
    assert len(host.json("list")) == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize(
    ("arguments", "mode", "told"),
    [
        pytest.param(("list",), 0o600, "look at its rights", id="unreadable"),
        pytest.param(("ban", "203.0.113.9"), 0o644, "read-only", id="read-only"),
    ],
)
def test_whoever_has_no_rights_is_told(
    arguments: tuple[str, ...], mode: int, told: str
) -> None:
    with TemporaryDirectory() as folder:
        setting = f"sqlite:///{folder}/shield.sqlite3"
        run("ban", "203.0.113.9", "--create", setting=setting)
        Path(folder).chmod(0o755)
        Path(folder, "shield.sqlite3").chmod(mode)

        os.seteuid(NOBODY)
        try:
            result = run(*arguments, setting=setting, code=Exit.UNREACHABLE)
        finally:
            os.seteuid(0)

    assert told in result.stderr


@every
def test_a_server_that_is_not_there_is_told(
    missing: str, arguments: tuple[str, ...]
) -> None:
    assert missing
    setting = f"valkey://127.0.0.1:{free_port()}/0"

    result = run(*arguments, setting=setting, code=Exit.UNREACHABLE)

    assert "look whether the server runs" in result.stderr


def test_a_server_that_hangs_is_told(own_valkey: TestingValkey) -> None:
    with own_valkey.hanging():
        for arguments in (("list",), ("ban", "203.0.113.9")):
            result = run(*arguments, setting=own_valkey.address, code=Exit.UNREACHABLE)
            assert "look whether the server hangs" in result.stderr


def test_a_command_waits_for_a_server_that_is_busy(own_valkey: TestingValkey) -> None:
    with own_valkey.hanging() as going_on:
        Timer(0.5, going_on).start()
        run("ban", "203.0.113.9", setting=own_valkey.address)


def test_a_command_waits_for_a_file_that_is_locked(host: Host, tmp_path: Path) -> None:
    host.run("list")
    path = tmp_path / "shield.sqlite3"
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        Timer(0.5, other.rollback).start()
        host.run("ban", "203.0.113.9")


@pytest.mark.parametrize(
    ("setting", "code", "told"),
    [
        pytest.param(None, Exit.USAGE, "Which store?", id="none"),
        pytest.param("memory", Exit.UNREACHABLE, 'store="sqlite', id="memory"),
        pytest.param("mysql://x", Exit.USAGE, "is no store", id="another"),
        pytest.param("sqlite:/x", Exit.USAGE, "is no store", id="two slashes short"),
    ],
)
def test_a_setting_that_names_no_store_is_told(
    setting: str | None, code: Exit, told: str
) -> None:
    assert told in run("list", setting=setting, code=code).stderr


def test_the_option_goes_before_the_environment_wherever_it_stands(
    host: Host, missing: str
) -> None:
    host.run("ban", "203.0.113.9")

    for arguments in (
        ("--store", host.setting, "list"),
        ("list", "--store", host.setting),
        ("--store", missing, "list", "--store", host.setting),
    ):
        assert "203.0.113.9" in run(*arguments, setting=missing).stdout


def test_a_password_is_never_shown() -> None:
    setting = "valkey://app:secret@127.0.0.1:1/0"

    assert "secret" not in run("list", setting=setting, code=Exit.UNREACHABLE).output
