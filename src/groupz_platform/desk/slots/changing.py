"""One time: what it is, who comes, and changing it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.queries import changes_since
from groupz_platform.bookings.errors import ChangedMeanwhileError, TooLateError
from groupz_platform.bookings.in_slot import bookings_in
from groupz_platform.bookings.moving import SlotPlan, change_slot, stamp
from groupz_platform.desk.edited import ROW, mistakes, number_of, see
from groupz_platform.desk.letters import letterhead
from groupz_platform.desk.slots.blueprint import again, slots
from groupz_platform.desk.slots.forms import OneForm, present
from groupz_platform.desk.slots.ground import ground_of
from groupz_platform.desk.slots.rows import SlotRow, one_row
from groupz_platform.desk.slots.words import STATES, conflict_words, problem_words
from groupz_platform.errors import BusyError, RefusalError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.schedule.conflicts import PlannedSlot, conflicts_of
from groupz_platform.schedule.errors import (
    CapacityError,
    SlotChangedError,
    SlotExistsError,
)
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext, ngettext
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction

FIELD_OF: dict[type[RefusalError], str] = {
    CapacityError: "persons",
    SlotExistsError: "begins",
    TooLateError: "day",
}
"""Beside which field a refusal is told."""


@slots.get(f"/<{ROW}:slot_id>/")
@needs(Permission.SCHEDULE_READ)
def shown(slot_id: int) -> Response:
    """Show a time, who comes, and the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, slot_id, page_locale())
        return page(session, row, OneForm(data=present(row)))


@slots.post(f"/<{ROW}:slot_id>/")
@needs(Permission.SCHEDULE_CHANGE)
def change(slot_id: int) -> BaseResponse:
    """Change a time; its groups are written to if it is another one."""
    form = OneForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, slot_id, page_locale())
        if not form.validate():
            return page(session, row, form)
        planned = planned_of(session, row, form)
        if is_refused(form, planned):
            return page(session, row, form)
        doubts = [conflict_words(each) for each in planned.conflicts]
        if doubts and "anyway" not in request.form:
            return page(session, row, form, doubts=doubts)
    return attempted(slot_id, form, planned)


def attempted(slot_id: int, form: OneForm, planned: PlannedSlot) -> BaseResponse:
    """Change it, or show the form with why that was refused."""

    def attempt() -> int:
        with transaction(Role.BACKOFFICE) as session:
            return change_slot(
                session,
                slot_id,
                plan_of(form, planned),
                seen=request.form.get("seen", ""),
                letterhead=letterhead(),
                now=now(),
            )

    try:
        told = again(attempt)
    except (SlotChangedError, ChangedMeanwhileError, BusyError):
        return refused(slot_id, form, meanwhile=True)
    except (CapacityError, SlotExistsError, TooLateError) as error:
        form[FIELD_OF[type(error)]].errors = [problem_words(error)]
        return refused(slot_id, form)
    say(changed_words(told))
    return see("slots.shown", slot_id=slot_id)


def changed_words(told: int) -> str:
    """Say that it is changed, and how many groups are written to."""
    if not told:
        return gettext("The time is changed.")
    return ngettext(
        "The time is changed, and %(num)d group gets a mail about it.",
        "The time is changed, and %(num)d groups get a mail about it.",
        told,
    )


def planned_of(session: Session, row: SlotRow, form: OneForm) -> PlannedSlot:
    """Look at what the slot is to be; where its time stays, nothing is in the way.

    A wall time that comes twice in autumn stays the one that it is.
    """
    if (form.wall, form.minutes.data) == (
        row.starts_at.replace(tzinfo=None),
        row.minutes,
    ):
        return PlannedSlot(form.wall, row.slot.starts_at, row.slot.ends_at, ())
    ground = ground_of(session, row, form.duration, but=row.slot.id)
    [planned] = conflicts_of(session, [form.wall], ground, now=now())
    return planned


def is_refused(form: OneForm, planned: PlannedSlot) -> bool:
    """Tell whether a time cannot be, and say so beside its field."""
    why = [conflict_words(each) for each in planned.conflicts if each.kind.hinders]
    if why:
        text = gettext("This time %(why)s.")
        form.begins.errors = [text % {"why": ", ".join(why)}]
    return bool(why)


def plan_of(form: OneForm, planned: PlannedSlot) -> SlotPlan:
    """Take what the slot is to be out of the form.

    Raises:
        ValueError: Such a time does not exist.
    """
    if planned.starts_at is None or planned.ends_at is None:
        raise ValueError(planned.key)
    capacity = form.capacity
    return SlotPlan(
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        local_date=planned.wall.date(),
        capacity_persons=capacity.persons,
        capacity_groups=capacity.groups,
    )


def refused(slot_id: int, form: OneForm, *, meanwhile: bool = False) -> Response:
    """Show the form as it was typed, beside what the time is by now."""
    with transaction(Role.BACKOFFICE) as session:
        row = one_row(session, slot_id, page_locale())
        return page(session, row, form, meanwhile=meanwhile)


def page(
    session: Session,
    row: SlotRow,
    form: OneForm,
    *,
    meanwhile: bool = False,
    **more: Any,
) -> Response:
    """Render the page of a time."""
    wrong = mistakes(form)
    refused_ = wrong or more.get("doubts")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused_ else HTTPStatus.OK
    entries: Sequence[AuditEntry] = ()
    if meanwhile:
        status = HTTPStatus.CONFLICT
        since = number_of(request.form.get("version", "")) or 0
        entries = changes_since(session, "time_slots", row.slot.id, since)
    body = render_template(
        "desk/slots/shown.html",
        row=row,
        form=form,
        wrong=wrong,
        bookings=bookings_in(session, row.slot.id),
        entries=entries,
        meanwhile_=meanwhile,
        stamp=stamp(row.slot),
        states=STATES,
        is_over=row.slot.starts_at <= now(),
        here="slots",
        **more,
    )
    return make_response(body, status)
