"""The guard against attacks: no request that holds one reaches the application."""

from collections.abc import Callable
from typing import Final

from groupz_shield.bans import Offences
from groupz_shield.counters.protocol import Counters
from groupz_shield.guards.flood import ends_as_static
from groupz_shield.refusal import Offence, Refusal
from groupz_shield.request import RequestFacts
from groupz_shield.signatures.exclusions import exclusion_for
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.request_values import values_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Finding, Place, Value

WINDOW_SECONDS: Final = 600
_MOST_NAMED = 3
_SENT_AGAIN = frozenset({Place.COOKIE, Place.REFERER})
"""What a browser sends again by itself, which earns nobody a ban."""


class SignatureGuard:
    """Refuse requests in which attacks are found, and ban who keeps sending them.

    Args:
        inspector: Finds them.
        offences: Tells how much is tolerated of whom.
        counters: Count the refused requests of a client.
        settings: Whether anything is refused, how much of a body is inspected, and
            how many refused requests within ten minutes lead to a ban.
        remember: Told the reference of each refusal, and what was found.
    """

    name = "signatures"

    def __init__(
        self,
        inspector: Inspector,
        offences: Offences,
        counters: Counters,
        settings: Signatures,
        *,
        remember: Callable[[str, list[Finding]], object] = lambda _reference, _found: (
            None
        ),
    ) -> None:
        self._inspector = inspector
        self._offences = offences
        self._counters = counters
        self._settings = settings
        self._remember = remember

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse a request that holds an attack."""
        findings = self._inspector.inspect(self._values(facts))
        if not findings:
            return None
        refusal = Refusal(
            self.name,
            told(findings),
            simulated=not self._settings.enforce,
            offence=self._offence(facts, findings),
        )
        self._remember(refusal.reference, findings)
        return refusal

    def _values(self, facts: RequestFacts) -> list[Value]:
        """Return what is inspected; of a static file no `Referer`, which nobody reads.

        A page that was refused would else have no style sheet.
        """
        values = list(values_of(facts.environ, self._settings.limits))
        if facts.is_safe and ends_as_static(facts.path):
            return [value for value in values if value.place is not Place.REFERER]
        return values

    def _offence(self, facts: RequestFacts, findings: list[Finding]) -> Offence | None:
        sent = {finding.value.place for finding in findings}
        by_itself = sent <= _SENT_AGAIN or facts.fetch_site == "cross-site"
        if by_itself or not self._settings.enforce:
            return None
        key = f"signatures {facts.client.key}"
        count, _ = self._counters.add(key, WINDOW_SECONDS)
        is_scanner = any(one.family is Family.SCANNER for one in findings)
        if is_scanner or count >= self._offences.tolerated(
            facts.client, self._settings.ban_after
        ):
            return Offence(told(findings))
        return None


def told(findings: list[Finding]) -> str:
    """Say what was found, for whoever runs the site: rule, field and piece."""
    pieces = [
        f"{one.rule} in {one.value.place} {one.value.name[:40]!r}: {one.piece!r}"
        for one in findings[:_MOST_NAMED]
    ]
    if more := len(findings) - len(pieces):
        pieces.append(f"and {more} more")
    return "; ".join(pieces)


def ways_to_allow(findings: list[Finding]) -> list[str]:
    """Return the exclusions that would let a request pass."""
    return list(dict.fromkeys(map(exclusion_for, findings)))
