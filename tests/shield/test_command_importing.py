"""`import`: a list of others, its mistakes, and how far it is."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from groupz_shield.cli.exits import Exit
from shield_commands import COMMAND, STORE, Host

LIST = "203.0.113.0/24\n198.51.101.0/24 # spam\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.netset"
    path.write_text(LIST)
    return path


def test_a_list_is_imported_and_bans(host: Host, ours: Path) -> None:
    result = host.run("import", "ours", str(ours))

    assert result.stdout == "ours: 2 networks, 2 new, 0 gone.\n"
    assert host.json("explain", "203.0.113.9")["outcome"] == "ban"
    assert not result.stderr


def test_an_import_can_be_simulated(host: Host, ours: Path) -> None:
    host.run("import", "ours", str(ours), "--simulate")

    assert host.json("explain", "203.0.113.9")["outcome"] == "none"


def test_what_the_site_protects_is_left_out(host: Host, ours: Path) -> None:
    ours.write_text("192.0.2.0/24\n")

    host.run("import", "ours", str(ours))

    assert host.json("explain", "192.0.2.3")["in_force"] == []
    assert host.json("explain", "192.0.2.33")["outcome"] == "ban"


def test_what_came_of_it_is_told_to_a_program(host: Host, ours: Path) -> None:
    ours.write_text("203.0.113.0/24\n4.0.0.0/6\n")

    assert host.json("import", "ours", str(ours)) == {
        "name": "ours",
        "networks": 1,
        "added": 1,
        "removed": 0,
        "refused": ["4.0.0.0/6"],
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("<html>", "line 1 is no address", id="not a list"),
        pytest.param("", "it has no entries", id="empty"),
        pytest.param("1.2.3.0/24\n", "of it changed at once", id="all new"),
    ],
)
def test_a_list_that_is_doubtful_is_not_taken(
    host: Host, ours: Path, text: str, why: str
) -> None:
    host.run("import", "ours", str(ours))
    ours.write_text(text)

    result = host.run("import", "ours", str(ours), code=Exit.NOTHING)

    assert "Not imported; what was in force stays" in result.stderr
    assert why in result.stderr
    assert host.json("explain", "203.0.113.9")["outcome"] == "ban"


def test_a_list_that_changed_is_taken_by_force(host: Host, ours: Path) -> None:
    host.run("import", "ours", str(ours))
    ours.write_text("1.2.3.0/24\n")

    host.run("import", "ours", str(ours), "--force")

    assert host.json("explain", "203.0.113.9")["outcome"] == "none"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("ours", "missing.netset"), Exit.NOTHING, id="no file"),
        pytest.param(("Ours!", "missing.netset"), Exit.USAGE, id="no name"),
        pytest.param(("ours", "http://127.0.0.1/"), Exit.USAGE, id="no https"),
        pytest.param(("ours",), Exit.USAGE, id="no source"),
        pytest.param(("o", "x", "--format", "csv"), Exit.USAGE, id="no format"),
    ],
)
def test_a_mistake_is_told_by_its_exit_code(
    host: Host, arguments: tuple[str, ...], code: Exit
) -> None:
    assert host.run("import", *arguments, code=code).stderr


def test_a_terminal_shows_how_far_it_is(host: Host, ours: Path) -> None:
    shown = imported_on_a_terminal(host, ours)

    assert "100%" in shown
    assert "ours: " in shown


def test_a_terminal_that_wants_json_shows_nothing_else(host: Host, ours: Path) -> None:
    assert "%" not in imported_on_a_terminal(host, ours, "--json")


def imported_on_a_terminal(host: Host, path: Path, *options: str) -> str:
    """Import a list where somebody looks on, and return what they see."""
    terminal, side = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "import", "ours", path, *options],
        env={**os.environ, STORE: host.setting, "TERM": "xterm"},
        stdin=side,
        stdout=side,
        stderr=side,
    ) as process:
        assert process.wait(timeout=60) == 0
    os.close(side)
    shown = os.read(terminal, 65_536)
    os.close(terminal)
    return shown.decode()
