"""What every page of the backoffice has around it: bar, messages, moments."""

from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, get_flashed_messages, url_for

from groupz_platform import formats
from groupz_platform.desk.navigation import navigation
from groupz_platform.desk.signing_in.places import browser_of
from groupz_platform.web.access import Said
from groupz_platform.web.context import current
from groupz_platform.web.language import page_locale


def init_app(app: Flask) -> None:
    """Let the templates of an application draw the bar."""
    app.context_processor(
        lambda: {
            "navigation": navigation,
            "said": said,
            "home_of_staff": page("today.day"),
            "search_page": page("desk_bookings.listed"),
            "own_page": page("own_account.overview"),
            "outbox_page": page("outbox.listed"),
            "detail_page": "booking_detail.shown" in current_app.view_functions,
            "sign_out_page": page("sign_in.sign_out"),
        }
    )
    app.jinja_env.filters["local_moment"] = local_moment
    app.jinja_env.filters["local_time"] = local_time
    app.jinja_env.filters["moment_of"] = moment_of
    app.jinja_env.filters["browser_of"] = browser_of


def page(endpoint: str) -> str:
    """Find the address of a page; empty where this application does not have it."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def said() -> list[Said]:
    """Take what the page before wanted to be said."""
    return [Said(**cast("dict[str, str]", each)) for each in get_flashed_messages()]


def local_moment(moment: datetime) -> str:
    """Write a moment as the clock on the wall showed it."""
    return formats.moment(on_the_wall(moment), page_locale())


def local_time(moment: datetime) -> str:
    """Write the time of a moment as the clock on the wall showed it."""
    return formats.clock_time(on_the_wall(moment))


def on_the_wall(moment: datetime) -> datetime:
    """Tell a moment where the staff's clocks hang."""
    return moment.astimezone(ZoneInfo(current().settings.timezone))


def moment_of(seconds: float) -> datetime:
    """Tell the moment of so many seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
