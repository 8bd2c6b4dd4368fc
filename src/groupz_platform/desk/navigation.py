"""What stands in the bar of the backoffice: the pages that somebody may open."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import current_app, g

from groupz_platform.permissions import Permission
from groupz_platform.texts import gettext_noop as noop


class Entry(NamedTuple):
    """A page in the bar.

    Attributes:
        name: What a page calls itself, as `here`.
        key: Opens it on the keyboard, after `g`.
    """

    name: str
    endpoint: str
    label: str
    permission: Permission
    key: str = ""


class Section(NamedTuple):
    """Pages that belong together."""

    label: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(
        noop("The day"),
        (
            Entry("today", "today.day", noop("Today"), Permission.DAY_READ, "t"),
            Entry(
                "planning",
                "planning.board",
                noop("Planning"),
                Permission.SCHEDULE_READ,
                "p",
            ),
            Entry(
                "bookings",
                "desk_bookings.listed",
                noop("Bookings"),
                Permission.BOOKINGS_READ,
                "b",
            ),
            Entry(
                "telephone",
                "by_telephone.choose",
                noop("Book for a caller"),
                Permission.BOOKINGS_CHANGE,
                "n",
            ),
        ),
    ),
    Section(
        noop("The programme"),
        (
            Entry(
                "slots", "slots.listed", noop("Times"), Permission.SCHEDULE_READ, "s"
            ),
            Entry(
                "closures",
                "closures.listed",
                noop("Closures"),
                Permission.SCHEDULE_READ,
            ),
            Entry(
                "activities",
                "activities.listed",
                noop("Activities"),
                Permission.CATALOGUE_READ,
                "a",
            ),
            Entry("venues", "venues.listed", noop("Venues"), Permission.CATALOGUE_READ),
            Entry("prices", "prices.listed", noop("Prices"), Permission.PRICES_READ),
        ),
    ),
    Section(
        noop("Mail and figures"),
        (
            Entry(
                "outbox", "outbox.listed", noop("Outbox"), Permission.OUTBOX_READ, "o"
            ),
            Entry(
                "templates",
                "mail_templates.listed",
                noop("Mail texts"),
                Permission.TEMPLATES_READ,
            ),
            Entry(
                "statistics",
                "statistics.overview",
                noop("Statistics"),
                Permission.STATISTICS_READ,
            ),
        ),
    ),
    Section(
        noop("The house"),
        (
            Entry("people", "people.listed", noop("People"), Permission.PEOPLE_READ),
            Entry(
                "history",
                "history.everybody",
                noop("Sign-ins"),
                Permission.HISTORY_READ,
            ),
            Entry("audit", "audit.log", noop("Changes"), Permission.AUDIT_READ),
            Entry(
                "protection",
                "protection.overview",
                noop("Protection"),
                Permission.PROTECTION_READ,
            ),
        ),
    ),
)


def navigation() -> Iterator[Section]:
    """List what the one who is signed in may open."""
    who = g.get("staff")
    for section in SECTIONS:
        entries = tuple(
            entry
            for entry in section.entries
            if who is not None
            and who.may(entry.permission)
            and entry.endpoint in current_app.view_functions
        )
        if entries:
            yield section._replace(entries=entries)
