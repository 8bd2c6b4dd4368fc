"""Ways to hold places on PostgreSQL: ours, and the ones it is measured against."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from booking_desk import GENEROUS, LETTERHEAD
from groupz_platform.bookings.admission import check_group, check_slot, priced
from groupz_platform.bookings.errors import SlotFullError
from groupz_platform.bookings.holds import HOLD, refuse_hoarding, wait_for_network
from groupz_platform.bookings.links import LASTS
from groupz_platform.bookings.models import (
    AccessToken,
    Booking,
    BookingEvent,
    BookingLine,
    BookingParty,
)
from groupz_platform.bookings.queries import booking_of_key, slot_on_offer
from groupz_platform.bookings.references import new_reference
from groupz_platform.bookings.rules import BookingState, TokenScope
from groupz_platform.bookings.services import hold
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.catalogue.models import Activity
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import takes
from groupz_platform.tokens import hash_of, new_seed, token_from

Row = dict[str, Any]
Way = Callable[[Session, HoldRequest, datetime], object]


def ours(session: Session, request: HoldRequest, now: datetime) -> None:
    """Write everything, and take the places by the last statement."""
    hold(session, request, secret=LETTERHEAD.secret, now=now, caps=GENEROUS)


def locked_first(session: Session, request: HoldRequest, now: datetime) -> None:
    """Lock the slot before anything is read of it, and then do the same."""
    slot = select(TimeSlot.id).where(TimeSlot.id == request.slot_id)
    session.execute(slot.with_for_update())
    ours(session, request, now)


def core_last(session: Session, request: HoldRequest, now: datetime) -> None:
    """Do what ours does, with Core's statements in place of the unit of work."""
    slot, activity, rows = prepared(session, request, now)
    booking = session.scalars(
        insert(Booking)
        .values(rows[Booking] | {"slot_id": slot.id})
        .returning(Booking.id)
    ).one()
    write_rest(session, booking, rows)
    if session.scalar(taking(slot, activity, request.group.persons)) is None:
        raise SlotFullError(request.group.persons, 0)


def taken_first(session: Session, request: HoldRequest, now: datetime) -> None:
    """Take the places and write the booking by one statement, and then the rest."""
    slot, activity, rows = prepared(session, request, now)
    taken = taking(slot, activity, request.group.persons).cte("taken")
    booking = session.scalar(
        fed(Booking, rows[Booking], "slot_id", taken).returning(Booking.id)
    )
    if booking is None:
        raise SlotFullError(request.group.persons, 0)
    write_rest(session, booking, rows)


def all_in_one(session: Session, request: HoldRequest, now: datetime) -> None:
    """Take the places and write everything by one statement."""
    slot, activity, rows = prepared(session, request, now)
    taken = taking(slot, activity, request.group.persons).cte("taken")
    booking = (
        fed(Booking, rows.pop(Booking), "slot_id", taken)
        .returning(Booking.id)
        .cte("booking")
    )
    rest = [
        fed(table, row, "booking_id", booking).cte(table.__tablename__)
        for table, row in rows.items()
    ]
    if session.scalar(select(booking.c.id).add_cte(*rest)) is None:
        raise SlotFullError(request.group.persons, 0)


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (ours, locked_first, core_last, taken_first, all_in_one)
}


def prepared(
    session: Session, request: HoldRequest, now: datetime
) -> tuple[TimeSlot, ActivityView, dict[Any, Row]]:
    """Check what `reserve` checks; answer the rows to be written, one a table."""
    wait_for_network(session, request)
    if booking_of_key(session, request.key) is not None:
        raise RuntimeError("this form has come before")
    slot, activity = slot_on_offer(session, request.slot_id, request.locale)
    kind = check_group(request.group, activity)
    check_slot(slot, activity, request.group.persons, now=now)
    refuse_hoarding(session, request, slot, caps=GENEROUS, now=now)
    [line] = priced(request.group, activity, slot.local_date)
    [(category, planned)] = request.group.party.counts.items()
    seed = new_seed()
    return (
        slot,
        activity,
        {
            Booking: {
                "reference": new_reference(),
                "idempotency_key": request.key,
                "request_hash": request.fingerprint,
                "group_type": kind,
                "organisation": "",
                "contact_name": "",
                "contact_email": "",
                "contact_telephone": "",
                "locale": request.locale,
                "persons": request.group.persons,
                "state": BookingState.HELD,
                "hold_expires_at": now + HOLD,
                "held_by": request.holder,
                "total_cents": line.amount_cents,
                "price_list_version": activity.version,
                "policy": [asdict(step) for step in activity.policy],
                "ics_sequence": 0,
                "created_at": now,
                "version": 1,
            },
            BookingParty: {"category": category, "planned": planned},
            BookingLine: {
                "position": 0,
                "kind": line.kind,
                "category": line.category,
                "quantity": line.quantity,
                "unit_cents": line.unit_cents,
                "tax_code": line.tax_code,
            },
            BookingEvent: {"at": now, "state": BookingState.HELD, "facts": {}},
            AccessToken: {
                "token_hash": hash_of(token_from(seed, secret=LETTERHEAD.secret)),
                "seed": seed,
                "scope": TokenScope.MANAGE,
                "expires_at": slot.ends_at + LASTS,
            },
        },
    )


def taking(slot: TimeSlot, activity: ActivityView, persons: int) -> Any:
    """State the update of `places.take_places`."""
    unchanged = exists().where(
        Activity.id == activity.id, Activity.version == activity.version
    )
    return (
        update(TimeSlot)
        .where(TimeSlot.id == slot.id, takes(persons), unchanged)
        .values(
            used_persons=TimeSlot.used_persons + persons,
            used_groups=TimeSlot.used_groups + 1,
            version=TimeSlot.version + 1,
        )
        .returning(TimeSlot.id)
        .execution_options(synchronize_session=False)
    )


def fed(table: Any, row: Row, key: str, source: CTE) -> Any:
    """State an insert of one row for each row of a source, whose id it refers to."""
    columns = table.__table__.c
    values = [literal(value, columns[name].type) for name, value in row.items()]
    return insert(table).from_select(
        [*row, key], select(*values, source.c.id), include_defaults=False
    )


def write_rest(session: Session, booking_id: int, rows: dict[Any, Row]) -> None:
    """Write what hangs on a booking, a statement a table."""
    for table, row in rows.items():
        if table is not Booking:
            session.execute(insert(table).values(row | {"booking_id": booking_id}))
