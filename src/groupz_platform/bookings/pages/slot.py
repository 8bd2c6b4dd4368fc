"""The page of a time: who comes, what it costs, and holding the places."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template, request
from werkzeug import Response

from groupz_platform.bookings.admission import check_group, check_slot, priced
from groupz_platform.bookings.errors import (
    OtherRequestError,
    TooManyHoldsError,
)
from groupz_platform.bookings.forms import HoldForm
from groupz_platform.bookings.pages.blueprint import (
    bookings,
    caps,
    form_token,
    see,
    tokens,
    twice,
)
from groupz_platform.bookings.queries import slot_on_offer
from groupz_platform.bookings.services import hold as hold_places
from groupz_platform.bookings.values import HoldRequest
from groupz_platform.bookings.words import notice_of, words_of
from groupz_platform.catalogue.forms import activity_group_form
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.errors import ConflictError, InvalidInputError
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.queries import alternatives, slot_view, window_of
from groupz_platform.schedule.views import SlotView
from groupz_platform.web.client import client_hash
from groupz_platform.web.context import current, now
from groupz_platform.web.form_tokens import FormTokenError, FormTokenExpiredError
from groupz_platform.web.language import page_locale
from groupz_platform.web.limits import HOLDS
from groupz_platform.web.transactions import transaction

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot as it is offered.

    Attributes:
        own_persons: How many of its places the group holds already.
    """

    row: TimeSlot
    slot: SlotView
    activity: ActivityView
    own_persons: int = 0

    @classmethod
    def of(cls, slot_id: int, own_persons: int = 0) -> "Offer":
        """Read what is offered to a group that may have some of its places already.

        Raises:
            SlotNotFoundError: Nothing is.
        """
        with transaction(Role.VISITOR) as session:
            row, activity = slot_on_offer(session, slot_id, page_locale())
        slot = slot_view(row, activity, window_of(activity, now()))
        return cls(row, slot, activity, own_persons)

    @property
    def about(self) -> str:
        """What the form's token is bound to."""
        return str(self.slot.id)

    def form(self, values: Any) -> HoldForm:
        """Make the form of a group for it."""
        form: HoldForm = activity_group_form(self.activity, values, base=HoldForm)
        return form

    def lines(self, group: Group | None) -> Sequence[PriceLine]:
        """Compute what a group pays; nothing as long as nobody said who comes.

        Raises:
            RefusalError: The group cannot have it.
        """
        if group is None:
            least = self.activity.min_group
            check_slot(self.row, self.activity, least, now=now())
            return ()
        check_group(group, self.activity)
        check_slot(
            self.row,
            self.activity,
            group.persons,
            now=now(),
            own_persons=self.own_persons,
        )
        return priced(group, self.activity, self.row.local_date)

    def others(self, persons: int) -> list[SlotView]:
        """List the nearest slots that a group of this size fits into."""
        persons = max(persons, self.activity.min_group)
        moment = self.slot.starts_at
        with transaction(Role.VISITOR) as session:
            return alternatives(session, self.activity, moment, persons, now())


@bookings.localized(
    nl=f"/boeken/<int(max={LARGEST_ID}):slot_id>",
    en=f"/book/<int(max={LARGEST_ID}):slot_id>",
    methods=("GET", "POST"),
)
@HOLDS
def book(slot_id: int) -> Response:
    """Ask who comes at a time, show what it costs, and hold the places."""
    offer = Offer.of(slot_id)
    if request.method == "POST":
        return submitted(offer, offer.form(request.form))
    return shown(offer, offer.form(request.args))


def shown(offer: Offer, form: HoldForm, **values: Any) -> Response:
    """Show the form; where somebody filled it in, with the total or with what is wrong.

    All that is typed here stands in the address: it is nothing personal, and so neither
    the way back nor a reload loses it.
    """
    asked = "type" in request.args
    notice = notice_of(request.args.get("refused", ""))
    lines: Sequence[PriceLine] = ()
    others: Sequence[SlotView] = ()
    if not asked or form.validate():
        try:
            lines = offer.lines(form.group if asked else None)
        except InvalidInputError as error:
            form.refuse(words_of(error))
        except ConflictError as error:
            notice = words_of(error)
            others = offer.others(form.group.persons)
    return page(offer, form, lines=lines, notice=notice, alternatives=others, **values)


def page(offer: Offer, form: HoldForm, **values: Any) -> Response:
    """Render the form under a token of its own."""
    form.token.data = form_token("hold", offer.about)
    body = render_template(
        "bookings/slot.html",
        slot=offer.slot,
        activity=offer.activity,
        form=form,
        group=form.group,
        **values,
    )
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    response = make_response(body, wrong)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def submitted(offer: Offer, form: HoldForm) -> Response:
    """Hold the places, or go back to the page, which says why not."""
    refused = refused_form(offer, form)
    if refused or "recalculate" in request.form or not form.validate():
        return again(offer, form, refused)
    key = tokens("hold").read(form.token.data or "", about=offer.about).key
    try:
        token = twice(lambda: held(offer, form.group, key), slot_id=offer.slot.id)
    except TooManyHoldsError:
        return again(offer, form, "holds")
    except OtherRequestError:
        return again(offer, form, "used")
    except (InvalidInputError, ConflictError):
        return again(offer, form)  # the page itself says why
    return see("bookings.hold", token=token)


def refused_form(offer: Offer, form: HoldForm) -> str:
    """Tell why a form is not taken, in one word, if it is not."""
    try:
        tokens("hold").read(form.token.data or "", about=offer.about)
    except FormTokenExpiredError:
        return "old"
    except FormTokenError:
        return "foreign"
    return "robot" if form.is_robots else ""


def again(offer: Offer, form: HoldForm, refused: str = "") -> Response:
    """Go back to the page with all that was typed."""
    values = {"type": ""} | form.typed | ({"refused": refused} if refused else {})
    return see("bookings.book", slot_id=offer.slot.id, **values)


def held(offer: Offer, group: Group, key: str) -> str:
    """Hold the places in a transaction of its own; answer the link's token."""
    wanted = HoldRequest(
        slot_id=offer.slot.id,
        group=group,
        locale=page_locale(),
        key=key,
        holder=client_hash("hold"),
    )
    with transaction(Role.BOOKER) as session:
        return hold_places(
            session, wanted, secret=current().secret, now=now(), caps=caps()
        )
