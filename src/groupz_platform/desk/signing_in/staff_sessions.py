"""The sessions of the staff: where they are kept, and what is noted when one ends."""

from functools import partial
from typing import cast

import structlog
from flask import Request, current_app

from groupz_platform.accounts.attempts import note_end
from groupz_platform.accounts.models import STAFF_SESSIONS
from groupz_platform.accounts.rules import SessionEnd
from groupz_platform.clock import Clock, seconds
from groupz_platform.config import Settings
from groupz_platform.db import Databases
from groupz_platform.roles import Role
from groupz_platform.web.client import client_key
from groupz_platform.web.context import Context
from groupz_shield import SecurityEvent
from groupz_shield.ext.flask_sessions import ServerSideSessions
from groupz_shield.ext.sqlalchemy_sessions import SqlAlchemySessions
from groupz_shield.sessions import EndReason, SessionCookie, Sessions

PATH = "/backoffice"
log = structlog.get_logger("groupz.sessions")


def session_cookie(settings: Settings) -> SessionCookie:
    """Tell how the cookie of a session is called and sent."""
    return SessionCookie(path=PATH, secure=settings.is_https)


def sessions_as(role: Role, databases: Databases, clock: Clock) -> Sessions:
    """Open the sessions: `sign_in` for requests, `worker` for the reaper."""
    begin = partial(databases.transaction, role)

    def note(event: SecurityEvent) -> None:
        if event.facts["reason"] == EndReason.ROTATED:
            return  # it goes on, under a new id
        end = SessionEnd(event.facts["reason"])
        with begin() as session:
            note_end(session, str(event.facts["session"]), end, clock())
        log.info("session ended", reason=end.value, staff=event.facts["user"])

    store = SqlAlchemySessions(STAFF_SESSIONS, begin)
    return Sessions(store, clock=seconds(clock), on_event=note)


def of_requests(databases: Databases, context: Context) -> ServerSideSessions:
    """Open the sessions of an application."""
    return ServerSideSessions(
        None,
        sessions_as(Role.SIGN_IN, databases, context.clock),
        cookie=session_cookie(context.settings),
        client_of=network_of,
    )


def network_of(_request: Request) -> str:
    """Tell from where a session is begun: the address, or the /64 of one."""
    return client_key()


def sessions_here() -> Sessions:
    """Find the sessions of the application of this request."""
    return cast("ServerSideSessions", current_app.session_interface).sessions
