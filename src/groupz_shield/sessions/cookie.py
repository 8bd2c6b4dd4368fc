"""The cookie that holds the id of a session."""

from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

from groupz_shield.set_cookie import SetCookie


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How the cookie is called and sent: never to scripts, and never across sites.

    Attributes:
        base: Its name, without the prefix that browsers hold it to.
        path: Below which path it is sent.
        secure: Whether it needs https; off only for development on this machine.
        same_site: `Strict`, or `Lax` where links from elsewhere have to find somebody
            signed in.
    """

    base: str = "session"
    path: str = "/"
    secure: bool = True
    same_site: str = "Strict"

    @property
    def name(self) -> str:
        """The name, with the prefix.

        >>> SessionCookie().name, SessionCookie(path="/staff").name
        ('__Host-session', '__Secure-session')
        >>> SessionCookie(secure=False).name
        'session'
        """
        if not self.secure:
            return self.base
        return f"__Host-{self.base}" if self.path == "/" else f"__Secure-{self.base}"

    def read(self, environ: WSGIEnvironment) -> str:
        """Return the id that a request came with; empty if there is none."""
        pairs = (
            pair.partition("=") for pair in environ.get("HTTP_COOKIE", "").split(";")
        )
        return next((v.strip() for n, _, v in pairs if n.strip() == self.name), "")

    def given(self, session_id: str) -> str:
        """Return the value of a `Set-Cookie` header that gives a browser its id."""
        return self._header(session_id)

    def taken(self) -> str:
        """Return the value of a `Set-Cookie` header that takes it away.

        >>> SessionCookie().taken()
        '__Host-session=; Max-Age=0; Secure; HttpOnly; Path=/; SameSite=Strict'
        """
        return self._header("", {"max-age": "0"})

    def _header(self, value: str, first: dict[str, str] | None = None) -> str:
        attributes = dict(first or {})
        if self.secure:
            attributes["secure"] = ""
        attributes |= {"httponly": "", "path": self.path, "samesite": self.same_site}
        return SetCookie(self.name, value, attributes).write()
