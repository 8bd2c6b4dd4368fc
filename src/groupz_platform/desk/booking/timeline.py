"""What happened to a booking, in plain words, the last thing first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.rules import BookingState
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState
from groupz_platform.names import MAIL_KINDS, MAIL_STATES
from groupz_platform.texts import gettext_noop as noop
from groupz_platform.web.gettext import gettext as _

STATES: Mapping[BookingState, str] = {
    BookingState.HELD: noop("Places are held."),
    BookingState.REQUESTED: noop("It is asked for."),
    BookingState.OPTION: noop("It is an option."),
    BookingState.CONFIRMED: noop("It is booked."),
    BookingState.CHECKED_IN: noop("The group is here."),
    BookingState.COMPLETED: noop("The visit is over."),
    BookingState.EXPIRED: noop("The hold ended: it was not booked in time."),
    BookingState.DECLINED: noop("It was declined."),
    BookingState.CANCELLED: noop("It is cancelled."),
    BookingState.NO_SHOW: noop("Nobody came."),
}
TOLD = ("confirmation", "change", "cancellation")
"""The mails that tell a group what became of its booking."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened.

    Attributes:
        by: Who of the staff did it; empty for the group itself.
        is_bad: Whether somebody should look at it.
    """

    at: datetime
    text: str
    by: str = ""
    is_bad: bool = False


def timeline(session: Session, booking: Booking) -> list[Moment]:
    """Collect events and mails of a booking, the last one first."""
    events = session.scalars(
        select(BookingEvent).where(BookingEvent.booking_id == booking.id)
    )
    mails = session.scalars(
        select(OutboxEmail).where(
            OutboxEmail.dedupe_key.in_(
                [
                    f"{template}:{booking.reference}:{version}"
                    for template in TOLD
                    for version in range(1, booking.version + 1)
                ]
            )
        )
    )
    happened = [
        *((event.at, event.id, of_event(event)) for event in events),
        *((mail.created_at, mail.id, of_mail(mail)) for mail in mails),
    ]
    happened.sort(key=lambda each: each[:2], reverse=True)
    return [moment for _at, _id, moment in happened]


def of_event(event: BookingEvent) -> Moment:
    """Say what an event was."""
    facts = event.facts
    return Moment(event.at, words_of(event.state, facts), str(facts.get("by", "")))


def of_mail(mail: OutboxEmail) -> Moment:
    """Say what became of a mail."""
    text = f"{_(MAIL_KINDS[mail.template])}: {_(MAIL_STATES[mail.state])}"
    return Moment(mail.created_at, text, is_bad=mail.state is OutboxState.FAILED)


FACTS: Mapping[str, str] = {
    "taken_back": noop("The check-in was taken back."),
    "contact": noop("Whom to reach was changed."),
    "email": noop("The e-mail address was corrected."),
    "sent": noop("The confirmation was sent again."),
    "restored": noop("The cancellation was taken back."),
}
"""What an event tells by the name of its fact alone."""


def words_of(state: BookingState, facts: Mapping[str, Any]) -> str:
    """Say what changed; where it is not known here, where the booking stands."""
    match facts:
        case {"came": came, "planned": planned}:
            text = _("The group is here: %(came)s of %(planned)s.")
            return text % {"came": came, "planned": planned}
        case {"from": [before, persons], "to": [after, now]}:
            return moved_words(persons, now, is_moved=before != after)
        case _:
            known = next(
                (FACTS[name] for name in FACTS if name in facts), STATES[state]
            )
            return " ".join([_(known), str(facts.get("reason", ""))]).strip()


def moved_words(before: int, after: int, *, is_moved: bool) -> str:
    """Say how a visit changed."""
    size = _("From %(before)s to %(after)s people.", before=before, after=after)
    if not is_moved:
        return size
    moved = _("Moved to another time.")
    return f"{moved} {size}" if before != after else moved
