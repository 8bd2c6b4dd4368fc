"""Groups that want to come, and the times that have room for them."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from pages.routes import page_of
from site_server import Site

ALONE = "sluiswachter-voor-een-dag"
"""One group at a time: 10 to 30 people, of schools and associations."""

SHARED = "onder-de-waterlijn"
"""Groups of 8 to 40 people of every sort, who share 45 places."""

PLACES = 45

FREE = """
    SELECT time_slots.id FROM time_slots
    JOIN activities ON activities.id = time_slots.activity_id
    WHERE slug = ? AND capacity_persons - used_persons >= ?
    AND used_groups < capacity_groups
    AND local_date BETWEEN date('now', ?) AND date('now', ?)
    ORDER BY starts_at LIMIT 1
"""
LATER = ("+21 days", "+360 days")
"""Later than every activity's notice and free of charge, whenever the tests run."""

SOON = ("+2 days", "+6 days")
"""So soon that cancelling costs something, and late enough to be booked."""


@dataclass(frozen=True)
class Group:
    """What a group types; the address is its own, so that it can be found again."""

    child: str = "24"
    adult: str = ""
    supervisor: str = "3"
    type: str = "school"
    organisation: str = "De Regenboog"
    name: str = "Sam de Vries"
    email: str = field(default_factory=lambda: f"{uuid4().hex}@regenboog.example")
    telephone: str = "06 12345678"

    @property
    def who(self) -> dict[str, str]:
        """Who comes, by the names of the form's fields."""
        return {
            "child": self.child,
            "adult": self.adult,
            "supervisor": self.supervisor,
            "type": self.type,
        }

    @property
    def contact(self) -> dict[str, str]:
        """Who books, by the names of the form's fields."""
        return {
            "organisation": self.organisation,
            "name": self.name,
            "email": self.email,
            "telephone": self.telephone,
        }


def school_class(**different: str) -> Group:
    """A class of twenty-seven: 24 pupils and 3 supervisors."""
    return replace(Group(), **different)


def free_slot(
    site: Site, slug: str, persons: int = 27, when: tuple[str, str] = LATER
) -> str:
    """The first time with room for so many in one group."""
    [(number,)] = site.rows(FREE, slug, persons, *when)
    return str(number)


def form_path(slot_id: str, locale: str) -> str:
    return page_of("bookings.book", locale).path({"slot_id": slot_id})


def bookings_of(site: Site, group: Group) -> list[str]:
    """The references of what a group has booked, cancelled or not."""
    query = "SELECT reference FROM bookings WHERE contact_email = ?"
    return [reference for (reference,) in site.rows(query, group.email)]


def taken(site: Site, slot_id: str) -> tuple[int, int]:
    """How many persons and groups a time has by its counters."""
    [counters] = site.rows(
        "SELECT used_persons, used_groups FROM time_slots WHERE id = ?", slot_id
    )
    return counters[0], counters[1]


def bookings_in(site: Site, slot_id: str) -> list[str]:
    """The references of all that has places at a time, held or booked."""
    query = (
        "SELECT reference FROM bookings WHERE slot_id = ?"
        " AND state IN ('held', 'confirmed')"
    )
    return [reference for (reference,) in site.rows(query, slot_id)]


def facts_of(site: Site, group: Group, *columns: str) -> tuple[Any, ...]:
    """Read columns of the one booking of a group."""
    named = ", ".join(columns)
    query = f"SELECT {named} FROM bookings WHERE contact_email = ?"
    [facts] = site.rows(query, group.email)
    return facts
