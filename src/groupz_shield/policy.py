"""Every decision that whoever runs the site takes, in one frozen value."""

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from groupz_shield.client import ForwardingHeader, TrustedProxies
from groupz_shield.cookies import CookieRule
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventSink, log_event
from groupz_shield.guards import Guard
from groupz_shield.guards.origin import ExemptPaths, public_origin
from groupz_shield.refusal import Header, RefusalPage

_FORWARDING_HEADERS = ("X-Forwarded-For", "Forwarded")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]*")
_SHIELDS_OWN = frozenset(
    {"cache-control", "content-length", "content-type", "set-cookie"}
)


@dataclass(frozen=True)
class ShieldPolicy:
    """What a shield does. A policy that cannot be meant raises `PolicyError` at once.

    What could break an application waits for the setting that it needs.

    Attributes:
        trusted_proxies: Peers that may say who the client is: addresses, networks,
            and `"unix"` for whoever connects to a Unix socket.
        forwarding_header: The one header in which they say it. It must be a header
            that they write themselves, not one that they pass on.
        public_origins: The site's own origins, such as `"https://bookings.example"`.
            Where there are any, unsafe requests from elsewhere are refused.
        origin_exempt_paths: Paths that machines post to: `"/hooks/pay"` for that one,
            `"/api/*"` for all below `/api/`.
        declared_cookies: The cookies that may leave, as rules or plain names; every
            other one is removed. None only reports them.
        guards: Further guards, asked after the built-in ones.
        refusal_headers: Headers of every refusal, such as the site's security headers.
        refusal_page: Renders the page of a refusal, in the visitor's language.
        event_sink: Takes the events.
        clock: The present moment, in seconds since 1970.
    """

    trusted_proxies: Collection[str] = ()
    forwarding_header: ForwardingHeader = "X-Forwarded-For"
    public_origins: Collection[str] = ()
    origin_exempt_paths: Collection[str] = ()
    declared_cookies: Collection[CookieRule | str] | None = None
    guards: Collection[Guard] = ()
    refusal_headers: Collection[Header] = ()
    refusal_page: RefusalPage | None = None
    event_sink: EventSink = log_event
    clock: Callable[[], float] = time.time  # noqa: TID251 — the clock that is handed in

    def __post_init__(self) -> None:
        self._freeze_collections()
        self._check_header_choice()
        TrustedProxies(self.trusted_proxies)
        for origin in self.public_origins:
            public_origin(origin)
        ExemptPaths(self.origin_exempt_paths)
        for cookie in self.declared_cookies or ():
            if not isinstance(cookie, CookieRule):
                CookieRule(cookie)
        for header in self.refusal_headers:
            _check_refusal_header(header)

    def _freeze_collections(self) -> None:
        for name in _COLLECTIONS:
            value = getattr(self, name)
            if isinstance(value, str):
                raise PolicyError(name, value, "is one string: write a list of them")
            if value is not None:
                object.__setattr__(self, name, tuple(value))

    def _check_header_choice(self) -> None:
        if self.forwarding_header not in _FORWARDING_HEADERS:
            why = f"is not one of {', '.join(_FORWARDING_HEADERS)}"
            raise PolicyError("forwarding_header", self.forwarding_header, why)


_COLLECTIONS = (
    "trusted_proxies",
    "public_origins",
    "origin_exempt_paths",
    "declared_cookies",
    "guards",
    "refusal_headers",
)


def _check_refusal_header(header: Header) -> None:
    name, value = header
    if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
        raise PolicyError("refusal_headers", header, "cannot be sent as a header")
    if name.lower() in _SHIELDS_OWN:
        raise PolicyError("refusal_headers", header, "is the shield's own to set")
