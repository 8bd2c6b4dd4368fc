"""Whether an activity takes a group at all, and what it pays: no dates in here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from groupz_platform.catalogue.groups import Group
from groupz_platform.catalogue.pricing import Party, PriceLine, price_lines
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory
from groupz_platform.catalogue.views import ActivityView


class Misfit(StrEnum):
    """Why an activity is none for a group, in the order in which it is decided."""

    GROUP_TYPE = "group_type"
    CATEGORY = "category"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


EVERY_TYPE = tuple(GroupType)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a group pays.

    Attributes:
        exact: Whether it is that for every type of group which this one may be; where
            nobody has said which it is, others may pay more.
    """

    lines: tuple[PriceLine, ...]
    exact: bool = True

    @property
    def total_cents(self) -> int:
        """What the lines come to."""
        return sum(line.amount_cents for line in self.lines)


def misfit(activity: ActivityView, group: Group) -> Misfit | None:
    """Tell why an activity is none for a group, if it is; a group of nobody fits."""
    if group.type and group.type not in types_of(activity):
        return Misfit.GROUP_TYPE
    if strangers(activity, group):
        return Misfit.CATEGORY
    persons = group.persons
    if 0 < persons < activity.min_group:
        return Misfit.TOO_SMALL
    if persons > activity.max_group:
        return Misfit.TOO_LARGE
    return None


def types_of(activity: ActivityView) -> tuple[GroupType, ...]:
    """List the types of group that an activity is for; none named means all."""
    return activity.group_types or EVERY_TYPE


def strangers(activity: ActivityView, group: Group) -> list[ParticipantCategory]:
    """List who comes with the group and has no price."""
    return [each for each in group.party.counts if each not in activity.categories]


def reckon(activity: ActivityView, group: Group, on: date) -> Reckoning | None:
    """Work out what a group pays on a date; nothing where the price list has no answer.

    As long as nobody has said what type of group it is, the lowest price counts.
    """
    types = (group.type,) if group.type else types_of(activity)
    found = [
        Reckoning(lines)
        for lines in (
            price_lines(activity.prices, group.party, group_type=each, on=on)
            for each in types
        )
        if covers(lines, group.party)
    ]
    if not found:
        return None
    lowest = min(found, key=lambda each: each.total_cents)
    same = {each.total_cents for each in found} == {lowest.total_cents}
    return Reckoning(lowest.lines, exact=same and len(found) == len(types))


def covers(lines: tuple[PriceLine, ...], party: Party) -> bool:
    """Tell whether lines are for all of a party."""
    paid_for = {line.category for line in lines}
    return bool(lines) and (None in paid_for or set(party.counts) <= paid_for)
