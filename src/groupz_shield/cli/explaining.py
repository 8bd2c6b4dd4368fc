"""`explain`: what would happen to somebody, why, and what to do about it."""

from dataclasses import dataclass
from typing import Any

import click

from groupz_shield.cli.lifting import ways_out
from groupz_shield.cli.looking import decisions_table
from groupz_shield.cli.naming import fail_unknown, is_reference, named_by
from groupz_shield.cli.office import Office, pass_office, subject_of
from groupz_shield.cli.options import account_option
from groupz_shield.cli.recalling import explain_refused
from groupz_shield.cli.texts import (
    echo_json,
    examples,
    facts_of,
    moment,
    printable,
    span,
    until,
)
from groupz_shield.decisions import Decision, DecisionKind, Subject


@dataclass(frozen=True)
class Standing:
    """How a subject stands with the site.

    Attributes:
        subject: Who it is.
        protected: Why nothing touches it, if nothing does.
        holding: What is in force for all of it, strongest first.
        earlier: What was in force once, oldest first.
        within: What is in force for a part of it.
    """

    subject: Subject
    protected: str | None
    holding: list[Decision]
    earlier: list[Decision]
    within: list[Decision]

    @classmethod
    def of(cls, office: Office, subject: Subject) -> "Standing":
        """Look a subject up."""
        kept = office.store.decisions()
        ended = [d for d in kept if not d.in_force(office.now)]
        alive = [d for d in kept if d.in_force(office.now) and d.subject != subject]
        return cls(
            subject,
            office.protection.why(subject),
            office.covering(office.table(), subject),
            [d for d in ended if d.subject.covers(subject)],
            [d for d in alive if subject.covers(d.subject)],
        )

    @property
    def outcome(self) -> str:
        """What happens to it, in a word."""
        if self.protected is not None:
            return "protected"
        enforced = self.holding and not self.holding[0].simulated
        return self.holding[0].kind.value if enforced else "none"

    @property
    def verdict(self) -> str:
        """What happens to it, in a sentence."""
        if self.protected is not None:
            return f"{self.protected}: nothing touches it."
        name = self.subject.value
        if not self.holding:
            return f"{name} passes: nothing is decided about it."
        if self.outcome == "none":
            return f"{name} passes: what is in force is only simulated."
        first = self.holding[0]
        return f"{name} {_NOW[first.kind]} {until(first)}."


_NOW = {
    DecisionKind.BAN: "is banned",
    DecisionKind.ALLOW: "may pass, whatever else is decided,",
    DecisionKind.THROTTLE: "is slowed down",
}


@click.command(
    epilog=examples(
        "groupz-shield explain 203.0.113.9",
        "groupz-shield explain 203.0.113.0/24",
        "groupz-shield explain 1f0c9a3e",
    )
)
@click.argument("what")
@account_option()
@pass_office
def explain(office: Office, what: str, *, account: bool) -> None:
    """Say what would happen to an address or network, and why.

    Or what the reference stands for that a visitor was shown, or the id of a decision.
    """
    by_reference = is_reference(what) and not account
    named = named_by(office, what) if by_reference else []
    if by_reference and not named:
        if not explain_refused(office, what):
            fail_unknown(what)
        return
    subject = named[0].subject if named else subject_of(what, account=account)
    standing = Standing.of(office, subject)
    if office.as_json:
        echo_json(_facts(standing))
        return
    for decision in named:
        click.echo(f"{what} stands for the {decision.kind.value} of {decision.value}.")
    click.echo(standing.verdict)
    _show(office, standing)


def _show(office: Office, standing: Standing) -> None:
    for title, found in (("In force", standing.holding), ("Earlier", standing.earlier)):
        if found:
            click.echo(f"\n{title}:")
        for decision in found:
            click.echo(told(decision, office.now))
    if standing.within:
        rows = decisions_table(office, standing.within)
        click.echo(f"\nIn force for a part of it:\n{rows}")
    if advice := _advice(standing):
        click.echo("\n" + "\n".join(advice))


def told(decision: Decision, now: float) -> str:
    """Write all about one decision, its whole reason too."""
    simulated = ", only simulated" if decision.simulated else ""
    lines = {
        "by": _by(decision),
        "reason": decision.reason or "none was given",
        "since": moment(decision.created_at),
        "until": _end(decision, now),
    }
    head = f"  {decision.kind} of {decision.value}{simulated} ({decision.reference})"
    facts = (f"    {name:8}{printable(fact)}" for name, fact in lines.items())
    return "\n".join((printable(head), *facts))


def _by(decision: Decision) -> str:
    if decision.scenario == decision.origin:
        return decision.origin
    return f"{decision.origin}, {decision.scenario}"


def _end(decision: Decision, now: float) -> str:
    until = moment(decision.until)
    if decision.lifted_at is not None:
        return f"lifted at {moment(decision.lifted_at)}, before its time ({until})"
    if decision.until is None:
        return until
    if decision.until > now:
        return f"{until}, {span(decision.until - now)} from now"
    return f"{until}, {span(now - decision.until)} ago"


def _advice(standing: Standing) -> dict[str, None]:
    """Return each step once that undoes what decides."""
    if standing.outcome in {"protected", "none"}:
        return {}
    first = standing.holding[0]
    deciding = [
        decision
        for decision in standing.holding
        if (decision.kind, decision.simulated) == (first.kind, first.simulated)
    ]
    steps = (step for d in deciding for step in ways_out(standing.subject, d))
    return dict.fromkeys(steps)


def _facts(standing: Standing) -> dict[str, Any]:
    return {
        "value": standing.subject.value,
        "scope": standing.subject.scope.value,
        "outcome": standing.outcome,
        "protected": standing.protected,
        "in_force": [facts_of(decision) for decision in standing.holding],
        "earlier": [facts_of(decision) for decision in standing.earlier],
        "within": [facts_of(decision) for decision in standing.within],
    }
