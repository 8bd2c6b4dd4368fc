"""What the shield did: by hour or by day, cookies that it held back, feeds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import render_template, request
from sqlalchemy.orm import Session

from groupz_platform import formats
from groupz_platform.desk.plots import Plot, Value, columns, steps
from groupz_platform.desk.protection.pages import protection
from groupz_platform.desk.protection.standing import feeds
from groupz_platform.desk.shell import on_the_wall
from groupz_platform.incidents.queries import Counted, by_hour, by_name
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

REFUSALS = ("refused", "would_refuse")
BANS = ("banned",)
COOKIES = ("cookie_removed", "cookie_undeclared")
HOURS, DAYS = 48, 30
LABEL_EVERY = {False: 6, True: 5}


@dataclass(slots=True)
class Span:
    """An hour or a day, with what happened in it.

    Attributes:
        begin: On the clocks of the staff.
        refused: How many requests, by the guard that refused them.
        banned: How many addresses or networks, by what for.
    """

    begin: datetime
    refused: Counter[str] = field(default_factory=Counter)
    banned: Counter[str] = field(default_factory=Counter)


@protection.get("/events")
@needs(Permission.PROTECTION_READ)
def events() -> str:
    """Show what happened in the last two days by hour, or in thirty days by day."""
    by_day = request.args.get("by") == "day"
    with transaction(Role.BACKOFFICE) as session:
        spans = spans_of(session, by_day=by_day)
        cookies = by_name(session, COOKIES)
    return render_template(
        "desk/protection/events.html",
        by_day=by_day,
        spans=[each for each in reversed(spans) if each.refused or each.banned],
        refused=plot(_("Requests that were refused"), spans, "refused", by_day=by_day),
        banned=plot(_("Who was banned"), spans, "banned", by_day=by_day),
        cookies=cookies,
        feeds=feeds(),
        here="protection",
    )


def spans_of(session: Session, *, by_day: bool) -> list[Span]:
    """Count what happened, each hour or day with a span, also where nothing did."""
    spans = {each.begin: each for each in empty_spans(by_day=by_day)}
    first = min(spans)
    for row in by_hour(session, REFUSALS + BANS, first):
        span = spans.get(begin_of(on_the_wall(row.hour), by_day=by_day))
        if span is not None:
            count(span, row)
    return list(spans.values())


def count(span: Span, row: Counted) -> None:
    """Add counted events to the span that they fall into."""
    kinds = span.banned if row.kind in BANS else span.refused
    kinds[row.name] += row.number


def empty_spans(*, by_day: bool) -> Iterable[Span]:
    """List the hours or days that are shown, the earliest first."""
    number, length = (
        (DAYS, timedelta(days=1)) if by_day else (HOURS, timedelta(hours=1))
    )
    for back in reversed(range(number)):
        yield Span(begin_of(on_the_wall(now() - back * length), by_day=by_day))


def begin_of(moment: datetime, *, by_day: bool) -> datetime:
    """Tell when the hour or the day of a moment began."""
    begin = moment.replace(minute=0, second=0, microsecond=0)
    return begin.replace(hour=0) if by_day else begin


def plot(title: str, spans: Sequence[Span], kind: str, *, by_day: bool) -> Plot:
    """Draw how many there were in each span."""
    totals = [getattr(span, kind).total() for span in spans]
    values = [
        Value(label(span.begin, number, by_day=by_day), total, str(total))
        for number, (span, total) in enumerate(zip(spans, totals, strict=True))
    ]
    return columns(title, values, [(n, str(n)) for n in steps(max(totals))])


def label(begin: datetime, number: int, *, by_day: bool) -> str:
    """Name a column below it; only some have room for it."""
    if number % LABEL_EVERY[by_day]:
        return ""
    if by_day:
        return formats.short_day(begin, page_locale()).rpartition(" ")[0]
    return formats.clock_time(begin)
