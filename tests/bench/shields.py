"""What the shield's benchmarks measure: applications, and a table that is full."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request

from groupz_shield import CookieRule, Decision, Shield, ShieldPolicy, Subject
from groupz_shield.decisions import Feed, NetworkSet
from groupz_shield.signatures import Signatures
from groupz_shield.stores import MemoryStore

NETWORKS = 100_000
CLIENT = "203.0.113.9"
NO_LIMIT = 10**9
POLICY = ShieldPolicy(
    trusted_proxies=["127.0.0.1", "unix"],
    public_origins=["https://bookings.example"],
    declared_cookies=[CookieRule("language", http_only=False, path="/")],
    refusal_headers=[("X-Content-Type-Options", "nosniff")],
    flood_limit=NO_LIMIT,
)


def flask_app() -> Flask:
    """Return a hello, and a view that reads a form."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.post("/book")
    def book() -> str:
        return request.form["name"]

    return app


def bare_hello(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Answer as little as WSGI allows."""
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def shielded(
    app: WSGIApplication,
    *,
    banned: bool = False,
    listed: int = NETWORKS,
    signatures: Signatures | None = None,
) -> Shield:
    """Put a shield around an application, with so many networks in its table."""
    store = MemoryStore()
    store.put_feed(Feed("many", NetworkSet(networks(listed)), 0.0))
    if banned:
        store.put([Decision(Subject.parse(CLIENT), created_at=0.0, until=None)])
    policy = replace(POLICY, store=store, event_sink=_ignore, signatures=signatures)
    shield = Shield(app, policy)
    shield.parts.register.follow()
    return shield


def networks(count: int) -> Iterator[Subject]:
    """Yield networks of every usual size, none of which holds the client."""
    chance, client = Random(1), Subject.parse(CLIENT)
    for _ in range(count):
        bits = chance.choice([20, 24, 28, 32])
        network = Subject.numbered(4, chance.getrandbits(32), bits)
        if not network.covers(client):
            yield network


def _ignore(_event: object) -> None:
    """Say nothing."""
