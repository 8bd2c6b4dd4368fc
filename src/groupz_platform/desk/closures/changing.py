"""Adding and changing a closure: what is booked in it is shown before it is saved."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug import Response

from groupz_platform.audit.queries import changes_since
from groupz_platform.bookings.in_closures import (
    InClosure,
    booked_within,
    release_within,
)
from groupz_platform.desk.closures.forms import ClosureForm, present, with_places
from groupz_platform.desk.closures.listing import closures
from groupz_platform.desk.closures.rows import ClosureRow, Place, one_row, places
from groupz_platform.desk.edited import ROW, mistakes, see
from groupz_platform.desk.slots.blueprint import again
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule import closing
from groupz_platform.schedule.closing import Closing
from groupz_platform.schedule.closures import Stretch, stretch_of
from groupz_platform.schedule.errors import ClosureChangedError
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext, ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


@closures.get("/add")
@needs(Permission.SCHEDULE_CHANGE)
def ask_to_add() -> Response:
    """Show the form, filled in as far as the address tells."""
    with transaction(Role.BACKOFFICE) as session:
        known = places(session, page_locale())
    return page(with_places(ClosureForm(request.args), known), known)


@closures.post("/add")
@needs(Permission.SCHEDULE_CHANGE)
def add() -> Response:
    """Close for a while, once the bookings in it were seen."""
    with transaction(Role.BACKOFFICE) as session:
        known = places(session, page_locale())
        form = with_places(ClosureForm(request.form), known)
        if not form.validate():
            return page(form, known)
        wanted = form.closing(known)
        if not is_seen(booked := booked_within(session, wanted.stretch, now())):
            return page(form, known, booked=booked, doubtful=True)
        closure = closing.close(session, wanted, by=staff().name, now=now())
        number = closure.id
        booked = booked_within(session, wanted.stretch, now())
    release_holds(wanted.stretch)
    say(closed_words(booked), undo=url_for("closures.remove", number=number))
    return see("closures.listed")


@closures.get(f"/<{ROW}:number>/")
@needs(Permission.SCHEDULE_READ)
def shown(number: int) -> Response:
    """Show a closure, what is booked in it, and the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, number, page_locale())
        known = places(session, page_locale())
        form = with_places(ClosureForm(data=present(row)), known)
        booked = booked_within(session, stretch_of(row.closure), now())
        return page(form, known, row=row, booked=booked)


@closures.post(f"/<{ROW}:number>/")
@needs(Permission.SCHEDULE_CHANGE)
def change(number: int) -> Response:
    """Make another closure of one, once the bookings in it were seen."""
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, number, page_locale())
        known = places(session, page_locale())
        form = with_places(ClosureForm(request.form), known)
        if not form.validate():
            return page(form, known, row=row)
        wanted = form.closing(known)
        if not is_seen(booked := booked_within(session, wanted.stretch, now())):
            return page(form, known, row=row, booked=booked, doubtful=True)
    try:
        with transaction(Role.BACKOFFICE) as session:
            closing.change(session, number, wanted, version=version_sent())
            booked = booked_within(session, wanted.stretch, now())
    except ClosureChangedError:
        return refused(number, form, known, wanted)
    release_holds(wanted.stretch)
    say(closed_words(booked))
    return see("closures.listed")


def refused(
    number: int, form: ClosureForm, known: Sequence[Place], wanted: Closing
) -> Response:
    """Show the form as it was typed, and who has changed the closure meanwhile."""
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, number, page_locale())
        entries = changes_since(session, "closures", number, version_sent())
        booked = booked_within(session, wanted.stretch, now())
        return page(form, known, row=row, booked=booked, entries=entries)


def is_seen(booked: InClosure) -> bool:
    """Tell whether the bookings in it were shown as they are now."""
    return not booked.total or request.form.get("seen") == booked.stamp


def version_sent() -> int:
    """Read which version of the closure was seen."""
    return request.form.get("version", -1, type=int)


def release_holds(stretch: Stretch) -> None:
    """End the holds in what is closed by now, so many at once until there is none."""

    def some() -> int:
        with transaction(Role.BACKOFFICE) as session:
            return release_within(session, stretch, now=now())

    while again(some):
        pass


def closed_words(booked: InClosure) -> str:
    """Say that it is closed, and how many are booked all the same."""
    if not booked.total:
        return gettext("The closure is saved: nobody can book in it.")
    return ngettext(
        "The closure is saved: nobody can book in it. %(num)d booking in it stands.",
        "The closure is saved: nobody can book in it. %(num)d bookings in it stand.",
        booked.total,
    )


def page(
    form: ClosureForm,
    known: Sequence[Place],
    *,
    row: ClosureRow | None = None,
    **more: Any,
) -> Response:
    """Render the form, with what is wrong, booked, or changed meanwhile."""
    wrong = mistakes(form)
    status = HTTPStatus.OK
    if wrong or more.get("doubtful"):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    if "entries" in more:
        status = HTTPStatus.CONFLICT
    body = render_template(
        "desk/closures/form.html",
        form=form,
        row=row,
        wrong=wrong,
        titles={each.scope.activity_id: (each.label, each.zone) for each in known},
        here="closures",
        **more,
    )
    return make_response(body, status)
