"""Feeds are fetched anew by whichever process notices first that they are due."""

from collections.abc import Callable, Collection
from contextlib import suppress
from random import random
from threading import Thread
from time import monotonic

from groupz_shield.decisions import Subject
from groupz_shield.errors import StoreError
from groupz_shield.events import EventSink
from groupz_shield.feeds.refresh import refresh_and_tell
from groupz_shield.feeds.source import FeedSource
from groupz_shield.stores.protocol import DecisionStore

LOOK_SECONDS = 60.0
"""How often a process looks whether a feed is due."""

RETRY_SECONDS = 3600.0
"""How long a feed is left alone that was tried."""

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
            Thread(target=self._run, name=THREAD_NAME, daemon=True).start()

    def _run(self) -> None:
        with suppress(StoreError):  # the register raises the alarm, and we try again
            for source in self._due():
                self._claim(source)
                refresh_and_tell(
                    source,
                    self._store,
                    self._report,
                    protected=self._protected,
                    now=self._clock(),
                )

    def _due(self) -> list[FeedSource]:
        now = self._clock()
        fetched = {feed.name: feed.fetched_at for feed in self._store.feeds()}
        return [
            source
            for source in self._sources
            if now - fetched.get(source.name, 0.0) >= source.refresh_seconds
            and now - self._tried(source) >= RETRY_SECONDS
        ]

    def _tried(self, source: FeedSource) -> float:
        return float(self._store.read_note(_note(source)) or 0.0)

    def _claim(self, source: FeedSource) -> None:
        self._store.write_note(_note(source), str(self._clock()))


def _note(source: FeedSource) -> str:
    return f"feed tried: {source.name}"
