"""The profiles, from the strictest to the one for tests."""

from collections import Counter
from dataclasses import fields

import pytest

from groupz_shield import FOR_TESTS, OBSERVE, STANDARD, STRICT, ShieldPolicy
from groupz_shield.profiles import PROFILES
from shielded import Site


def given(policy: ShieldPolicy) -> dict[str, object]:
    """Return what a profile sets otherwise than a policy by itself."""
    return {
        field.name: getattr(policy, field.name)
        for field in fields(ShieldPolicy)
        if getattr(policy, field.name) != getattr(STANDARD, field.name)
    }


@pytest.mark.parametrize(
    ("profile", "statuses"),
    [
        pytest.param("STANDARD", {404: 20, 403: 20}, id="STANDARD"),
        pytest.param("STRICT", {404: 10, 403: 30}, id="STRICT"),
        pytest.param("OBSERVE", {404: 40}, id="OBSERVE"),
        pytest.param("FOR_TESTS", {404: 40}, id="FOR_TESTS"),
    ],
)
def test_what_becomes_of_a_scan(profile: str, statuses: dict[int, int]) -> None:
    site = Site(given(PROFILES[profile]))

    assert site.scan("203.0.113.9", 40) == Counter(statuses)


def test_to_observe_refuses_nothing_and_tells_everything() -> None:
    site = Site({**given(OBSERVE), "blocklist": ["203.0.113.8"], "flood_limit": 5})

    assert {site.ask("203.0.113.8") for _ in range(40)} == {200}
    assert site.scan("203.0.113.9") == {404: 30}
    assert {"banned", "would_refuse"} == set(site.kinds())


def test_strict_is_nowhere_more_lenient() -> None:
    limits = [
        name
        for name, value in given(STRICT).items()
        if isinstance(value, int) and getattr(STANDARD, name) is not None
    ]

    assert len(limits) >= 6
    for name in limits:
        assert getattr(STRICT, name) < getattr(STANDARD, name)


def test_for_tests_counts_nothing() -> None:
    site = Site(given(FOR_TESTS))

    assert {site.ask("203.0.113.9") for _ in range(1000)} == {200}
    assert site.events == []
