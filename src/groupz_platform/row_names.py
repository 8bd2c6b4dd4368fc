"""What tables and columns are called where people read of changes.

A test names every table and column that can stand in the audit log and does not stand
here.
"""

from collections.abc import Mapping

from babel.support import NullTranslations

from groupz_platform.texts import gettext_noop as noop

TABLES: Mapping[str, str] = {
    "access_tokens": noop("link to a booking"),
    "activities": noop("activity"),
    "activity_images": noop("picture"),
    "activity_translations": noop("text of an activity"),
    "booking_lines": noop("line of a booking"),
    "booking_parties": noop("group of a booking"),
    "bookings": noop("booking"),
    "cancellation_policies": noop("cancellation terms"),
    "link_requests": noop("request for a link"),
    "outbox_emails": noop("mail"),
    "policy_steps": noop("step of cancellation terms"),
    "price_rules": noop("price"),
    "tax_rates": noop("VAT rate"),
    "time_slots": noop("time"),
    "venue_translations": noop("text of a venue"),
    "venues": noop("venue"),
}

COLUMNS: Mapping[str, str] = {
    "access": noop("accessibility"),
    "activity_id": noop("activity"),
    "alt": noop("text in place of the picture"),
    "amount_cents": noop("amount in cents"),
    "attempts": noop("attempts"),
    "basis": noop("per person or per group"),
    "basis_points": noop("rate in hundredths of a per cent"),
    "booking_id": noop("booking"),
    "capacity_groups": noop("groups at most"),
    "capacity_mode": noop("one group or several"),
    "capacity_persons": noop("people at most"),
    "category": noop("age"),
    "charge_percent": noop("per cent charged"),
    "city": noop("town"),
    "contact_email": noop("e-mail address"),
    "contact_name": noop("name"),
    "contact_telephone": noop("telephone"),
    "created_at": noop("made on"),
    "days_before": noop("days before"),
    "dedupe_key": noop("key of the mail"),
    "description": noop("description"),
    "draft": noop("draft"),
    "due_at": noop("due on"),
    "duration_minutes": noop("minutes"),
    "email": noop("e-mail address"),
    "ends_at": noop("end"),
    "expires_at": noop("expires on"),
    "extra_person_cents": noop("each further person, in cents"),
    "good_to_know": noop("good to know"),
    "group_type": noop("type of group"),
    "group_types": noop("types of groups"),
    "held_by": noop("network that holds"),
    "hold_expires_at": noop("held until"),
    "hold_extended_at": noop("held for longer on"),
    "horizon_days": noop("days ahead at most"),
    "ics_sequence": noop("version of the calendar file"),
    "id": noop("number"),
    "idempotency_key": noop("key of the request"),
    "included_persons": noop("people included"),
    "kind": noop("kind"),
    "last_error": noop("last error"),
    "link_seed": noop("seed of the link"),
    "local_date": noop("date"),
    "locale": noop("language"),
    "max_group": noop("people at most"),
    "max_persons": noop("people at most"),
    "message_id": noop("number of the mail"),
    "min_group": noop("people at least"),
    "min_persons": noop("people at least"),
    "name": noop("name"),
    "notice_days": noop("days before at least"),
    "organisation": noop("organisation"),
    "path": noop("file"),
    "persons": noop("people"),
    "picture": noop("picture"),
    "planned": noop("planned"),
    "policy": noop("cancellation terms"),
    "policy_id": noop("cancellation terms"),
    "position": noop("place in the order"),
    "postcode": noop("postcode"),
    "price_list_version": noop("version of the prices"),
    "quantity": noop("number of them"),
    "recipient": noop("to"),
    "reference": noop("reference"),
    "request_hash": noop("fingerprint of the request"),
    "reverses_id": noop("takes back"),
    "revoked_at": noop("withdrawn on"),
    "scope": noop("what it opens"),
    "seed": noop("seed of the link"),
    "sent_at": noop("sent on"),
    "slot_id": noop("time"),
    "slug": noop("address"),
    "starts_at": noop("begin"),
    "state": noop("state"),
    "status": noop("state"),
    "street": noop("street"),
    "summary": noop("in short"),
    "tax_code": noop("VAT rate"),
    "telephone": noop("telephone"),
    "template": noop("kind of mail"),
    "timezone": noop("time zone"),
    "title": noop("title"),
    "token_hash": noop("fingerprint of the link"),
    "total_cents": noop("total in cents"),
    "unit_cents": noop("price in cents"),
    "used_groups": noop("groups booked"),
    "used_persons": noop("people booked"),
    "valid_from": noop("from"),
    "valid_until": noop("until"),
    "values": noop("contents"),
    "venue_id": noop("venue"),
}


def table_name(texts: NullTranslations, table: str) -> str:
    """Name the kind of a row, in one word where there is one."""
    return texts.ugettext(TABLES.get(table, table))


def column_name(texts: NullTranslations, column: str) -> str:
    """Name a column as the form calls it."""
    return texts.ugettext(COLUMNS.get(column, column))
