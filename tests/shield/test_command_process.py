"""The installed command, as a process, beside a site that serves."""

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection
from time import monotonic, sleep
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from groupz_shield import Shield, ShieldPolicy
from groupz_shield.cli.exits import Exit
from shield_commands import COMMAND, OFFICE, STORE, command
from waitress_server import Waitress, waitress

VISITOR, NEIGHBOUR = "203.0.113.9", "203.0.113.10"
SECONDS = 20.0


def hello(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", "5")])
    return [b"hello"]


@pytest.fixture
def setting(request: pytest.FixtureRequest, tmp_path: object) -> str:
    if getattr(request, "param", "sqlite") == "valkey":
        return str(request.getfixturevalue("valkey").address)
    return f"sqlite:///{tmp_path}/shield.sqlite3"


@pytest.fixture
def site(setting: str) -> Iterator[Waitress]:
    """A site behind a proxy, whose shield keeps its decisions in the store."""
    policy = ShieldPolicy(
        trusted_proxies=["127.0.0.1"],
        allowlist=[OFFICE],
        store=setting,
        flood_limit=None,
    )
    with waitress(Shield(hello, policy), host="127.0.0.1", port=0) as server:
        status(server, NEIGHBOUR)  # the first request makes the store
        yield server


def ask(site: Waitress, visitor: str) -> tuple[int, str]:
    connection = HTTPConnection(site.host, site.port, timeout=SECONDS)
    try:
        connection.request("GET", "/", headers={"X-Forwarded-For": visitor})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def status(site: Waitress, visitor: str) -> int:
    return ask(site, visitor)[0]


def soon(holds: Callable[[], bool]) -> bool:
    """Ask again until it holds; False if it never does."""
    ends = monotonic() + SECONDS
    while monotonic() < ends:
        if holds():
            return True
        sleep(0.02)
    return False


@pytest.mark.parametrize("setting", ["sqlite", "valkey"], indirect=True)
def test_a_visitor_is_banned_explained_and_freed_while_the_site_runs(
    site: Waitress, setting: str
) -> None:
    store = {STORE: setting}
    assert status(site, VISITOR) == 200

    assert command("ban", VISITOR, "--reason", "spam", **store).returncode == Exit.DONE
    assert soon(lambda: status(site, VISITOR) == 403)
    assert status(site, NEIGHBOUR) == 200

    reference = ask(site, VISITOR)[1].split()[-1]
    explained = command("explain", reference, **store)
    assert f"{VISITOR} is banned until" in explained.stdout
    assert "spam" in explained.stdout

    assert command("unban", reference, **store).returncode == Exit.DONE
    assert soon(lambda: status(site, VISITOR) == 200)


@pytest.mark.usefixtures("site")
def test_the_site_tells_the_command_whom_it_protects(setting: str) -> None:
    result = command("ban", "192.0.2.3", **{STORE: setting})

    assert result.returncode == Exit.PROTECTED
    assert "on the allowlist" in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("site")
def test_exit_codes_are_those_of_the_process(setting: str) -> None:
    codes = {
        ("list",): Exit.DONE,
        ("unban", VISITOR): Exit.NOTHING,
        ("ban", "nonsense"): Exit.USAGE,
        ("ban", "10.0.0.1"): Exit.PROTECTED,
        ("list", "--store", f"{setting}.missing"): Exit.UNREACHABLE,
    }

    found = {args: command(*args, **{STORE: setting}).returncode for args in codes}

    assert found == codes


@pytest.mark.usefixtures("site")
def test_standard_output_is_json_alone(setting: str) -> None:
    result = command("ban", "2001:db8::9", "--json", **{STORE: setting})

    assert json.loads(result.stdout)[0]["value"] == "2001:db8::/64"
    assert "stands for its /64" in result.stderr


@pytest.mark.parametrize("name", ["", "ban", "list", "import", "check"])
def test_help_needs_no_store(name: str) -> None:
    result = command(*filter(None, [name]), "--help", **{STORE: ""})

    assert result.returncode == Exit.DONE
    assert "groupz-shield" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_version_is_told() -> None:
    assert command("--version").stdout.startswith("groupz-shield, version ")


def test_bash_completes_commands_and_options() -> None:
    script = f"""
        PATH={COMMAND.parent}:$PATH
        eval "$(_GROUPZ_SHIELD_COMPLETE=bash_source groupz-shield)"
        complete -p groupz-shield
        COMP_WORDS=(groupz-shield un) COMP_CWORD=1
        _groupz_shield_completion groupz-shield; echo "${{COMPREPLY[@]}}"
        COMPREPLY=() COMP_WORDS=(groupz-shield ban --sim) COMP_CWORD=2
        _groupz_shield_completion groupz-shield; echo "${{COMPREPLY[@]}}"
    """

    result = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[1:] == ["unban", "--simulate"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_completion_too(shell: str) -> None:
    result = command(_GROUPZ_SHIELD_COMPLETE=f"{shell}_source")

    assert result.returncode == Exit.DONE
    assert "groupz-shield" in result.stdout
