"""The register of decisions: a table in memory that follows a store.

Requests are compared with the table alone. A store that is slow, down, full or
corrupt changes nothing in it: the last good decisions stay in force, new ones hold in
this process, and are written as soon as the store takes them again.
"""

import os
from collections.abc import Callable, Collection
from heapq import nsmallest
from math import ceil, inf
from threading import Lock
from time import monotonic
from typing import TypeAlias

from groupz_shield.bans.outage import Outage
from groupz_shield.client import Client
from groupz_shield.decisions import (
    POLICY,
    Decision,
    DecisionKind,
    DecisionTable,
    Feed,
    Subject,
)
from groupz_shield.decisions.protection import Protection
from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.events import EventSink
from groupz_shield.stores.protocol import Changes, DecisionStore

LOOK_SECONDS = 0.5
"""How long a change in the store may go unseen."""

RETRY_SECONDS = 5.0
"""How long a store that failed is left alone."""

_MOST_FOUND = 4096
_Found: TypeAlias = tuple[int, float, Decision | None]
_NOT_LOOKED: _Found = (-1, 0.0, None)
_PRUNE_SECONDS = 3600.0

PROTECTED_NOTE = "protected"
"""Under this name a store knows whom the site protects, for the command line."""

MOST_DECISIONS = 20_000
"""How many decisions of people and of the shield are kept in memory."""


class DecisionRegister:
    """What is decided about clients.

    It serves all threads at once, and a process that was forked after it was made.

    Args:
        store: Where decisions outlive this process.
        protection: Whom no decision touches.
        report: Told when the store fails, and when it is back.
        clock: The present moment, in seconds since 1970.
        retention_seconds: How long a decision is remembered after it has ended.
        most: How many decisions are kept in memory. Beyond it those go first that
            ended, then those that end soonest.
    """

    def __init__(
        self,
        store: DecisionStore,
        *,
        protection: Protection,
        report: EventSink,
        clock: Callable[[], float],
        retention_seconds: float = 30 * 86_400,
        most: int = MOST_DECISIONS,
    ) -> None:
        self.table = DecisionTable()
        self.protection = protection
        self.store = store
        self._clock = clock
        self._most = most
        self._outage = Outage(report)
        self._epoch, self._version = "", 0
        self._feeds: dict[str, Feed] = {}
        self._to_write: dict[str, Decision] = {}
        self._retention_seconds = retention_seconds
        self._next_prune = monotonic()
        self._next_look = 0.0
        self._introduced = False
        self._found: dict[str, _Found] = {}
        self._process = os.getpid()
        self._looking = Lock()

    def find(self, client: Client) -> Decision | None:
        """Return the decision that holds for a client; none for a protected one."""
        if monotonic() >= self._next_look:
            self.follow()
        changes, until, decision = self._found.get(client.key, _NOT_LOOKED)
        if changes == self.table.changes and (
            decision is None or self._clock() < until
        ):
            return decision
        return self._look_up(client)

    def _look_up(self, client: Client) -> Decision | None:
        """Find out, and remember it until the table changes or the decision ends."""
        changes = self.table.changes
        decision = self.table.find(client, self._clock())
        if decision is not None and self.protection.covers(client):
            decision = None
        until = inf if decision is None or decision.until is None else decision.until
        if len(self._found) >= _MOST_FOUND:
            self._found.clear()
        self._found[client.key] = changes, until, decision
        return decision

    def seconds_until(self, moment: float) -> int:
        """Return how many whole seconds are left until a moment, at least one."""
        return max(1, ceil(moment - self._clock()))

    def bans_of(self, subject: Subject, since: float) -> list[Decision]:
        """Return the bans of exactly this subject that nobody undid, ended ones too."""
        return [
            decision
            for decision in self.table.about(subject)
            if decision.kind is DecisionKind.BAN and decision.created_at >= since
        ]

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id, here and in the store."""
        self._to_write |= {decision.id: decision for decision in decisions}
        self._take(decisions)
        self.follow(wait=True)
        if len(self._to_write) > self._most:
            self._give_up_writing()

    def follow(self, *, wait: bool = False) -> None:
        """Bring the table and the store together, unless it failed a moment ago.

        Args:
            wait: Whether to wait for another thread that is at it, or leave it to it.
        """
        if self._process != os.getpid():  # forked, perhaps while another thread looked
            self._process, self._looking = os.getpid(), Lock()
        if not self._looking.acquire(blocking=wait):
            return
        try:
            if self._outage.lasts and monotonic() < self._next_look:
                return
            self._exchange()
        except StoreError as error:
            self._outage.begin(error, self._set_aside(error))
            self._next_look = monotonic() + RETRY_SECONDS
        else:
            self._next_look = monotonic() + LOOK_SECONDS
            self._outage.end()
        finally:
            self._looking.release()

    def _exchange(self) -> None:
        if waiting := dict(self._to_write):
            self.store.put(list(waiting.values()))
            for decision_id, decision in waiting.items():
                if self._to_write.get(decision_id) is decision:
                    del self._to_write[decision_id]
        if not self._introduced:
            self.store.write_note(PROTECTED_NOTE, self.protection.as_json())
            self._introduced = True
        self._prune()
        changes = self.store.changes(self._epoch, self._version)
        if changes is not None:
            self._apply(changes)

    def _give_up_writing(self) -> None:
        """Write no more what was forgotten here while the store was away."""
        for decision_id, decision in tuple(self._to_write.items()):
            if decision.lifted_at is None and self.table.get(decision_id) is None:
                self._to_write.pop(decision_id, None)

    def _apply(self, changes: Changes) -> None:
        anew = changes.epoch != self._epoch
        if anew and self._epoch:
            self._keep_what_the_store_lost(changes)
        self._epoch, self._version = changes.epoch, changes.version
        self._take(changes.decisions)
        if anew or changes.feeds:
            merged = {**self._feeds, **changes.feeds}
            self._feeds = {name: feed for name, feed in merged.items() if feed}
            self.table.put_feeds(self._feeds.values())

    def _keep_what_the_store_lost(self, changes: Changes) -> None:
        """Write down again what only this process still knows."""
        there = {decision.id for decision in changes.decisions}
        lost = [
            decision
            for decision in self.table
            if decision.id not in there and decision.origin != POLICY
        ]
        if lost:
            self.store.put(lost)
        for name in self._feeds.keys() - changes.feeds.keys():
            self.store.put_feed(self._feeds[name])

    def _prune(self) -> None:
        if monotonic() < self._next_prune:
            return
        self._next_prune = monotonic() + _PRUNE_SECONDS
        before = self._clock() - self._retention_seconds
        self.store.prune(before)
        ended = (d.id for d in tuple(self.table) if not d.in_force(before))
        self.table.forget(ended)

    def _take(self, decisions: Collection[Decision]) -> None:
        self.table.put(decisions)
        over = self.table.own - self._most
        if over > 0:
            own = tuple(self.table)
            first = nsmallest(over + self._most // 10, own, key=_when_it_ends)
            self.table.forget(decision.id for decision in first)

    def _set_aside(self, error: StoreError) -> str:
        """Put a corrupt file aside, so that the next exchange fills a new one."""
        set_aside = getattr(self.store, "set_aside", None)
        if not isinstance(error, StoreCorruptError) or set_aside is None:
            return ""
        try:
            moved = set_aside()
        except StoreError as worse:
            return worse.why
        return f"It was put aside as {moved}, and a new one is begun." if moved else ""


def _when_it_ends(decision: Decision) -> float:
    return inf if decision.until is None else decision.until
