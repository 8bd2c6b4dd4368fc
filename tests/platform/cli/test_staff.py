"""`groupz staff`, as a host types it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groupz_platform.audit.models import AuditEntry
from groupz_platform.cli.commands import groupz
from groupz_platform.db import Databases, role_urls
from groupz_platform.roles import Role

LINK = re.compile(r"http://127\.0\.0\.1:8000/backoffice/enrol/[\w-]{43}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(groupz, ["staff", *arguments])


def add(name: str, role: str = "administrator") -> Result:
    return run("add", name, "--role", role, "--email", f"{name}@museum.example")


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance without anybody."""
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path))
    CliRunner().invoke(groupz, ["db", "upgrade"])
    return tmp_path


def test_there_is_nobody_to_begin_with() -> None:
    assert json.loads(run("list", "--json").stdout) == []
    assert "groupz staff add" in run("list").stdout


def test_an_account_comes_with_a_link() -> None:
    added = add("Robin")

    assert LINK.search(added.stdout)
    [row] = json.loads(run("list", "--json").stdout)
    assert row["name"] == "robin"
    assert (row["role"], row["state"]) == ("administrator", "active")
    assert row["second_factors"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["disable", "robin"], "the only administrator", id="last one"),
        pytest.param(["disable", "nobody"], "nobody signs in as nobody", id="unknown"),
        pytest.param(
            ["add", "robin", "--role", "desk", "--email", "x@museum.example"],
            "somebody else signs in",
            id="taken",
        ),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], words: str) -> None:
    add("robin")

    result = run(*arguments)

    assert result.exit_code == 1
    assert words in result.stderr


def test_an_address_has_to_be_one() -> None:
    assert run("add", "x", "--role", "desk", "--email", "x").exit_code == 2


def test_an_account_is_closed_and_opened() -> None:
    add("robin")
    add("sam", "desk")

    run("disable", "sam")
    closed = json.loads(run("list", "--json").stdout)[1]["state"]
    run("enable", "sam")

    assert closed == "disabled"
    assert json.loads(run("list", "--json").stdout)[1]["state"] == "active"


def test_the_only_administrator_is_rescued_on_record(instance: Path) -> None:
    add("robin")

    rescued = run("reset-second-factor", "robin", "--new-password")

    assert LINK.search(rescued.stdout)
    databases = Databases(
        role_urls(f"sqlite:///{instance}/groupz.sqlite3", {}, {Role.BACKOFFICE})
    )
    with databases.transaction(Role.BACKOFFICE) as session:
        actors = {entry.actor for entry in session.query(AuditEntry)}
    databases.dispose()
    assert len(actors) == 1
    assert actors.pop().endswith("(shell)")
