"""A visitor without a browser: it follows nothing and remembers nothing."""

from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from site_server import Site

FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """An answer as it was sent."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def is_html(self) -> bool:
        return self.headers.get_content_type() == "text/html"

    @property
    def cookies(self) -> list[str]:
        return self.headers.get_all("Set-Cookie") or []

    @property
    def location(self) -> str:
        """Where it leads to: a path."""
        parts = urlsplit(self.headers["Location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")


class Client(NamedTuple):
    """Asks a server."""

    site: Site

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form as browsers do, from a page of the site."""
        sent = {"Content_Type": FORM, "Origin": self.site.origin} | headers
        return self.ask("POST", path, urlencode(form), **sent)

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> Answer:
        """Ask; header names have `_` for `-`, and an empty header is not sent."""
        sent = {name.replace("_", "-"): text for name, text in headers.items() if text}
        address = ("127.0.0.1", self.site.port)
        with closing(HTTPConnection(*address, timeout=30)) as connection:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
