"""`check`: what the shield would say to a request."""

from dataclasses import replace
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, explained, fail, pass_office
from groupz_shield.cli.texts import as_json
from groupz_shield.events import EventKind, SecurityEvent
from groupz_shield.middleware import Shield
from groupz_shield.policy import ShieldPolicy
from groupz_shield.profiles import PROFILES
from groupz_shield.stores import DecisionStore, MemoryStore


@click.command()
@click.argument("url")
@click.option("--method", default="GET", show_default=True)
@click.option(
    "--from",
    "client",
    default="203.0.113.9",
    show_default=True,
    help="Whose request it is.",
)
@click.option("--header", "headers", multiple=True, help='As "Name: value".')
@click.option(
    "--policy",
    default="STANDARD",
    show_default=True,
    help="A profile, or module:NAME of yours.",
)
@pass_office
def check(
    office: Office,
    url: str,
    method: str,
    client: str,
    headers: tuple[str, ...],
    policy: str,
) -> None:
    """Say whether a request would be refused, and by which guard.

    Nothing is counted and nobody is banned. Exit code 1 says that it is refused.
    """
    with explained():
        given = replace(_policy(policy), store=copied(office.store), counters="memory")
        events = asked(given, environ_of(url, method, client, headers))
    refused = [event for event in events if event.kind is EventKind.REFUSED]
    guard = refused[0].facts["guard"] if refused else None
    reason = refused[0].message if refused else "no guard objects"
    if office.as_json:
        click.echo(
            as_json({"refused": bool(refused), "guard": guard, "reason": reason})
        )
    else:
        click.echo(
            f"Refused by {guard}: {reason}" if refused else f"Passed on: {reason}."
        )
    if refused:
        raise SystemExit(Exit.NOTHING)


def copied(store: DecisionStore) -> DecisionStore:
    """Return a copy in memory, so that nothing is written where the site reads."""
    copy = MemoryStore()
    copy.put(store.decisions())
    for feed in store.feeds():
        copy.put_feed(feed)
    return copy


def asked(policy: ShieldPolicy, environ: WSGIEnvironment) -> list[SecurityEvent]:
    """Return what a shield reports of one request."""
    events: list[SecurityEvent] = []
    shield = Shield(_passed_on, replace(policy, event_sink=events.append))
    shield(environ, _started)
    return events


def environ_of(
    url: str, method: str, client: str, headers: tuple[str, ...]
) -> WSGIEnvironment:
    """Return a request as a server would hand it on."""
    parts = urlsplit(url)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": client,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc or "localhost",
        "wsgi.url_scheme": parts.scheme or "https",
        "wsgi.input": BytesIO(),
    }
    for header in headers:
        name, _, value = header.partition(":")
        key = name.strip().upper().replace("-", "_")
        plain = key in {"CONTENT_LENGTH", "CONTENT_TYPE"}
        environ[key if plain else f"HTTP_{key}"] = value.strip()
    return environ


def _policy(name: str) -> ShieldPolicy:
    if name in PROFILES:
        return PROFILES[name]
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute or "POLICY")
    except (ImportError, AttributeError, ValueError) as error:
        fail(f"{name} is no profile, and cannot be imported: {error}", Exit.USAGE)
    if not isinstance(found, ShieldPolicy):
        fail(f"{name} is no ShieldPolicy", Exit.USAGE)
    return found


def _passed_on(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    start("200 OK", [])
    return []


def _started(_status: str, _headers: object, _exc_info: object = None) -> Any:
    """Send nothing anywhere."""
