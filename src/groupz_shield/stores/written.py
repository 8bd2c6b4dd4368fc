"""How stores write decisions and feeds down, and what they ask of a decision."""

from collections.abc import Iterable, Sequence
from typing import Any

from groupz_shield.decisions import Decision, DecisionKind, Scope, Subject

COLUMNS = (
    "id",
    "scope",
    "value",
    "kind",
    "origin",
    "scenario",
    "reason",
    "created_at",
    "until",
    "simulated",
    "lifted_at",
)
"""What is kept of a decision, in this order."""


def row_of(decision: Decision) -> tuple[str | float | None, ...]:
    """Return a decision as a row of `COLUMNS`."""
    return (
        decision.id,
        decision.scope.value,
        decision.value,
        decision.kind.value,
        decision.origin,
        decision.scenario,
        decision.reason,
        decision.created_at,
        decision.until,
        int(decision.simulated),
        decision.lifted_at,
    )


def decision_of(row: Sequence[Any]) -> Decision:
    """Read a row of `COLUMNS`.

    Raises:
        ValueError: It is none.
    """
    key, scope, value, kind, origin, scenario, reason, created, until, sim, lifted = row
    is_account = Scope(scope) is Scope.ACCOUNT
    return Decision(
        Subject.account(value) if is_account else Subject.parse(value),
        created_at=float(created),
        until=None if until is None else float(until),
        kind=DecisionKind(kind),
        origin=origin,
        scenario=scenario,
        reason=reason,
        simulated=bool(sim),
        lifted_at=None if lifted is None else float(lifted),
        id=key,
    )


def ended(decision: Decision, before: float) -> bool:
    """Tell whether a decision ended, or was lifted, before a moment."""
    ends = [at for at in (decision.until, decision.lifted_at) if at is not None]
    return bool(ends) and min(ends) < before


def oldest_first(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions in the order in which they were made."""
    return sorted(decisions, key=lambda decision: (decision.created_at, decision.id))
