"""What the pages show that join the areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.views import ActivityView, VenueView


@dataclass(frozen=True, slots=True)
class Card:
    """An activity on the programme."""

    activity: ActivityView
    next_dates: Sequence[datetime]

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
    next_dates: Mapping[int, Sequence[datetime]],
) -> list[Section]:
    """Join activities, ordered by venue, with their next dates."""
    return [
        Section(venue, [Card(a, next_dates.get(a.id, ())) for a in of_venue])
        for venue, of_venue in groupby(activities, key=lambda a: a.venue)
    ]
