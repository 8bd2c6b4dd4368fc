"""Cancellation policies: until when cancelling is free, and what it costs after."""

from collections.abc import Iterator
from itertools import pairwise

from flask import Blueprint, Response, render_template, request
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, selectinload
from werkzeug import Response as BaseResponse
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from groupz_platform.catalogue.errors import PolicyNotFoundError
from groupz_platform.catalogue.models import Activity, CancellationPolicy, PolicyStep
from groupz_platform.catalogue.policy import ALL, Step
from groupz_platform.desk.both_languages import TOO_LONG
from groupz_platform.desk.edited import ROW, page, see
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.forms import COUNT, LocalForm, one_line
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l
from groupz_platform.web.transactions import transaction

policies = Blueprint("policies", __name__, url_prefix="/policies")
MOST_STEPS = 6
MOST_DAYS = 365
LONGEST_NAME = 40
COUNTED = (
    select(func.count(Activity.id))
    .where(Activity.policy_id == CancellationPolicy.id)
    .scalar_subquery()
)


class PolicyForm(LocalForm):
    """A policy: its name for staff, and a line a step."""

    name = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in a name.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    steps = TextAreaField()

    def validate_steps(self, field: TextAreaField) -> None:
        """Ask for steps that follow on each other: ever later, ever dearer."""
        found = list(steps_in(field.data or ""))
        if not 1 <= len(found) <= MOST_STEPS:
            text = _("Write from 1 to %(most)d steps, one a line.")
            raise ValidationError(text % {"most": MOST_STEPS})
        for before, after in pairwise(found):
            if after.days_before >= before.days_before:
                raise ValidationError(_("Each step has fewer days than the one above."))
            if after.charge_percent <= before.charge_percent:
                raise ValidationError(_("Each step costs more than the one above."))


def steps_in(text: str) -> Iterator[Step]:
    """Read steps, such as `14: 50`.

    Raises:
        ValidationError: A line is none.
    """
    for line in filter(None, map(one_line, text.splitlines())):
        days, colon, percent = (part.strip(" %") for part in line.partition(":"))
        if not colon or not COUNT.fullmatch(days) or not COUNT.fullmatch(percent):
            wrong = _("This line is no step such as 14: 50%%: %(line)s")
            raise ValidationError(wrong % {"line": line[:40]})
        if int(days) > MOST_DAYS or int(percent) > ALL:
            raise ValidationError(_("Take up to 365 days, and from 0 to 100 per cent."))
        yield Step(int(days), int(percent))


@policies.get("/")
@needs(Permission.CATALOGUE_READ)
def listed() -> str:
    """List the policies, with how many activities each counts for."""
    found = select(CancellationPolicy, COUNTED).options(
        selectinload(CancellationPolicy.steps)
    )
    with transaction(Role.BACKOFFICE) as session:
        rows = session.execute(found.order_by(CancellationPolicy.slug)).all()
    return render_template("desk/policies/listed.html", rows=rows, here="activities")


@policies.get("/new")
@needs(Permission.CATALOGUE_CHANGE)
def new() -> Response:
    """Ask for a policy."""
    return asked(PolicyForm())


@policies.post("/new")
@needs(Permission.CATALOGUE_CHANGE)
def add() -> BaseResponse:
    """Add a policy."""
    form = PolicyForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        if not form.validate() or not is_free(session, form):
            return asked(form)
        policy = CancellationPolicy()
        session.add(policy)
        write(policy, form)
    say(_("The terms are added. Choose them at the activities they are for."))
    return see("policies.listed")


@policies.get(f"/<{ROW}:policy_id>/")
@needs(Permission.CATALOGUE_READ)
def shown(policy_id: int) -> Response:
    """Show a policy, with the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        policy = found(session, policy_id)
        return asked(PolicyForm(data=present(policy)), policy)


@policies.post(f"/<{ROW}:policy_id>/")
@needs(Permission.CATALOGUE_CHANGE)
def change(policy_id: int) -> BaseResponse:
    """Change a policy, for whoever books from now on, unless it was just changed."""
    form = PolicyForm(request.form)
    with transaction(Role.BACKOFFICE) as session:
        policy = found(session, policy_id, lock=True)
        is_late = request.form.get("before", "") != written(policy)
        is_right = form.validate() and is_free(session, form, policy)
        if is_late or not is_right:
            return asked(form, policy, is_late=is_late)
        write(policy, form)
    say(_("The terms are changed, for whoever books from now on."))
    return see("policies.listed")


def found(
    session: Session, policy_id: int, *, lock: bool = False
) -> CancellationPolicy:
    """Find a policy by its number.

    Raises:
        PolicyNotFoundError: There is none.
    """
    policy = session.get(
        CancellationPolicy,
        policy_id,
        options=[selectinload(CancellationPolicy.steps)],
        with_for_update={"key_share": True} if lock else None,
    )
    if policy is None:
        raise PolicyNotFoundError
    return policy


def is_free(
    session: Session, form: PolicyForm, policy: CancellationPolicy | None = None
) -> bool:
    """Tell whether no other policy has the name."""
    other = CancellationPolicy.id != (policy.id if policy else 0)
    taken = exists().where(CancellationPolicy.slug == form.name.data, other)
    if session.scalar(select(taken)):
        form.name.errors = [_("Other terms have this name.")]
    return not form.name.errors


def write(policy: CancellationPolicy, form: PolicyForm) -> None:
    """Write down what was typed."""
    policy.slug = form.name.data or ""
    typed = {s.days_before: s.charge_percent for s in steps_in(form.steps.data or "")}
    known = {step.days_before: step for step in policy.steps}
    for days, step in known.items():
        if days not in typed:
            policy.steps.remove(step)
    for days, percent in typed.items():
        if days in known:
            known[days].charge_percent = percent
        else:
            policy.steps.append(PolicyStep(days_before=days, charge_percent=percent))


def present(policy: CancellationPolicy) -> dict[str, str]:
    """Fill in what a policy is now."""
    lines = (f"{step.days_before}: {step.charge_percent}%" for step in policy.steps)
    return {"name": policy.slug, "steps": "\n".join(lines)}


def written(policy: CancellationPolicy) -> str:
    """Write a policy in one line, by which a form knows what it was made from."""
    return " ".join(present(policy).values()).replace("\n", " ")


def asked(
    form: PolicyForm, policy: CancellationPolicy | None = None, *, is_late: bool = False
) -> Response:
    """Render the form of a policy."""
    return page(
        "desk/policies/one.html",
        form,
        is_late=is_late,
        policy=policy,
        before=written(policy) if policy else "",
        here="activities",
    )
