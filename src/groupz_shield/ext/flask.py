"""The shield as a Flask extension."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final, TypeVar
from wsgiref.types import WSGIEnvironment

from blinker import Namespace
from flask import Flask, Request, Response, current_app, request, session
from werkzeug.exceptions import HTTPException, default_exceptions

from groupz_shield.answers import ConstantPage, RefusalPage
from groupz_shield.client import Client
from groupz_shield.decisions import Decision
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventKind, EventSink, SafeSink, SecurityEvent
from groupz_shield.ext.flask_policy import configured_policy, with_own_cookies
from groupz_shield.guards import AUTHENTICATED_KEY, Exempt
from groupz_shield.middleware import Shield
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Header, Refusal

_View = TypeVar("_View", bound=Callable[..., Any])
_EXEMPT = "_groupz_shield_exempt"
_EXTENSION = "groupz_shield"
_NOT_FOUND = 404
_BY_VIEW: Final = frozenset({"flood", "not_found", "origin"})

_signals = Namespace()
request_refused = _signals.signal("request-refused")
"""Sent with the application and `event`, a `SecurityEvent`, for each refusal.

Whoever is banned is refused again and again: that is told the first time alone.
Receivers are called while the request waits, and no context is pushed for them.
"""
client_banned = _signals.signal("client-banned")
"""Sent with the application and `event`, a `SecurityEvent`, for each ban."""
_SIGNALS = {EventKind.REFUSED: request_refused, EventKind.BANNED: client_banned}


class FlaskShield:
    """Put a shield around a Flask application.

    The policy comes from `SHIELD_*` in `app.config`, so set these first. The cookies
    of Flask's session and of Flask-Login count as declared. Who is signed in with
    Flask-Login is not counted for paths that are not there.

    Refusals are rendered by the application's own error handlers, where it has one for
    the status. The status, `Cache-Control` and cookies are the shield's all the same,
    a redirect gives way to the constant page, and functions of `before_request` and
    `after_request` do not run.

    Args:
        app: The application; without one, call `init_app`.
        policy: Used in place of the configuration.
    """

    def __init__(
        self, app: Flask | None = None, policy: ShieldPolicy | None = None
    ) -> None:
        self._policy = policy
        self._exempted: set[str] = set()
        self._guards: set[str] = set()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Guard an application; one that is guarded already stays as it is.

        Raises:
            PolicyError: The configuration cannot be meant, or a view is exempt from a
                guard that is not there.
        """
        if _EXTENSION in app.extensions:
            return
        policy = self._policy_for(app)
        self._guards |= _BY_VIEW | {guard.name for guard in policy.guards}
        self._check_exempted()
        shield = Shield(app.wsgi_app, policy)
        app.after_request(_know_who_is_signed_in)  # which Flask refuses if it is late
        app.extensions[_EXTENSION] = shield
        app.wsgi_app = shield  # type: ignore[method-assign]  # as Flask says to do it

    def exempt(self, *guards: str) -> Callable[[_View], _View]:
        """Return a decorator of views that guards leave alone.

        >>> shield = FlaskShield()
        >>> @shield.exempt("flood", "origin")
        ... def webhook():
        ...     return "thanks"

        Args:
            guards: The names of guards: `"flood"`, `"not_found"`, `"origin"`, or your
                own. They neither refuse nor count what is asked of the view. Who is
                banned already stays banned.

        Raises:
            PolicyError: There is no such guard; before `init_app`, it raises that.
        """
        if not guards:
            raise PolicyError("exempt", guards, "names no guard")
        self._exempted.update(guards)
        self._check_exempted()

        def mark(view: _View) -> _View:
            setattr(view, _EXEMPT, getattr(view, _EXEMPT, frozenset()).union(guards))
            return view

        return mark

    @property
    def shield(self) -> Shield:
        """The shield around the current application."""
        found: Shield = current_app.extensions[_EXTENSION]
        return found

    def client_of(self, asked: Request) -> Client:
        """Return who sent a request."""
        return self.shield.client_of(asked.environ)

    def decision_for(self, asked: Request) -> Decision | None:
        """Return the decision that holds for whoever sent a request, or None."""
        return self.shield.decision_for(asked.environ)

    def _policy_for(self, app: Flask) -> ShieldPolicy:
        if self._policy is None:
            policy = configured_policy(app.config)
        else:
            policy = with_own_cookies(self._policy, app.config)
        return replace(
            policy,
            event_sink=SafeSink(policy.event_sink, _signalling(app)),
            exempt=_exempt_by_view(app, policy.exempt, self._exempted),
            refusal_page=policy.refusal_page or _own_page(app, policy.constant_page),
        )

    def _check_exempted(self) -> None:
        """Refuse names of no guard, once it is known which ones there are."""
        if self._guards and (unknown := self._exempted - self._guards):
            why = f"is not one of {', '.join(sorted(self._guards))}"
            raise PolicyError("exempt", unknown.pop(), why)


def _signalling(app: Flask) -> EventSink:
    def sink(event: SecurityEvent, /) -> None:
        if event.kind in _SIGNALS:
            _SIGNALS[event.kind].send(app, event=event)

    return sink


def _exempt_by_view(
    app: Flask, otherwise: Exempt | None, exempted: Collection[str]
) -> Exempt:
    def exempt(guard: str, environ: WSGIEnvironment) -> bool:
        if otherwise is not None and otherwise(guard, environ):
            return True
        if guard not in exempted:  # most requests cost no look at the routes
            return False
        try:
            asked = app.request_class(environ, populate_request=False)
            adapter = app.create_url_adapter(asked)
            endpoint = adapter.match()[0] if adapter else ""
        except HTTPException:
            return False
        return guard in getattr(app.view_functions.get(endpoint), _EXEMPT, ())

    return exempt


def _own_page(app: Flask, otherwise: ConstantPage) -> RefusalPage:
    def page(
        environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[Header], bytes]:
        context = app.request_context(environ)
        try:  # as Flask does: a push that fails halfway has to be undone as well
            context.push()
            return _rendered(app, refusal) or otherwise.answer(refusal)
        finally:
            context.pop()

    return page


def _rendered(app: Flask, refusal: Refusal) -> tuple[str, list[Header], bytes] | None:
    """Return the page of the application's error handler; None where it has none."""
    error = default_exceptions.get(refusal.status, HTTPException)()
    rendered = app.handle_http_exception(error)
    if rendered is error:
        return None
    with app.make_response(rendered) as response:
        if response.location:  # what it leads to may well be refused too
            return None
        response.direct_passthrough = False  # a file is a page as well
        status = f"{refusal.status.value} {refusal.status.phrase}"
        return status, list(response.headers), response.get_data()


def _know_who_is_signed_in(response: Response) -> Response:
    """Say who is signed in, where a path is not there: staff do not scan."""
    manager = getattr(current_app, "login_manager", None)
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    if response.status_code == _NOT_FOUND and manager and cookie in request.cookies:
        request.environ[AUTHENTICATED_KEY] = "_user_id" in session
    return response
