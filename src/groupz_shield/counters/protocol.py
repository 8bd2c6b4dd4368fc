"""What counters are: how often something happened in a window of time."""

from typing import Final, Protocol, TypeAlias

MOST_DISTINCT: Final = 64
"""How many different members of one key are told apart at least."""

Window: TypeAlias = tuple[int, float]
"""How often something was counted, and when the window ends in seconds since 1970."""


class Counters(Protocol):
    """Counts per key, each in a window that begins with its first hit.

    Memory is bounded: under pressure the smallest counts are forgotten first, so a
    count may be too small, and never too large. Counters serve all threads at once,
    never raise on a request, and answer within 100 ms or so.
    """

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        """Count `amount` more in the window of `key`, which is `seconds` long."""

    def distinct(self, key: str, member: str, seconds: int) -> int:
        """Count the different members of `key` in its window, this one included.

        Beyond 64 of them the count may stand still.
        """

    def get(self, key: str) -> Window:
        """Return the window of `key`; where there is none, 0 that ends now."""

    def clear(self, key: str) -> None:
        """Forget one key."""

    def reset(self) -> None:
        """Forget every key."""
