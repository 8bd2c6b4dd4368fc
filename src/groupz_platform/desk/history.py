"""The login history: one's own, and everybody's with filters and as a file."""

import csv
import io
from collections.abc import Iterator

import structlog
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from groupz_platform.accounts.history import Asked, attempts
from groupz_platform.accounts.models import SignInAttempt
from groupz_platform.accounts.rules import Result
from groupz_platform.desk.days import day_after, day_of
from groupz_platform.desk.spreadsheets import cell
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, staff
from groupz_platform.web.listing import Listing, Part
from groupz_platform.web.transactions import databases, transaction

history = Blueprint("history", __name__, url_prefix="/sign-ins")
SORTS = {"at": SignInAttempt.id, "network": SignInAttempt.network}
COLUMNS = (
    "at",
    "name",
    "network",
    "browser",
    "factor",
    "result",
    "reason",
    "ended_at",
    "ended_by",
)
RESULTS = {result.value: result for result in Result}
AT_ONCE = 1000
log = structlog.get_logger("groupz.sign_in")


@history.get("/")
@needs(Permission.HISTORY_READ)
def everybody() -> ResponseReturnValue:
    """List every attempt to sign in, the last one first."""
    with transaction(Role.BACKOFFICE) as session:
        part = page_of(session, asked())
    return render_template(
        "desk/history.html", part=part, results=list(Result), here="history"
    )


@history.get("/own")
@needs(Permission.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """List the attempts to sign in as oneself."""
    with transaction(Role.BACKOFFICE) as session:
        part = page_of(session, Asked(account_id=staff().id))
    return render_template("desk/own_history.html", part=part, here="own")


@history.get("/file")
@needs(Permission.HISTORY_READ, fresh=True)
def file() -> Response:
    """Give the attempts as a file, a row each, however many there are."""
    wanted, source = asked(), databases()
    log.info("the login history was taken out", staff=staff().id)

    def lines() -> Iterator[str]:
        yield line(COLUMNS)
        with source.transaction(Role.BACKOFFICE) as session:
            found = session.scalars(
                attempts(wanted).order_by(SignInAttempt.id.desc())
            ).yield_per(AT_ONCE)
            for attempt in found:
                yield line(values_of(attempt))

    answer = Response(lines(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=sign-ins.csv"
    return answer


def page_of(session: Session, wanted: Asked) -> Part[SignInAttempt]:
    """Read one page of the attempts that somebody wants to see."""
    listing = Listing.of(request.args, sorts=SORTS, default="-at")
    select = listing.apply(attempts(wanted), last=SignInAttempt.id)
    return listing.part(session.scalars(select).all())


def asked() -> Asked:
    """Read off the address what somebody wants to see; what is odd is left out."""
    args = request.args
    return Asked(
        name=args.get("who", "").strip(),
        network=args.get("network", "").strip(),
        result=RESULTS.get(args.get("result", "")),
        begin=day_of(args.get("from", "")),
        end=day_after(args.get("until", "")),
    )


def values_of(attempt: SignInAttempt) -> tuple[object, ...]:
    """Tell an attempt as a row of a file; moments in UTC."""
    ended = attempt.ended_at.isoformat() if attempt.ended_at else ""
    return (
        attempt.at.isoformat(),
        attempt.account.name if attempt.account else "",
        attempt.network,
        attempt.browser,
        attempt.factor or "",
        attempt.result,
        attempt.reason,
        ended,
        attempt.ended_by or "",
    )


def line(values: tuple[object, ...]) -> str:
    """Write one row (RFC 4180)."""
    written = io.StringIO()
    csv.writer(written).writerow(cell(value) for value in values)
    return written.getvalue()
