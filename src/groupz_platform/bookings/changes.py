"""What a group changes of its booking: size, date, address, or that it comes at all."""

from datetime import datetime

from sqlalchemy.orm import Session

from groupz_platform.billing.rules import charges
from groupz_platform.bookings.admission import check_group, check_slot, priced
from groupz_platform.bookings.errors import PriceChangedError, TooLateError
from groupz_platform.bookings.letters import address_changed
from groupz_platform.bookings.lines import replace_lines, replace_party
from groupz_platform.bookings.links import LASTS, link_of, replace_link
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.places import give_places, move_places
from groupz_platform.bookings.posting import write
from groupz_platform.bookings.queries import group_of, slot_on_offer, view_of
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.states import become
from groupz_platform.bookings.values import (
    BY_THE_GROUP,
    Cancelling,
    ChangeRequest,
    Letterhead,
)
from groupz_platform.bookings.views import BookingView, Proposal
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.rules import LineKind
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.mail.services import post
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.tokens import token_from


def propose(
    session: Session,
    booking: Booking,
    wanted: ChangeRequest,
    *,
    now: datetime,
) -> Proposal:
    """Work out a change of a booking's size or slot, and change nothing.

    Growing and moving ask what a new booking asks for. Shrinking and moving are
    possible as long as the booking could be cancelled for nothing, since either would
    be a way around what a cancellation costs.

    Args:
        session: An open session of any role that reads bookings.
        booking: The booking.
        wanted: What the group wants it to be.
        now: The present moment, aware, in UTC.

    Raises:
        TooLateError: The visit has begun, or it cannot be cancelled for nothing.
        RefusalError: Any of those of `reserve` but for the caps.
    """
    return checked(session, booking, wanted, now=now)[0]


def change(
    session: Session,
    booking: Booking,
    wanted: ChangeRequest,
    *,
    agreed_cents: int,
    letterhead: Letterhead,
    now: datetime,
) -> None:
    """Change a booking's size or slot as proposed, and mail what it is now; once.

    Args:
        session: An open session of the role ``booker`` or ``backoffice``.
        booking: The booking.
        wanted: What it is from now on.
        agreed_cents: The total that the visitor has seen and agreed to.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.

    Raises:
        PriceChangedError: The total is another one by now.
        RefusalError: Any of those of `propose`.
        ChangedMeanwhileError: The booking was changed at this very moment.
    """
    if (group_of(booking), booking.slot_id) == (wanted.group, wanted.slot_id):
        return
    proposal, slot, activity = checked(session, booking, wanted, now=now)
    if proposal.total_cents != agreed_cents:
        raise PriceChangedError
    before = (booking.slot_id, booking.persons)
    replace_lines(booking, proposal.lines)
    replace_party(booking, wanted.group.party)
    booking.group_type = check_group(wanted.group, activity)
    booking.slot = slot
    booking.price_list_version = activity.version
    booking.ics_sequence += 1
    link_of(session, booking).expires_at = slot.ends_at + LASTS
    facts = {"from": list(before), "to": [slot.id, booking.persons]}
    become(
        session, booking, BookingState.CONFIRMED, now=now, facts=facts | _by(wanted.by)
    )
    write(
        session,
        "change",
        booking,
        letterhead=letterhead,
        now=now,
        difference_cents=proposal.difference_cents,
    )
    move_places(session, before, slot, activity, booking.persons)


def cancel(
    session: Session,
    booking: Booking,
    *,
    letterhead: Letterhead,
    now: datetime,
    how: Cancelling = BY_THE_GROUP,
) -> None:
    """Cancel a booking, charge what its policy says, and mail that; once.

    Args:
        session: An open session of the role ``booker`` or ``backoffice``.
        booking: The booking.
        letterhead: What letters and links are made with.
        now: The present moment, aware, in UTC.
        how: Whether it is charged, and what is said about it.

    Raises:
        TooLateError: The visit has begun.
        TransitionError: It is in a state that cannot be cancelled.
        ChangedMeanwhileError: It was changed at this very moment.
    """
    if booking.state is BookingState.CANCELLED:
        return
    view, _ = view_of(session, booking, booking.locale)
    if now >= view.starts_at:
        raise TooLateError
    replace_lines(booking, [] if how.waive else cancellation_lines(view, now))
    booking.ics_sequence += 1
    facts = {"reason": how.reason} if how.reason else {}
    become(session, booking, BookingState.CANCELLED, now=now, facts=facts | _by(how.by))
    write(
        session,
        "cancellation",
        booking,
        letterhead=letterhead,
        now=now,
        charge_cents=booking.total_cents,
        reason=how.reason,
    )
    give_places(session, booking.slot_id, booking.persons)


def correct_email(
    session: Session,
    booking: Booking,
    email: str,
    *,
    key: str,
    letterhead: Letterhead,
    now: datetime,
) -> str:
    """Send a booking's mail to another address from now on; once.

    The confirmation goes there under a new link. The link before is revoked, since
    it may be in the hands of whoever has the mistyped address; that address is told,
    without anything personal. The new link is made from the form's key, so that a copy
    of the form which comes when the link before is closed can be led on.

    Returns:
        The token of the new link.

    Raises:
        ChangedMeanwhileError: The booking was changed at this very moment.
    """
    before = booking.contact_email
    if before == email:
        return token_from(link_of(session, booking).seed, secret=letterhead.secret)
    booking.contact_email, booking.draft = email, None
    link = replace_link(
        session, booking, booking.slot, secret=letterhead.secret, seed=key, now=now
    )
    become(session, booking, None, now=now, facts={"email": "corrected"})
    view, activity = view_of(session, booking, booking.locale)
    notice = address_changed(view, activity, recipient=before)
    post(session, notice, domain=letterhead.domain, now=now)
    write(session, "confirmation", booking, letterhead=letterhead, now=now)
    return token_from(link.seed, secret=letterhead.secret)


def charge_cents(booking: BookingView, now: datetime) -> int:
    """Tell what a cancellation would cost at a moment."""
    return sum(line.amount_cents for line in cancellation_lines(booking, now))


def cancellation_lines(booking: BookingView, now: datetime) -> list[PriceLine]:
    """List what is charged for a cancellation, one line a tax code."""
    charged = charges(booking.lines, booking.charge_percent(now))
    return [
        PriceLine(LineKind.CANCELLATION, None, 1, cents, tax_code)
        for tax_code, cents in charged.items()
        if cents
    ]


def checked(
    session: Session,
    booking: Booking,
    wanted: ChangeRequest,
    *,
    now: datetime,
) -> tuple[Proposal, TimeSlot, ActivityView]:
    """Work out a change, with the slot and the activity that it was worked out for."""
    view, activity = view_of(session, booking, booking.locale)
    slot, group = booking.slot, wanted.group
    if wanted.slot_id != booking.slot_id:
        slot, activity = slot_on_offer(session, wanted.slot_id, booking.locale)
        if slot.activity_id != booking.slot.activity_id:
            raise SlotNotFoundError
    proposal = proposed(view, group, slot, activity)
    if not (wanted.by and view.may_change(now)):
        refuse_too_late(view, proposal, now)
    if proposal.slot_id != view.slot_id or group.persons > view.persons:
        own_persons = view.persons if slot.id == view.slot_id else 0
        check_slot(
            slot,
            activity,
            group.persons,
            now=now,
            own_persons=own_persons,
            at_any_time=bool(wanted.by),
        )
    return proposal, slot, activity


def proposed(
    view: BookingView, group: Group, slot: TimeSlot, activity: ActivityView
) -> Proposal:
    """Work out what the group would pay in a slot."""
    check_group(group, activity)
    zone = view.starts_at.tzinfo
    return Proposal(
        slot_id=slot.id,
        group=group,
        starts_at=slot.starts_at.astimezone(zone),
        ends_at=slot.ends_at.astimezone(zone),
        lines=priced(group, activity, slot.local_date),
        before_cents=view.total_cents,
    )


def _by(name: str) -> dict[str, str]:
    return {"by": name} if name else {}


def refuse_too_late(view: BookingView, proposal: Proposal, now: datetime) -> None:
    """Refuse what can no longer be changed.

    Raises:
        TooLateError: It is too late.
    """
    less = proposal.group.persons < view.persons or (
        proposal.group.persons == view.persons and proposal.difference_cents < 0
    )
    moved = proposal.slot_id != view.slot_id
    if not view.may_change(now) or ((less or moved) and not view.is_free(now)):
        raise TooLateError
