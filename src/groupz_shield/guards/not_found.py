"""The guard against scans: many different paths that are not there are a scan."""

from collections.abc import Iterable
from typing import Final

from groupz_shield.bans.offences import Offences
from groupz_shield.bounded import Recent
from groupz_shield.counters.protocol import MOST_DISTINCT, Counters
from groupz_shield.errors import PolicyError
from groupz_shield.guards.paths import PathSet
from groupz_shield.refusal import Offence
from groupz_shield.request import RequestFacts

AUTHENTICATED_KEY: Final = "groupz_shield.authenticated"
"""Where the application says that it knows who is asking: `environ[…] = True`."""

WINDOW_SECONDS = 60

HARMLESS = (
    "/.well-known/*",
    "/ads.txt",
    "/apple-app-site-association",
    "/apple-touch-icon-precomposed.png",
    "/apple-touch-icon.png",
    "/browserconfig.xml",
    "/favicon.ico",
    "/favicon.png",
    "/humans.txt",
    "/manifest.json",
    "/robots.txt",
    "/security.txt",
    "/service-worker.js",
    "/sitemap.xml",
    "/sw.js",
)
"""What browsers, search engines and telephones ask for by themselves."""

_SITE_BITS = 48
_SITE_SHIFT = 16
_LONGEST_SEGMENT = 20


class NotFoundGuard:
    """Ban who asks for many different paths that are not there.

    One missing picture is one path, however often it is asked for. Who is signed in
    is not counted. An IPv6 site, which is a /48, is banned when all of its clients
    together ask for 64 of them, so that nobody scans from one /64 after another.

    Args:
        offences: Tells how much is tolerated of whom.
        counters: Count the paths.
        limit: How many different ones within a minute are a scan.
        free_paths: Paths that do not count, beside the harmless ones.
    """

    name = "not_found"

    def __init__(
        self,
        offences: Offences,
        counters: Counters,
        limit: int,
        free_paths: Iterable[str] = (),
    ) -> None:
        self._offences = offences
        self._counters = counters
        self._limit = limit
        self._free = PathSet("not_found_free_paths", (*HARMLESS, *free_paths))
        self._examples = Recent()

    def answered(self, facts: RequestFacts, status: str, /) -> Offence | None:
        """Count an answer, and say what it leads to."""
        if not status.startswith("404") or facts.environ.get(AUTHENTICATED_KEY):
            return None
        client, path = facts.client, facts.path
        if path in self._free or self._offences.spares(client):
            return None
        examples = self._examples.add(client.key, shown(path))
        key = f"not_found {client.key}"
        count = self._counters.distinct(key, path, WINDOW_SECONDS)
        if count >= self._offences.tolerated(client, self._limit):
            told = f"{count} different paths were not found within a minute: {examples}"
            return Offence(told)
        if client.version != 6:  # noqa: PLR2004 — the version of IP
            return None
        site = f"not_found48 {client.number >> _SITE_SHIFT}"
        count = self._counters.distinct(site, path, WINDOW_SECONDS)
        if count < MOST_DISTINCT:
            return None
        told = f"{count} paths were not found within a minute by one site: {examples}"
        return Offence(told, _SITE_BITS)


def check_not_found_limit(limit: int | None) -> None:
    """Refuse a limit of one missing path, or of more than can be told apart.

    Raises:
        PolicyError: It is one of these.
    """
    if limit is not None and not 1 < limit <= MOST_DISTINCT:
        why = f"is not from 2 to {MOST_DISTINCT}: None is for no limit"
        raise PolicyError("not_found_limit", limit, why)


def shown(path: str) -> str:
    """Return a path as it may be written down: a long part of it may be a secret.

    >>> shown("/en/b/3vQk1kqQ0xjYB5mJ2cXrXw/change")
    '/en/b/…/change'
    """
    readable = path.encode("latin-1", "replace").decode("utf-8", "replace")[:200]
    # no terminal obeys what a log shows of it
    plain = "".join(char if char.isprintable() else "�" for char in readable)
    parts = plain.split("/")
    return "/".join("…" if len(part) > _LONGEST_SEGMENT else part for part in parts)
