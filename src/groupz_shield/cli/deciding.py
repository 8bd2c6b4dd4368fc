"""`ban`, `allow` and `unban`: what a person decides."""

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, explained, fail, pass_office, subject_of
from groupz_shield.cli.texts import Span, as_json, facts_of, moment
from groupz_shield.decisions import Decision, DecisionKind, Scope, Subject

WIDEST = {4: 8, 6: 19}
"""The shortest prefix that may be banned: whoever means more means a mistake."""

_account = click.option(
    "--account", is_flag=True, help="Names are accounts, not addresses."
)


@click.command()
@click.argument("who", nargs=-1, required=True)
@click.option(
    "--for", "seconds", type=Span(), default="4h", help="90s, 15m, 4h, 7d, forever."
)
@click.option("--reason", default="", help="Why, for whoever looks at it later.")
@click.option("--throttle", "how", flag_value="throttle", help="Slow down instead.")
@click.option("--simulate", "how", flag_value="simulate", help="Only report it.")
@_account
@pass_office
def ban(
    office: Office,
    who: tuple[str, ...],
    seconds: float,
    reason: str,
    how: str | None,
    *,
    account: bool,
) -> None:
    """Ban addresses or networks, in every site that shares the store."""
    kind = DecisionKind.THROTTLE if how == "throttle" else DecisionKind.BAN
    subjects = [_subject(text, account=account) for text in who]
    with explained():
        for subject in subjects:
            _check_may_be_banned(office, subject)
        decide(office, subjects, kind, seconds, reason, simulated=how == "simulate")


@click.command()
@click.argument("who", nargs=-1, required=True)
@click.option(
    "--for",
    "seconds",
    type=Span(),
    default="forever",
    help="90s, 15m, 4h, 7d, forever.",
)
@click.option("--reason", default="", help="Why, for whoever looks at it later.")
@pass_office
def allow(office: Office, who: tuple[str, ...], seconds: float, reason: str) -> None:
    """Let addresses or networks pass, whatever a ban or a feed says of them."""
    subjects = [subject_of(text) for text in who]
    with explained():
        decide(office, subjects, DecisionKind.ALLOW, seconds, reason)


@click.command()
@click.argument("what", nargs=-1, required=True)
@_account
@pass_office
def unban(office: Office, what: tuple[str, ...], *, account: bool) -> None:
    """Undo decisions, by address, network, id, or the reference a visitor was shown."""
    with explained():
        lifted = [d for text in what for d in _meant(office, text, account=account)]
        office.store.put([decision.lifted(office.now) for decision in lifted])
        _say(office, lifted, "lifted")
        left = _still_banned(office, lifted)
    for decision in left:
        click.echo(
            f"{decision.value} is still banned by {decision.origin}. To let somebody "
            f"in it pass: groupz-shield allow ADDRESS",
            err=True,
        )
    if not lifted:
        fail(
            "Nothing in force was found. Try: groupz-shield explain ADDRESS",
            Exit.NOTHING,
        )


def decide(
    office: Office,
    subjects: list[Subject],
    kind: DecisionKind,
    seconds: float,
    reason: str,
    *,
    simulated: bool = False,
) -> None:
    """Put down one decision about each subject."""
    until = None if seconds == float("inf") else office.now + seconds
    decisions = [
        Decision(s, office.now, until, kind, reason=reason, simulated=simulated)
        for s in subjects
    ]
    office.store.put(decisions)
    _say(office, decisions, "in force within a second")


def _subject(text: str, *, account: bool) -> Subject:
    return Subject.account(text) if account else subject_of(text)


def _check_may_be_banned(office: Office, subject: Subject) -> None:
    if why := office.protection.why(subject):
        fail(f"Not banned: {why}. Nothing was changed.", Exit.PROTECTED)
    if subject.scope is Scope.NETWORK and subject.bits < WIDEST[subject.version]:
        widest = WIDEST[subject.version]
        fail(f"Not banned: {subject.value} is wider than a /{widest}.", Exit.PROTECTED)


def _meant(office: Office, text: str, *, account: bool) -> list[Decision]:
    alive = office.in_force()
    if found := [d for d in alive if text in {d.id, d.reference}]:
        return found
    subject = _subject(text, account=account)
    return [d for d in alive if d.subject == subject]


def _still_banned(office: Office, lifted: list[Decision]) -> list[Decision]:
    table = office.table()
    subjects = {decision.subject for decision in lifted}
    return [
        found
        for subject in subjects
        for found in table.covering(subject, office.now)
        if found.kind is DecisionKind.BAN
    ]


def _say(office: Office, decisions: list[Decision], what: str) -> None:
    if office.as_json:
        click.echo(as_json([facts_of(decision) for decision in decisions]))
        return
    for decision in decisions:
        click.echo(
            f"{decision.kind.value} {decision.value} until {moment(decision.until)}: "
            f"{what} (reference {decision.reference})"
        )
