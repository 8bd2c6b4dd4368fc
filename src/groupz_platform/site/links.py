"""Where an activity's dates lead to."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from groupz_platform.catalogue.groups import Group
from groupz_platform.schedule.views import SlotView
from groupz_platform.web.addresses import AddressPattern


@dataclass(frozen=True, slots=True)
class ActivityLinks:
    """From the page of an activity to its slots and months, the group coming along."""

    slug: str
    query: dict[str, Any]
    slots: AddressPattern

    @classmethod
    def of(cls, slug: str, group: Group) -> "ActivityLinks":
        """Prepare the links of an activity for a group."""
        return cls(slug, {**group.query}, slot_links(group))

    def slot(self, slot: SlotView) -> str:
        """The way to booking a slot."""
        return self.slots.fill(slot.id)

    def month(self, month: str) -> str:
        """The way to another month, ``YYYY-MM``."""
        return url_for(
            "site.activity",
            slug=self.slug,
            month=month,
            **self.query,
            _anchor="dates",
        )


def slot_links(group: Group) -> AddressPattern:
    """Prepare the links to slots for a group.

    A type alone is no group yet: there, it would count as one of nobody.
    """
    query = group.query if group.persons else {}
    return AddressPattern.of("bookings.book", "slot_id", **query)


def activity_links(group: Group) -> AddressPattern:
    """Prepare the links to activities for a group."""
    return AddressPattern.of("site.activity", "slug", **group.query)
