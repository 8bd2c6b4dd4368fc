"""Who may do what: the one table of grants, by role, table and column.

PostgreSQL gets it as GRANTs (`postgresql`), SQLite as an authorizer (`sqlite`). What
does not stand here is refused; `Role.OWNER` is not in it, because it owns the tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groupz_platform.roles import Role

NO_COLUMN: frozenset[str] = frozenset()
EVERY_COLUMN = frozenset({"*"})


@dataclass(frozen=True)
class Grant:
    """What one role may do with one table.

    Attributes:
        select: The columns that it may read.
        insert: Whether it may add rows.
        update: The columns that it may write in rows that are there.
        delete: Whether it may take rows away.
    """

    select: frozenset[str] = NO_COLUMN
    insert: bool = False
    update: frozenset[str] = NO_COLUMN
    delete: bool = False

    def may_select(self, column: str) -> bool:
        """Tell whether *column* may be read; the empty name asks for any at all."""
        return _covers(self.select, column) or (not column and bool(self.select))

    def may_update(self, column: str) -> bool:
        """Tell whether *column* may be written."""
        return _covers(self.update, column)

    @property
    def writes(self) -> bool:
        """Whether it may change anything."""
        return self.insert or self.delete or bool(self.update)


def _covers(columns: frozenset[str], column: str) -> bool:
    return columns is EVERY_COLUMN or column in columns


def _each(tables: Iterable[str], grant: Grant) -> dict[str, Grant]:
    return dict.fromkeys(tables, grant)


NOTHING = Grant()
READ = Grant(select=EVERY_COLUMN)
KEEP = Grant(select=EVERY_COLUMN, insert=True, update=EVERY_COLUMN)
MANAGE = Grant(select=EVERY_COLUMN, insert=True, update=EVERY_COLUMN, delete=True)
APPEND = Grant(select=frozenset({"id"}), insert=True)  # the id, for RETURNING
COUNTERS = frozenset({"used_persons", "used_groups", "version"})

VERSION = {"alembic_version": READ}
CATALOGUE = (
    "venues",
    "venue_translations",
    "activities",
    "activity_translations",
    "activity_images",
    "price_rules",
    "cancellation_policies",
    "policy_steps",
    "tax_rates",
)
SCHEDULE = ("time_slots",)
PROGRAMME = (*CATALOGUE, *SCHEDULE)
CLOSURES = {
    "closures": Grant(
        select=frozenset(
            {"id", "venue_id", "activity_id", "begins_at", "ends_at", "reason"}
        )
    )
}
"""When groups cannot book, and why; not who says so."""

BOOKINGS = (
    "bookings",
    "booking_parties",
    "booking_lines",
    "booking_events",
    "access_tokens",
)

ACCOUNT = frozenset(
    {"id", "name", "sign_in_name", "email", "role", "locale", "state", "version"}
)
ATTEMPT = frozenset(
    {
        "id",
        "at",
        "account_id",
        "name_hash",
        "network",
        "is_shortened",
        "browser",
        "factor",
        "result",
        "reason",
        "alerted",
        "session_handle",
        "ended_at",
        "ended_by",
        "ticket_expires_at",
    }
)
PEOPLE = {
    "staff_accounts": Grant(
        select=ACCOUNT | {"created_at"}, insert=True, update=ACCOUNT
    ),
    "second_factor_devices": Grant(
        select=frozenset(
            {
                "id",
                "account_id",
                "kind",
                "name",
                "created_at",
                "confirmed_at",
                "last_used_at",
                "key_id",
                "period_seconds",
                "last_step",
                "credential_id",
                "sign_count",
            }
        ),
        delete=True,
    ),
    "recovery_codes": Grant(
        select=frozenset({"id", "account_id", "used_at"}), delete=True
    ),
    "enrolment_links": Grant(
        select=frozenset(
            {
                "id",
                "account_id",
                "purpose",
                "created_at",
                "expires_at",
                "used_at",
                "password_at",
            }
        ),
        insert=True,
        update=frozenset({"used_at"}),
    ),
    "sign_in_attempts": Grant(select=ATTEMPT, insert=True),
}
"""The staff's accounts for the pages behind the sign-in: nothing that signs in."""

GRANTS: Mapping[Role, Mapping[str, Grant]] = {
    Role.VISITOR: VERSION | _each(PROGRAMME, READ) | CLOSURES | {"pictures": READ},
    Role.GUEST: VERSION
    | _each(PROGRAMME, READ)
    | CLOSURES
    | _each(("bookings", "booking_parties", "booking_lines", "access_tokens"), READ),
    Role.BOOKER: VERSION
    | _each(CATALOGUE, READ)
    | CLOSURES
    | {
        "time_slots": Grant(select=EVERY_COLUMN, update=COUNTERS),
        "bookings": Grant(
            select=EVERY_COLUMN,
            insert=True,
            update=frozenset(
                {
                    "slot_id",
                    "group_type",
                    "organisation",
                    "contact_name",
                    "contact_email",
                    "contact_telephone",
                    "request_hash",
                    "persons",
                    "state",
                    "hold_expires_at",
                    "hold_extended_at",
                    "held_by",
                    "draft",
                    "total_cents",
                    "price_list_version",
                    "policy",
                    "ics_sequence",
                    "search_text",
                    "version",
                }
            ),
        ),
        "booking_parties": Grant(
            select=EVERY_COLUMN, insert=True, update=frozenset({"planned"})
        ),
        "booking_lines": Grant(select=EVERY_COLUMN, insert=True),
        "booking_events": Grant(  # SQLite looks whether a new booking has events
            select=frozenset({"id", "booking_id"}), insert=True
        ),
        "access_tokens": Grant(
            select=EVERY_COLUMN,
            insert=True,
            update=frozenset({"expires_at", "revoked_at"}),
        ),
        "booking_notes": Grant(select=frozenset({"booking_id"})),  # and here
        "outbox_emails": APPEND,
        "link_requests": APPEND,
    },
    Role.SIGN_IN: VERSION
    | {
        "staff_accounts": Grant(
            select=EVERY_COLUMN,
            update=frozenset({"password_hash", "name", "locale", "version"}),
        ),
        "second_factor_devices": MANAGE,
        "recovery_codes": MANAGE,
        "enrolment_links": Grant(
            select=EVERY_COLUMN,
            update=frozenset({"used_at", "password_at", "challenge"}),
        ),
        "sign_in_attempts": KEEP,
        "staff_sessions": MANAGE,
        "outbox_emails": APPEND,
        "audit_entries": APPEND,
    },
    Role.BACKOFFICE: VERSION
    | _each(PROGRAMME, MANAGE)
    | _each(BOOKINGS, KEEP)
    | PEOPLE
    | {
        "outbox_emails": KEEP,
        "booking_notes": MANAGE,
        "closures": MANAGE,
        "desk_notes": MANAGE,
        "pictures": Grant(select=EVERY_COLUMN, insert=True, delete=True),
        "link_requests": READ,
        "saved_filters": MANAGE,
        "audit_entries": Grant(select=EVERY_COLUMN, insert=True),
        "incident_counts": READ,
        "mail_texts": MANAGE,
    },
    Role.WORKER: VERSION
    | _each(PROGRAMME, READ)
    | {
        "time_slots": Grant(select=EVERY_COLUMN, update=COUNTERS),
        "bookings": Grant(
            select=EVERY_COLUMN,
            update=frozenset(
                {"state", "hold_expires_at", "held_by", "draft", "version"}
            ),
        ),
        "booking_parties": READ,
        "booking_lines": READ,
        "booking_events": APPEND,
        "access_tokens": READ,
        "link_requests": Grant(select=EVERY_COLUMN, delete=True),
        "outbox_emails": Grant(select=EVERY_COLUMN, insert=True, update=EVERY_COLUMN),
        "audit_entries": Grant(select=frozenset({"id", "at"}), delete=True),
        "mail_texts": READ,
        "incident_counts": Grant(
            select=frozenset({"id", "hour"}), insert=True, delete=True
        ),
        "sign_in_attempts": Grant(
            select=ATTEMPT,
            update=frozenset(
                {"network", "is_shortened", "alerted", "ended_at", "ended_by"}
            ),
            delete=True,
        ),
        "staff_accounts": Grant(select=ACCOUNT | {"created_at"}),
        "staff_sessions": Grant(select=EVERY_COLUMN, delete=True),
    },
}
"""A table that a role has no entry for is closed to it."""

SERVING_ROLES = tuple(GRANTS)

READERS = frozenset(
    role
    for role, grants in GRANTS.items()
    if not any(grant.writes for grant in grants.values())
)


def grant_for(role: Role, table: str) -> Grant:
    """Answer what *role* may do with *table*."""
    return GRANTS[role].get(table, NOTHING)


def only_reads(role: Role) -> bool:
    """Tell whether *role* changes nothing at all."""
    return role in READERS
