"""The flood guard: 429 over the limit, a ban far over it, and files weigh little."""

from http import HTTPStatus

import pytest

from groupz_shield import PolicyError, ShieldPolicy
from groupz_shield.events import EventKind
from shielded import Site

LIMITED = {"flood_limit": 10}


def flood(site: Site, address: str, times: int, path: str = "/") -> list[int]:
    return [site.ask(address, path) for _ in range(times)]


def test_over_the_limit_comes_429_with_the_seconds_that_are_left() -> None:
    site = Site(LIMITED)
    assert set(flood(site, "203.0.113.9", 10)) == {HTTPStatus.OK}
    site.clock.tick(20)

    assert site.ask("203.0.113.9") == HTTPStatus.TOO_MANY_REQUESTS
    assert ("Retry-After", "40") in site.answered
    assert ("Cache-Control", "no-store") in site.answered
    site.clock.tick(40)
    assert site.ask("203.0.113.9") == HTTPStatus.OK


def test_far_over_it_comes_a_ban() -> None:
    site = Site(LIMITED)

    answers = flood(site, "203.0.113.9", 60)

    assert answers[:51] == [200] * 10 + [429] * 41
    assert set(answers[51:]) == {HTTPStatus.FORBIDDEN}
    [decision] = site.bans("203.0.113.9")
    assert decision.scenario == "flood"
    assert "51 pages in a minute, where 10 are allowed" in decision.reason
    assert site.kinds().count(EventKind.BANNED) == 1


def test_the_refusal_that_bans_has_the_reference_of_the_ban() -> None:
    site = Site(LIMITED)

    flood(site, "203.0.113.9", 51)

    [decision] = site.bans("203.0.113.9")
    assert site.events[-1].reference == decision.reference


def test_a_known_offender_is_banned_sooner_but_never_within_the_limit() -> None:
    site = Site(LIMITED)
    sooner = []
    for _ in range(4):
        answers = flood(site, "203.0.113.9", 60)
        sooner.append(answers.index(403))
        site.clock.tick(86_400)

    assert sooner == [51, 26, 13, 13]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        pytest.param("/page", 10, id="a page"),
        pytest.param("/static/a.png", 200, id="a picture"),
        pytest.param("/page/media/1", 200, id="a path that a setting names"),
    ],
)
def test_files_weigh_a_twentieth(path: str, allowed: int) -> None:
    site = Site({**LIMITED, "static_paths": ["/page/media/*"]})

    answers = flood(site, "203.0.113.9", allowed + 1, path)

    assert answers == [200] * allowed + [429]


def test_who_is_protected_floods_freely() -> None:
    site = Site(LIMITED)

    assert set(flood(site, "192.0.2.7", 200)) == {HTTPStatus.OK}


def test_an_ipv6_walker_is_stopped_by_its_48() -> None:
    site = Site(LIMITED)

    answers = [site.ask(f"2001:db8:0:{n:x}::{n:x}") for n in range(500)]

    assert answers.index(429) == 80
    assert answers.index(403) == 401
    assert site.ask("2001:db8:0:ffff::1") == HTTPStatus.FORBIDDEN
    assert site.ask("2001:db8:1::1") == HTTPStatus.OK


@pytest.mark.parametrize("setting", [{"flood_limit": 0}, {"flood_ban_factor": 1}])
def test_limits_that_nobody_keeps_within_are_refused(setting: dict[str, int]) -> None:
    with pytest.raises(PolicyError):
        ShieldPolicy(**setting)  # type: ignore[arg-type]  # one of two numbers


def test_without_a_limit_nobody_floods() -> None:
    assert set(flood(Site({"flood_limit": None}), "203.0.113.9", 700)) == {200}
