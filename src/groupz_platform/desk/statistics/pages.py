"""The page of figures, and each of them as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from groupz_platform import formats
from groupz_platform.desk.days import date_of
from groupz_platform.desk.plots import Plot, Value, columns, steps
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.desk.spreadsheets import cell
from groupz_platform.desk.statistics.figures import (
    LEAD_DAYS,
    Month,
    Period,
    group_types,
    months,
)
from groupz_platform.desk.statistics.remembered import figures
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

statistics = Blueprint("statistics", __name__, url_prefix="/statistics")
LONGEST = timedelta(days=5 * 366)


@statistics.get("/")
@needs(Permission.STATISTICS_READ)
def overview() -> str:
    """Show the figures of a period: the last twelve months and the next three."""
    period = asked_period()
    with transaction(Role.BACKOFFICE) as session:
        found = figures(session, period, page_locale())
    by_month = months(found.visits)
    return render_template(
        "desk/statistics.html",
        period=period,
        months=by_month,
        occupied=found.occupied,
        types=group_types(found.visits),
        leads=list(zip(lead_words(), found.leads, strict=True)),
        income=income_plot(by_month),
        cancelled=cancelled_plot(by_month),
        lead=lead_plot(found.leads),
        here="statistics",
    )


@statistics.get("/file")
@needs(Permission.STATISTICS_READ)
def file() -> Response:
    """Give the months as a file."""
    with transaction(Role.BACKOFFICE) as session:
        found = figures(session, asked_period(), page_locale())
    head = ("month", "groups", "people", "cancelled", "euros")
    rows = (
        (f"{m.first:%Y-%m}", m.groups, m.persons, m.cancelled, f"{m.cents / 100:.2f}")
        for m in months(found.visits)
    )
    answer = Response(written([head, *rows]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=months.csv"
    return answer


def written(rows: Iterable[Iterable[object]]) -> str:
    """Write rows as a spreadsheet reads them (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def asked_period() -> Period:
    """Read which period is asked for, five years at the most."""
    today = on_the_wall(now()).date()
    first = date_of(request.args.get("from", "")) or today - timedelta(days=365)
    last = date_of(request.args.get("until", "")) or today + timedelta(days=90)
    return Period(first, min(max(first, last), first + LONGEST))


def income_plot(found: list[Month]) -> Plot:
    """Draw what the visits of each month come to."""
    most = max((month.cents for month in found), default=0)
    ticks = [(cents, formats.money(cents, page_locale())) for cents in steps(most)]
    values = [
        Value(
            short(month.first), month.cents, formats.money(month.cents, page_locale())
        )
        for month in found
    ]
    return columns(_("Income by month"), values, ticks)


def cancelled_plot(found: list[Month]) -> Plot:
    """Draw how many of a hundred bookings were cancelled."""
    most = max((month.cancelled_percent for month in found), default=0)
    values = [
        Value(
            short(month.first), month.cancelled_percent, f"{month.cancelled_percent} %"
        )
        for month in found
    ]
    ticks = [(percent, f"{percent} %") for percent in steps(most)]
    return columns(_("Cancelled bookings by month"), values, ticks)


def lead_plot(counts: Sequence[int]) -> Plot:
    """Draw how long before the visit groups book."""
    values = [
        Value(words, count, str(count))
        for words, count in zip(lead_words(), counts, strict=True)
    ]
    ticks = [(count, str(count)) for count in steps(max(counts))]
    return columns(_("How many days before the visit groups book"), values, ticks)


def lead_words() -> list[str]:
    """Name the bars of the lead time."""
    bounds = [*(f"{high - 1}" for high in LEAD_DAYS[1:]), ""]
    pairs = zip(LEAD_DAYS, bounds, strict=True)
    return [f"{low}\N{EN DASH}{high}" if high else f"{low}+" for low, high in pairs]


def short(month: date) -> str:
    """Name a month below a column."""
    return f"{formats.month_in_short(month, page_locale())} {month:%y}"
