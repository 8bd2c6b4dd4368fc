"""How the platform uses the shield: who is blocked, what they see, and how it ends."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from applications import TestingPlatform, platform_on
from databases import TestingDatabase
from groupz_platform.clock import system_clock
from groupz_shield.cli import main as groupz_shield

SCANNER = "203.0.113.9"
NEIGHBOUR = "203.0.113.10"
OPERATOR = {
    "operator_name": "Museum De Sluis",
    "operator_email": "help@groupz.example",
    "operator_telephone": "+31 85 000 04 99",
}
Opened = Callable[..., TestingPlatform]


@pytest.fixture
def opened(sqlite_database: TestingDatabase, tmp_path: Path) -> Iterator[Opened]:
    """Starts platforms behind a proxy, one after the other on the same instance."""
    with ExitStack() as stack:

        def start(**settings: Any) -> TestingPlatform:
            proxied = {"trusted_proxies": ("127.0.0.1",), **OPERATOR, **settings}
            return stack.enter_context(
                platform_on(sqlite_database, tmp_path, **proxied)
            )

        yield start


def ask(
    platform: TestingPlatform, path: str, client: str = SCANNER, **headers: str
) -> TestResponse:
    return platform.visitor.get(path, **{"X-Forwarded-For": client, **headers})


def scan(platform: TestingPlatform, client: str = SCANNER, paths: int = 20) -> None:
    for number in range(paths):
        assert ask(platform, f"/wp-{number}.php", client).status_code == 404


def test_a_scanner_is_blocked_and_its_neighbour_is_not(opened: Opened) -> None:
    platform = opened()

    scan(platform)

    assert ask(platform, "/nl/").status_code == 403
    assert ask(platform, "/nl/", NEIGHBOUR).status_code == 200


def test_whoever_is_blocked_learns_in_both_languages_how_to_reach_a_person(
    opened: Opened,
) -> None:
    platform = opened()
    scan(platform)

    answer = ask(platform, "/en/contact")

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Je netwerk is voorlopig geblokkeerd" in answer.text
    assert "Your network is blocked for now" in answer.text
    for known in OPERATOR.values():
        assert known in answer.text or known == OPERATOR["operator_name"]
    assert 'href="tel:+31850000499"' in answer.text
    assert len(set(re.findall(r"<code>(\w{8})</code>", answer.text))) == 1
    styles = re.findall(r'href="(/static/[^"]+\.css)"', answer.text)
    assert styles
    assert {ask(platform, path).status_code for path in styles} == {200}


def test_the_host_explains_a_block_by_its_reference_and_undoes_it(
    opened: Opened, tmp_path: Path
) -> None:
    platform = opened()
    platform.clock.now = system_clock()  # as the command asks the machine
    scan(platform)
    [reference, _] = re.findall(r"<code>(\w{8})</code>", ask(platform, "/nl/").text)
    store = f"sqlite:///{tmp_path}/shield.sqlite3"

    explained = CliRunner().invoke(
        groupz_shield, ["--store", store, "explain", reference]
    )
    undone = CliRunner().invoke(groupz_shield, ["--store", store, "unban", reference])

    assert explained.exit_code == undone.exit_code == 0, (
        explained.output + undone.output
    )
    assert SCANNER in explained.output
    assert "not_found" in explained.output
    assert ask(opened(), "/nl/").status_code == 200


def test_a_block_survives_a_restart(opened: Opened) -> None:
    scan(opened())

    assert ask(opened(), "/nl/").status_code == 403


def test_the_office_is_never_blocked(opened: Opened) -> None:
    platform = opened(allowlist=("203.0.113.0/24",))

    scan(platform, paths=40)

    assert ask(platform, "/nl/").status_code == 200


def test_a_shield_that_only_looks_refuses_nothing(opened: Opened) -> None:
    platform = opened(shield_enforce=False)

    scan(platform, paths=40)

    assert ask(platform, "/nl/").status_code == 200


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/nl/contact", "Dat was te vaak in korte tijd"),
        ("/en/contact", "That was too often in a short time"),
    ],
)
def test_a_flood_is_answered_in_the_visitors_language_with_when_to_come_back(
    opened: Opened, path: str, title: str
) -> None:
    platform = opened(flood_limit=10)

    answers = [ask(platform, path) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert title in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("bookings.example", 200),
        ("bookings.example:443", 200),
        ("127.0.0.1:8000", 200),
        ("evil.example", 421),
    ],
)
def test_a_site_with_a_public_address_answers_to_its_own_names_alone(
    opened: Opened, host: str, status: int
) -> None:
    platform = opened(public_url="https://bookings.example")

    assert ask(platform, "/healthz", Host=host).status_code == status


def test_who_forges_an_address_blocks_nobody_else(opened: Opened) -> None:
    platform = opened(trusted_proxies=())

    scan(platform, "198.51.100.7", paths=40)

    assert ask(opened(), "/nl/", "198.51.100.7").status_code == 200


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nl/?q=<script>x()</script>", "lijkt op een aanval"),
        ("/en/?q=<script>x()</script>", "looks like an attack"),
    ],
)
def test_who_sent_something_doubtful_learns_what_to_do(
    opened: Opened, path: str, says: str
) -> None:
    answer = ask(opened(), path)

    assert answer.status_code == 403
    assert says in answer.text
    assert "xss" not in answer.text
    assert re.search(r"<code>\w{8}</code>", answer.text)


def test_what_the_operator_switched_off_passes(opened: Opened) -> None:
    platform = opened(shield_off=("xss@q",))

    assert ask(platform, "/nl/?q=<script>x()</script>").status_code == 200
    assert ask(platform, "/nl/?p=<script>x()</script>").status_code == 403
