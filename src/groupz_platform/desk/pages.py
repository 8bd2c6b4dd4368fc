"""Where staff arrive who are not signed in."""

from flask import Blueprint, render_template

from groupz_platform.web.access import open_to_all

desk = Blueprint("desk", __name__)


@desk.get("/")
@open_to_all
def closed() -> str:
    """Say that nobody can sign in yet."""
    return render_template("desk/closed.html")
