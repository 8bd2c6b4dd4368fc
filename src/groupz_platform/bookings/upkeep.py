"""What the background does for bookings: each job in a transaction of its own."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import update

from groupz_platform.bookings import letters
from groupz_platform.bookings.holds import expire_overdue
from groupz_platform.bookings.links import (
    booking_asked_for,
    link_of,
    next_link_request,
)
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.queries import view_of
from groupz_platform.bookings.recount import differences
from groupz_platform.bookings.rules import BookingState
from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.mail.services import post
from groupz_platform.roles import Role

DRAFTS_LAST = timedelta(days=1)
"""How long after its end a hold can be taken up again with what was typed."""

log = structlog.get_logger("groupz.bookings")


@dataclass(slots=True)
class Upkeep:
    """Expires holds, answers requests for links, forgets drafts, recounts the places.

    Attributes:
        domain: The right side of Message-IDs.
    """

    databases: Databases
    clock: Clock
    domain: str

    def expire_holds(self) -> bool:
        """Give back the places of holds that are over."""
        with self.databases.transaction(Role.WORKER) as session:
            expired = expire_overdue(session, now=self.clock())
        if expired:
            log.info("holds expired", count=expired)
        return expired > 0

    def answer_link_request(self) -> bool:
        """Answer one request for a link: by mail where there is such a booking."""
        now = self.clock()
        with self.databases.transaction(Role.WORKER) as session:
            request = next_link_request(session)
            if request is None:
                return False
            booking = booking_asked_for(session, request)
            if booking is not None:
                view, activity = view_of(session, booking, request.locale)
                letter = letters.link(
                    view,
                    activity,
                    seed=link_of(session, booking).seed,
                    locale=request.locale,
                )
                post(session, letter, domain=self.domain, now=now)
        return True

    def forget_drafts(self) -> None:
        """Forget what was typed for holds that nobody took up again."""
        over = self.clock() - DRAFTS_LAST
        with self.databases.transaction(Role.WORKER) as session:
            session.execute(
                update(Booking)
                .where(
                    Booking.state == BookingState.EXPIRED,
                    Booking.hold_expires_at <= over,
                    Booking.draft.is_not(None),
                )
                .values(draft=None, version=Booking.version + 1)
                .execution_options(synchronize_session=False)
            )

    def recount(self) -> None:
        """Compare the counters with the bookings, and raise an alarm.

        It reads as who may only read, where the surface has such a role, so that no
        writer waits for it.
        """
        may_only_read = Role.GUEST in self.databases.roles
        role = Role.GUEST if may_only_read else Role.WORKER
        with self.databases.transaction(role) as session:
            found = differences(session)
        for difference in found:
            log.error("places differ from bookings", **difference.facts)
        log.info("places recounted", different=len(found))
