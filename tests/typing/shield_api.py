"""What users of the shield write, for mypy alone: it has to type as it stands."""

from collections.abc import Mapping
from dataclasses import replace
from logging import ERROR
from typing import assert_type
from wsgiref.types import WSGIApplication, WSGIEnvironment

from groupz_shield import (
    AUTHENTICATED_KEY,
    CLIENT_KEY,
    FOR_TESTS,
    OBSERVE,
    REFERENCE_KEY,
    STANDARD,
    STRICT,
    Client,
    ClientResolver,
    ConstantPage,
    CookieMinimiser,
    CookieRule,
    Decision,
    DecisionKind,
    DecisionTable,
    EventKind,
    EventSink,
    FeedSource,
    Guard,
    Metrics,
    Observer,
    Offence,
    OriginGuard,
    PolicyError,
    Refusal,
    RefusalPage,
    RequestFacts,
    SecurityEvent,
    Shield,
    ShieldError,
    ShieldPolicy,
    Subject,
    log_event,
    metrics_app,
)
from groupz_shield.counters import Counters, MemoryCounters
from groupz_shield.guards import Exempt
from groupz_shield.stores import DecisionStore, MemoryStore, open_store


class NoTrace:
    """A guard needs no base class."""

    name = "no-trace"

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse one method."""
        return Refusal(self.name, "TRACE") if facts.method == "TRACE" else None


class Errors:
    """Nor does an observer; its name may be a property."""

    @property
    def name(self) -> str:
        """Return the name."""
        return "errors"

    def answered(self, facts: RequestFacts, status: str, /) -> Offence | None:
        """Call one path an offence."""
        return Offence(status) if facts.path == "/trap" else None


class Both(NoTrace, Errors):
    """One thing may be a guard and an observer."""

    name = "both"


def page(
    environ: WSGIEnvironment, refusal: Refusal
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Render a page."""
    client: Client = environ[CLIENT_KEY]
    reference: str = environ[REFERENCE_KEY]
    return "403 No", [], f"{client.address} {reference} {refusal.guard}".encode()


def exempt(guard: str, environ: WSGIEnvironment) -> bool:
    """Leave one path alone."""
    environ[AUTHENTICATED_KEY] = True
    return guard == "origin" and environ["PATH_INFO"] == "/hook"


def shielded(app: WSGIApplication) -> WSGIApplication:
    """Lists, tuples and sets are all fine, and so is a bound method as a sink."""
    events: list[SecurityEvent] = []
    guard: Guard = NoTrace()
    observer: Observer = Errors()
    rendered: RefusalPage = page
    spared: Exempt = exempt
    policy = ShieldPolicy(
        trusted_proxies={"127.0.0.1"},
        public_origins=("https://bookings.example",),
        feeds=[FeedSource("drop", "https://feeds.example/drop.json")],
        declared_cookies=["language", CookieRule("session", max_age_seconds=3600)],
        guards=[guard, observer, Both(), NoTrace(), Errors()],
        exempt=spared,
        refusal_page=rendered,
        constant_page=ConstantPage("Sorry: {reference}"),
        event_sink=events.append,
    )
    assert_type(ClientResolver().resolve({}), Client)
    return Shield(app, policy)


def profiles() -> list[ShieldPolicy]:
    """Take one, and replace what is different."""
    return [
        replace(one, max_headers=5) for one in (STANDARD, STRICT, OBSERVE, FOR_TESTS)
    ]


def stored(app: WSGIApplication, counters: Counters) -> Shield:
    """Stores and counters are handed in, or named."""
    store: DecisionStore = MemoryStore()
    named: DecisionStore = open_store("memory")
    memory: Counters = MemoryCounters()
    assert_type(counters.add("a", 60), tuple[int, float])
    assert_type(memory.distinct("a", "b", 60), int)
    named.put(store.decisions())
    return Shield(app, ShieldPolicy(store=store, counters=counters))


def asked(shield: Shield, environ: WSGIEnvironment) -> Decision | None:
    """What a shield knows is typed too."""
    metrics: Metrics = shield.metrics
    assert_type(metrics_app(metrics), WSGIApplication)
    table: DecisionTable = shield.parts.register.table
    subject: Subject = Subject.parse("203.0.113.0/24")
    decision = Decision(subject, created_at=0.0, until=None, kind=DecisionKind.ALLOW)
    table.put([decision])
    assert_type(shield.client_of(environ), Client)
    assert_type(metrics.text(), str)
    assert_type(decision.until, float | None)
    return shield.decision_for(environ)


def alone(report: EventSink) -> tuple[OriginGuard, CookieMinimiser]:
    """Every part works by itself."""
    assert_type(log_event(SecurityEvent(EventKind.BANNED, "told")), None)
    origin: Guard = OriginGuard(["https://bookings.example"], ["/hook"], report)
    assert isinstance(origin, OriginGuard)
    return origin, CookieMinimiser(["language"], report, lambda: 0.0)


def told(event: SecurityEvent) -> Mapping[str, str]:
    """An event is plain values."""
    assert_type(event.client, Client | None)
    assert_type(event.level >= ERROR, bool)
    return event.facts


def refused_settings() -> str:
    """An error says what it is about."""
    try:
        ShieldPolicy(flood_limit=0)
    except PolicyError as error:
        general: ShieldError = error
        assert_type(error.setting, str)
        return str(general)
    return ""
