"""Refusals in the visitor's language."""

from functools import singledispatch

from groupz_platform.bookings.errors import (
    ChangedMeanwhileError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
    TooLateError,
)
from groupz_platform.errors import NotFoundError, RefusalError
from groupz_platform.schedule.rules import Availability
from groupz_platform.texts import gettext_noop as noop
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
def _late(_error: TooLateError) -> str:
    return _(
        "This can no longer be changed here: fewer people or another date are possible "
        "as long as cancelling is free, more people until booking closes. Call us."
    )


@words_of.register
def _gone(_error: NotFoundError) -> str:
    return _("This time is not there, or not any more. Choose another one.")


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


NOTICES = {
    "old": noop("The page stood open for long. Check what it says and send it again."),
    "foreign": noop("This form belonged to another page. Check it and send it again."),
    "used": noop("This form has booked already. Send it again for one more group."),
    "robot": noop("A field that nobody sees was filled in. Send the form again."),
    "holds": noop(
        "From your network as many places are held already as we keep at a time. Book "
        "those or let them go, or try again in 20 minutes."
    ),
    "full": noop("That time is no longer free for you. Nothing was held."),
    "changed": noop("The booking has changed meanwhile. This is how it stands now."),
    "price": noop("The price has changed meanwhile. This is what it would be now."),
}
"""Why somebody is back at a page, by the one word in its address."""


def notice_of(refused: str) -> str:
    """Say why somebody is back at a page; nothing for a word that is none of ours."""
    return _(NOTICES[refused]) if refused in NOTICES else ""
