"""Shared counters that may fail: meanwhile each process counts for itself."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from groupz_shield.counters.protocol import Counters, Window
from groupz_shield.errors import StoreError
from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.forks import ForkSafe

_Result = TypeVar("_Result")

RETRY_SECONDS = 5.0
"""How long counters that failed are left alone."""


class FallingBack:
    """Count with `shared`, and with `local` while that fails. See `Counters`.

    While the shared ones fail, one request in five seconds tries them again, and waits
    for one timeout; the others do not wait.

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
        self._forks = ForkSafe(lambda: None)
        self._lock = self._forks.lock

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
        failed = self._fails
        if failed and not self._is_my_turn():
            return count(self._local)
        try:
            result = count(self._shared)
        except StoreError as error:
            self._begin(error)
            return count(self._local)
        if failed:
            self._end()
        return result

    def _is_my_turn(self) -> bool:
        with self._lock:
            due = monotonic() >= self._next_try
            if due:
                self._next_try = monotonic() + RETRY_SECONDS
        return due

    def _begin(self, error: StoreError) -> None:
        with self._lock:
            known, self._fails = self._fails, True
            self._next_try = monotonic() + RETRY_SECONDS
        if not known:
            message = (
                f"The shared counters failed ({error}). "
                "Each process counts for itself until they are back."
            )
            self._report(SecurityEvent(EventKind.STORE_FAILED, message))

    def _end(self) -> None:
        with self._lock:
            known, self._fails = self._fails, False
        if known:
            message = "The shared counters are back."
            self._report(SecurityEvent(EventKind.STORE_RECOVERED, message))
