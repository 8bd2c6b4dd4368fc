"""`list`, `explain` and `stats`: what is decided, and why."""

from collections import Counter
from typing import Any

import click

from groupz_shield.cli.office import Office, explained, pass_office, subject_of
from groupz_shield.cli.texts import as_json, facts_of, moment, span, table
from groupz_shield.decisions import Decision, Subject

_HEAD = ("kind", "value", "origin", "scenario", "until", "reference", "reason")


@click.command("list")
@click.option("--origin", help='Only of this origin, such as "manual" or "shield".')
@click.option("--all", "everything", is_flag=True, help="What has ended, too.")
@pass_office
def list_(office: Office, origin: str | None, *, everything: bool) -> None:
    """List decisions; of feeds, their names and sizes."""
    with explained():
        found = office.store.decisions() if everything else office.in_force()
        feeds = office.feeds()
    chosen = [d for d in found if origin in {None, d.origin}]
    if office.as_json:
        click.echo(as_json([facts_of(decision) for decision in chosen]))
        return
    click.echo(decisions_table(chosen) if chosen else "No decisions.")
    for feed in feeds:
        click.echo(f"Beside these: {len(feed.networks)} networks of feed:{feed.name}.")


@click.command()
@click.argument("what")
@pass_office
def explain(office: Office, what: str) -> None:
    """Say what would happen to an address, and why; or what a reference stands for."""
    with explained():
        everything = office.store.decisions()
        by_id = [d for d in everything if what in {d.id, d.reference}]
        subject = by_id[0].subject if by_id else subject_of(what)
        holding = office.table().covering(subject, office.now)
        why = office.protection.why(subject)
    history = [d for d in everything if d.subject == subject and d not in holding]
    if office.as_json:
        click.echo(as_json(_explained(subject, why, holding, history)))
        return
    click.echo(verdict(subject, why, holding))
    for title, found in (("In force:", holding), ("Earlier:", history)):
        if found:
            click.echo(f"\n{title}\n{decisions_table(found)}")


@click.command()
@pass_office
def stats(office: Office) -> None:
    """Count what is in force, by kind, origin and scenario."""
    with explained():
        alive, feeds = office.in_force(), office.feeds()
    counts = Counter((d.kind.value, d.origin, d.scenario) for d in alive)
    lists = {
        feed.name: {"networks": len(feed.networks), "fetched_at": feed.fetched_at}
        for feed in feeds
    }
    if office.as_json:
        named = [
            dict(zip(("kind", "origin", "scenario", "count"), (*key, n), strict=True))
            for key, n in counts.items()
        ]
        click.echo(as_json({"decisions": named, "feeds": lists}))
        return
    rows = [(*key, str(count)) for key, count in counts.most_common()]
    rows += [
        ("ban", f"feed:{feed.name}", "listed", str(len(feed.networks)))
        for feed in feeds
    ]
    click.echo(table(("kind", "origin", "scenario", "count"), rows))
    for feed in feeds:
        age = span(office.now - feed.fetched_at)
        click.echo(f"feed:{feed.name} was last fetched {age} ago from {feed.source}.")


def decisions_table(decisions: list[Decision]) -> str:
    """Write decisions as a table, for people."""
    return table(_HEAD, [_row(decision) for decision in decisions])


def verdict(subject: Subject, why: str | None, holding: list[Decision]) -> str:
    """Say in one sentence what happens to a client."""
    if why is not None:
        return f"{why}: it is never banned."
    if not holding:
        return f"{subject.value}: nothing is decided; it passes."
    first = holding[0]
    what = {"ban": "is banned", "allow": "may pass", "throttle": "is slowed down"}
    told = f"{subject.value} {what[first.kind.value]} until {moment(first.until)}"
    if first.simulated:
        return f"{told}, only simulated: nothing is refused."
    return f"{told} (undo it: groupz-shield unban {first.reference})."


def _explained(
    subject: Subject, why: str | None, holding: list[Decision], history: list[Decision]
) -> dict[str, Any]:
    return {
        "value": subject.value,
        "protected": why,
        "in_force": [facts_of(decision) for decision in holding],
        "earlier": [facts_of(decision) for decision in history],
    }


def _row(decision: Decision) -> tuple[str, ...]:
    kind = decision.kind.value + (" (simulated)" if decision.simulated else "")
    until = moment(decision.until)
    if decision.lifted_at is not None:
        until = f"lifted {moment(decision.lifted_at)}"
    return (
        kind,
        decision.value,
        decision.origin,
        decision.scenario,
        until,
        decision.reference,
        decision.reason,
    )
