"""What visitors see of the catalogue: plain values in one language, no tables."""

from dataclasses import dataclass

from groupz_platform.catalogue.policy import Step
from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.rules import (
    ActivityKind,
    CapacityMode,
    GroupType,
    ParticipantCategory,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture below the static files, or an uploaded one, and what it shows."""

    path: str
    alt: str

    @property
    def large(self) -> str:
        """The same picture, wider where there is a wider one.

        >>> Picture("pictures/ab-small.webp", "").large
        'pictures/ab-large.webp'
        """
        return self.path.replace("-small.webp", "-large.webp")


@dataclass(frozen=True, slots=True)
class VenueView:
    """A venue as a visitor reads it."""

    slug: str
    name: str
    street: str
    postcode: str
    city: str
    telephone: str
    email: str
    timezone: str
    picture: str
    summary: str
    access: str


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity as a visitor reads it.

    Attributes:
        version: Grows with each change that staff make, prices included.
        categories: Who may come; nobody else has a price.
    """

    id: int
    version: int
    slug: str
    kind: ActivityKind
    title: str
    summary: str
    description: str
    good_to_know: str
    duration_minutes: int
    min_group: int
    max_group: int
    capacity_mode: CapacityMode
    notice_days: int
    horizon_days: int
    group_types: tuple[GroupType, ...]
    pictures: tuple[Picture, ...]
    prices: tuple[Price, ...]
    categories: tuple[ParticipantCategory, ...]
    policy: tuple[Step, ...]
    venue: VenueView

    @property
    def paragraphs(self) -> list[str]:
        """The description's paragraphs."""
        return [part.strip() for part in self.description.split("\n\n")]
