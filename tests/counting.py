"""Counters for tests, and the same passing of time for each kind of them."""

from time import monotonic

from groupz_shield.counters import Counters, MemoryCounters, Window
from groupz_shield.counters.valkey import ValkeyCounters
from groupz_shield.errors import StoreError
from groupz_shield.events import EventKind, SecurityEvent
from shielded import Moment
from valkey_server import TestingValkey

MILLISECONDS = 1000


class Place:
    """Where counts are kept; each `open` is another user of the same ones."""

    def __init__(self, valkey: TestingValkey | None) -> None:
        self.clock = Moment()
        self.valkey = valkey
        self._memory = MemoryCounters(clock=self.clock)

    def open(self) -> Counters:
        if self.valkey is None:
            return self._memory
        return ValkeyCounters(self.valkey.address, self.clock)

    def tick(self, seconds: int) -> None:
        """Let time pass here, and at the server, which has a clock of its own."""
        self.clock.tick(seconds)
        if self.valkey is None:
            return
        with self.valkey.client() as client:
            for name in client.keys("*"):
                client.pexpire(name, client.pttl(name) - seconds * MILLISECONDS)


class Trouble:
    """Counters that fail when they are told to, and remember how often they tried."""

    def __init__(self) -> None:
        self.fails = False
        self.tries = 0
        self._counters = MemoryCounters()

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        return self._tried().add(key, seconds, amount)

    def distinct(self, key: str, member: str, seconds: int) -> int:
        return self._tried().distinct(key, member, seconds)

    def get(self, key: str) -> Window:
        return self._tried().get(key)

    def clear(self, key: str) -> None:
        self._tried().clear(key)

    def reset(self) -> None:
        self._tried().reset()

    def _tried(self) -> Counters:
        self.tries += 1
        if self.fails:
            raise StoreError("valkey://nowhere", "it fails on purpose")
        return self._counters


def kinds(events: list[SecurityEvent]) -> list[EventKind]:
    return [event.kind for event in events]


def until_recovered(counters: Counters, events: list[SecurityEvent]) -> None:
    """Count until the shared counters are back."""
    deadline = monotonic() + 30
    while kinds(events)[-1] is not EventKind.STORE_RECOVERED:
        assert monotonic() < deadline, events
        counters.get("anything")
