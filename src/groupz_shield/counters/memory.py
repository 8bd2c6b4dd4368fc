"""Counters in memory, with a hard bound: nobody can fill it, or make it forget."""

import time
from array import array
from collections.abc import Callable, Mapping
from typing import Final

from groupz_shield.counters.protocol import MOST_DISTINCT, Window
from groupz_shield.forks import ForkSafe

MOST_KEYS: Final = 40_000
"""How many keys are counted at once."""

_KEYS_FOR_MEMBERS = 5
_LONGEST_KEY = 80
_NONE: Final[Window] = (0, 0.0)
_DIGEST = 0xFFFFFFFF


class MemoryCounters:
    """Count in one process. See `Counters`.

    When there are more keys than `max_keys`, those go whose windows have ended, and
    then the smallest counts, until half are left. So a count may be too small, never
    too large; a key of the larger half keeps its exact count; and what is forgotten of
    another at a time is at most twice what was counted of a key on average.

    Long keys and all members are kept as hashes: their length costs nothing.

    Args:
        max_keys: How many keys are counted at once; a fifth of it for `distinct`.
        clock: The present moment, in seconds since 1970.
    """

    def __init__(
        self,
        max_keys: int = MOST_KEYS,
        clock: Callable[[], float] = time.time,  # noqa: TID251 — the clock that is handed in
    ) -> None:
        self._max_keys = max_keys
        self._max_sets = max(1, max_keys // _KEYS_FOR_MEMBERS)
        self._clock = clock
        self._windows: dict[str, Window] = {}
        self._sets: dict[str, array[int]] = {}
        self._set_ends: dict[str, float] = {}
        self._forks = ForkSafe(lambda: None)
        self._lock = self._forks.lock

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        """Count `amount` more in the window of `key`, which is `seconds` long."""
        name = key if len(key) <= _LONGEST_KEY else _short(key)
        with self._lock:
            now = self._clock()
            count, ends = self._windows.get(name, _NONE)
            if now < ends:
                amount += count
            if not now < ends <= now + seconds:  # it ended, or the clock was put back
                ends = now + seconds
            window = self._windows[name] = (amount, ends)
            if len(self._windows) > self._max_keys:
                self._sweep(now)
        return window

    def distinct(self, key: str, member: str, seconds: int) -> int:
        """Count the different members of `key` in its window, this one included."""
        name, digest = _short(key), hash(member) & _DIGEST
        with self._lock:
            now = self._clock()
            ends = self._set_ends.get(name, 0.0)
            members = self._sets[name] if now < ends else array("I")
            if not now < ends <= now + seconds:
                self._set_ends[name] = now + seconds
            if digest not in members and len(members) < MOST_DISTINCT:
                members.append(digest)
            self._sets[name] = members
            if len(self._sets) > self._max_sets:
                self._sweep_sets(now)
            return len(members)

    def get(self, key: str) -> Window:
        """Return the window of `key`; where there is none, 0 that ends now."""
        name = _short(key)
        with self._lock:
            now = self._clock()
            window = self._windows.get(name, _NONE)
            return window if now < window[1] else (0, now)

    def clear(self, key: str) -> None:
        """Forget one key."""
        name = _short(key)
        with self._lock:
            for kept in (self._windows, self._sets, self._set_ends):
                kept.pop(name, None)

    def reset(self) -> None:
        """Forget every key."""
        with self._lock:
            for kept in (self._windows, self._sets, self._set_ends):
                kept.clear()

    def _sweep(self, now: float) -> None:
        ends = {name: end for name, (_, end) in self._windows.items()}
        for name in _smaller_half(ends, now, lambda n: self._windows[n][0]):
            del self._windows[name]

    def _sweep_sets(self, now: float) -> None:
        for name in _smaller_half(self._set_ends, now, lambda n: len(self._sets[n])):
            del self._sets[name], self._set_ends[name]


def _short(key: str) -> str:
    """Return a key, or a hash of a long one, so that it takes no more memory."""
    return key if len(key) <= _LONGEST_KEY else str(hash(key))


def _smaller_half(
    ends: Mapping[str, float], now: float, size: Callable[[str], int]
) -> list[str]:
    """Return what has ended, and what is too much of the rest; of equals the oldest."""
    ended = [name for name, end in ends.items() if end <= now]
    alive = [name for name, end in ends.items() if now < end]
    alive.sort(key=size)
    return ended + alive[: max(0, len(alive) - len(ends) // 2)]
