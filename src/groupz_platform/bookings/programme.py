"""What is booked, by name: as much of the catalogue as a list of bookings needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.bookings.folding import fold
from groupz_platform.catalogue.models import Activity, ActivityTranslation, Venue


@dataclass(frozen=True, slots=True)
class Named:
    """An activity with its titles and its venue.

    Attributes:
        titles: The title in each language.
    """

    id: int
    venue_id: int
    venue: str
    timezone: str
    titles: Mapping[str, str]

    def title(self, locale: str) -> str:
        """Say what it is called in a language, or else in another one."""
        return self.titles.get(locale) or next(iter(self.titles.values()), "")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its venue."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class Programme:
    """All that can be booked or could be once."""

    activities: Mapping[int, Named]

    @cached_property
    def venues(self) -> dict[int, str]:
        """The names of the venues, by number."""
        return {each.venue_id: each.venue for each in self.activities.values()}

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {
            each.id: fold(" ".join([*each.titles.values(), each.venue]))
            for each in self.activities.values()
        }

    def called(self, word: str) -> list[int]:
        """List the activities that have a folded word in a title or their venue."""
        return [key for key, text in self._texts.items() if word in text]

    def of_venue(self, venue_id: int) -> list[int]:
        """List the activities of a venue."""
        every = self.activities.values()
        return [each.id for each in every if each.venue_id == venue_id]


def programme(session: Session) -> Programme:
    """Read the programme, in one query."""
    rows = session.execute(
        select(
            Activity.id,
            Venue.id,
            Venue.name,
            Venue.timezone,
            ActivityTranslation.locale,
            ActivityTranslation.title,
        )
        .join(Venue, Venue.id == Activity.venue_id)
        .outerjoin(ActivityTranslation, ActivityTranslation.activity_id == Activity.id)
        .order_by(Venue.name, Activity.position, Activity.id)
    )
    return Programme(by_number(rows))


def by_number(
    rows: Iterable[Sequence[Any]],
) -> dict[int, Named]:
    """Gather the titles of each activity."""
    named: dict[int, Named] = {}
    titles: dict[int, dict[str, str]] = {}
    for key, venue_id, venue, timezone, locale, title in rows:
        mine = titles.setdefault(key, {})
        if locale is not None:
            mine[locale] = title or ""
        named[key] = Named(key, venue_id, venue, timezone, mine)
    return named
