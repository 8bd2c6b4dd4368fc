"""The flood guard: nobody asks for more than many people behind one address do."""

from collections.abc import Iterable
from http import HTTPStatus

from groupz_shield.bans.offences import Offences
from groupz_shield.client import Client
from groupz_shield.counters.protocol import Counters
from groupz_shield.errors import PolicyError
from groupz_shield.guards.paths import PathSet
from groupz_shield.refusal import Offence, Refusal
from groupz_shield.request import RequestFacts

WINDOW_SECONDS = 60
PAGE_WEIGHT = 20
"""What a page weighs; a static file weighs one."""

STATIC_ENDINGS = frozenset(
    {
        *("avif", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "mjs", "mp3"),
        *("mp4", "ogg", "otf", "png", "svg", "ttf", "wasm", "webm", "webmanifest"),
        *("webp", "woff", "woff2"),
    }
)
"""What the paths of static files end in."""

_LEAST_FACTOR = 2
_SITE_BITS = 48
_SITE_FACTOR = 8
_SITE_SHIFT = 16


class FloodGuard:
    """Refuse more than a limit in a minute with 429, and ban who goes far over it.

    An IPv6 site, which is a /48, has eight times the limit of one client, so that
    nobody gets round the limit by walking through the /64s of a network.

    Args:
        offences: Tells how much is tolerated of whom.
        counters: Count the requests.
        limit: How many pages a client may ask for in a minute.
        ban_factor: How many times the limit leads to a ban.
        static_paths: Paths of static files beside those with a usual ending.
    """

    name = "flood"

    def __init__(
        self,
        offences: Offences,
        counters: Counters,
        limit: int,
        ban_factor: int,
        static_paths: Iterable[str] = (),
    ) -> None:
        self._offences = offences
        self._counters = counters
        self._limit = limit * PAGE_WEIGHT
        self._ban_factor = ban_factor
        static = PathSet("static_paths", static_paths)
        self._static = static or None

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Count a request, and refuse it if it is one too many."""
        client = facts.client
        weight = self._weight(facts)
        count, ends = self._counters.add(client.key, WINDOW_SECONDS, weight)
        if count > self._limit:
            return self._refuse(client, count, ends, self._limit)
        if client.version != 6:  # noqa: PLR2004 — the version of IP
            return None
        site = f"flood48 {client.number >> _SITE_SHIFT}"
        count, ends = self._counters.add(site, WINDOW_SECONDS, weight)
        if count <= self._limit * _SITE_FACTOR:
            return None
        return self._refuse(client, count, ends, self._limit * _SITE_FACTOR, _SITE_BITS)

    def _weight(self, facts: RequestFacts) -> int:
        if ends_as_static(facts.environ.get("PATH_INFO", "")):
            return 1
        if self._static is not None and facts.path in self._static:
            return 1
        return PAGE_WEIGHT

    def _refuse(
        self,
        client: Client,
        count: int,
        ends: float,
        limit: int,
        bits: int | None = None,
    ) -> Refusal | None:
        if self._offences.spares(client):
            return None
        pages, allowed = count // PAGE_WEIGHT, limit // PAGE_WEIGHT
        reason = f"{pages} pages in a minute, where {allowed} are allowed"
        far_over = self._offences.tolerated(client, limit * self._ban_factor)
        return Refusal(
            self.name,
            reason,
            HTTPStatus.TOO_MANY_REQUESTS,
            (("Retry-After", str(self._offences.register.seconds_until(ends))),),
            offence=Offence(reason, bits) if count > max(far_over, limit) else None,
        )


def ends_as_static(path: str) -> bool:
    """Tell whether a path ends as those of static files do.

    >>> ends_as_static("/css/base.css"), ends_as_static("/css")
    (True, False)
    """
    return path.rpartition(".")[2] in STATIC_ENDINGS


def check_flood_limits(limit: int | None, ban_factor: int) -> None:
    """Refuse limits that nobody could keep within.

    Raises:
        PolicyError: A limit below one page, or a ban below twice the limit.
    """
    if limit is not None and limit < 1:
        raise PolicyError("flood_limit", limit, "is not positive: None is for no limit")
    if ban_factor < _LEAST_FACTOR:
        raise PolicyError("flood_ban_factor", ban_factor, "is not at least 2")
