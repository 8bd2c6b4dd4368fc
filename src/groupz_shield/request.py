"""A cheap reading of a request: nothing is read before a guard asks for it."""

from typing import cast
from wsgiref.types import WSGIEnvironment

from groupz_shield.client import Client

# RFC 9110 section 9.2.1: these promise to change nothing.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class RequestFacts:
    """What guards may know of a request. Read it, never write to it.

    Attributes:
        environ: The WSGI environ.
        client: Who sends the request.
    """

    __slots__ = ("client", "environ")

    def __init__(self, environ: WSGIEnvironment, client: Client) -> None:
        self.environ = environ
        self.client = client

    @property
    def method(self) -> str:
        """The method, as sent."""
        return cast("str", self.environ["REQUEST_METHOD"])

    @property
    def is_safe(self) -> bool:
        """Whether the method promises to change nothing."""
        return self.environ["REQUEST_METHOD"] in SAFE_METHODS

    @property
    def path(self) -> str:
        """The whole path, percent-decoded, as WSGI gives it: bytes as latin-1."""
        environ = self.environ
        return f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"

    @property
    def origin(self) -> str | None:
        """The `Origin` header."""
        return self.environ.get("HTTP_ORIGIN")

    @property
    def fetch_site(self) -> str | None:
        """The `Sec-Fetch-Site` header."""
        return self.environ.get("HTTP_SEC_FETCH_SITE")
