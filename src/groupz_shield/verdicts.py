"""Verdicts: what the guards say of a request, and what follows from it."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from groupz_shield.assembly import Parts
from groupz_shield.decisions import Decision
from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.guards import Guard, Observer
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Offence, Refusal
from groupz_shield.request import RequestFacts

_LONGEST_FACT = 200
_MOST_TOLD = 10_000


class Judge:
    """Ask every guard about a request, and show every observer its answer.

    Args:
        parts: The guards and observers, and what bans.
        policy: Who is exempt, and whether anything is enforced.
        report: Told of refusals and of guards that fail.
        count: Told the guard of every refusal, reported or not.
    """

    def __init__(
        self,
        parts: Parts,
        policy: ShieldPolicy,
        report: EventSink,
        count: Callable[[str], object],
    ) -> None:
        self._guards = tuple((guard, guard.check) for guard in parts.guards)
        self._observers = parts.observers
        self._offences = parts.offences
        self._exempt = policy.exempt
        self._enforce = policy.enforce
        self._report = report
        self._count = count
        self._told: set[tuple[str, bool]] = set()

    def request(self, facts: RequestFacts) -> Refusal | None:
        """Return the first refusal that is enforced; None passes the request on."""
        for guard, check in self._guards:
            try:
                if self._exempt is not None and self._exempt(guard.name, facts.environ):
                    continue
                refusal = check(facts)
                if refusal is None:
                    continue
                refusal = self._with_ban(refusal, facts)
            except Exception as error:  # noqa: BLE001 — never 500 because of the shield
                refusal = self._unjudged(guard, facts, error)
            enforced = self._enforce and not refusal.simulated
            self._tell(refusal, facts, enforced=enforced)
            if enforced:
                self._count(refusal.guard)
                return refusal
        return None

    def answer(self, facts: RequestFacts, status: str) -> None:
        """Show an answer to the observers; never raises."""
        for observer in self._observers:
            try:
                if self._exempt is not None and self._exempt(
                    observer.name, facts.environ
                ):
                    continue
                offence = observer.answered(facts, status)
                if offence is not None:
                    self._ban(observer.name, offence, facts)
            except Exception as error:  # noqa: BLE001 — the answer goes out as it is
                self._unjudged(observer, facts, error)

    def _with_ban(self, refusal: Refusal, facts: RequestFacts) -> Refusal:
        """Ban for the offence, and let the refusal carry the reference of the ban."""
        if refusal.offence is None or refusal.simulated:
            return refusal
        decision = self._ban(refusal.guard, refusal.offence, facts)
        if decision is None:
            return refusal
        return replace(refusal, reference=decision.reference)

    def _ban(
        self, scenario: str, offence: Offence, facts: RequestFacts
    ) -> Decision | None:
        if offence.bits is None:
            return self._offences.ban(facts.client, scenario, offence.reason)
        return self._offences.ban_network(
            facts.client, offence.bits, scenario, offence.reason
        )

    def _unjudged(
        self, guard: Guard | Observer, facts: RequestFacts, error: Exception
    ) -> Refusal:
        refusal = Refusal(
            guard.name, "the guard failed", HTTPStatus.SERVICE_UNAVAILABLE
        )
        message = f"The guard {guard.name} failed."
        self._report(
            SecurityEvent(
                EventKind.GUARD_FAILED,
                message,
                facts.client,
                refusal.reference,
                error=error,
            )
        )
        return refusal

    def _was_told(self, reference: str, *, enforced: bool) -> bool:
        """Tell whether a ban was reported before: now and then one is again."""
        if (reference, enforced) in self._told:
            return True
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told.add((reference, enforced))
        return False

    def _tell(self, refusal: Refusal, facts: RequestFacts, *, enforced: bool) -> None:
        if refusal.is_constant and self._was_told(refusal.reference, enforced=enforced):
            return
        told = {
            "guard": refusal.guard,
            "method": facts.method[:_LONGEST_FACT],
            "path": facts.path[:_LONGEST_FACT],
        }
        kind = EventKind.REFUSED if enforced else EventKind.WOULD_REFUSE
        self._report(
            SecurityEvent(kind, refusal.reason, facts.client, refusal.reference, told)
        )
