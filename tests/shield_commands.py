"""A host who types commands, beside a site that protects its office."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from groupz_shield.bans.register import PROTECTED_NOTE
from groupz_shield.cli import main
from groupz_shield.cli.exits import Exit
from groupz_shield.decisions.protection import protection_of
from groupz_shield.stores import DecisionStore, open_store

OFFICE = "192.0.2.0/28"
PROXY = "198.51.100.1"
COMMAND = Path(sys.executable).with_name("groupz-shield")
STORE = "GROUPZ_SHIELD_STORE"


@dataclass(frozen=True)
class Host:
    """Whoever runs a site.

    Attributes:
        setting: What names the store.
        store: The store, as the site sees it.
    """

    setting: str
    store: DecisionStore

    def run(self, *arguments: str, code: Exit = Exit.DONE, given: str = "") -> Result:
        """Run a command that must end with this code."""
        return run(*arguments, code=code, given=given, setting=self.setting)

    def json(self, *arguments: str, code: Exit = Exit.DONE) -> Any:
        """Run a command, and read what it tells a program."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def reference(self, *arguments: str) -> str:
        """Run a command that makes a decision, and return its reference."""
        return str(self.json(*arguments)[0]["reference"])


def run(
    *arguments: str, code: Exit = Exit.DONE, given: str = "", setting: str | None = None
) -> Result:
    """Run a command in this process."""
    result = CliRunner().invoke(main, arguments, input=given, env={STORE: setting})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


@contextmanager
def host_of(setting: str) -> Iterator[Host]:
    """Open a store that a site has used."""
    with closing(open_store(setting)) as store:
        protection = protection_of([PROXY], [OFFICE], private=True)
        store.write_note(PROTECTED_NOTE, protection.as_json())
        yield Host(setting, store)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Whoever runs a site that has used its store once."""
    with host_of(f"sqlite:///{tmp_path}/shield.sqlite3") as host:
        yield host


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command as a process of its own."""
    return subprocess.run(
        [COMMAND, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
