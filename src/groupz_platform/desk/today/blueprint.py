"""The blueprint of the day, and what its pages share."""

from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from groupz_platform.desk.days import date_of
from groupz_platform.desk.edited import see
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.permissions import StaffRole
from groupz_platform.web.access import staff
from groupz_platform.web.context import now

today = Blueprint("today", __name__)
KEPT = ("date", "q", "activity", "venue", "page")


def this_day() -> date:
    """Tell the date on the staff's wall."""
    return on_the_wall(now()).date()


def wanted_day() -> date:
    """Read which day is asked for; guides see the present one alone."""
    asked = None if is_guide() else date_of(request.args.get("date", ""))
    return asked or this_day()


def is_guide() -> bool:
    """Tell whether names are to be left out."""
    return staff().role is StaffRole.GUIDE


def kept() -> dict[str, Any]:
    """Tell which day is shown, and what of it, as the address has it."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def back() -> Response:
    """Go back to the day that was shown, and to what was searched for."""
    return see("today.day", **kept())
