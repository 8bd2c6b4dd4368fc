"""The decisions that every request is compared with, in memory."""

from collections.abc import Collection, Iterable, Iterator
from threading import Lock
from typing import Any

from groupz_shield.client import Client
from groupz_shield.decisions.decision import Decision, DecisionKind
from groupz_shield.decisions.feed import Feed
from groupz_shield.decisions.listed import Listed
from groupz_shield.decisions.subject import CLIENT_BITS, Scope, Subject

_Numbers = dict[Any, tuple[Decision, ...]]
_STRENGTH = {DecisionKind.ALLOW: 2, DecisionKind.BAN: 1, DecisionKind.THROTTLE: 0}


class DecisionTable:
    """Which decision holds for a client: one lookup, whatever the table holds.

    Decisions of people and of the shield are found by one probe for each length of
    prefix that occurs, those of feeds by one bisection. Where several hold, what is
    enforced goes before what is simulated, and of those an exception before a ban
    before a throttle. It serves all threads at once; readers never wait.

    Attributes:
        changes: How often something was put in.
    """

    def __init__(self) -> None:
        self.changes = 0
        self._ids: dict[str, Decision] = {}
        self._accounts: _Numbers = {}
        self._numbers: dict[tuple[int, int], _Numbers] = {}
        self._probes: dict[int, tuple[tuple[int, _Numbers], ...]] = {
            0: (),
            4: (),
            6: (),
        }
        self._listed = Listed()
        self._simulated = Listed()
        self._lock = Lock()

    def __len__(self) -> int:
        return self.own + len(self._listed) + len(self._simulated)

    @property
    def own(self) -> int:
        """How many decisions of people and of the shield it holds."""
        return len(self._ids)

    def __iter__(self) -> Iterator[Decision]:
        return iter(tuple(self._ids.values()))

    def get(self, decision_id: str) -> Decision | None:
        """Return the decision of this id; a feed's has none here."""
        return self._ids.get(decision_id)

    def find(self, client: Client, now: float) -> Decision | None:
        """Return the decision that holds for a client, if there is one."""
        version, number = client.version, client.number
        own: tuple[Decision, ...] = ()
        for shift, numbers in self._probes[version]:
            if (found := numbers.get(number >> shift)) is not None:
                own += found
        if own:
            if len(own) == 1 and own[0].is_plain_ban and own[0].in_force(now):
                return own[0]  # the usual case: nothing could go before it
            return _strongest(self._candidates(version, number), now)
        return self._listed.find(version, number) or self._simulated.find(
            version, number
        )

    def find_account(self, name: str, now: float) -> Decision | None:
        """Return the decision that holds for an account, if there is one."""
        return _strongest(self._accounts.get(name, ()), now)

    def covering(self, subject: Subject, now: float) -> list[Decision]:
        """Return all in force for the first client of a subject, strongest first."""
        if subject.scope is Scope.ACCOUNT:
            found: Iterable[Decision] = self._accounts.get(subject.value, ())
        else:
            found = self._candidates(subject.version, subject.number)
        return sorted(_alive(found, now), key=_strength, reverse=True)

    def _candidates(self, version: int, number: int) -> Iterator[Decision]:
        for shift, numbers in self._probes[version]:
            yield from numbers.get(number >> shift, ())
        for feeds in (self._listed, self._simulated):
            if (listed := feeds.find(version, number)) is not None:
                yield listed

    def about(self, subject: Subject) -> tuple[Decision, ...]:
        """Return the decisions about exactly this subject, ended ones too."""
        home, key = self._home(subject)
        return home.get(key, ())

    def put(self, decisions: Iterable[Decision]) -> None:
        """Add decisions, or replace those of the same id; one that was lifted goes."""
        with self._lock:
            for decision in decisions:
                self._remove(decision.id)
                if decision.lifted_at is None:
                    self._add(decision)
            self.changes += 1

    def put_feeds(self, feeds: Collection[Feed]) -> None:
        """Replace what all feeds list."""
        self._listed = Listed(feed for feed in feeds if not feed.simulated)
        self._simulated = Listed(feed for feed in feeds if feed.simulated)
        with self._lock:
            self.changes += 1

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Take decisions out."""
        with self._lock:
            for decision_id in decision_ids:
                self._remove(decision_id)

    def _add(self, decision: Decision) -> None:
        self._ids[decision.id] = decision
        home, key = self._home(decision.subject)
        home[key] = (*home.get(key, ()), decision)

    def _remove(self, decision_id: str) -> None:
        decision = self._ids.pop(decision_id, None)
        if decision is None:
            return
        home, key = self._home(decision.subject)
        rest = tuple(other for other in home[key] if other.id != decision_id)
        if rest:
            home[key] = rest
        else:
            del home[key]

    def _home(self, subject: Subject) -> tuple[_Numbers, int | str]:
        if subject.scope is Scope.ACCOUNT:
            return self._accounts, subject.value
        shift = CLIENT_BITS[subject.version] - subject.bits
        numbers = self._numbers.get((subject.version, shift))
        if numbers is None:
            numbers = self._numbers[subject.version, shift] = {}
            self._probes[subject.version] += ((shift, numbers),)
        return numbers, subject.number >> shift


def _strongest(decisions: Iterable[Decision], now: float) -> Decision | None:
    return max(_alive(decisions, now), key=_strength, default=None)


def _alive(decisions: Iterable[Decision], now: float) -> Iterator[Decision]:
    return (decision for decision in decisions if decision.in_force(now))


def _strength(decision: Decision) -> tuple[bool, int, float]:
    until = float("inf") if decision.until is None else decision.until
    return not decision.simulated, _STRENGTH[decision.kind], until
