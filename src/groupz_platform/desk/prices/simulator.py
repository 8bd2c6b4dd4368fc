"""The price simulator: what a group would pay, and what a change would make of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms.validators import Optional

from groupz_platform.billing.queries import vat_of
from groupz_platform.billing.rules import VatLine
from groupz_platform.catalogue.fitting import (
    Misfit,
    Reckoning,
    misfit,
    reckon,
    types_of,
)
from groupz_platform.catalogue.forms import GroupForm, activity_group_form
from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import Party, Price, offered
from groupz_platform.catalogue.rules import ParticipantCategory
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _


class TrialForm(GroupForm):
    """Who would come, and when."""

    on = DateField(validators=[Optional()])

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and ask for somebody to come, of some type."""
        is_right = bool(super().validate(extra_validators))
        if is_right and not self.group.persons:
            first = next(iter(self.counts.values()))
            first.errors = [_("Fill in how many people come.")]
        return is_right and bool(self.group.persons)


@dataclass(frozen=True, slots=True)
class Trial:
    """A group that staff have made up, and what it would pay.

    Attributes:
        reckoning: Nothing where nobody was asked about, or where the price list has
            no answer.
        vat: Empty where a rate is missing on that date.
        misfit: Why such a group could not book, if so.
    """

    form: Any
    on: date
    is_asked: bool = False
    reckoning: Reckoning | None = None
    vat: Sequence[VatLine] = ()
    misfit: Misfit | None = None

    @classmethod
    def of(
        cls, session: Session, activity: ActivityView, asked: MultiDict[str, str]
    ) -> "Trial":
        """Work out what somebody asks about in an address."""
        today = today_at(activity)
        if not activity.categories or not asked:
            return cls(trial_form(activity, {"on": today.isoformat()}), today)
        form = trial_form(
            activity, {"type": "", "on": today.isoformat()} | asked.to_dict()
        )
        on = form.on.data or today
        if not form.validate():
            return cls(form, on)
        found = reckon(activity, form.group, on)
        vat = vat_of(session, found.lines, on) if found else ()
        return cls(form, on, True, found, vat, misfit(activity, form.group))


def today_at(activity: ActivityView) -> date:
    """Tell which day it is where the venue stands."""
    return now().astimezone(ZoneInfo(activity.venue.timezone)).date()


def trial_form(activity: ActivityView, values: Mapping[str, str]) -> Any:
    """Make the form of a group that staff make up."""
    return activity_group_form(activity, values, base=TrialForm)


class Comparison(NamedTuple):
    """What a group pays before and after a change; nothing where no price counts."""

    group: Group
    before: Reckoning | None
    after: Reckoning | None


def comparisons(
    before: ActivityView, changed: Price, after: Sequence[Price], on: date
) -> Iterator[Comparison]:
    """Compare what groups of several sizes pay, such as a changed price is for."""
    then = replace(before, prices=tuple(after), categories=offered(after))
    kind = changed.group_type or types_of(before)[0]
    category = changed.category or (then.categories or tuple(ParticipantCategory))[0]
    for persons in sizes(before, changed):
        group = Group(Party({category: persons}), kind)
        yield Comparison(group, reckon(before, group, on), reckon(then, group, on))


def sizes(activity: ActivityView, changed: Price) -> list[int]:
    """Choose sizes of groups: the bounds, and where a price begins and ends."""
    smallest, largest = activity.min_group, activity.max_group
    edges = {smallest, largest, (smallest + largest) // 2}
    edges |= {changed.min_persons - 1, changed.min_persons}
    if changed.max_persons is not None:
        edges |= {changed.max_persons, changed.max_persons + 1}
    return sorted(size for size in edges if smallest <= size <= largest)
