"""`unban`: undo what was decided, and say what remains."""

from dataclasses import dataclass

import click

from groupz_shield.cli.deciding import texts_of
from groupz_shield.cli.exits import Exit
from groupz_shield.cli.naming import FEED, fail_unknown, is_reference, named_by
from groupz_shield.cli.office import Office, pass_office, subject_of, warn
from groupz_shield.cli.options import account_option
from groupz_shield.cli.texts import echo_json, examples, facts_of
from groupz_shield.decisions import (
    Decision,
    DecisionKind,
    DecisionTable,
    Scope,
    Subject,
)


@dataclass(frozen=True)
class Lifting:
    """What is to be undone.

    Attributes:
        subjects: Whom it was about: each is looked at again afterwards.
        decisions: What is undone.
        feeds: The names of feeds that are dropped.
    """

    subjects: tuple[Subject, ...] = ()
    decisions: tuple[Decision, ...] = ()
    feeds: tuple[str, ...] = ()


@click.command(
    epilog=examples(
        "groupz-shield unban 203.0.113.9",
        "groupz-shield unban 1f0c9a3e",
        "groupz-shield unban feed:spamhaus-drop",
    )
)
@click.argument("what", nargs=-1, required=True)
@account_option()
@pass_office
def unban(office: Office, what: tuple[str, ...], *, account: bool) -> None:
    """Undo decisions, by address, network, or the reference a visitor was shown.

    An exception (allow) is undone by its reference alone, and a whole feed by its
    name. If somebody is still banned afterwards, it says by what.
    """
    liftings = [_lifting(office, text, account=account) for text in texts_of(what)]
    decisions = {d.id: d for lifting in liftings for d in lifting.decisions}
    feeds = dict.fromkeys(name for lifting in liftings for name in lifting.feeds)
    if decisions:
        office.store.put([d.lifted(office.now) for d in decisions.values()])
    for name in feeds:
        office.store.remove_feed(name)
    subjects = dict.fromkeys(s for lifting in liftings for s in lifting.subjects)
    table = office.table()
    remaining = {subject: still_banned(office, table, subject) for subject in subjects}
    _tell(office, list(decisions.values()), list(feeds), remaining)
    if any(remaining.values()) or not all(map(_does_something, liftings)):
        raise SystemExit(Exit.NOTHING)


def still_banned(
    office: Office, table: DecisionTable, subject: Subject
) -> list[Decision]:
    """Return the bans that still keep a subject out, strongest first."""
    holding = office.covering(table, subject)
    if office.protection.why(subject) or not holding or not holding[0].is_plain_ban:
        return []
    return [decision for decision in holding if decision.is_plain_ban]


def ways_out(subject: Subject, decision: Decision) -> list[str]:
    """Say how somebody is freed of a decision that may hold for many others too."""
    name = subject.value
    allow = f"--account {name}" if subject.scope is Scope.ACCOUNT else name
    ways = [f"Let {name} pass: groupz-shield allow {allow}"]
    if subject.scope is Scope.NETWORK:
        ways.append(
            "Let one address in it pass (the site's log names it beside the "
            "reference): groupz-shield allow ADDRESS"
        )
    if decision.origin.startswith(FEED):
        return [*ways, f"Drop the whole list: groupz-shield unban {decision.origin}"]
    what = f"the {decision.kind} of {decision.value}"
    undo = f"Undo {what}: groupz-shield unban {decision.reference}"
    return [undo, *(ways if decision.subject != subject else ways[1:])]


def _does_something(lifting: Lifting) -> bool:
    return bool(lifting.decisions or lifting.feeds)


def _lifting(office: Office, text: str, *, account: bool) -> Lifting:
    if account:
        return _of_subject(office, subject_of(text, account=True))
    if text.startswith(FEED):
        return _of_feed(office, text.removeprefix(FEED))
    if is_reference(text):
        return _of_reference(office, text)
    return _of_subject(office, subject_of(text))


def _of_feed(office: Office, name: str) -> Lifting:
    if any(feed.name == name for feed in office.store.feeds()):
        return Lifting(feeds=(name,))
    warn(f"There is no {FEED}{name}. groupz-shield stats names those that there are.")
    return Lifting()


def _of_reference(office: Office, reference: str) -> Lifting:
    named = named_by(office, reference)
    if not named:
        fail_unknown(reference)
    subjects = tuple(decision.subject for decision in named)
    own = [d for d in named if not d.origin.startswith(FEED)]
    alive = tuple(d for d in own if d.in_force(office.now))
    if own and not alive:
        warn(f"What {reference} stands for has ended: {own[0].value} is free of it.")
    return Lifting(subjects, alive)


def _of_subject(office: Office, subject: Subject) -> Lifting:
    about = [d for d in office.alive if d.subject == subject]
    allowed = [d for d in about if d.kind is DecisionKind.ALLOW]
    bans = tuple(d for d in about if d.kind is not DecisionKind.ALLOW)
    if not bans:
        warn(f"Nothing is decided against {subject.value} itself.")
    for decision in allowed:
        warn(
            f"{subject.value} is allowed. Undo that too: "
            f"groupz-shield unban {decision.reference}"
        )
    return Lifting((subject,), bans)


def _tell(
    office: Office,
    decisions: list[Decision],
    feeds: list[str],
    remaining: dict[Subject, list[Decision]],
) -> None:
    left = {d.id: d for found in remaining.values() for d in found}
    if office.as_json:
        facts = {
            "lifted": [facts_of(decision) for decision in decisions],
            "removed_feeds": feeds,
            "still_banned": [facts_of(decision) for decision in left.values()],
        }
        echo_json(facts)
        return
    for decision in decisions:
        what = "exception" if decision.kind is DecisionKind.ALLOW else decision.kind
        click.echo(f"The {what} of {decision.value} is lifted ({decision.reference}).")
    for name in feeds:
        click.echo(f"{FEED}{name} is dropped. A site that fetches it brings it back.")
    for subject, bans in remaining.items():
        for ban in bans:
            warn(f"{subject.value} is still banned, by {ban.origin} as {ban.value}.")
            warn("\n".join(ways_out(subject, ban)))
    _tell_what_is_within(office, list(remaining))


def _tell_what_is_within(office: Office, subjects: list[Subject]) -> None:
    alive = [d for d in office.in_force() if d.is_plain_ban]
    for subject in subjects:
        inside = [d for d in alive if subject.covers(d.subject)]
        if within := [d for d in inside if d.subject != subject]:
            warn(
                f"Bans of parts of {subject.value} remain ({len(within)}): "
                f"groupz-shield explain {subject.value}"
            )
