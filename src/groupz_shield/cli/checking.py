"""`check`: what the shield would say to a request."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click

from groupz_shield.cli.asking import Answer, Asking, answer_of
from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import explained, fail, open_office, warn
from groupz_shield.cli.options import Asked, json_option, store_option
from groupz_shield.cli.saved import saved_request
from groupz_shield.cli.texts import echo_json, examples, printable
from groupz_shield.guards import DecisionGuard
from groupz_shield.policy import ShieldPolicy
from groupz_shield.profiles import PROFILES
from groupz_shield.stores import DecisionStore, MemoryStore


@click.command(
    epilog=examples(
        "groupz-shield check /wp-login.php --from 203.0.113.9",
        "groupz-shield check https://bookings.example/ --policy mysite.guard:POLICY",
        "groupz-shield check /book --method POST --policy mysite.guard:POLICY \\",
        '    --header "Origin: https://elsewhere.example"',
        "groupz-shield check @request.txt --policy mysite.guard:POLICY",
    )
)
@click.argument("url")
@click.option("--method", default="GET", show_default=True)
@click.option(
    "--from",
    "client",
    metavar="ADDRESS",
    default="203.0.113.9",
    show_default=True,
    help="Who connects; a trusted proxy names the client in a header.",
)
@click.option(
    "--header", "headers", metavar="HEADER", multiple=True, help='As "Name: value".'
)
@click.option(
    "--policy",
    metavar="POLICY",
    default="STANDARD",
    show_default=True,
    help=f"{', '.join(PROFILES)}, or module:NAME of yours.",
)
@json_option()
@store_option()
def check(
    url: str, method: str, client: str, headers: tuple[str, ...], policy: str
) -> None:
    """Say whether a request would be refused, and by which guard.

    URL is a path such as /login, or a whole address; @FILE is a request that was saved
    as it was sent, body included, and @- reads it from standard input. Nothing is
    counted, nobody is banned and nothing is written, so floods and scans are not seen.
    Without --store the policy alone is asked, and the store that it names.
    """
    environ = _asking(url, method, client, headers).environ
    with explained():
        answer = answer_of(_asked_policy(policy), environ)
    if click.get_current_context().ensure_object(Asked).as_json:
        echo_json(answer.facts)
    else:
        for line in _told(answer):
            click.echo(printable(line))
    if answer.refused:
        raise SystemExit(Exit.NOTHING)


def _asking(url: str, method: str, client: str, headers: tuple[str, ...]) -> Asking:
    if not url.startswith("@"):
        return Asking(url, method, client, headers)
    try:
        with click.open_file(url[1:], "rb") as file:
            saved = saved_request(file.read(), client)
    except OSError as error:
        raise click.BadParameter(f"{url[1:]}: {error.strerror}.") from None
    return replace(saved, headers=(*saved.headers, *headers))


def _told(answer: Answer) -> Iterator[str]:
    if answer.guard is None:
        yield "Passed on: no guard objects."
    elif answer.refused:
        yield f"Refused with {answer.status} by {answer.guard}: {answer.reason}"
    else:
        yield f"Passed on, and reported by {answer.guard}: {answer.reason}"
    if answer.guard == DecisionGuard.name:
        yield f"Why: groupz-shield explain {answer.reference}"


def _asked_policy(name: str) -> ShieldPolicy:
    """Return a policy that reads a copy of the store, and starts nothing."""
    policy = PROFILES[name] if name in PROFILES else imported(name)
    asked = click.get_current_context().ensure_object(Asked)
    if isinstance(policy.store, str) and policy.store != "memory":
        asked.store = asked.store or policy.store
    if asked.store is None:
        if policy.store == "memory":
            warn("Without --store, bans and feeds are not looked at.")
        ours = policy.store if not isinstance(policy.store, str) else MemoryStore()
    else:
        office = open_office(asked)
        click.get_current_context().call_on_close(office.store.close)
        ours = office.store
        if name in PROFILES:  # which know nobody whom the site protects
            protected = [network.value for network, _ in office.protection]
            policy = replace(policy, allowlist=protected, ban_private_addresses=True)
    return replace(
        policy, store=copied(ours), counters="memory", feeds=(), refusal_page=None
    )


def copied(store: DecisionStore) -> DecisionStore:
    """Return a copy in memory, so that nothing is written where the site reads."""
    copy = MemoryStore()
    copy.put(store.decisions())
    for feed in store.feeds():
        copy.put_feed(feed)
    return copy


def imported(name: str) -> ShieldPolicy:
    """Import a policy, from the working directory too."""
    module, _, attribute = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(import_module(module), attribute or "POLICY")
    except Exception as error:  # noqa: BLE001 — a module of others, which may raise anything
        why = f"{type(error).__name__}: {error}"
        fail(f"{name} is no profile, and cannot be imported ({why})", Exit.USAGE)
    if not isinstance(found, ShieldPolicy):
        fail(f"{name} is no ShieldPolicy", Exit.USAGE)
    return found
