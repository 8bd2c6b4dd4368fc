"""What was confirmed survives `kill -9`."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from groupz_platform.db import Databases
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role

WRITER = Path(__file__).with_name("write_until_killed.py")


def confirmed_until_killed(url: str, *options: str, lines: int) -> set[str]:
    """Kill the writers after so many confirmations; answer what they had confirmed."""
    command = [sys.executable, str(WRITER), url, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        read = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        read += process.stdout.readlines()
    return {line.strip().decode() for line in read if line.endswith(b"\n")}


def stored(url: str) -> set[str]:
    databases = Databases({Role.WORKER: url})
    with databases.transaction(Role.WORKER) as session:
        found = set(session.scalars(select(OutboxEmail.dedupe_key)))
    databases.dispose()
    return found


def lost_in_crashes(template: Path, folder: Path, *options: str) -> int:
    """Crash four times, at random moments; answer how many confirmed rows are gone."""
    lost = 0
    for number in range(4):
        file = Path(shutil.copyfile(template, folder / f"{number}.db"))
        url = f"sqlite:///{file}"
        lines = random.randint(100, 900)
        lost += len(confirmed_until_killed(url, *options, lines=lines) - stored(url))
    return lost


def test_what_was_confirmed_survives_a_kill(
    sqlite_template: Path, tmp_path: Path
) -> None:
    assert lost_in_crashes(sqlite_template, tmp_path) == 0


def test_control_without_waiting_for_the_commit_a_kill_loses_rows(
    sqlite_template: Path, tmp_path: Path
) -> None:
    assert lost_in_crashes(sqlite_template, tmp_path, "--without-waiting") > 0
