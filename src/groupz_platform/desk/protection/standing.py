"""How somebody stands with the shield: what is in force about them, and what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from groupz_platform.web.context import current, now
from groupz_shield import Decision, Shield, Subject
from groupz_shield.bans.register import DecisionRegister
from groupz_shield.decisions import DecisionKind, Feed
from groupz_shield.feeds import FeedSource

EXTENSION = "groupz.shield"
MOST_SHOWN = 500
EARLIER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What the shield would do with somebody, and why.

    Attributes:
        protected: Why nothing touches them; empty if something may.
        holding: What is in force about them, the strongest first.
        earlier: What was in force once, the last one first.
    """

    subject: Subject
    protected: str
    holding: Sequence[Decision]
    earlier: Sequence[Decision]

    @property
    def is_kept_out(self) -> bool:
        """Whether their requests are refused."""
        first = self.holding[0] if self.holding and not self.protected else None
        return first is not None and first.is_plain_ban


def init_app(app: Flask, shield: Shield) -> None:
    """Let the pages of an application see the shield that stands around it."""
    app.extensions[EXTENSION] = shield


def register() -> DecisionRegister:
    """Find what is decided about clients."""
    shield = cast("Shield", current_app.extensions[EXTENSION])
    return shield.parts.register


def seconds() -> float:
    """Tell the present moment as the shield counts it."""
    return now().timestamp()


def in_force() -> list[Decision]:
    """List what is decided about single clients and networks, the last one first."""
    found = [each for each in register().table if each.in_force(seconds())]
    found.sort(key=lambda each: each.created_at, reverse=True)
    return found[:MOST_SHOWN]


def standing_of(subject: Subject) -> Standing:
    """Look somebody up."""
    known = register()
    ended = [
        each
        for each in known.store.decisions()
        if not each.in_force(seconds()) and each.subject.covers(subject)
    ]
    ended.sort(key=lambda each: each.created_at, reverse=True)
    return Standing(
        subject,
        known.protection.why(subject) or "",
        known.table.covering(subject, seconds()),
        ended[:EARLIER_SHOWN],
    )


def decision_of(decision_id: str) -> Decision | None:
    """Find a decision by its id, in force or not."""
    kept = register().table.get(decision_id)
    if kept is not None:
        return kept
    found = (each for each in register().store.decisions() if each.id == decision_id)
    return next(found, None)


def allowing(subject: Subject) -> Decision | None:
    """Find what lets somebody pass whatever else is decided."""
    found = register().table.covering(subject, seconds())
    return next((each for each in found if each.kind is DecisionKind.ALLOW), None)


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed of the settings, as far as it was fetched.

    Attributes:
        networks: How many it lists; nothing before it was fetched once.
        fetched_at: In seconds since 1970; nothing before it was fetched once.
        is_stale: Whether it should have been fetched anew twice over by now.
        simulated: Whether its bans are only reported.
    """

    name: str
    source: str
    networks: int | None
    fetched_at: float | None
    is_stale: bool
    simulated: bool


def feeds() -> list[FeedState]:
    """List the feeds of the settings, and how old what is known of them is."""
    fetched = {feed.name: feed for feed in register().store.feeds()}
    return [
        feed_state(source, fetched.get(source.name))
        for source in current().settings.feeds
    ]


def feed_state(source: FeedSource, feed: Feed | None) -> FeedState:
    """Compare a feed with when it was to be fetched."""
    oldest = seconds() - 2 * source.refresh_seconds
    return FeedState(
        source.name,
        source.source,
        len(feed.networks) if feed else None,
        feed.fetched_at if feed else None,
        feed is None or feed.fetched_at < oldest,
        source.simulated,
    )
