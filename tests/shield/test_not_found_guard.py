"""The guard against scans: many different missing paths, and nothing else."""

from http import HTTPStatus

import pytest

from groupz_shield import AUTHENTICATED_KEY, PolicyError, ShieldPolicy
from groupz_shield.events import EventKind
from shielded import Site


def test_twenty_different_missing_paths_are_a_scan() -> None:
    site = Site()

    assert site.scan("203.0.113.9", 30) == {404: 20, 403: 10}

    [decision] = site.bans("203.0.113.9")
    assert decision.scenario == "not_found"
    assert decision.reason == (
        "20 different paths were not found within a minute: "
        "/wp-15.php, /wp-16.php, /wp-17.php, /wp-18.php, /wp-19.php"
    )


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::9"])
def test_one_missing_picture_is_no_scan(address: str) -> None:
    site = Site()

    assert {site.ask(address, "/logo.png") for _ in range(500)} == {404}
    assert site.events == []


def test_a_scan_slower_than_the_window_is_none() -> None:
    site = Site()
    for _ in range(4):
        assert site.scan("203.0.113.9", 19) == {404: 19}
        site.clock.tick(60)


def test_a_known_offender_has_half_and_then_a_quarter() -> None:
    site = Site()
    allowed = []
    for _ in range(4):
        allowed.append(site.scan("203.0.113.9", 30)[404])
        site.clock.tick(86_400)

    assert allowed == [20, 10, 5, 5]


def test_what_browsers_ask_for_by_themselves_is_free() -> None:
    site = Site({"not_found_free_paths": ["/old/*"]})
    free = ["/favicon.ico", "/robots.txt", "/.well-known/a", "/old/{}"] * 30

    asked = {site.ask("203.0.113.9", p.format(n)) for n, p in enumerate(free)}

    assert asked == {HTTPStatus.NOT_FOUND}


def test_who_is_signed_in_and_who_is_protected_may_look() -> None:
    site = Site()
    known = {AUTHENTICATED_KEY: "yes"}

    answers = {site.ask("203.0.113.9", f"/{n}", **known) for n in range(50)}

    assert answers == {HTTPStatus.NOT_FOUND}
    assert site.scan("192.0.2.7", 50) == {404: 50}
    assert site.events == []


def test_an_ipv6_walker_is_banned_by_its_48() -> None:
    site = Site()

    answers = [site.ask(f"2001:db8:0:{n:x}::1", f"/{n}") for n in range(70)]

    assert answers.index(403) == 64
    assert site.ask("2001:db8:0:ffff::1") == HTTPStatus.FORBIDDEN
    assert site.ask("2001:db8:1::1") == HTTPStatus.OK


def test_with_enforce_off_one_scan_is_one_report_however_long_it_goes_on() -> None:
    site = Site({"enforce": False})

    assert site.scan("203.0.113.9", 300) == {404: 300}

    assert site.kinds() == [EventKind.BANNED, EventKind.WOULD_REFUSE]
    [decision] = site.bans("203.0.113.9")
    assert decision.simulated


def test_an_answer_is_not_changed_by_the_offence_that_it_is() -> None:
    site = Site()
    site.scan("203.0.113.9", 19)

    assert site.ask("203.0.113.9", "/last") == HTTPStatus.NOT_FOUND
    assert site.ask("203.0.113.9") == HTTPStatus.FORBIDDEN


def test_secrets_in_paths_are_not_written_down() -> None:
    site = Site()
    for number in range(20):
        site.ask("203.0.113.9", f"/b/3vQk1kqQ0xjYB5mJ2cXrXw{number}/change")

    [decision] = site.bans("203.0.113.9")
    assert decision.reason.endswith("minute: /b/…/change")


@pytest.mark.parametrize("limit", [1, 65])
def test_limits_that_cannot_be_counted_are_refused(limit: int) -> None:
    with pytest.raises(PolicyError):
        ShieldPolicy(not_found_limit=limit)


def test_without_a_limit_nobody_scans() -> None:
    assert Site({"not_found_limit": None}).scan("203.0.113.9", 99) == {404: 99}
