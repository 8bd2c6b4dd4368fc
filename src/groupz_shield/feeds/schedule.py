"""Feeds are fetched anew by whichever process notices first that they are due."""

from collections.abc import Callable, Collection
from contextlib import suppress
from random import random
from secrets import token_hex
from threading import Thread
from time import monotonic, sleep

from groupz_shield.decisions import Feed, Subject
from groupz_shield.errors import StoreError
from groupz_shield.events import EventSink
from groupz_shield.feeds.refresh import refresh_and_tell
from groupz_shield.feeds.source import FeedSource
from groupz_shield.stores.protocol import DecisionStore

LOOK_SECONDS = 60.0
"""How often a process looks whether a feed is due."""

RETRY_SECONDS = 3600.0
"""How long a feed is left alone that was tried."""

SETTLE_SECONDS = 0.25
"""How long whoever wants to try waits for others who want to as well."""

THREAD_NAME = "groupz-shield-feeds"


class FeedSchedule:
    """Fetch feeds when they are due, in a thread that ends when it is done.

    Processes that share a store take turns, and so do threads: whoever tries writes it
    down there. No lock is held meanwhile, so a fork at that moment does no harm.

    Args:
        sources: The feeds.
        store: Where their versions are.
        protected: Networks that no feed may ban.
        report: Told what became of each.
        clock: The present moment, in seconds since 1970.
    """

    def __init__(
        self,
        sources: Collection[FeedSource],
        store: DecisionStore,
        *,
        protected: Collection[Subject],
        report: EventSink,
        clock: Callable[[], float],
    ) -> None:
        self._sources = sources
        self._store = store
        self._protected = protected
        self._report = report
        self._clock = clock
        self._next_look = monotonic() if sources else float("inf")

    def tick(self) -> None:
        """Start fetching what is due; cheap, and called with every request."""
        if monotonic() >= self._next_look:
            self._next_look = monotonic() + LOOK_SECONDS * (1 + random())  # noqa: S311 — no secret
            with suppress(RuntimeError):  # no thread is to be had: at the next look
                Thread(target=self._run, name=THREAD_NAME, daemon=True).start()

    def _run(self) -> None:
        with suppress(StoreError):  # the register raises the alarm, and we try again
            for source in self._due():
                if self._claim(source):
                    refresh_and_tell(
                        source,
                        self._store,
                        self._report,
                        protected=self._protected,
                        now=self._clock(),
                    )

    def _due(self) -> list[FeedSource]:
        fetched = {feed.name: feed for feed in self._store.feeds()}
        return [
            source
            for source in self._sources
            if self._is_due(source, fetched.get(source.name))
        ]

    def _is_due(self, source: FeedSource, fetched: Feed | None) -> bool:
        """Tell whether a feed is too old, or not what the policy says by now."""
        return (
            fetched is None
            or (fetched.source, fetched.simulated) != (source.source, source.simulated)
            or self._age(fetched.fetched_at) >= source.refresh_seconds
        )

    def _claim(self, source: FeedSource) -> bool:
        """Write down that a feed is tried, unless somebody did; the last one goes."""
        note = _note(source)
        tried, _, _ = (self._store.read_note(note) or "0").partition(" ")
        if self._age(float(tried)) < RETRY_SECONDS:
            return False
        mine = f"{self._clock()} {token_hex(8)}"
        self._store.write_note(note, mine)
        sleep(SETTLE_SECONDS)
        return self._store.read_note(note) == mine

    def _age(self, moment: float) -> float:
        return abs(self._clock() - moment)  # a clock that was wrong ends by itself


def _note(source: FeedSource) -> str:
    how = "simulated" if source.simulated else "enforced"
    return f"feed tried: {source.name} {how} {source.source}"
