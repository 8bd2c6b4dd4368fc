"""How long bans last: longer with each repeat, and never for less tolerance."""

import pytest
from hypothesis import given, strategies as st

from groupz_shield.bans.escalation import (
    LADDER_SECONDS,
    NOTORIOUS_AFTER,
    ban_seconds,
    tolerated,
)

CHANCE = st.floats(0, 1, exclude_max=True)
EARLIER = st.integers(0, 40)


@given(CHANCE, EARLIER)
def test_with_equal_chance_a_repeat_is_never_banned_for_less(
    chance: float, earlier: int
) -> None:
    first, next_one = ban_seconds(earlier, chance), ban_seconds(earlier + 1, chance)

    assert next_one is None or (first is not None and first <= next_one)


@given(CHANCE, CHANCE, st.integers(0, len(LADDER_SECONDS) - 2))
def test_no_chance_makes_up_for_a_step(one: float, other: float, earlier: int) -> None:
    first, next_one = ban_seconds(earlier, one), ban_seconds(earlier + 1, other)

    assert first is not None
    assert next_one is not None
    assert first < next_one


@pytest.mark.parametrize(("earlier", "step"), [*enumerate(LADDER_SECONDS)])
def test_the_ladder(earlier: int, step: int) -> None:
    assert ban_seconds(earlier, 0.0) == step


def test_chance_adds_a_tenth_at_most() -> None:
    assert ban_seconds(0, 0.999) == pytest.approx(66, abs=0.1)


def test_who_was_banned_often_enough_is_banned_for_ever() -> None:
    assert ban_seconds(NOTORIOUS_AFTER - 1, 0.0) == LADDER_SECONDS[-1]
    assert ban_seconds(NOTORIOUS_AFTER, 0.0) is None


@given(st.integers(1, 10**6), EARLIER)
def test_a_known_offender_is_tolerated_less_but_something(
    limit: int, earlier: int
) -> None:
    left = tolerated(limit, earlier + 1)

    assert 1 <= left <= tolerated(limit, earlier) <= limit
    assert left < limit or limit == 1
