"""Sessions on the server for Flask: no cookie before somebody signs in."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, TypeVar, cast

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SessionInterface, SessionMixin

from groupz_shield.errors import StoreError
from groupz_shield.ext.flask_session import AnonymousSessionError, ServerSession
from groupz_shield.guards import AUTHENTICATED_KEY
from groupz_shield.sessions import EndReason, SessionCookie, SessionRecord, Sessions

__all__ = [
    "AnonymousSessionError",
    "ServerSideSessions",
    "current",
    "does_not_keep_alive",
    "end_everywhere",
    "rotate",
    "sign_in",
    "sign_out",
]

_View = TypeVar("_View", bound=Callable[..., Any])
_MARK: Final = "_groupz_does_not_keep_alive"
_NAVIGATE: Final = "navigate"


def does_not_keep_alive(view: _View) -> _View:
    """Mark a view that pages ask by themselves; stands below the route's decorator.

    >>> @does_not_keep_alive
    ... def news():
    ...     return "nothing new"
    """
    setattr(view, _MARK, True)
    return view


def _address(asked: Request) -> str:
    return asked.remote_addr or ""


class ServerSideSessions(SessionInterface):
    """Keep `flask.session` on the server, and give nobody a cookie who is a visitor.

    A visitor's session is empty, and refuses to be written with an
    `AnonymousSessionError`, so that nothing is lost in silence. Call `sign_in` first.

    Args:
        app: The application; without one, call `init_app`. `FlaskShield` declares the
            cookie when it comes later.
        sessions: Where they are kept.
        cookie: How the cookie is called and sent.
        polls: Tells of a request that it does not keep a session alive, in addition to
            views that are marked with `does_not_keep_alive`.
        client_of: Tells where a request comes from, for lists of sessions.
    """

    def __init__(
        self,
        app: Flask | None,
        sessions: Sessions,
        *,
        cookie: SessionCookie | None = None,
        polls: Callable[[Request], bool] = lambda _asked: False,
        client_of: Callable[[Request], str] = _address,
    ) -> None:
        self.sessions = sessions
        self.cookie = cookie or SessionCookie()
        self._polls = polls
        self.client_of = client_of
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Keep the sessions of an application."""
        app.session_interface = self
        app.config.update(
            SESSION_COOKIE_NAME=self.cookie.name,
            SESSION_COOKIE_PATH=self.cookie.path,
            SESSION_COOKIE_SECURE=self.cookie.secure,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE=self.cookie.same_site,
            SESSION_COOKIE_DOMAIN=None,
        )

    def open_session(  # type: ignore[explicit-override]  # 3.12 has it
        self, app: Flask, request: Request
    ) -> ServerSession:
        """Return the session of a request; the store is asked when it is read."""
        cookie = request.cookies.get(self.cookie.name, "")
        return ServerSession(
            self.sessions, cookie, lambda: self._keeps_alive(app, request)
        )

    def save_session(  # type: ignore[explicit-override]  # 3.12 has it
        self,
        app: Flask,  # noqa: ARG002 — as Flask calls it
        session: SessionMixin,
        response: Response,
    ) -> None:
        """Keep what changed, and give the browser its cookie, or take it away."""
        mine = cast("ServerSession", session)
        mine.save()
        self._know_who_is_signed_in(mine, response)
        if mine.accessed:
            response.vary.add("Cookie")
        if mine.new_id:
            response.headers.add("Set-Cookie", self.cookie.given(mine.new_id))
        elif mine.is_dead and _is_for_a_page():
            response.headers.add("Set-Cookie", self.cookie.taken())

    def _keeps_alive(self, app: Flask, asked: Request) -> bool:
        view = app.view_functions.get(asked.endpoint or "")
        return not getattr(view, _MARK, False) and not self._polls(asked)

    def _know_who_is_signed_in(self, mine: ServerSession, response: Response) -> None:
        """Tell the shield, where a path is not there: staff do not scan."""
        if response.status_code == HTTPStatus.NOT_FOUND:
            with suppress(StoreError):
                request.environ[AUTHENTICATED_KEY] = mine.record is not None


def _is_for_a_page() -> bool:
    """Tell whether somebody opens a page, and not a script or a picture of one.

    What a page asks in the background may have left before the id was rotated, and
    must not take away the cookie that came with the new one.
    """
    return request.headers.get("Sec-Fetch-Mode", _NAVIGATE) == _NAVIGATE


def sign_in(user: str, /, **data: Any) -> None:
    """Begin a session for somebody; one that this browser had before ends.

    Args:
        user: Who, as the application names people; up to 255 characters.
        data: What the session holds at first.
    """
    mine, interface = _mine(), _interface()
    mine.begin(
        user,
        data,
        client=interface.client_of(request),
        agent=request.user_agent.string,
    )


def rotate() -> None:
    """Give the session a new id: call it at every rise of privilege.

    Raises:
        AnonymousSessionError: There is no session, or another request rotated it at
            the same moment.
    """
    _mine().rotate()


def sign_out() -> None:
    """End the session, if there is one; the cookie goes with the response."""
    _mine().end(EndReason.SIGNED_OUT)


def end_everywhere(user: str, *, keep_this: bool = False) -> int:
    """End all sessions of somebody; return how many.

    Args:
        user: Whose.
        keep_this: Let the session of this request go on.
    """
    mine, own = _mine(), current()
    if own is not None and own.user == user and not keep_this:
        mine.forget()
    spared = own.handle if own is not None and keep_this else None
    return _interface().sessions.end_all(user, spared)


def current() -> SessionRecord | None:
    """Return what is known of the session of this request; None for a visitor."""
    return _mine().record


def _mine() -> ServerSession:
    found = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 — werkzeug's own way
    if not isinstance(found, ServerSession):
        raise TypeError("the application has no ServerSideSessions")
    return found


def _interface() -> ServerSideSessions:
    return cast("ServerSideSessions", current_app.session_interface)
