"""Changing a booking's size or date, and cancelling it: GET shows, POST does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from werkzeug import Response

from groupz_platform.bookings.changes import (
    cancel as cancel_booking,
    change as change_booking,
    charge_cents,
    propose,
)
from groupz_platform.bookings.errors import PriceChangedError
from groupz_platform.bookings.forms import HoldForm
from groupz_platform.bookings.pages.blueprint import (
    Behind,
    bookings,
    form_token,
    letterhead,
    see,
    tokens,
    twice,
)
from groupz_platform.bookings.queries import booking_of_token, booking_to_change
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.bookings.views import BookingView, Proposal
from groupz_platform.bookings.words import notice_of, words_of
from groupz_platform.catalogue.forms import activity_group_form
from groupz_platform.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RefusalError,
)
from groupz_platform.roles import Role
from groupz_platform.schedule.queries import month_of
from groupz_platform.schedule.views import SlotView
from groupz_platform.web.context import now
from groupz_platform.web.form_tokens import FormTokenError
from groupz_platform.web.limits import LETTERS
from groupz_platform.web.row_numbers import row_number
from groupz_platform.web.transactions import transaction

Query = dict[str, Any]
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ChangeLinks:
    """Where the dates lead to while a booking is changed."""

    token: str
    query: dict[str, Any]

    def slot(self, slot: SlotView) -> str:
        """The way to what coming in this slot would mean."""
        return (
            url_for("bookings.change", token=self.token, slot=slot.id, **self.query)
            + "#proposal"
        )

    def month(self, month: str) -> str:
        """The way to another month."""
        return self.way("dates", month=month)

    def way(self, anchor: str, **values: Any) -> str:
        """The way to a part of the page, with the group as it would be."""
        values |= {"token": self.token, "_anchor": anchor}
        return url_for("bookings.change", **self.query, **values)


@bookings.localized(
    nl="/b/<token>/wijzigen", en="/b/<token>/change", methods=("GET", "POST")
)
@LETTERS
def change(token: str) -> Response:
    """Show what a change would mean, and make it."""
    behind = Behind.link(token)
    if not behind.booking.may_change(now()):
        return see("bookings.booking", token=token)
    if request.method == "POST":
        return changed(behind)
    return shown(behind)


@bookings.localized(
    nl="/b/<token>/annuleren", en="/b/<token>/cancel", methods=("GET", "POST")
)
@LETTERS
def cancel(token: str) -> Response:
    """Show what a cancellation costs, and cancel."""
    behind = Behind.link(token)
    if not behind.booking.may_change(now()):
        return see("bookings.booking", token=token)
    if request.method == "POST":
        return cancelled(behind)
    return behind.page(
        "cancel",
        charge_cents=charge_cents(behind.booking, now()),
        form_token=form_token("cancel", behind.state),
        notice=notice_of(request.args.get("refused", "")),
    )


def shown(behind: Behind) -> Response:
    """Show the group and the dates, and what the change that was asked for means."""
    booking = behind.booking
    asked = "type" in request.args
    form = form_of(behind, request.args if asked else booking.group.query)
    slot_id = request.args.get("slot", booking.slot_id, type=row_number)
    proposal, problem = None, notice_of(request.args.get("refused", ""))
    valid = form.validate()
    if valid and (form.group != booking.group or slot_id != booking.slot_id):
        try:
            proposal = proposed(behind, form, slot_id)
        except InvalidInputError as error:
            form.refuse(words_of(error))
        except (ConflictError, NotFoundError) as error:
            problem = words_of(error)
    group = form.group if valid else booking.group
    with transaction(Role.GUEST) as session:
        month = month_of(
            session,
            behind.activity,
            month_asked(booking),
            now=now(),
            persons=group.persons,
        )
    return behind.page(
        "change",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        form=form,
        slot_id=slot_id,
        proposal=proposal,
        notice=problem,
        month=month,
        links=ChangeLinks(behind.token, {**group.query}),
        form_token=form_token("change", behind.state),
    )


def month_asked(booking: BookingView) -> date:
    """Read the month in the address; without one it is the month of the visit."""
    asked = request.args.get("month", "")
    if MONTH.fullmatch(asked):
        return date.fromisoformat(f"{asked}-01")
    return booking.starts_at.date().replace(day=1)


def form_of(behind: Behind, values: Mapping[str, str]) -> HoldForm:
    """Make the form of the group as it would be."""
    form: HoldForm = activity_group_form(behind.activity, values, base=HoldForm)
    return form


def proposed(behind: Behind, form: HoldForm, slot_id: int) -> Proposal:
    """Work out the change that was asked for."""
    with transaction(Role.GUEST) as session:
        booking = booking_of_token(session, behind.token, now=now())
        return propose(session, booking, ChangeRequest(form.group, slot_id), now=now())


def changed(behind: Behind) -> Response:
    """Make the change that was shown; what is not possible is shown anew."""
    form = form_of(behind, request.form)
    slot_id = request.form.get("slot", behind.booking.slot_id, type=row_number)
    back: Query = {"token": behind.token, "slot": slot_id, "type": "", **form.typed}
    agreed = request.form.get("agreed_cents", -1, type=int)

    def attempt() -> None:
        with transaction(Role.BOOKER) as session:
            change_booking(
                session,
                booking_to_change(session, behind.token, now=now()),
                ChangeRequest(form.group, slot_id),
                agreed_cents=agreed,
                letterhead=letterhead(),
                now=now(),
            )

    if is_done(behind, form, slot_id):
        return see("bookings.booking", token=behind.token)
    return done(behind, "change", back, attempt if form.validate() else None)


def is_done(behind: Behind, form: HoldForm, slot_id: int) -> bool:
    """Tell whether the booking is already what was asked for, as by a copy."""
    return form.group == behind.booking.group and slot_id == behind.booking.slot_id


def cancelled(behind: Behind) -> Response:
    """Cancel the booking."""

    def attempt() -> None:
        with transaction(Role.BOOKER) as session:
            booking = booking_to_change(session, behind.token, now=now())
            cancel_booking(session, booking, letterhead=letterhead(), now=now())

    return done(behind, "cancel", {"token": behind.token}, attempt)


def done(
    behind: Behind,
    purpose: str,
    back: Query,
    attempt: Callable[[], None] | None,
) -> Response:
    """Do what a form asks for; go back to its page where that cannot be."""
    page = f"bookings.{purpose}"
    try:
        tokens(purpose).read(request.form.get("token", ""), about=behind.state)
    except FormTokenError:
        return see(page, **back, refused="changed")
    if attempt is None:
        return see(page, **back)
    try:
        twice(attempt, slot_id=back.get("slot", behind.booking.slot_id))
    except PriceChangedError:
        return see(page, **back, refused="price")
    except RefusalError:
        return see(page, **back)  # the page itself says why
    return see("bookings.booking", token=behind.token)
