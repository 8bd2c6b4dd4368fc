"""The list of times."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import render_template, request

from groupz_platform.desk.days import date_of
from groupz_platform.desk.edited import number_of
from groupz_platform.desk.slots.blueprint import slots
from groupz_platform.desk.slots.rows import (
    TITLE,
    Asked,
    Room,
    activity_rows,
    begin_of,
    row_of,
    slot_rows,
)
from groupz_platform.desk.slots.words import ROOM_NAMES, STATES
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from groupz_platform.web.access import needs
from groupz_platform.web.context import current, now
from groupz_platform.web.language import page_locale
from groupz_platform.web.listing import Listing
from groupz_platform.web.transactions import transaction

Word = TypeVar("Word", bound=StrEnum)

SORTS = {
    "at": TimeSlot.starts_at,
    "activity": TITLE,
    "persons": TimeSlot.used_persons,
    "left": TimeSlot.capacity_persons - TimeSlot.used_persons,
    "groups": TimeSlot.used_groups,
    "state": TimeSlot.state,
}


@slots.get("/")
@needs(Permission.SCHEDULE_READ)
def listed() -> str:
    """List the times from today on, or as they are asked for."""
    listing = Listing.of(request.args, sorts=SORTS, default="at")
    wanted, locale = asked(), page_locale()
    with transaction(Role.BACKOFFICE) as session:
        select = listing.apply(slot_rows(wanted, locale), last=TimeSlot.id)
        part = listing.part([row_of(found) for found in session.execute(select)])
        activities = activity_rows(session, locale)
    return render_template(
        "desk/slots/listed.html",
        part=part,
        activities=activities,
        asked=wanted,
        first_day=first_day(),
        states=STATES,
        rooms=ROOM_NAMES,
        here="slots",
    )


def asked() -> Asked:
    """Read off the address what somebody wants to see; what is odd is left out."""
    args = request.args
    zone = ZoneInfo(current().settings.timezone)
    first, last = first_day(), date_of(args.get("until", ""))
    return Asked(
        activity_id=number_of(args.get("activity", "")),
        begin=begin_of(first, zone) if first else None,
        end=begin_of(last + timedelta(days=1), zone) if last else None,
        state=word_of(SlotState, args.get("state", "")),
        room=word_of(Room, args.get("room", "")),
    )


def first_day() -> date | None:
    """Tell from which day on: today, unless another day or none at all was chosen."""
    if "from" in request.args:
        return date_of(request.args["from"])
    return today()


def today() -> date:
    """Tell the date on the staff's wall."""
    return now().astimezone(ZoneInfo(current().settings.timezone)).date()


def word_of(words: type[Word], text: str) -> Word | None:
    """Read one of some words; nothing where it is none of them."""
    return words(text) if text in list(words) else None
