"""What the shield tells, and what it keeps to itself: exemptions, addresses, logs."""

from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from groupz_shield import OBSERVE, EventKind
from groupz_shield.guards.not_found import shown
from shielded import Site

ATTACKER = "203.0.113.9"


def hooks(guard: str, environ: WSGIEnvironment) -> bool:
    return guard in {"flood", "not_found"} and environ["PATH_INFO"] == "/page/hook"


def test_exempt_requests_are_not_counted_for_other_pages() -> None:
    site = Site({"flood_limit": 5, "exempt": hooks})

    assert {site.ask(ATTACKER, "/page/hook") for _ in range(100)} == {200}
    assert [site.ask(ATTACKER, "/page") for _ in range(6)] == [200] * 5 + [429]


def test_misses_that_are_exempt_are_no_scan() -> None:
    site = Site({"exempt": lambda guard, _: guard == "not_found"})

    assert site.scan(ATTACKER, 100) == {404: 100}


def test_a_ban_is_told_of_after_very_many_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("groupz_shield.verdicts._MOST_TOLD", 2)
    site = Site()
    clients = [f"203.0.113.{number}" for number in range(1, 6)]
    for client in clients:
        site.scan(client)

    refused = [event for event in site.events if event.kind is EventKind.REFUSED]
    assert [event.client and event.client.address for event in refused] == clients


@pytest.mark.parametrize("scanned", [ATTACKER, "2001:db8:1:2::9"])
def test_shortened_events_hold_no_address_anywhere(scanned: str) -> None:
    site = Site({"shorten_addresses": True})
    site.scan(scanned)
    for _ in range(20):
        site.ask(scanned, HTTP_X_FORWARDED_FOR="198.51.100.7")

    told = {event.kind for event in site.events}
    assert {EventKind.BANNED, EventKind.REFUSED, EventKind.FORWARDING_IGNORED} <= told
    held = repr(site.events)
    assert ATTACKER not in held
    assert "2001:db8:1:2" not in held


def test_no_terminal_obeys_what_a_path_holds() -> None:
    assert shown("/\x1b[2J\x07/a") == "/�[2J�/a"


def test_a_policy_that_observes_lets_every_cookie_leave() -> None:
    headers = [("Set-Cookie", "session=1"), ("Set-Cookie", "language=nl")]

    def app(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("200 OK", headers.copy())
        return []

    site = Site({"enforce": OBSERVE.enforce, "declared_cookies": ["language"]})
    site.shield.app = app
    site.ask(ATTACKER)

    assert site.answered == headers
    [event] = site.events
    assert (event.kind, event.facts) == (
        EventKind.COOKIE_UNDECLARED,
        {"cookie": "session"},
    )
