"""A store in the memory of one process: for a site that is one process, and tests."""

from collections.abc import Collection
from heapq import nsmallest
from itertools import takewhile
from math import inf

from groupz_shield.decisions import Decision, Feed, new_id
from groupz_shield.forks import ForkSafe
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.written import ended, oldest_first

MOST_KEPT = 20_000
"""How many decisions are kept."""


class MemoryStore:
    """Decisions that live as long as the process. See `DecisionStore`.

    Args:
        most: How many are kept. Beyond it those go that end soonest.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._epoch = new_id()
        self._version = 0
        self._decisions: dict[str, tuple[int, Decision]] = {}
        self._feeds: dict[str, tuple[int, Feed | None]] = {}
        self._notes: dict[str, str] = {}
        self._fork_safe = ForkSafe(self.close)

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is."""
        since = version if epoch == self._epoch else -1
        if since == self._version:
            return None
        with self._fork_safe.lock:
            newest_first = reversed(self._decisions.values())
            new = takewhile(lambda kept: kept[0] > since, newest_first)
            return Changes(
                self._epoch,
                self._version,
                [d for _, d in new],
                {name: f for name, (at, f) in self._feeds.items() if at > since},
            )

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none."""
        with self._fork_safe.lock:
            self._version += 1
            for decision in decisions:
                self._decisions.pop(decision.id, None)  # so that it stands last
                self._decisions[decision.id] = (self._version, decision)
            self._forget_what_ends_soonest()

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, the ended ones too, oldest first."""
        with self._fork_safe.lock:
            return oldest_first(d for _, d in self._decisions.values())

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""
        self._set_feed(feed.name, feed)

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""
        self._set_feed(name, None)

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""
        with self._fork_safe.lock:
            feeds = [feed for _, feed in self._feeds.values() if feed is not None]
        return sorted(feeds, key=lambda feed: feed.name)

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name, such as what the site protects."""
        self._notes[name] = text

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""
        return self._notes.get(name)

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""
        with self._fork_safe.lock:
            gone = [d.id for _, d in self._decisions.values() if ended(d, before)]
            for decision_id in gone:
                del self._decisions[decision_id]
        return len(gone)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _forget_what_ends_soonest(self) -> None:
        over = len(self._decisions) - self._most
        if over > 0:
            kept = [d for _, d in self._decisions.values()]
            for decision in nsmallest(over + self._most // 10, kept, key=_ends_at):
                del self._decisions[decision.id]

    def _set_feed(self, name: str, feed: Feed | None) -> None:
        with self._fork_safe.lock:
            self._version += 1
            self._feeds[name] = (self._version, feed)


def _ends_at(decision: Decision) -> float:
    if decision.lifted_at is not None:
        return decision.lifted_at
    return inf if decision.until is None else decision.until
