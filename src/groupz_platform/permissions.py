"""Who of the staff may do what: the one table of roles and permissions.

Every page of the backoffice names the permission that it needs
(`groupz_platform.web.access.needs`); what is not in this table is refused.
"""

from collections.abc import Mapping
from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody is to the house."""

    ADMINISTRATOR = "administrator"
    """Does everything, people and protection included."""

    PLANNER = "planner"
    """Makes the programme: activities, prices, times; and all of the desk's work."""

    DESK = "desk"
    """Receives groups, and takes bookings on the telephone."""

    FINANCE = "finance"
    """Reads bookings, prices and figures, and takes them out as files; no notes."""

    GUIDE = "guide"
    """Sees who comes on a day: first names and telephone numbers."""

    AUDITOR = "auditor"
    """Reads everything and changes nothing."""


class Permission(StrEnum):
    """One kind of thing that somebody may see or do."""

    OWN_ACCOUNT = "own.account"
    DAY_READ = "day.read"
    DAY_CHECK_IN = "day.check_in"
    BOOKINGS_READ = "bookings.read"
    BOOKINGS_NOTES = "bookings.notes"
    BOOKINGS_CHANGE = "bookings.change"
    BOOKINGS_CANCEL = "bookings.cancel"
    BOOKINGS_EXPORT = "bookings.export"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_CHANGE = "catalogue.change"
    PRICES_READ = "prices.read"
    PRICES_CHANGE = "prices.change"
    SCHEDULE_READ = "schedule.read"
    SCHEDULE_CHANGE = "schedule.change"
    OUTBOX_READ = "outbox.read"
    OUTBOX_CHANGE = "outbox.change"
    TEMPLATES_READ = "templates.read"
    TEMPLATES_CHANGE = "templates.change"
    STATISTICS_READ = "statistics.read"
    PEOPLE_READ = "people.read"
    PEOPLE_CHANGE = "people.change"
    AUDIT_READ = "audit.read"
    HISTORY_READ = "history.read"
    PROTECTION_READ = "protection.read"
    PROTECTION_CHANGE = "protection.change"


_OWN = frozenset({Permission.OWN_ACCOUNT})
_READING = frozenset(each for each in Permission if each.endswith(".read"))
_DESK = frozenset(
    {
        Permission.DAY_READ,
        Permission.DAY_CHECK_IN,
        Permission.BOOKINGS_READ,
        Permission.BOOKINGS_NOTES,
        Permission.BOOKINGS_CHANGE,
        Permission.BOOKINGS_CANCEL,
        Permission.CATALOGUE_READ,
        Permission.PRICES_READ,
        Permission.SCHEDULE_READ,
        Permission.OUTBOX_READ,
    }
)
_PLANNING = frozenset(
    {
        Permission.BOOKINGS_EXPORT,
        Permission.CATALOGUE_CHANGE,
        Permission.PRICES_CHANGE,
        Permission.SCHEDULE_CHANGE,
        Permission.OUTBOX_CHANGE,
        Permission.TEMPLATES_READ,
        Permission.TEMPLATES_CHANGE,
        Permission.STATISTICS_READ,
    }
)
_FIGURES = frozenset(
    {
        Permission.BOOKINGS_READ,
        Permission.BOOKINGS_EXPORT,
        Permission.CATALOGUE_READ,
        Permission.PRICES_READ,
        Permission.STATISTICS_READ,
    }
)

PERMISSIONS: Mapping[StaffRole, frozenset[Permission]] = {
    StaffRole.ADMINISTRATOR: frozenset(Permission),
    StaffRole.PLANNER: _OWN | _DESK | _PLANNING,
    StaffRole.DESK: _OWN | _DESK,
    StaffRole.FINANCE: _OWN | _FIGURES,
    StaffRole.GUIDE: _OWN | {Permission.DAY_READ},
    StaffRole.AUDITOR: _OWN | _READING | {Permission.BOOKINGS_NOTES},
}
