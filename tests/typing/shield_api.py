"""What users of the shield write, for mypy alone: it has to type as it stands."""

from typing import assert_type
from wsgiref.types import WSGIApplication, WSGIEnvironment

from groupz_shield import (
    CLIENT_KEY,
    Client,
    ClientResolver,
    CookieRule,
    Guard,
    Refusal,
    RequestFacts,
    SecurityEvent,
    Shield,
    ShieldPolicy,
)


class NoTrace:
    """A guard needs no base class."""

    name = "no-trace"

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse one method."""
        return Refusal(self.name, "TRACE") if facts.method == "TRACE" else None


def page(
    environ: WSGIEnvironment, refusal: Refusal
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Render a page."""
    client: Client = environ[CLIENT_KEY]
    return "403 No", [], f"{client.address} {refusal.reference}".encode()


def shielded(app: WSGIApplication) -> WSGIApplication:
    """Lists, tuples and sets are all fine, and so is a bound method as a sink."""
    events: list[SecurityEvent] = []
    guard: Guard = NoTrace()
    policy = ShieldPolicy(
        trusted_proxies={"127.0.0.1"},
        public_origins=("https://bookings.example",),
        declared_cookies=["language", CookieRule("session", max_age_seconds=3600)],
        guards=[guard],
        refusal_page=page,
        event_sink=events.append,
    )
    assert_type(ClientResolver().resolve({}), Client)
    return Shield(app, policy)
