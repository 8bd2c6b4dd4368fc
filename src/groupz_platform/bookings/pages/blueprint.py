"""The blueprint of these pages, and what they share."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import make_response, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug import Response

from groupz_platform.bookings.errors import ChangedMeanwhileError, SlotFullError
from groupz_platform.bookings.holds import expire_overdue
from groupz_platform.bookings.queries import booking_behind
from groupz_platform.bookings.values import HoldCaps, Letterhead
from groupz_platform.bookings.views import BookingView
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.roles import Role
from groupz_platform.web.context import current, now
from groupz_platform.web.form_tokens import FormToken, FormTokens
from groupz_platform.web.language import LocalizedBlueprint, page_locale
from groupz_platform.web.transactions import transaction

bookings = LocalizedBlueprint("bookings", __name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a link."""

    token: str
    booking: BookingView
    activity: ActivityView

    @classmethod
    def link(cls, token: str) -> "Behind":
        """Read it.

        Raises:
            BookingNotFoundError: Nothing does.
        """
        with transaction(Role.GUEST) as session:
            found = booking_behind(session, token, page_locale(), now=now())
        return cls(token, *found)

    @property
    def id(self) -> str:
        """What a hold's forms are bound to."""
        return str(self.booking.id)

    @property
    def state(self) -> str:
        """What a booking's forms are bound to: this booking, as it is now."""
        return f"{self.booking.id}:{self.booking.version}"

    @property
    def is_held(self) -> bool:
        """Whether it is a hold that is not over."""
        return self.booking.is_held(now())

    def page(
        self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: Any
    ) -> Response:
        """Render a page about it, to be kept by nobody."""
        body = render_template(
            f"bookings/{template}.html",
            token=self.token,
            booking=self.booking,
            activity=self.activity,
            now=now(),
            **values,
        )
        return private(make_response(body, status))


def private(response: Response) -> Response:
    """Keep an answer out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def see(endpoint: str, **values: Any) -> Response:
    """Answer a POST with the way to a page."""
    return private(redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER))


def form_token(purpose: str, about: str) -> str:
    """Sign a fresh token for a form."""
    return tokens(purpose).sign(FormToken.new(about))


def tokens(purpose: str) -> FormTokens:
    """Find what signs and reads the tokens of a purpose."""
    return FormTokens(current().secret, purpose)


def letterhead() -> Letterhead:
    """Tell what letters and links are made with."""
    return Letterhead(current().secret, current().mail_domain)


def caps() -> HoldCaps:
    """Tell how much one network may hold."""
    settings = current().settings
    return HoldCaps(settings.holds_per_network, settings.hold_slot_percent)


def twice(attempt: Callable[[], Answer], *, slot_id: int) -> Answer:
    """Do something once more where a copy of it that came at once was quicker.

    Where a slot is too full, the places of holds that are over are given back first, in
    a transaction of its own, which locks nothing for longer than that takes.
    """
    try:
        return attempt()
    except SlotFullError:
        with transaction(Role.BOOKER) as session:
            expire_overdue(session, now=now(), slot_id=slot_id)
    except (IntegrityError, StaleDataError, ChangedMeanwhileError):
        pass
    return attempt()
