"""From offences to bans: longer with each repeat, wider with each neighbour."""

import random
from collections.abc import Callable
from math import inf

from groupz_shield.bans.escalation import MEMORY_SECONDS, ban_seconds, tolerated
from groupz_shield.bans.register import DecisionRegister
from groupz_shield.client import Client
from groupz_shield.counters.protocol import Counters
from groupz_shield.decisions import SHIELD, Decision, DecisionKind, Scope, Subject
from groupz_shield.decisions.protection import client_subject
from groupz_shield.events import SUBJECT, EventKind, EventSink, SecurityEvent

ROLL_UP = "roll_up"
"""The scenario of a ban of a network in which many clients were banned."""

_ROLL_UPS = {4: ((24, 16),), 6: ((56, 8), (48, 8))}
"""By version of IP: prefix lengths, and how many banned parts of it are too many."""
_ROLL_UP_WINDOW_SECONDS = 3600
_LONGEST_ROLL_UP_SECONDS = 3600.0
_MOST_ROLL_UPS = 256


class Offences:
    """Ban who offends, and tell how much is tolerated of whom.

    A protected client is never banned. A network is banned for an hour at most, never
    wider than a /24 or a /48, and never more than 256 networks at a time: whoever
    lives next to attackers is not shut out for long. Requests that were under way when
    a client was banned do not make its ban longer.

    Args:
        register: The decisions.
        counters: Count the banned parts of a network.
        report: Told of every ban.
        clock: The present moment, in seconds since 1970.
        simulated: Whether bans are only reported.
    """

    def __init__(
        self,
        register: DecisionRegister,
        counters: Counters,
        report: EventSink,
        clock: Callable[[], float],
        *,
        simulated: bool = False,
    ) -> None:
        self.register = register
        self._counters = counters
        self._report = report
        self._clock = clock
        self._simulated = simulated
        self._full_until = 0.0

    def tolerated(self, client: Client, limit: int) -> int:
        """Return how much of a limit is left to a client: less to a known offender."""
        return tolerated(limit, self._earlier(client_subject(client)))

    def spares(self, client: Client) -> bool:
        """Tell whether a client is never banned: protected, or allowed by somebody."""
        if self.register.protection.covers(client):
            return True
        decision = self.register.find(client)
        return decision is not None and decision.kind is DecisionKind.ALLOW

    def ban(self, client: Client, scenario: str, reason: str) -> Decision | None:
        """Ban a client for a time; None if it is spared.

        One that is banned already, perhaps by another process, stays so.
        """
        subject = client_subject(client)
        self.register.follow(wait=True)
        if self.spares(client):
            return None
        if (standing := self._standing(subject)) is not None:
            return standing
        seconds = ban_seconds(self._earlier(subject), random.random())  # noqa: S311 — no secret
        decision = self._decide(subject, scenario, reason, seconds, client)
        self._roll_up(decision, client)
        return decision

    def ban_network(
        self, client: Client, bits: int, scenario: str, reason: str
    ) -> Decision | None:
        """Ban the network around a client for a time, within the caps."""
        network = client_subject(client).widened(bits)
        if self.spares(client) or not self._has_room(network):
            return None
        seconds = ban_seconds(self._earlier(network), 0.0) or _LONGEST_ROLL_UP_SECONDS
        capped = min(seconds, _LONGEST_ROLL_UP_SECONDS)
        return self._decide(network, scenario, reason, capped, client)

    def _decide(
        self,
        subject: Subject,
        scenario: str,
        reason: str,
        seconds: float | None,
        client: Client,
    ) -> Decision:
        now = self._clock()
        decision = Decision(
            subject,
            created_at=now,
            until=None if seconds is None else now + seconds,
            origin=SHIELD,
            scenario=scenario,
            reason=reason,
            simulated=self._simulated,
        )
        self.register.put([decision])
        facts = {"scenario": scenario, SUBJECT: subject.value, "id": decision.id}
        self._report(
            SecurityEvent(EventKind.BANNED, reason, client, decision.reference, facts)
        )
        return decision

    def _roll_up(self, decision: Decision, client: Client) -> None:
        part = decision
        for bits, too_many in _ROLL_UPS[client.version]:
            network = part.subject.widened(bits)
            banned = self._counters.distinct(
                f"roll_up {network.value}", part.value, _ROLL_UP_WINDOW_SECONDS
            )
            if banned < too_many:
                return
            reason = f"{banned} clients of {network.value} were banned within an hour"
            wider = self.ban_network(client, bits, ROLL_UP, reason)
            if wider is None:
                return
            part = wider

    def _standing(self, subject: Subject) -> Decision | None:
        now = self._clock()
        bans = (ban for ban in self._bans_of(subject) if ban.in_force(now))
        return next(bans, None)

    def _earlier(self, subject: Subject) -> int:
        return len(self._bans_of(subject))

    def _bans_of(self, subject: Subject) -> list[Decision]:
        """Return the bans of 30 days; those that were only reported, if all are."""
        bans = self.register.bans_of(subject, self._clock() - MEMORY_SECONDS)
        return [ban for ban in bans if self._simulated or not ban.simulated]

    def _has_room(self, network: Subject) -> bool:
        now = self._clock()
        if now < self._full_until or self._standing(network) is not None:
            return False
        ends = [
            inf if decision.until is None else decision.until
            for decision in self.register.table
            if decision.origin == SHIELD
            and decision.scope is not Scope.ADDRESS
            and decision.in_force(now)
        ]
        if len(ends) < _MOST_ROLL_UPS:
            return True
        self._full_until = min(ends)  # so that nobody makes us count again and again
        return False
