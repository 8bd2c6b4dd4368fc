"""Shared counters that may fail: meanwhile each process counts for itself."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from groupz_shield.counters.protocol import Counters, Window
from groupz_shield.errors import StoreError
from groupz_shield.events import EventKind, EventSink, SecurityEvent

_Result = TypeVar("_Result")

RETRY_SECONDS = 5.0
"""How long counters that failed are left alone."""


class FallingBack:
    """Count with `shared`, and with `local` while that fails. See `Counters`.

    A request waits for one timeout at most, and only one in five seconds does.

    Args:
        shared: Counters that may raise `StoreError`.
        local: Counters that do not.
        report: Told when the shared ones fail, and when they are back.
    """

    def __init__(self, shared: Counters, local: Counters, report: EventSink) -> None:
        self._shared = shared
        self._local = local
        self._report = report
        self._fails = False
        self._next_try = 0.0

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        """Count `amount` more in the window of `key`, which is `seconds` long."""
        return self._either(lambda counters: counters.add(key, seconds, amount))

    def distinct(self, key: str, member: str, seconds: int) -> int:
        """Count the different members of `key` in its window, this one included."""
        return self._either(lambda counters: counters.distinct(key, member, seconds))

    def get(self, key: str) -> Window:
        """Return the window of `key`; where there is none, 0 that ends now."""
        return self._either(lambda counters: counters.get(key))

    def clear(self, key: str) -> None:
        """Forget one key, here and there."""
        self._local.clear(key)
        self._either(lambda counters: counters.clear(key))

    def reset(self) -> None:
        """Forget every key, here and there."""
        self._local.reset()
        self._either(lambda counters: counters.reset())

    def _either(self, count: Callable[[Counters], _Result]) -> _Result:
        if self._fails and monotonic() < self._next_try:
            return count(self._local)
        try:
            result = count(self._shared)
        except StoreError as error:
            self._begin(error)
            return count(self._local)
        self._end()
        return result

    def _begin(self, error: StoreError) -> None:
        self._next_try = monotonic() + RETRY_SECONDS
        if not self._fails:
            self._fails = True
            message = (
                f"The shared counters failed ({error}). "
                "Each process counts for itself until they are back."
            )
            self._report(SecurityEvent(EventKind.STORE_FAILED, message))

    def _end(self) -> None:
        if self._fails:
            self._fails = False
            message = "The shared counters are back."
            self._report(SecurityEvent(EventKind.STORE_RECOVERED, message))
