"""`ban` and `allow`: what a person decides."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from math import inf

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, fail, pass_office, subject_of, warn
from groupz_shield.cli.options import account_option, create_option, reason_option
from groupz_shield.cli.texts import echo_json, examples, facts_of, seconds_of, until
from groupz_shield.decisions import MANUAL, Decision, DecisionKind, Scope, Subject
from groupz_shield.feeds.limits import WIDEST, too_wide

_SPANS = "90s, 15m, 4h, 7d, 2w or forever."
_SHOWN = 5

_MADE = {
    DecisionKind.BAN: "is banned",
    DecisionKind.ALLOW: "may pass",
    DecisionKind.THROTTLE: "is slowed down",
}


@click.command(
    epilog=examples(
        "groupz-shield ban 203.0.113.9",
        'groupz-shield ban 203.0.113.0/24 --for 7d --reason "fills forms with spam"',
        "groupz-shield ban 2001:db8:1:2::/64 --simulate",
        "groupz-shield ban - --for forever < addresses.txt",
        "groupz-shield ban --account mallory@example.org",
    )
)
@click.argument("who", nargs=-1, required=True)
@click.option(
    "--for",
    "seconds",
    metavar="SPAN",
    callback=seconds_of,
    default="4h",
    show_default=True,
    help=_SPANS,
)
@reason_option()
@click.option("--throttle", is_flag=True, help="Slow down instead.")
@click.option("--simulate", "simulated", is_flag=True, help="Only report it.")
@account_option()
@create_option()
@pass_office
def ban(
    office: Office,
    /,
    who: tuple[str, ...],
    seconds: float,
    reason: str,
    *,
    account: bool,
    **how: bool,
) -> None:
    """Ban addresses or networks, in every site that shares the store.

    "-" reads them from standard input, one a line. If one of them cannot be banned,
    none is.
    """
    subjects = subjects_of(who, account=account)
    for subject in subjects:
        _check_may_be_banned(office, subject)
    wanted = Decision(
        subjects[0],
        office.now,
        None if seconds == inf else office.now + seconds,
        DecisionKind.THROTTLE if how["throttle"] else DecisionKind.BAN,
        reason=reason,
        simulated=how["simulated"],
    )
    decide(office, subjects, wanted)
    for subject in subjects:
        _tell_who_still_passes(office, subject)


@click.command(
    epilog=examples(
        'groupz-shield allow 203.0.113.9 --reason "the school on the corner"',
        "groupz-shield allow 198.51.100.0/24 --for 7d",
    )
)
@click.argument("who", nargs=-1, required=True)
@click.option(
    "--for",
    "seconds",
    metavar="SPAN",
    callback=seconds_of,
    default="forever",
    show_default=True,
    help=_SPANS,
)
@reason_option()
@account_option()
@create_option()
@pass_office
def allow(
    office: Office,
    who: tuple[str, ...],
    seconds: float,
    reason: str,
    *,
    account: bool,
) -> None:
    """Let addresses or networks pass, whatever a ban or a feed says of them.

    "-" reads them from standard input, one a line.
    """
    subjects = subjects_of(who, account=account)
    until = None if seconds == inf else office.now + seconds
    kind = DecisionKind.ALLOW
    decide(
        office, subjects, Decision(subjects[0], office.now, until, kind, reason=reason)
    )


def subjects_of(who: tuple[str, ...], *, account: bool) -> list[Subject]:
    """Read every address before anything is done, each once."""
    subjects = [subject_of(text, account=account) for text in texts_of(who)]
    if not subjects:
        raise click.UsageError("Standard input names nobody.")
    return list(dict.fromkeys(subjects))


def texts_of(given: tuple[str, ...]) -> Iterator[str]:
    """Yield what is named; "-" stands for the lines of standard input."""
    for text in given:
        if text != "-":
            yield text
            continue
        for line in sys.stdin:
            if entry := line.partition("#")[0].strip():
                yield entry


def decide(office: Office, subjects: list[Subject], wanted: Decision) -> None:
    """Decide the same about each subject, in place of what a person said before."""
    about = set(subjects)
    made = [_about(subject, wanted) for subject in subjects]
    replaced = [
        earlier.lifted(office.now)
        for earlier in office.alive
        if (earlier.origin, earlier.kind) == (MANUAL, wanted.kind)
        and earlier.subject in about
    ]
    office.store.put([*replaced, *made])
    if office.as_json:
        echo_json([facts_of(decision) for decision in made])
        return
    for decision in made:
        click.echo(_told(decision))


def _about(subject: Subject, wanted: Decision) -> Decision:
    return replace(
        Decision(subject, wanted.created_at, wanted.until, wanted.kind),
        reason=wanted.reason,
        simulated=wanted.simulated,
    )


def _told(decision: Decision) -> str:
    only = ", only simulated" if decision.simulated else ""
    return (
        f"{decision.value} {_MADE[decision.kind]} {until(decision)}{only}. "
        f"Undo it: groupz-shield unban {decision.reference}"
    )


def _check_may_be_banned(office: Office, subject: Subject) -> None:
    if subject.scope is Scope.NETWORK and too_wide(subject):
        widest = WIDEST[subject.version]
        fail(
            f"Nobody was banned: {subject.value} is wider than a /{widest}, which is "
            "taken for a mistake.",
            Exit.USAGE,
        )
    if why := office.protection.why(subject):
        fail(
            f"Nobody was banned: {why}, and the site protects it. Who is protected is "
            "a setting of the site: see allowlist, trusted_proxies and "
            "ban_private_addresses.",
            Exit.PROTECTED,
        )
    for allowed in office.allowed:
        if allowed.subject.covers(subject):
            fail(
                f"Nobody was banned: {subject.value} may pass, since {allowed.value} "
                f"is allowed. Undo that first: groupz-shield unban {allowed.reference}",
                Exit.PROTECTED,
            )


def _tell_who_still_passes(office: Office, subject: Subject) -> None:
    names = [net.value for net, _ in office.protection if subject.covers(net)]
    names += [d.value for d in office.allowed if subject.covers(d.subject)]
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        warn(
            f"Within {subject.value} these still pass, since they are protected or "
            f"allowed: {', '.join(names[:_SHOWN])}{more}"
        )
