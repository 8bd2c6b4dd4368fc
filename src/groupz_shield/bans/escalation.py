"""How long a ban lasts: longer with each repeat, as fail2ban's `bantime.increment`."""

from typing import Final

LADDER_SECONDS: Final = (60, 300, 1800, 3600, 18_000, 43_200, 86_400, 172_800)
"""How long the first ban lasts, the second, and so on: a minute to two days."""

MEMORY_SECONDS: Final = 30 * 86_400
"""How long an earlier ban is remembered."""

NOTORIOUS_AFTER: Final = 10
"""With so many earlier bans in that time, a ban has no end."""

_MOST_CHANCE = 0.1
_MOST_HALVINGS = 2


def ban_seconds(earlier: int, chance: float) -> float | None:
    """Return how long a ban lasts; None for one without an end.

    >>> ban_seconds(0, 0.0), ban_seconds(1, 0.5), ban_seconds(10, 0.5)
    (60.0, 315.0, None)

    Args:
        earlier: How many bans of the last 30 days the client has behind it.
        chance: From 0 up to 1, at random: nobody can tell when exactly a ban ends.
    """
    if earlier >= NOTORIOUS_AFTER:
        return None
    step = LADDER_SECONDS[min(earlier, len(LADDER_SECONDS) - 1)]
    return step * (1 + _MOST_CHANCE * chance)


def tolerated(limit: int, earlier: int) -> int:
    """Return how much of a limit is left to a known offender: half, then a quarter.

    >>> tolerated(20, 0), tolerated(20, 1), tolerated(20, 5), tolerated(1, 5)
    (20, 10, 5, 1)
    """
    return max(1, limit >> min(earlier, _MOST_HALVINGS))
