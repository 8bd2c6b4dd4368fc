"""The command as an operator types it."""

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groupz_platform import cli
from groupz_platform.cli.commands import groupz
from groupz_platform.clock import system_clock
from groupz_platform.db import Databases
from groupz_platform.mail.services import Letter, post
from groupz_platform.roles import Role
from letters import VALUES
from site_server import GROUPZ, Site, environment, serving


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(groupz, arguments)


@dataclass(frozen=True)
class Counts:
    venues: int
    activities: int
    time_slots: int
    bookings: int
    outbox_emails: int
    used: int
    planned: int
    at_christmas: int


COUNTS = """
SELECT (SELECT count(*) FROM venues), (SELECT count(*) FROM activities),
  (SELECT count(*) FROM time_slots), (SELECT count(*) FROM bookings),
  (SELECT count(*) FROM outbox_emails), (SELECT sum(used_persons) FROM time_slots),
  (SELECT sum(planned) FROM booking_parties),
  (SELECT count(*) FROM time_slots WHERE local_date LIKE '%-12-25')
"""


def counts(instance: Path) -> Counts:
    with closing(sqlite3.connect(instance / "groupz.sqlite3")) as database:
        return Counts(*database.execute(COUNTS).fetchone())


def test_the_demo_fills_three_museums_and_adds_nothing_double_when_run_again(
    instance: Path,
) -> None:
    run("db", "upgrade")

    first, loaded = run("demo"), counts(instance)
    again, once = run("demo"), run("demo", "--once")

    assert (first.exit_code, again.exit_code, once.exit_code) == (0, 0, 0)
    assert (loaded.venues, loaded.activities) == (3, 12)
    assert 4000 < loaded.time_slots < 8000
    assert loaded.bookings > 100
    assert loaded.outbox_emails == 0
    assert loaded.used == loaded.planned
    assert loaded.at_christmas == 0
    assert counts(instance) == loaded
    assert once.output == ""


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize("command", ["serve", "worker", "demo"])
def test_without_tables_a_command_names_what_makes_them(command: str) -> None:
    refused = run(command)

    assert refused.exit_code == 1
    assert "groupz db upgrade" in refused.output
    assert len(refused.output.splitlines()) == 1


@pytest.mark.usefixtures("instance")
def test_wrong_settings_are_said_and_nothing_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GROUPZ_PORT", "no number")

    refused = run("serve")

    assert refused.exit_code == 1
    assert "GROUPZ_PORT" in refused.output


def test_a_port_that_is_taken_is_said(served_instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = subprocess.run(
            [GROUPZ, "serve"],
            env=environment(served_instance, port=port),
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    assert refused.returncode == 1
    assert f"port {port}" in refused.stderr
    assert "GROUPZ_PORT" in refused.stderr


def test_without_the_platforms_libraries_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "groupz_platform.cli.commands", None)

    with pytest.raises(SystemExit, match=r"pip install 'groupz\[platform\]'"):
        cli.main()


def test_the_command_is_the_one_that_is_installed() -> None:
    command = Path(sys.executable).with_name("groupz")

    shown = subprocess.run([command, "--help"], capture_output=True, check=True)

    assert b"serve" in shown.stdout


@pytest.fixture
def served_instance(sqlite_template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "groupz.sqlite3").write_bytes(sqlite_template.read_bytes())
    return folder


def test_the_server_says_where_it_is_and_ends_when_told(served_instance: Path) -> None:
    with serving(served_instance) as site:
        url, log = (
            site.origin,
            site.wait_for(lambda: site.log if "served" in site.log else None),
        )
        site.process.terminate()
        ended = site.process.wait(timeout=30)

    assert f"groupz is served on {url}" in log
    assert str(served_instance / "outbox") in log
    assert ended == 0


def ask(path: Path) -> bytes | None:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return None
        client.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
        return client.makefile("rb").read()


def test_it_is_served_on_a_unix_socket_for_the_server_in_front(
    served_instance: Path,
) -> None:
    path = served_instance / "groupz.sock"
    given = environment(
        served_instance, unix_socket=str(path), public_url="https://x.example"
    )

    with subprocess.Popen(
        [GROUPZ, "serve"], env=given, stderr=subprocess.DEVNULL
    ) as process:
        site = Site(0, "", served_instance, process)
        answer = site.wait_for(lambda: ask(path))
        process.terminate()

    assert answer.startswith(b"HTTP/1.0 200")
    assert process.returncode == 0


def test_a_worker_delivers_until_it_is_told_to_stop(served_instance: Path) -> None:
    url = f"sqlite:///{served_instance / 'groupz.sqlite3'}"
    databases = Databases({Role.BOOKER: url})
    with databases.transaction(Role.BOOKER) as session:
        letter = Letter("a", "confirmation", "nl", "sam@x.example", VALUES)
        post(session, letter, domain="x.example", now=system_clock())
    databases.dispose()
    given = environment(served_instance)

    with subprocess.Popen(
        [GROUPZ, "worker"], env=given, stderr=subprocess.DEVNULL
    ) as process:
        site = Site(0, "", served_instance, process)
        outbox = served_instance / "outbox"
        mails = site.wait_for(lambda: list(outbox.glob("*.eml")) or None)
        process.terminate()

    assert len(mails) == 1
    assert process.returncode == 0
