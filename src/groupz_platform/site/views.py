"""What the pages show that join the areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.views import ActivityView, VenueView
from groupz_platform.schedule.views import SlotView


@dataclass(frozen=True, slots=True)
class Card:
    """An activity on the programme."""

    activity: ActivityView
    slots: Sequence[SlotView]

    @property
    def price(self) -> Price | None:
        """The lowest price that somebody pays, if anybody pays."""
        paid = [price for price in self.activity.prices if price.amount_cents]
        return min(paid, key=lambda price: price.amount_cents, default=None)


class Section(NamedTuple):
    """A venue on the programme."""

    venue: VenueView
    cards: Sequence[Card]


def sections(
    activities: Sequence[ActivityView],
    slots: Mapping[int, Sequence[SlotView]],
) -> list[Section]:
    """Join activities, ordered by venue, with their next slots."""
    return [
        Section(venue, [Card(a, slots.get(a.id, ())) for a in of_venue])
        for venue, of_venue in groupby(activities, key=lambda a: a.venue)
    ]
