"""Staff pages."""

from flask import Blueprint, Response, make_response, render_template

desk = Blueprint("desk", __name__)


@desk.get("/")
def closed() -> Response:
    """Say that nobody can sign in yet."""
    response = make_response(render_template("desk/closed.html"))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
