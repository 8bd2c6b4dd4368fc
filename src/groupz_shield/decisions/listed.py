"""The networks of every feed, merged so that one bisection looks through all."""

from collections.abc import Iterable
from hashlib import blake2b

from groupz_shield.decisions.decision import Decision
from groupz_shield.decisions.feed import Feed
from groupz_shield.decisions.networks import NetworkSet, Prefixes
from groupz_shield.decisions.subject import Subject

_MOST_MADE = 4096


class Listed:
    """What feeds list, merged; the decisions about it are made when they are met."""

    def __init__(self, feeds: Iterable[Feed] = ()) -> None:
        self._feeds = sorted(feeds, key=lambda feed: feed.name)
        merged = NetworkSet(
            subject for feed in self._feeds for subject in feed.networks
        )
        self._prefixes = merged.by_version
        self._made: dict[tuple[int, int], Decision] = {}

    def __len__(self) -> int:
        return sum(map(len, self._prefixes.values()))

    def find(self, version: int, number: int) -> Decision | None:
        """Return the ban of whoever has this address, if a feed lists it."""
        prefixes = self._prefixes.get(version)
        at = -1 if prefixes is None else prefixes.find(number)
        if prefixes is None or at < 0:
            return None
        made = self._made.get((version, at))
        return made or self._make(prefixes, at)

    def _make(self, prefixes: Prefixes, at: int) -> Decision:
        subject = prefixes.subject(at)
        feed = next(feed for feed in self._feeds if subject in feed.networks)
        if len(self._made) >= _MOST_MADE:
            self._made.clear()
        decision = self._made[prefixes.version, at] = listing(feed, subject)
        return decision


def listing(feed: Feed, subject: Subject) -> Decision:
    """Return the ban of a network that a feed lists; its id is always the same."""
    origin = f"feed:{feed.name}"
    return Decision(
        subject,
        created_at=feed.fetched_at,
        until=None,
        origin=origin,
        scenario="listed",
        reason=f"listed by {feed.source or feed.name}",
        simulated=feed.simulated,
        id=blake2b(f"{origin} {subject.value}".encode(), digest_size=8).hexdigest(),
    )
