"""Who may see a page of the backoffice: asked before every view, refused by default.

A view names its permission with `needs`, or says with `open_to_all` that it belongs to
signing in. A view that does neither is refused. Who is signed in is told by a gate,
which the application hands in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import structlog
from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from groupz_platform.audit.recording import Actor, acting, no_longer_acting
from groupz_platform.permissions import PERMISSIONS, Permission, StaffRole
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web import again, error_pages
from groupz_platform.web.again import Late
from groupz_platform.web.context import now
from groupz_platform.web.error_pages import Words

EXTENSION = "groupz.access"
MARK = "backoffice_access"
SIGN_IN = "sign_in.password"
CONFIRM = "confirming.ask"
View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger("groupz.access")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, with both factors."""

    id: int
    name: str
    role: StaffRole
    locale: str

    def may(self, permission: Permission) -> bool:
        """Tell whether the role allows something."""
        return permission in PERMISSIONS[self.role]


class Gate(Protocol):
    """Tells who sends this request."""

    def staff(self) -> Staff | None:
        """Tell who is signed in with both factors; None if nobody is."""

    def is_fresh(self) -> bool:
        """Tell whether the second factor was given within the last minutes."""


class Access(NamedTuple):
    """What a view asks of whoever opens it.

    Attributes:
        permission: What the role has to allow; None where nobody is signed in yet.
        fresh: Whether the second factor has to be given anew after a while.
    """

    permission: Permission | None
    fresh: bool = False


class Said(NamedTuple):
    """What is said on the next page.

    Attributes:
        text: What was done, in the reader's language.
        undo: Where a POST takes it back; empty if it cannot be taken back.
    """

    text: str
    undo: str = ""


NOT_ALLOWED = Words(
    noop("This is not for your role"),
    noop("You are signed in, but your role does not include this."),
    noop("If you need it for your work, ask an administrator."),
)


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Say which permission a view needs; stands below the route's decorator.

    Args:
        permission: What the role has to allow.
        fresh: For sensitive acts: ask for the second factor again after ten minutes.
    """
    return _marked(Access(permission, fresh))


def open_to_all(view: View) -> View:
    """Say that a view belongs to signing in, where nobody is known yet."""
    return _marked(Access(None))(view)


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, MARK, access)
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Tell what a page asks; None if its view does not say."""
    return cast("Access | None", getattr(app.view_functions[endpoint], MARK, None))


def init_app(app: Flask, gate: Gate) -> None:
    """Guard every page of an application."""
    app.extensions[EXTENSION] = gate
    app.before_request(admit)
    app.after_request(keep_private)
    app.teardown_request(lambda _error: no_longer_acting())
    app.context_processor(lambda: {"staff": g.get("staff"), "Permission": Permission})


def admit() -> BaseResponse | None:
    """Let a request through to its view, or say what stands in the way."""
    if request.endpoint is None:
        return None  # no such page, which anybody may be told
    access = access_of(current_app, request.endpoint)
    if access is None:
        log.error("a view names no permission", endpoint=request.endpoint)
        return error_pages.page(HTTPStatus.FORBIDDEN)
    gate = cast("Gate", current_app.extensions[EXTENSION])
    g.staff = gate.staff()
    if g.staff is not None:
        g.locale = g.staff.locale
        acting(Actor(g.staff.id, g.staff.name, now()))
    return _refusal(access, g.staff, gate)


def _refusal(access: Access, who: Staff | None, gate: Gate) -> BaseResponse | None:
    if access.permission is None:
        return None
    if who is None:
        return _sent_away(SIGN_IN, again.SIGNED_OUT)
    if not who.may(access.permission):
        log.warning("not allowed", staff=who.id, permission=access.permission.value)
        return error_pages.page(HTTPStatus.FORBIDDEN, words=NOT_ALLOWED)
    if access.fresh and not gate.is_fresh():
        return _sent_away(CONFIRM, again.UNCONFIRMED)
    return None


def _sent_away(endpoint: str, why: Late) -> BaseResponse:
    """Send a reader to a page which leads back here; keep what a form has brought."""
    if request.method == "POST":
        return again.page(why, url_for(endpoint))
    here = request.full_path.rstrip("?")
    address = url_for(endpoint, next=here) if here != "/" else url_for(endpoint)
    return redirect(address, HTTPStatus.SEE_OTHER)


def staff() -> Staff:
    """Tell who is signed in.

    Raises:
        RuntimeError: Nobody is: the view is open to all.
    """
    who = cast("Staff | None", g.get("staff"))
    if who is None:
        raise RuntimeError("nobody is signed in on this page")
    return who


def say(text: str, *, undo: str = "") -> None:
    """Say something on the next page, with a button that takes the act back."""
    flash(Said(text, undo)._asdict())  # type: ignore[arg-type]  # - kept as JSON


def keep_private(response: Response) -> Response:
    """Keep pages of the backoffice out of every cache and search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
