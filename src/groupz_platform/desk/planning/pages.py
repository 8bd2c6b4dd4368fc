"""The page of the planning board."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from groupz_platform.desk.days import date_of
from groupz_platform.desk.planning.board import (
    blocks,
    days_from,
    hours_of,
    lines_by_day,
    lines_by_hour,
)
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.desk.slots.rows import Asked, begin_of
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.context import current, now
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

planning = Blueprint("planning", __name__, url_prefix="/planning")
A_WEEK = 7


@planning.get("/")
@needs(Permission.SCHEDULE_READ)
def board() -> str:
    """Show a day, or a week from its Monday on."""
    today = on_the_wall(now()).date()
    is_week = request.args.get("view") != "day"
    asked = date_of(request.args.get("date", "")) or today
    first = asked - timedelta(days=asked.weekday()) if is_week else asked
    days = days_from(first, A_WEEK if is_week else 1)
    with transaction(Role.BACKOFFICE) as session:
        found = blocks(session, period(days), page_locale())
    return render_template(
        "desk/planning.html",
        is_week=is_week,
        days=days,
        today=today,
        hours=hours_of(found),
        lines=lines_by_day(found, first) if is_week else lines_by_hour(found),
        step=timedelta(days=len(days)),
        here="planning",
    )


def period(days: list[date]) -> Asked:
    """Tell from when until when the board goes."""
    zone = ZoneInfo(current().settings.timezone)
    end = begin_of(days[-1] + timedelta(days=1), zone)
    return Asked(begin=begin_of(days[0], zone), end=end)
