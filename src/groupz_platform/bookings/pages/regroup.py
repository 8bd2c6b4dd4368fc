"""Changing the group of a hold, before it is booked."""

from flask import request
from werkzeug import Response

from groupz_platform.bookings.pages.blueprint import (
    Behind,
    bookings,
    private,
    see,
    tokens,
    twice,
)
from groupz_platform.bookings.pages.hold import elsewhere
from groupz_platform.bookings.pages.slot import Offer, shown
from groupz_platform.bookings.queries import booking_to_change
from groupz_platform.bookings.services import rearrange
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.errors import ConflictError, InvalidInputError
from groupz_platform.roles import Role
from groupz_platform.web.context import now
from groupz_platform.web.form_tokens import FormTokenError
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


@bookings.localized(
    nl="/h/<token>/groep", en="/h/<token>/group", methods=("GET", "POST")
)
def regroup(token: str) -> Response:
    """Ask anew who comes, and hold places for them."""
    behind = Behind.link(token)
    if not behind.is_held:
        return elsewhere(behind)
    offer = Offer.of(behind.booking.slot_id, behind.booking.persons)
    if request.method == "POST":
        return submitted(behind, offer)
    asked = "type" in request.args
    form = offer.form(request.args if asked else behind.booking.group.query)
    return private(shown(offer, form, behind=behind))


def submitted(behind: Behind, offer: Offer) -> Response:
    """Change the hold, or go back to the page, which says why not."""
    form = offer.form(request.form)
    back = {"token": behind.token, "type": "", **form.typed}
    try:
        tokens("hold").read(form.token.data or "", about=offer.about)
    except FormTokenError:
        return see("bookings.regroup", **back, refused="old")
    if "recalculate" in request.form or not form.validate():
        return see("bookings.regroup", **back)
    wanted = HoldRequest(offer.slot.id, form.group, page_locale(), key="")

    def attempt() -> None:
        with transaction(Role.BOOKER) as session:
            booking = booking_to_change(session, behind.token, now=now())
            rearrange(session, booking, wanted, now=now())

    try:
        twice(attempt, slot_id=offer.slot.id)
    except (InvalidInputError, ConflictError):
        return see("bookings.regroup", **back)
    return see("bookings.review", token=behind.token)
