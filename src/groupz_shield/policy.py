"""Every decision that whoever runs the site takes, in one frozen value."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from groupz_shield.answers import PLAIN_PAGE, ConstantPage, RefusalPage
from groupz_shield.client import ForwardingHeader, TrustedProxies
from groupz_shield.cookies import CookieRule
from groupz_shield.counters.opening import open_counters
from groupz_shield.counters.protocol import Counters
from groupz_shield.decisions import Decision
from groupz_shield.decisions.protection import Protection, blocked_by, protection_of
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventSink, log_event
from groupz_shield.feeds import FeedSource
from groupz_shield.guards import Exempt, Guard, HygieneGuard, Observer
from groupz_shield.guards.flood import check_flood_limits
from groupz_shield.guards.not_found import check_not_found_limit
from groupz_shield.guards.origin import public_origin
from groupz_shield.guards.paths import PathSet
from groupz_shield.policy_checks import (
    FORWARDING_HEADERS,
    check_choice,
    check_feeds,
    check_guard,
    check_positive,
    check_refusal_header,
)
from groupz_shield.refusal import Header
from groupz_shield.signatures.settings import Signatures
from groupz_shield.stores.opening import open_store
from groupz_shield.stores.protocol import DecisionStore


@dataclass(frozen=True)
class ShieldPolicy:
    """What a shield does. A policy that cannot be meant raises `PolicyError` at once.

    What could break an application waits for the setting that it needs.

    Attributes:
        trusted_proxies: Peers that may say who the client is: addresses, networks,
            and `"unix"` for whoever connects to a Unix socket.
        forwarding_header: The one header in which they say it. It must be a header
            that they write themselves, not one that they pass on.
        allowlist: Addresses and networks that are never banned or throttled, such as
            the office's, the administrators' and the site's own.
        blocklist: Addresses and networks that are always banned.
        ban_private_addresses: Whether loopback, link-local and private addresses can
            be banned too; those of trusted proxies never are.
        feeds: Blocklists that others keep, fetched on a schedule.
        hosts: The names of the site, such as `"bookings.example"` or
            `"*.bookings.example"`. Where there are any, other ones are refused.
        max_body_bytes: The largest body; None leaves it to the application.
        max_path_bytes: The longest path.
        max_query_bytes: The longest query.
        max_header_bytes: The longest that all headers may be together.
        max_headers: The most headers.
        flood_limit: How many pages a client may ask for in a minute, or twenty times
            as many static files; None for no limit.
        flood_ban_factor: How many times that limit leads to a ban.
        static_paths: Paths of static files beside those with a usual ending, such as
            `"/media/*"`.
        not_found_limit: How many different paths that are not there lead to a ban,
            within a minute; None for no limit.
        not_found_free_paths: Paths that do not count for that.
        public_origins: The site's own origins, such as `"https://bookings.example"`.
            Where there are any, unsafe requests from elsewhere are refused.
        origin_exempt_paths: Paths that machines post to: `"/hooks/pay"` for that one,
            `"/api/*"` for all below `/api/`.
        signatures: How attack signatures are judged; None leaves them out.
        declared_cookies: The cookies that may leave, as rules or plain names; every
            other one is removed. None only reports them.
        guards: Further guards and observers, asked after the built-in ones.
        exempt: Asked before each guard, with its name and the environ: True keeps the
            request from it, which then neither refuses nor counts it.
        enforce: Whether requests are refused; if not, what would be is reported.
        store: Where decisions are kept: `"memory"`, `"sqlite:///…"`, `"valkey://…"`,
            or a store.
        counters: Where requests are counted: `"memory"`, `"valkey://…"`, or counters.
        retention_days: How long a ban is remembered after it has ended.
        shorten_addresses: Whether events name a client's network (/24, /48) alone.
        refusal_headers: Headers of every refusal, such as the site's security headers.
        refusal_page: Renders the page of a refusal, in the visitor's language.
        constant_page: The page of whoever is banned, and where there is no other.
        event_sink: Takes the events.
        clock: The present moment, in seconds since 1970.
    """

    trusted_proxies: Collection[str] = ()
    forwarding_header: ForwardingHeader = "X-Forwarded-For"
    allowlist: Collection[str] = ()
    blocklist: Collection[str] = ()
    ban_private_addresses: bool = False
    feeds: Collection[FeedSource] = ()
    hosts: Collection[str] = ()
    max_body_bytes: int | None = None
    max_path_bytes: int = 4096
    max_query_bytes: int = 16_384
    max_header_bytes: int = 32_768
    max_headers: int = 100
    flood_limit: int | None = 600
    flood_ban_factor: int = 5
    static_paths: Collection[str] = ()
    not_found_limit: int | None = 20
    not_found_free_paths: Collection[str] = ()
    public_origins: Collection[str] = ()
    origin_exempt_paths: Collection[str] = ()
    signatures: Signatures | None = field(default_factory=Signatures)
    declared_cookies: Collection[CookieRule | str] | None = None
    guards: Collection[Guard | Observer] = ()
    exempt: Exempt | None = None
    enforce: bool = True
    store: DecisionStore | str = "memory"
    counters: Counters | str = "memory"
    retention_days: int = 30
    shorten_addresses: bool = False
    refusal_headers: Collection[Header] = ()
    refusal_page: RefusalPage | None = None
    constant_page: ConstantPage = PLAIN_PAGE
    event_sink: EventSink = log_event
    clock: Callable[[], float] = time.time  # noqa: TID251 — the clock that is handed in

    def __post_init__(self) -> None:
        self._freeze_collections()
        self._check_clients()
        self._check_limits()
        self._check_paths()
        for guard in self.guards:
            check_guard(guard)
        check_choice("forwarding_header", self.forwarding_header, FORWARDING_HEADERS)
        check_feeds(self.feeds)
        for origin in self.public_origins:
            public_origin(origin)
        for cookie in self.declared_cookies or ():
            if not isinstance(cookie, CookieRule):
                CookieRule(cookie)
        for header in self.refusal_headers:
            check_refusal_header(header)
        if isinstance(self.store, str):
            open_store(self.store)
        if isinstance(self.counters, str):
            open_counters(self.counters, self.event_sink, self.clock)

    def _check_clients(self) -> None:
        TrustedProxies(self.trusted_proxies)
        blocked_by(self.blocklist, self.protection)

    def _check_limits(self) -> None:
        for name in _LIMITS:
            check_positive(name, getattr(self, name))
        self.hygiene_guard()
        check_flood_limits(self.flood_limit, self.flood_ban_factor)
        check_not_found_limit(self.not_found_limit)

    @property
    def protection(self) -> Protection:
        """Whom no decision touches."""
        return protection_of(
            self.trusted_proxies,
            self.allowlist,
            private=not self.ban_private_addresses,
        )

    @property
    def blocked(self) -> list[Decision]:
        """The bans that the blocklist stands for."""
        return blocked_by(self.blocklist, self.protection)

    def hygiene_guard(self) -> HygieneGuard:
        """Return the guard of the sizes and names that it sets."""
        return HygieneGuard(
            self.hosts,
            max_body_bytes=self.max_body_bytes,
            max_path_bytes=self.max_path_bytes,
            max_query_bytes=self.max_query_bytes,
            max_header_bytes=self.max_header_bytes,
            max_headers=self.max_headers,
        )

    def _check_paths(self) -> None:
        PathSet("origin_exempt_paths", self.origin_exempt_paths)
        PathSet("static_paths", self.static_paths)
        PathSet("not_found_free_paths", self.not_found_free_paths)

    def _freeze_collections(self) -> None:
        for name in _COLLECTIONS:
            value = getattr(self, name)
            if isinstance(value, str):
                raise PolicyError(name, value, "is one string: write a list of them")
            if value is not None:
                object.__setattr__(self, name, tuple(value))


_LIMITS = (
    "max_body_bytes",
    "max_path_bytes",
    "max_query_bytes",
    "max_header_bytes",
    "max_headers",
    "retention_days",
)
_COLLECTIONS = (
    "trusted_proxies",
    "allowlist",
    "blocklist",
    "feeds",
    "hosts",
    "static_paths",
    "not_found_free_paths",
    "public_origins",
    "origin_exempt_paths",
    "declared_cookies",
    "guards",
    "refusal_headers",
)
