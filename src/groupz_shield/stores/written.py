"""How stores write decisions and feeds down."""

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


def row_of(decision: Decision) -> tuple[Any, ...]:
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


def decision_of(row: tuple[Any, ...]) -> Decision:
    """Read a row of `COLUMNS`.

    Raises:
        ValueError: It is none.
    """
    (key, scope, value, kind, origin, scenario, reason, created, until, sim, lifted) = (
        row
    )
    is_account = Scope(scope) is Scope.ACCOUNT
    return Decision(
        Subject.account(value) if is_account else Subject.parse(value),
        created_at=created,
        until=until,
        kind=DecisionKind(kind),
        origin=origin,
        scenario=scenario,
        reason=reason,
        simulated=bool(sim),
        lifted_at=lifted,
        id=key,
    )
