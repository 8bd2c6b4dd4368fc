"""The way of a booking over HTTP, without a browser: by the forms on the pages."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from applications import TestingPlatform
from factories import make_activity, make_slot
from groupz_platform.bookings.models import Booking
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot

TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')
GROUP = {"child": "24", "supervisor": "3", "type": "school"}
CONTACT = {
    "organisation": "De Regenboog",
    "name": "Sam de Vries",
    "email": "sam@regenboog.example",
    "telephone": "06 12345678",
}


def slot_on(platform: TestingPlatform, **traits: Any) -> TimeSlot:
    """Put a slot on offer, thirty days ahead."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session, **traits.pop("activity", {}))
        starts_at = platform.clock() + timedelta(days=traits.pop("days", 30))
        return make_slot(session, activity=activity, starts_at=starts_at, **traits)


def token_on(response: TestResponse) -> str:
    """Read the first form token of a page."""
    found = TOKEN.search(response.text)
    assert found, response.text
    return unescape(found[1])


@dataclass
class Way:
    """A visitor on the way to a booking.

    Attributes:
        path: Where the visitor is.
        typed: What is typed about the group and about who books.
    """

    platform: TestingPlatform
    path: str
    group: dict[str, str] = field(default_factory=lambda: dict(GROUP))
    contact: dict[str, str] = field(default_factory=lambda: dict(CONTACT))

    @classmethod
    def to(cls, platform: TestingPlatform, slot: TimeSlot, locale: str = "nl") -> "Way":
        return cls(
            platform, f"/{locale}/{'boeken' if locale == 'nl' else 'book'}/{slot.id}"
        )

    def page(self) -> TestResponse:
        return self.platform.visitor.get(self.path)

    def send(self, typed: dict[str, str], path: str | None = None) -> TestResponse:
        """Send a form with the token of the page, and go where it leads."""
        form = {"token": token_on(self.page()), **typed}
        answer = self.platform.visitor.post(path or self.path, form)
        if answer.status_code == HTTPStatus.SEE_OTHER:
            self.path = answer.location
        return answer

    def hold(self, **typed: str) -> str:
        """Hold places; answer the path of the hold."""
        self.send(self.group | typed)
        assert "/h/" in self.path, self.page().text
        return self.path

    def review(self, **typed: str) -> str:
        """Go on to the review."""
        if "/h/" not in self.path:
            self.hold()
        self.send(self.contact | typed)
        assert self.path.endswith(("/controle", "/review")), self.page().text
        return self.path

    def book(self) -> str:
        """Go the whole way; answer the path of the booking."""
        if not self.path.endswith(("/controle", "/review")):
            self.review()
        self.send({})
        assert "/b/" in self.path, self.page().text
        return self.path


def bookings_on(platform: TestingPlatform) -> int:
    """Count the bookings, holds included."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.scalar(select(func.count()).select_from(Booking)) or 0


def used(platform: TestingPlatform, slot: TimeSlot) -> tuple[int, int]:
    """Read the counters of a slot."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        row = session.get_one(TimeSlot, slot.id)
        return row.used_persons, row.used_groups
