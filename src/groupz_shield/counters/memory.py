"""Counters in memory, with a hard bound: nobody can fill it, or make it forget."""

import time
from array import array
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

from groupz_shield.counters.protocol import Window

MOST_KEYS = 50_000
"""How many keys are counted at once: about 10 MB."""

MOST_MEMBERS = 64
"""How many different members of one key are told apart."""

_KEYS_FOR_MEMBERS = 5
_NONE: Window = (0, 0.0)
_Members = tuple["array[int]", float]
_Kept = TypeVar("_Kept", Window, _Members)


class MemoryCounters:
    """Count in one process. See `Counters`.

    When there are more keys than `max_keys`, those go whose windows have ended, and
    then the half with the smallest counts. So a count may be too small, never too
    large, and whoever counts most is never forgotten (the guarantee of lossy counting:
    Manku and Motwani, VLDB 2002, section 4.2).

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
        self._clock = clock
        self._windows: dict[str, Window] = {}
        self._members: dict[str, _Members] = {}
        self._lock = Lock()

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        """Count `amount` more in the window of `key`, which is `seconds` long."""
        now = self._clock()
        latest = now + seconds
        with self._lock:
            count, ends = self._windows.get(key, _NONE)
            if not now < ends <= latest:  # it ended, or the clock was put back
                count, ends = 0, latest
            window = self._windows[key] = (count + amount, ends)
            if len(self._windows) > self._max_keys:
                self._windows = _largest(self._windows, now, _count)
        return window

    def distinct(self, key: str, member: str, seconds: int) -> int:
        """Count the different members of `key` in its window, this one included."""
        now = self._clock()
        latest = now + seconds
        with self._lock:
            members, ends = self._members.get(key, (array("I"), 0.0))
            if not now < ends <= latest:
                members, ends = array("I"), latest
            digest = hash(member) & 0xFFFFFFFF
            if digest not in members and len(members) < MOST_MEMBERS:
                members.append(digest)
            self._members[key] = (members, ends)
            if len(self._members) > self._max_keys // _KEYS_FOR_MEMBERS:
                self._members = _largest(self._members, now, _size)
        return len(members)

    def get(self, key: str) -> Window:
        """Return the window of `key`; where there is none, 0 that ends now."""
        now = self._clock()
        count, ends = self._windows.get(key, _NONE)
        return (count, ends) if now < ends else (0, now)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self._windows.pop(key, None)
            self._members.pop(key, None)

    def reset(self) -> None:
        """Forget every key."""
        with self._lock:
            self._windows.clear()
            self._members.clear()


def _largest(
    kept: Mapping[str, _Kept], now: float, size: Callable[[_Kept], int]
) -> dict[str, _Kept]:
    """Return what has not ended, and of that the larger half if it is still much."""
    alive = {key: value for key, value in kept.items() if now < value[1]}
    if len(alive) <= len(kept) // 2:
        return alive
    middle = sorted(map(size, alive.values()))[len(alive) // 2]
    return {key: value for key, value in alive.items() if size(value) > middle}


def _count(window: Window) -> int:
    return window[0]


def _size(members: _Members) -> int:
    return len(members[0])
