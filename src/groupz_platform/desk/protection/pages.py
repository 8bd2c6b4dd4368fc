"""The pages of protection: decisions in force, explained, undone, made."""

from dataclasses import replace
from http import HTTPStatus

import structlog
from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from groupz_platform.desk.edited import see
from groupz_platform.desk.protection.standing import (
    allowing,
    decision_of,
    in_force,
    register,
    seconds,
    standing_of,
)
from groupz_platform.errors import NotFoundError
from groupz_platform.permissions import Permission
from groupz_platform.web.access import needs, say, staff
from groupz_platform.web.client import client_key
from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import gettext as _
from groupz_shield import Decision, Subject
from groupz_shield.decisions import DecisionKind
from groupz_shield.errors import SubjectError

protection = Blueprint("protection", __name__, url_prefix="/protection")
LASTS = {"hour": 3600, "day": 86_400, "week": 7 * 86_400, "ever": None}
"""How long something is decided for, in seconds."""

WIDEST = {4: 16, 6: 32}
"""What is wider is taken for a mistake, in bits of a prefix."""

LONGEST_REASON = 200
WRONG = HTTPStatus.UNPROCESSABLE_ENTITY
log = structlog.get_logger("groupz.protection")


@protection.get("/")
@needs(Permission.PROTECTION_READ)
def overview() -> ResponseReturnValue:
    """List what is in force; explain whoever is asked for."""
    asked = one_line(request.args.get("who"))
    return shown(asked)


@protection.post("/decide")
@needs(Permission.PROTECTION_CHANGE, fresh=True)
def decide() -> ResponseReturnValue:
    """Ban somebody, or let them pass whatever else is decided."""
    who = one_line(request.form.get("who"))
    kind = DecisionKind.ALLOW if "allow" in request.form else DecisionKind.BAN
    try:
        subject = Subject.parse(who)
    except SubjectError:
        return shown(who, _("Fill in an address or a network, such as 203.0.113.9."))
    if problem := objection(subject, kind):
        return shown(who, problem)
    made = decision_about(subject, kind)
    register().put([made])
    log.warning("decided by staff", kind=kind.value, who=subject.value, by=staff().id)
    undo = url_for("protection.lift", decision_id=made.id)
    say(made_words(made), undo=undo)
    return see("protection.overview", who=subject.value)


@protection.post("/<decision_id>/lift")
@needs(Permission.PROTECTION_CHANGE, fresh=True)
def lift(decision_id: str) -> ResponseReturnValue:
    """Undo a decision."""
    decision = found(decision_id)
    register().put([decision.lifted(seconds())])
    log.warning("lifted by staff", who=decision.value, by=staff().id)
    undo = url_for("protection.put_back", decision_id=decision.id)
    say(_("Undone: %(who)s", who=decision.value), undo=undo)
    return see("protection.overview", who=decision.value)


@protection.post("/<decision_id>/put-back")
@needs(Permission.PROTECTION_CHANGE, fresh=True)
def put_back(decision_id: str) -> ResponseReturnValue:
    """Put a decision back that was undone."""
    decision = found(decision_id)
    register().put([replace(decision, lifted_at=None)])
    log.warning("put back by staff", who=decision.value, by=staff().id)
    say(_("It is in force again: %(who)s", who=decision.value))
    return see("protection.overview", who=decision.value)


def shown(asked: str, problem: str = "") -> ResponseReturnValue:
    """Show what is in force, and how somebody stands."""
    standing = None
    if asked and not problem:
        try:
            standing = standing_of(Subject.parse(asked))
        except SubjectError:
            problem = _("Fill in an address or a network, such as 203.0.113.9.")
    body = render_template(
        "desk/protection/overview.html",
        asked=asked,
        problem=problem,
        standing=standing,
        decisions=in_force(),
        own=client_key(),
        lasts=tuple(LASTS),
        here="protection",
    )
    return make_response(body, WRONG if problem else HTTPStatus.OK)


def objection(subject: Subject, kind: DecisionKind) -> str:
    """Say why something is not decided about somebody; empty if it may be."""
    if subject.bits < WIDEST[subject.version]:
        return _("This network is so wide that it is taken for a mistake.")
    if kind is DecisionKind.ALLOW:
        return ""
    if subject.covers(Subject.parse(client_key())):
        return _("This is your own address: you would keep yourself out.")
    if why := register().protection.why(subject):
        return _("The settings protect this address: %(why)s", why=why)
    if allowing(subject):
        return _("This address may always pass. Undo that first.")
    return ""


def decision_about(subject: Subject, kind: DecisionKind) -> Decision:
    """Make a decision of somebody of the staff."""
    lasts = LASTS.get(request.form.get("lasts", ""), LASTS["day"])
    reason = one_line(request.form.get("reason"))[:LONGEST_REASON]
    return Decision(
        subject,
        created_at=seconds(),
        until=None if lasts is None else seconds() + lasts,
        kind=kind,
        reason=f"{staff().name}: {reason}" if reason else staff().name,
    )


def made_words(made: Decision) -> str:
    """Say what was decided."""
    if made.kind is DecisionKind.ALLOW:
        return _("%(who)s may always pass.", who=made.value)
    return _("%(who)s is kept out.", who=made.value)


def found(decision_id: str) -> Decision:
    """Find a decision.

    Raises:
        NotFoundError: There is none.
    """
    decision = decision_of(decision_id)
    if decision is None:
        raise NotFoundError
    return decision
