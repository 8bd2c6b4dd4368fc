"""Where feeds come from: a file, or an HTTPS address."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from io import BufferedIOBase
from pathlib import Path
from time import monotonic
from typing import IO, Final, TypeAlias
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from groupz_shield.errors import FeedError, PolicyError
from groupz_shield.feeds.formats import FORMATS, Format

Progress: TypeAlias = Callable[[int, int | None], object]
"""Told how many bytes were read, and of how many if that is known."""

MOST_BYTES: Final = 64 * 1024 * 1024
TIMEOUT_SECONDS: Final = 20.0
"""How long a publisher may say nothing."""

MOST_SECONDS: Final = 300.0
"""How long it may take for all of it, a little at a time."""

_CHUNK = 65_536
_NAMED = {"User-Agent": "groupz-shield"}
_LEAST_REFRESH = 3600.0
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed, and where it is fetched.

    Attributes:
        name: A short name of `a-z`, `0-9` and `-`; its bans have origin `feed:NAME`.
        source: The path of a file, or an `https://` address.
        format: `"auto"`, `"drop-json"` or `"netset"`: see `read_feed`.
        refresh_seconds: How old it may become; an hour at least.
        simulated: Whether its bans are only reported.
        ssl_context: How certificates are checked, in place of the usual way.
    """

    name: str
    source: str
    format: Format = "auto"
    refresh_seconds: float = 86_400.0
    simulated: bool = False
    ssl_context: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if not self.name or set(self.name) - _NAME:
            self._refuse("has a name that is not of a-z, 0-9 and -")
        if self.format not in FORMATS:
            self._refuse(f"has a format that is not one of {', '.join(FORMATS)}")
        if self.refresh_seconds < _LEAST_REFRESH:
            self._refuse("has refresh_seconds below an hour: its publisher would mind")
        if not self.source:
            self._refuse("has no source")
        if "://" in self.source and not self.source.startswith("https://"):
            self._refuse("has a source that is neither a path nor an https address")

    def _refuse(self, why: str) -> None:
        raise PolicyError("feeds", self.name, why)

    def read(self, progress: Progress | None = None) -> bytes:
        """Return the whole feed.

        Raises:
            FeedError: It cannot be read, is too large, or leads away from https.
        """
        try:
            with self._open() as (stream, total):
                return _read(stream, total, progress or _silent)
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise FeedError(f"{self.source} cannot be read: {reason}") from error

    @contextmanager
    def _open(self) -> Iterator[tuple[BufferedIOBase, int | None]]:
        if not self.source.startswith("https://"):
            path = Path(self.source)
            with path.open("rb") as file:
                yield file, path.stat().st_size
            return
        opener = build_opener(HTTPSHandler(context=self.ssl_context), _HttpsAlone())
        request = Request(self.source, headers=_NAMED)  # noqa: S310 — https alone
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            length = answer.headers.get("Content-Length", "")
            yield answer, int(length) if length.isdigit() else None


class _HttpsAlone(HTTPRedirectHandler):
    """Follow redirects to https, and to nothing else."""

    def redirect_request(  # type: ignore[explicit-override]  # 3.12 has it
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        if not newurl.startswith("https://"):
            raise URLError(f"it leads to {newurl[:100]}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(stream: BufferedIOBase, total: int | None, progress: Progress) -> bytes:
    data, end = bytearray(), monotonic() + MOST_SECONDS
    while chunk := stream.read1(_CHUNK):
        data += chunk
        progress(len(data), total)
        if len(data) > MOST_BYTES:
            raise FeedError(f"it is larger than {MOST_BYTES} bytes")
        if monotonic() > end:
            raise FeedError(f"it takes more than {MOST_SECONDS:.0f} seconds")
    if total is not None and len(data) < total:
        raise FeedError(f"it ended after {len(data)} of {total} bytes")
    return bytes(data)


def _silent(_read: int, _total: int | None) -> None:
    """Tell nobody."""
