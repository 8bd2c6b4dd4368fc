"""Refusals in the visitor's language."""

from functools import singledispatch

from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    OtherRequestError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.errors import RefusalError
from groupz_platform.schedule.rules import Availability
from groupz_platform.web.gettext import gettext as _, ngettext


@singledispatch
def words_of(_error: RefusalError) -> str:
    """Say why a group was not booked, and what to do."""
    return _("This activity is not meant for such a group.")


@words_of.register
def _size(error: PartySizeError) -> str:
    return _(
        "This activity takes groups of %(least)s to %(most)s people; you filled in "
        "%(persons)s.",
        least=error.least,
        most=error.most,
        persons=error.persons,
    )


@words_of.register
def _full(error: SlotFullError) -> str:
    if error.left == 0:
        return closed_words(Availability.FULL)
    return ngettext(
        "Only %(num)s place is left at this time.",
        "Only %(num)s places are left at this time.",
        error.left,
    )


@words_of.register
def _not_bookable(error: SlotNotBookableError) -> str:
    return closed_words(error.state)


@words_of.register
def _changed(_error: ChangedMeanwhileError) -> str:
    return _("The activity was changed just now. Check what it says and send again.")


@words_of.register
def _other(_error: OtherRequestError) -> str:
    return _("This form has made a booking already. Send it again for another one.")


def closed_words(state: Availability) -> str:
    """Say why a slot takes no groups."""
    match state:
        case Availability.FULL:
            return _("This time is full now.")
        case Availability.TOO_SOON:
            return _("It is too late to book this time.")
        case Availability.TOO_FAR:
            return _("This time cannot be booked yet.")
        case _:
            return _("This time is not open for groups.")
