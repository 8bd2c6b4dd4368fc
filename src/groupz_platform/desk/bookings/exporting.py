"""Taking bookings out as a file, as many as there are."""

from collections.abc import Iterator

import structlog
from flask import Response, render_template, request, send_file

from groupz_platform.bookings.exporting import COLUMNS, Value, Wording, records
from groupz_platform.bookings.finding import count
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import programme
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.desk.bookings.asking import NAMES, Picked, picked_of, query_of
from groupz_platform.desk.bookings.blueprint import desk_bookings
from groupz_platform.desk.bookings.files import csv_lines, xlsx_file
from groupz_platform.desk.bookings.words import STATES
from groupz_platform.names import GROUP_TYPES
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.access import needs, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import databases, transaction

HEADS = (
    noop("Reference"),
    noop("State"),
    noop("Activity"),
    noop("Venue"),
    noop("Begin"),
    noop("End"),
    noop("Type of group"),
    noop("Organisation"),
    noop("Name"),
    noop("E-mail address"),
    noop("Telephone"),
    noop("Language"),
    noop("Children"),
    noop("Adults"),
    noop("Supervisors"),
    noop("Persons"),
    noop("Arrived"),
    noop("Total, with VAT"),
    noop("Made"),
)
NOTES = noop("Notes")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_SECOND = 2500
"""How many rows of a file are made in a second, to say how long it takes."""

log = structlog.get_logger("groupz.bookings")


@desk_bookings.get("/export")
@needs(Permission.BOOKINGS_EXPORT, fresh=True)
def export() -> str:
    """Say how many rows a file would have, and offer it."""
    rows = number_of_rows(chosen())
    return render_template(
        "desk/bookings/export.html",
        here="bookings",
        rows=rows,
        seconds=rows // ROWS_A_SECOND,
        given=[(name, text) for name in NAMES if (text := request.args.get(name))],
        picks=chosen().ids,
        query=query_of(request.args),
        notes=staff().may(Permission.BOOKINGS_NOTES),
    )


@desk_bookings.get("/export/bookings.csv")
@needs(Permission.BOOKINGS_EXPORT, fresh=True)
def as_csv() -> Response:
    """Send the bookings as CSV, while they are read."""
    wording = wording_of()
    heads, rows = heads_of(wording), number_of_rows(chosen())
    lines = csv_lines(heads, rows_of(chosen(), wording), wording.locale)
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={file_name('csv')}"
    return noted(answer, rows)


@desk_bookings.get("/export/bookings.xlsx")
@needs(Permission.BOOKINGS_EXPORT, fresh=True)
def as_xlsx() -> Response:
    """Send the bookings as XLSX, once they are written."""
    wording = wording_of()
    heads, rows = heads_of(wording), number_of_rows(chosen())
    file = xlsx_file(heads, rows_of(chosen(), wording))
    answer = send_file(
        file, mimetype=XLSX, as_attachment=True, download_name=file_name("xlsx")
    )
    return noted(answer, rows)


def chosen() -> Picked:
    """Read which bookings are wanted: those that are ticked, or all that are found."""
    picked = picked_of(request.args)
    return Picked(picked.asked, picked.every or not picked.ids, picked.ids)


def number_of_rows(picked: Picked) -> int:
    """Count the bookings that are wanted."""
    with transaction(Role.BACKOFFICE) as session:
        return count(session, picked.select(programme(session), Booking.id))


def rows_of(picked: Picked, wording: Wording) -> Iterator[list[Value]]:
    """Generate the records of the file."""
    source = databases()
    return records(
        lambda: source.transaction(Role.BACKOFFICE),
        lambda known: picked.select(known, *COLUMNS),
        wording,
    )


def wording_of() -> Wording:
    """Decide how the file is written, for whoever asks."""
    return Wording(
        locale=page_locale(),
        states={state.value: _(word) for state, word in STATES.items()},
        group_types={kind.value: _(GROUP_TYPES[kind]) for kind in GroupType},
        notes=staff().may(Permission.BOOKINGS_NOTES),
    )


def heads_of(wording: Wording) -> list[str]:
    """Name the columns."""
    heads = [_(head) for head in HEADS]
    return [*heads, _(NOTES)] if wording.notes else heads


def file_name(ending: str) -> str:
    """Name the file by the day."""
    return f"{_('bookings')}-{now():%Y-%m-%d}.{ending}"


def noted(answer: Response, rows: int) -> Response:
    """Write down that bookings were taken out, and tell how many."""
    log.info("bookings were taken out", staff=staff().id, rows=rows)
    answer.headers["X-Rows"] = str(rows)
    return answer
