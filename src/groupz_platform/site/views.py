"""What the pages show that join the areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from groupz_platform.catalogue.fitting import Reckoning, reckon
from groupz_platform.catalogue.groups import ANYBODY, Group
from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.views import ActivityView, VenueView
from groupz_platform.schedule.views import SlotView

MOST_CARDS = 9
"""How many activities of one venue the programme shows; search shows all."""


@dataclass(frozen=True, slots=True)
class Card:
    """An activity on the programme, or among what was found for a group."""

    activity: ActivityView
    slots: Sequence[SlotView]
    group: Group = ANYBODY

    @property
    def price(self) -> Price | None:
        """The lowest price that somebody pays, if anybody pays."""
        paid = [price for price in self.activity.prices if price.amount_cents]
        return min(paid, key=lambda price: price.amount_cents, default=None)

    @property
    def reckoning(self) -> Reckoning | None:
        """What the group pays on the first of these dates, if it is known who comes."""
        if not self.group.persons or not self.slots:
            return None
        return reckon(self.activity, self.group, self.slots[0].starts_at.date())


class Section(NamedTuple):
    """A venue on the programme, with its first activities.

    Attributes:
        more: How many activities it has beside those.
    """

    venue: VenueView
    cards: Sequence[Card]
    more: int = 0


def by_venue(
    activities: Sequence[ActivityView],
) -> list[tuple[VenueView, list[ActivityView]]]:
    """Group activities, which are ordered by venue, by it."""
    return [
        (venue, list(of_venue))
        for venue, of_venue in groupby(activities, key=lambda a: a.venue)
    ]


def shown_first(activities: Sequence[ActivityView]) -> list[ActivityView]:
    """Choose what the programme shows: the first activities of each venue."""
    return [a for _, of_venue in by_venue(activities) for a in of_venue[:MOST_CARDS]]


def sections(
    activities: Sequence[ActivityView],
    slots: Mapping[int, Sequence[SlotView]],
) -> list[Section]:
    """Join the first activities of each venue with their next slots."""
    return [
        Section(
            venue,
            [Card(a, slots.get(a.id, ())) for a in of_venue[:MOST_CARDS]],
            more=max(0, len(of_venue) - MOST_CARDS),
        )
        for venue, of_venue in by_venue(activities)
    ]
