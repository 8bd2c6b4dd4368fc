"""The shield as a Flask extension."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from wsgiref.types import WSGIEnvironment

from blinker import Namespace
from flask import Flask, Request, Response, current_app, request, session
from werkzeug.exceptions import HTTPException, default_exceptions

from groupz_shield.answers import ConstantPage, RefusalPage
from groupz_shield.client import Client
from groupz_shield.decisions import Decision
from groupz_shield.events import EventKind, SecurityEvent
from groupz_shield.ext.flask_policy import configured_policy, with_own_cookies
from groupz_shield.guards import AUTHENTICATED_KEY
from groupz_shield.middleware import CLIENT_KEY, Shield
from groupz_shield.policy import ShieldPolicy
from groupz_shield.refusal import Header, Refusal

_View = TypeVar("_View", bound=Callable[..., Any])
_EXEMPT = "_groupz_shield_exempt"
_EXTENSION = "groupz_shield"
_NOT_FOUND = 404

_signals = Namespace()
request_refused = _signals.signal("request-refused")
"""Sent with the application and `event`, a `SecurityEvent`, for each refusal."""
client_banned = _signals.signal("client-banned")
"""Sent with the application and `event`, a `SecurityEvent`, for each ban."""
_SIGNALS = {EventKind.REFUSED: request_refused, EventKind.BANNED: client_banned}


class FlaskShield:
    """Put a shield around a Flask application.

    The policy comes from `SHIELD_*` in `app.config`, so set these first. The cookies
    of Flask's session and of Flask-Login count as declared. Refusals are rendered by
    the application's own error handlers, where it has one for the status. Who is
    signed in with Flask-Login is not counted for paths that are not there.

    Args:
        app: The application; without one, call `init_app`.
        policy: Used in place of the configuration.
    """

    def __init__(
        self, app: Flask | None = None, policy: ShieldPolicy | None = None
    ) -> None:
        self._policy = policy
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Guard an application; one that is guarded already stays as it is.

        Raises:
            PolicyError: The configuration cannot be meant.
        """
        if _EXTENSION in app.extensions:
            return
        shield = Shield(app.wsgi_app, self._policy_for(app))
        app.extensions[_EXTENSION] = shield
        app.wsgi_app = shield  # type: ignore[method-assign]  # as Flask says to do it
        app.after_request(_know_who_is_signed_in)

    def exempt(self, *guards: str) -> Callable[[_View], _View]:
        """Return a decorator of views that guards leave alone.

        >>> shield = FlaskShield()
        >>> @shield.exempt("flood", "origin")
        ... def webhook():
        ...     return "thanks"

        Args:
            guards: The names of guards: `"flood"`, `"not_found"`, `"origin"`, or your
                own. What is banned already stays banned.
        """

        def mark(view: _View) -> _View:
            setattr(view, _EXEMPT, frozenset(guards))
            return view

        return mark

    @property
    def shield(self) -> Shield:
        """The shield around the current application."""
        found: Shield = current_app.extensions[_EXTENSION]
        return found

    def client_of(self, asked: Request) -> Client:
        """Return who sent a request."""
        client: Client = asked.environ[CLIENT_KEY]
        return client

    def decision_for(self, asked: Request) -> Decision | None:
        """Return the decision that holds for whoever sent a request, or None."""
        return self.shield.decision_for(asked.environ)

    def _policy_for(self, app: Flask) -> ShieldPolicy:
        if self._policy is None:
            policy = configured_policy(app.config)
        else:
            policy = with_own_cookies(self._policy, app.config)
        given = policy.event_sink

        def sink(event: SecurityEvent, /) -> None:
            given(event)
            if event.kind in _SIGNALS:
                _SIGNALS[event.kind].send(app, event=event)

        return replace(
            policy,
            event_sink=sink,
            exempt=policy.exempt or _exempt_by_view(app),
            refusal_page=policy.refusal_page or _own_page(app, policy.constant_page),
        )


def _exempt_by_view(app: Flask) -> Callable[[str, WSGIEnvironment], bool]:
    def exempt(guard: str, environ: WSGIEnvironment) -> bool:
        try:
            endpoint, _ = app.url_map.bind_to_environ(environ).match()
        except HTTPException:
            return False
        return guard in getattr(app.view_functions.get(endpoint), _EXEMPT, ())

    return exempt


def _own_page(app: Flask, otherwise: ConstantPage) -> RefusalPage:
    def page(
        environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[Header], bytes]:
        kind = default_exceptions.get(refusal.status, HTTPException)
        error = kind()
        with app.request_context(environ):
            rendered = app.handle_user_exception(error)
            if rendered is error:  # the application has no page of its own for it
                return otherwise.answer(refusal)
            response = app.make_response(rendered)
            return response.status, list(response.headers), response.get_data()

    return page


def _know_who_is_signed_in(response: Response) -> Response:
    """Say who is signed in, where a path is not there: staff do not scan."""
    manager = getattr(current_app, "login_manager", None)
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    if response.status_code == _NOT_FOUND and manager and cookie in request.cookies:
        request.environ[AUTHENTICATED_KEY] = "_user_id" in session
    return response
