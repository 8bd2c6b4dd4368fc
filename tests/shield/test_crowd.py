"""Very many clients: the short form of `make soak ARGS="--only crowds"`."""

import pytest

from crowd import problems_of


@pytest.mark.parametrize(
    ("version", "number"),
    [pytest.param(4, 80_000, id="IPv4"), pytest.param(6, 50_000, id="IPv6 walker")],
)
def test_a_crowd_costs_little_memory_and_hides_no_offender(
    version: int, number: int
) -> None:
    assert problems_of(version, number) == []
