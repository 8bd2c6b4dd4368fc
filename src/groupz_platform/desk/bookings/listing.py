"""The list itself: searched, filtered, sorted and paged on the server."""

from typing import Any

from flask import current_app, render_template, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import Session

from groupz_platform.bookings.finding import count, few_with_text, found
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.programme import programme
from groupz_platform.bookings.saved import saved_filters
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.desk.bookings.asking import EVERY, NAMES, asked_of, query_of
from groupz_platform.desk.bookings.blueprint import desk_bookings
from groupz_platform.desk.bookings.words import MARKS, STATES
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.web.access import needs, staff
from groupz_platform.web.addresses import AddressPattern
from groupz_platform.web.language import page_locale
from groupz_platform.web.listing import Listing, Part
from groupz_platform.web.transactions import transaction

SORTS = {
    "made": Booking.id,
    "visit": TimeSlot.starts_at,
    "reference": Booking.reference,
    "organisation": Booking.organisation,
}
COLUMNS = (
    Booking.id,
    Booking.reference,
    Booking.state,
    Booking.group_type,
    Booking.organisation,
    Booking.contact_name,
    Booking.persons,
    Booking.total_cents,
    Booking.created_at,
    TimeSlot.starts_at,
    TimeSlot.activity_id,
)
COUNTED = 1000
"""Up to how many it is said how many were found."""

ACTS = (
    Permission.BOOKINGS_CHANGE,
    Permission.BOOKINGS_CANCEL,
    Permission.BOOKINGS_EXPORT,
)


@desk_bookings.get("/")
@needs(Permission.BOOKINGS_READ)
def listed() -> str:
    """List the bookings, the last one first; those of a period by their visits."""
    asked = asked_of(request.args)
    default = "visit" if asked.first or asked.last else "-made"
    listing = Listing.of(request.args, sorts=SORTS, default=default)
    with transaction(Role.BACKOFFICE) as session:
        known = programme(session)
        among = few_with_text(session, asked, known)
        by_visit = listing.by == "visit" and among is None
        wanted = found(asked, known, *COLUMNS, among=among, by_visit=by_visit)
        select = listing.apply(wanted, last=Booking.id)
        part = listing.part(session.execute(select).all())
        same = found(asked, known, Booking.id, among=among)
        number = counted(session, same, part)
        kept = saved_filters(session, staff().id)
    return render_template(
        "desk/bookings/list.html",
        here="bookings",
        part=part,
        number=number,
        counted=COUNTED,
        kept=kept,
        asked=asked,
        programme=known,
        query=query_of(request.args),
        names=NAMES,
        every=EVERY,
        states=STATES,
        marks=MARKS,
        group_types=list(GroupType),
        locale=page_locale(),
        to_booking=AddressPattern.of("booking_detail.shown", "number"),
        may_pick=any(map(staff().may, ACTS)),
        **{
            name: page(f"desk_bookings.{name}") for name in ("mail", "cancel", "export")
        },
    )


def page(endpoint: str) -> str:
    """Find an address; empty where there is no such page."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def counted(session: Session, wanted: Select[Any], part: Part[Any]) -> int:
    """Tell how many are found, at most one more than are counted."""
    listing, rows = part.listing, len(part.rows)
    if not part.has_next and (rows or listing.page == 1):
        return (listing.page - 1) * listing.rows + rows
    return count(session, wanted, most=COUNTED + 1)
