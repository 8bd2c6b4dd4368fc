"""For machines that watch: is the process alive, and can it do its work."""

import structlog
from flask import Blueprint, Response
from sqlalchemy import select

from groupz_platform.errors import BusyError
from groupz_platform.web.transactions import databases

health = Blueprint("health", __name__)
log = structlog.get_logger("groupz.web")


@health.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process does."""
    return plain("ok", 200)


@health.get("/readyz")
def readyz() -> Response:
    """Answer 200 only while the database answers too, with 503 otherwise."""
    role = min(databases().roles)
    try:
        with databases().transaction(role) as session:
            session.execute(select(1))
    except BusyError:
        log.warning("not ready", role=role)
        return plain("the database does not answer", 503)
    return plain("ready", 200)


def plain(text: str, status: int) -> Response:
    """Answer a machine."""
    response = Response(text + "\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
