"""Booking by the services, each time in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clocks import FrozenClock
from databases import TestingDatabase
from factories import make_activity, make_slot
from groupz_platform.bookings import changes, services
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.queries import booking_behind, booking_to_change
from groupz_platform.bookings.recount import differences
from groupz_platform.bookings.upkeep import Upkeep
from groupz_platform.bookings.values import (
    ChangeRequest,
    HoldCaps,
    HoldRequest,
    Letterhead,
)
from groupz_platform.bookings.views import BookingView, Proposal
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from requests_for import CONTACT

LETTERHEAD = Letterhead(b"for tests alone", "x.example")
GENEROUS = HoldCaps(per_network=1000, slot_percent=100)


@dataclass
class Desk:
    """Books, changes and looks, as the pages do."""

    database: TestingDatabase
    clock: FrozenClock

    @property
    def upkeep(self) -> Upkeep:
        return Upkeep(self.database.databases, self.clock, LETTERHEAD.domain)

    def slot(self, activity: dict[str, Any] | None = None, **traits: Any) -> TimeSlot:
        traits.setdefault("starts_at", self.clock() + timedelta(days=40))
        with self.database.databases.transaction(Role.BACKOFFICE) as session:
            if activity is not None:
                traits["activity"] = make_activity(session, **activity)
            return make_slot(session, **traits)

    def hold(self, wanted: HoldRequest, caps: HoldCaps = GENEROUS) -> str:
        return str(
            self.do(
                lambda session: services.hold(
                    session,
                    wanted,
                    secret=LETTERHEAD.secret,
                    now=self.clock(),
                    caps=caps,
                )
            )
        )

    def book(self, wanted: HoldRequest) -> str:
        token = self.hold(wanted)
        self.confirm(token)
        return token

    def confirm(self, token: str) -> None:
        self.with_booking(
            token, services.book, CONTACT, letterhead=LETTERHEAD, now=self.clock()
        )

    def propose(self, token: str, wanted: ChangeRequest) -> Proposal:
        found = self.with_booking(token, changes.propose, wanted, now=self.clock())
        assert isinstance(found, Proposal)
        return found

    def change(self, token: str, wanted: ChangeRequest) -> None:
        self.with_booking(
            token,
            changes.change,
            wanted,
            agreed_cents=self.propose(token, wanted).total_cents,
            letterhead=LETTERHEAD,
            now=self.clock(),
        )

    def cancel(self, token: str) -> None:
        self.with_booking(
            token, changes.cancel, letterhead=LETTERHEAD, now=self.clock()
        )

    def with_booking(
        self, token: str, service: Callable[..., Any], *values: Any, **named: Any
    ) -> Any:
        """Call a service with the booking behind a link."""

        def doing(session: Session) -> Any:
            booking = booking_to_change(session, token, now=self.clock())
            return service(session, booking, *values, **named)

        return self.do(doing)

    def do(self, service: Callable[[Session], Any], role: Role = Role.BOOKER) -> Any:
        with self.database.databases.transaction(role) as session:
            return service(session)

    def read(self, question: Callable[[Session], Any]) -> Any:
        return self.do(question, Role.BACKOFFICE)

    def view(self, token: str) -> BookingView:
        view, _ = self.do(
            lambda session: booking_behind(session, token, "nl", now=self.clock()),
            Role.GUEST,
        )
        assert isinstance(view, BookingView)
        return view

    def used(self, slot: TimeSlot) -> tuple[int, int]:
        row = self.read(lambda session: session.get(TimeSlot, slot.id))
        return row.used_persons, row.used_groups

    def bookings(self) -> int:
        count = select(func.count()).select_from(Booking)
        return int(self.read(lambda session: session.scalar(count)))

    def mails(self) -> list[OutboxEmail]:
        """The outbox, first come first."""
        found = self.read(
            lambda session: session.scalars(
                select(OutboxEmail).order_by(OutboxEmail.id)
            ).all()
        )
        return list(found)

    def is_even(self) -> bool:
        """Whether every counter is what the bookings come to."""
        return not self.do(differences, Role.GUEST)
