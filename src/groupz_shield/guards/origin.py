"""The origin guard: a request that changes something comes from a page of the site.

Browsers say where a request comes from and let no script lie about it. A request
is compared with the configured origins, never with `Host`, which the client writes.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address

from groupz_shield.bounded import Once
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.guards.paths import PathSet
from groupz_shield.refusal import Refusal
from groupz_shield.request import SAFE_METHODS, RequestFacts

_ORIGIN = re.compile(
    r"(https?)://([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", re.IGNORECASE
)
_LAST_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}


class OriginGuard:
    """Refuse unsafe requests that do not come from one of the site's own origins.

    `Sec-Fetch-Site: same-origin` passes, and any other value does not. Without it,
    `Origin` must be one of `public_origins`; with neither, the request is refused.

    Args:
        public_origins: Such as `"https://bookings.example"`. Where there are none
            nothing is refused, and one event says so.
        exempt_paths: Paths for machines: `"/hooks/pay"` is that path alone, and
            `"/api/*"` everything below `/api/`.
        report: Told once that nothing is checked.
    """

    name = "origin"

    def __init__(
        self,
        public_origins: Iterable[str],
        exempt_paths: Iterable[str],
        report: EventSink,
    ) -> None:
        self._origins = frozenset(public_origin(text) for text in public_origins)
        self._exempt = PathSet("origin_exempt_paths", exempt_paths)
        self._report = report
        self._first_time = Once()

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Refuse an unsafe request from elsewhere."""
        if facts.environ["REQUEST_METHOD"] in SAFE_METHODS:
            return None
        why = self._complaint(facts)
        if why is None or facts.path in self._exempt:
            return None
        if not self._origins:
            self._say_that_nothing_is_checked(facts)
            return None
        return Refusal(self.name, why)

    def _complaint(self, facts: RequestFacts) -> str | None:
        if (site := facts.fetch_site) is not None:
            same = site == "same-origin"
            return None if same else f"Sec-Fetch-Site is {site[:20]!r}"
        if (origin := facts.origin) is None:
            return "neither Sec-Fetch-Site nor Origin was sent"
        if origin in self._origins or normalised_origin(origin) in self._origins:
            return None
        return f"Origin is {origin[:100]!r}, which is not one of public_origins"

    def _say_that_nothing_is_checked(self, facts: RequestFacts) -> None:
        if self._first_time("public_origins"):
            message = (
                "A request that changes something does not show that it comes from "
                "this site. Set public_origins to refuse such requests."
            )
            self._report(
                SecurityEvent(EventKind.ORIGIN_UNCHECKED, message, facts.client)
            )


def normalised_origin(text: str) -> str | None:
    """Return an origin as browsers write it; None for what is no http origin.

    >>> normalised_origin("HTTPS://Bookings.Example:443")
    'https://bookings.example'
    >>> normalised_origin("null") is None
    True
    """
    match = _ORIGIN.fullmatch(text)
    if match is None:
        return None
    scheme, host = match[1].lower(), match[2].lower()
    port = int(match[3] or _DEFAULT_PORTS[scheme])
    if not 0 < port <= _LAST_PORT:
        return None
    if host.startswith("["):
        try:
            host = f"[{IPv6Address(host[1:-1])}]"
        except ValueError:
            return None
    return f"{scheme}://{host}" + ("" if port == _DEFAULT_PORTS[scheme] else f":{port}")


def public_origin(text: str) -> str:
    """Return a configured origin, normalised.

    Raises:
        PolicyError: It is no origin.
    """
    origin = normalised_origin(text)
    if origin is None:
        why = (
            "is no origin: write scheme, host and perhaps port, no path, and a name "
            'outside ASCII as "xn--…"'
        )
        raise PolicyError("public_origins", text, why)
    return origin
