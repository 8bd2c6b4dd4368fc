"""Addresses that no database takes: a zero byte in them is nobody's typing."""

from flask import Flask, request
from werkzeug.exceptions import BadRequest


def init_app(app: Flask) -> None:
    """Refuse a zero byte in any field of an address (PostgreSQL has no text with one).

    The shield refuses it before; this counts where the shield only watches.
    """
    app.before_request(refuse_zero_bytes)


def refuse_zero_bytes() -> None:
    """Refuse a request with a zero byte in its query.

    Raises:
        BadRequest: There is one.
    """
    if b"%00" in request.query_string or b"\0" in request.query_string:
        raise BadRequest
