"""`list` and `stats`: what is decided."""

from collections import Counter
from collections.abc import Iterator

import click

from groupz_shield.cli.naming import FEED
from groupz_shield.cli.office import Office, pass_office
from groupz_shield.cli.texts import echo_json, examples, facts_of, span, table
from groupz_shield.decisions import Decision, DecisionKind, Feed
from groupz_shield.decisions.listed import listing

_HEAD = ("kind", "value", "origin", "scenario", "left", "reference", "reason")
_MOST = (14, 24, 16, 10, 8, 9)
_COUNTED = ("kind", "origin", "scenario", "simulated", "count")


@click.command(
    "list",
    epilog=examples(
        "groupz-shield list",
        "groupz-shield list --origin shield --all",
        "groupz-shield list --json | jq -r '.[].value'",
    ),
)
@click.option(
    "--origin",
    metavar="ORIGIN",
    help="Only what was decided by manual, shield, or feed:NAME, whose networks are "
    "then listed too.",
)
@click.option("--all", "everything", is_flag=True, help="What has ended, too.")
@pass_office
def list_(office: Office, origin: str | None, *, everything: bool) -> None:
    """List decisions, oldest first; of feeds, their names and sizes."""
    kept = office.store.decisions() if everything else office.alive
    feeds = office.store.feeds()
    chosen = [decision for decision in kept if origin in {None, decision.origin}]
    chosen += [d for feed in feeds if origin == origin_of(feed) for d in bans_of(feed)]
    if office.as_json:
        echo_json([facts_of(decision) for decision in chosen])
        return
    click.echo(decisions_table(office, chosen) if chosen else "No decisions.")
    for feed in feeds if origin is None else ():
        click.echo(f"Beside these: {len(feed.networks)} networks of {origin_of(feed)}.")


@click.command(epilog=examples("groupz-shield stats", "groupz-shield stats --json"))
@pass_office
def stats(office: Office) -> None:
    """Count what is in force, by kind, origin and scenario."""
    feeds = office.store.feeds()
    counts = Counter(
        (d.kind, d.origin, d.scenario, d.simulated) for d in office.alive
    ).most_common()
    if office.as_json:
        named = [dict(zip(_COUNTED, (*key, n), strict=True)) for key, n in counts]
        echo_json({"decisions": named, "feeds": [_facts(feed) for feed in feeds]})
        return
    rows = [
        (_kind(kind, simulated=simulated), origin, scenario, str(count))
        for (kind, origin, scenario, simulated), count in counts
    ] + [_counted(feed) for feed in feeds]
    head = ("kind", "origin", "scenario", "count")
    click.echo(table(head, (14, 40, 24), rows) if rows else "No decisions.")
    for feed in feeds:
        age = span(max(0.0, office.now - feed.fetched_at))
        click.echo(f"{origin_of(feed)} was last fetched {age} ago from {feed.source}.")


def decisions_table(office: Office, decisions: list[Decision]) -> str:
    """Write decisions as a table, for people."""
    return table(_HEAD, _MOST, [_row(decision, office.now) for decision in decisions])


def origin_of(feed: Feed) -> str:
    """Return the origin of a feed's bans."""
    return f"{FEED}{feed.name}"


def bans_of(feed: Feed) -> Iterator[Decision]:
    """Yield what a feed lists, as decisions."""
    return (listing(feed, network) for network in feed.networks)


def _facts(feed: Feed) -> dict[str, object]:
    return {
        "name": feed.name,
        "networks": len(feed.networks),
        "fetched_at": feed.fetched_at,
        "source": feed.source,
        "simulated": feed.simulated,
    }


def _kind(kind: DecisionKind, *, simulated: bool) -> str:
    return f"would {kind}" if simulated else kind.value


def _counted(feed: Feed) -> tuple[str, str, str, str]:
    kind = _kind(DecisionKind.BAN, simulated=feed.simulated)
    return kind, origin_of(feed), "listed", str(len(feed.networks))


def _row(decision: Decision, now: float) -> tuple[str, ...]:
    return (
        _kind(decision.kind, simulated=decision.simulated),
        decision.value,
        decision.origin,
        decision.scenario,
        _left(decision, now),
        decision.reference,
        decision.reason,
    )


def _left(decision: Decision, now: float) -> str:
    if decision.lifted_at is not None:
        return "lifted"
    if decision.until is None:
        return "for ever"
    return span(decision.until - now) if decision.until > now else "ended"
