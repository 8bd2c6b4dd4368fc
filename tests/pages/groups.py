"""Groups that want to come, and the times that have room for them."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from pages.client import Answer, Client
from pages.markup import Markup
from pages.routes import page_of
from site_server import Site

ALONE = "sluiswachter-voor-een-dag"
"""One group at a time: 10 to 30 people."""

SHARED = "onder-de-waterlijn"
"""Groups of 8 to 40 people, who share 45 places."""

PLACES = 45

# Later than every activity's notice, whichever day the tests run.
LATER = """
    SELECT time_slots.id FROM time_slots
    JOIN activities ON activities.id = time_slots.activity_id
    WHERE slug = ? AND local_date > date('now', '+21 days')
"""
FREE = f"""{LATER}
    AND used_groups < capacity_groups AND capacity_persons - used_persons >= ?
    ORDER BY starts_at LIMIT 1
"""


@dataclass(frozen=True)
class Group:
    """What a group types; the address is its own, so that it can be found again."""

    children: str = "24"
    supervisors: str = "3"
    group_type: str = "school"
    organisation: str = "De Regenboog"
    name: str = "Sam de Vries"
    email: str = field(default_factory=lambda: f"{uuid4().hex}@regenboog.example")
    telephone: str = "06 12345678"

    @property
    def typed(self) -> dict[str, str]:
        """The same by the names of the form's fields."""
        return {
            "party-child": self.children,
            "party-supervisor": self.supervisors,
            "group_type": self.group_type,
            "organisation": self.organisation,
            "name": self.name,
            "email": self.email,
            "telephone": self.telephone,
        }


def school_class(**different: str) -> Group:
    """A class of twenty-seven: 24 pupils and 3 supervisors."""
    return replace(Group(), **different)


def free_slot(site: Site, slug: str, persons: int = 27) -> str:
    """The first time, some weeks ahead, with room for so many in one group."""
    [(number,)] = site.rows(FREE, slug, persons)
    return str(number)


def form_path(slot_id: str, locale: str) -> str:
    return page_of("bookings.book", locale).path({"slot_id": slot_id})


def send(client: Client, path: str, group: Group, **headers: str) -> Answer:
    """Open the form, fill it in, and send it."""
    token = Markup(client.get(path).text).inputs["token"]
    return client.post(path, {"token": token, **group.typed}, **headers)


def bookings_of(site: Site, group: Group) -> list[str]:
    """The references of what a group has booked."""
    query = "SELECT reference FROM bookings WHERE contact_email = ?"
    return [reference for (reference,) in site.rows(query, group.email)]
