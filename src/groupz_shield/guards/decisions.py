"""The decisions guard: whoever is banned is refused, before anything else is done."""

from http import HTTPStatus

from groupz_shield.bans.register import DecisionRegister
from groupz_shield.counters.protocol import Counters
from groupz_shield.decisions import Decision, DecisionKind
from groupz_shield.refusal import Refusal
from groupz_shield.request import RequestFacts

THROTTLED_PER_MINUTE = 30
"""How many requests a minute a throttled client has."""

_MOST_REFUSALS = 4096


class DecisionGuard:
    """Refuse who is banned, and slow down who is throttled.

    The refusal of a ban is made once: to refuse a banned client again costs a lookup.

    Args:
        register: The decisions.
        counters: Count the requests of throttled clients.
    """

    name = "decisions"

    def __init__(self, register: DecisionRegister, counters: Counters) -> None:
        self._register = register
        self._counters = counters
        self._refusals: dict[str, tuple[Decision, Refusal]] = {}

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse the requests of a banned client, and many of a throttled one."""
        decision = self._register.find(facts.client)
        if decision is None or decision.kind is DecisionKind.ALLOW:
            return None
        if decision.kind is DecisionKind.THROTTLE:
            return self._throttle(decision, facts.client.key)
        made = self._refusals.get(decision.id)
        if made is not None and made[0] is decision:  # one id, but it may have changed
            return made[1]
        return self._refuse(decision)

    def _refuse(self, decision: Decision) -> Refusal:
        if len(self._refusals) >= _MOST_REFUSALS:
            self._refusals.clear()
        reason = f"banned by {decision.origin}: {decision.reason}"
        refusal = Refusal(
            self.name,
            reason.removesuffix(": "),
            reference=decision.reference,
            simulated=decision.simulated,
            is_constant=True,
        )
        self._refusals[decision.id] = decision, refusal
        return refusal

    def _throttle(self, decision: Decision, key: str) -> Refusal | None:
        count, ends = self._counters.add(f"throttle {key}", 60)
        if count <= THROTTLED_PER_MINUTE:
            return None
        reason = f"throttled by {decision.origin}: {decision.reason}"
        return Refusal(
            self.name,
            reason.removesuffix(": "),
            HTTPStatus.TOO_MANY_REQUESTS,
            (("Retry-After", str(self._register.seconds_until(ends))),),
            reference=decision.reference,
            simulated=decision.simulated,
        )
