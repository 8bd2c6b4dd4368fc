"""Fetch a feed anew, and keep its last good version where the new one is doubtful."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from groupz_shield.decisions import Feed, NetworkSet, Subject
from groupz_shield.errors import FeedError, ShieldError
from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.feeds.formats import read_feed
from groupz_shield.feeds.limits import BOGONS, changed_share, too_wide, without
from groupz_shield.feeds.source import FeedSource, Progress
from groupz_shield.stores.protocol import DecisionStore

MOST_CHANGE: Final = 0.5
"""How much of a feed may change at once: more is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What became of a feed.

    Attributes:
        feed: The version that is in force now.
        refused: Entries that were too wide to be believed.
        added: How many networks are new.
        removed: How many are gone.
    """

    feed: Feed
    refused: tuple[Subject, ...]
    added: int
    removed: int

    @property
    def summary(self) -> str:
        """What became of it, in one sentence."""
        told = (
            f"{self.feed.name}: {len(self.feed.networks)} networks, "
            f"{self.added} new, {self.removed} gone"
        )
        if self.refused:
            widest = ", ".join(subject.value for subject in self.refused[:3])
            told += f", {len(self.refused)} refused as too wide ({widest})"
        return f"{told}."


def refresh(
    source: FeedSource,
    store: DecisionStore,
    *,
    protected: Iterable[Subject],
    now: float,
    force: bool = False,
    progress: Progress | None = None,
) -> FeedResult:
    """Fetch a feed into a store.

    Args:
        source: The feed.
        store: Where its last good version is.
        protected: Networks that it may not ban, beside those that are not on the
            internet.
        now: The present moment, in seconds since 1970.
        force: Whether to take it however much has changed.
        progress: Told how much was read.

    Raises:
        FeedError: It could not be read, or too much has changed. Its last good
            version stays in force.
        StoreError: The store failed.
    """
    entries = read_feed(source.read(progress), source.format)
    refused = tuple(filter(too_wide, entries))
    believed = (entry for entry in entries if not too_wide(entry))
    networks = NetworkSet(without(believed, (*BOGONS, *protected)))
    old = next((feed for feed in store.feeds() if feed.name == source.name), None)
    before = set(old.networks) if old is not None else set()
    after = set(networks)
    if old is not None and not force:
        _check_change(before, after)
    feed = Feed(source.name, networks, now, source.source, source.simulated)
    store.put_feed(feed)
    return FeedResult(feed, refused, len(after - before), len(before - after))


def _check_change(before: set[Subject], after: set[Subject]) -> None:
    share = changed_share(before, after)
    if share > MOST_CHANGE:
        raise FeedError(
            f"{share:.0%} of it changed at once, from {len(before)} to {len(after)} "
            "networks: look at it, and import it by force if it is right"
        )


def refresh_and_tell(
    source: FeedSource,
    store: DecisionStore,
    report: EventSink,
    *,
    protected: Iterable[Subject],
    now: float,
) -> bool:
    """Fetch a feed, report what became of it, and return whether it is fresh."""
    try:
        result = refresh(source, store, protected=protected, now=now)
    except ShieldError as error:
        message = f"The feed {source.name} stays as it was: {error}"
        report(SecurityEvent(EventKind.FEED_FAILED, message))
        return False
    report(SecurityEvent(EventKind.FEED_REFRESHED, result.summary))
    return True
