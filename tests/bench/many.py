"""A large house: 200 activities, 100,000 time slots and 100,000 bookings."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from groupz_platform.clock import system_clock

ACTIVITIES = 200
SLOTS = 100_000
BOOKINGS = 100_000
PERSONS = 5
COPIED = ("activity_translations", "price_rules")


def enlarge(file: Path) -> None:
    """Add to a demo programme what it lacks to be a large house.

    The new activities are copies of the demo's, with slots of their own.
    """
    with closing(sqlite3.connect(file)) as database, database:
        add_activities(database)
        add_slots(database)
        add_bookings(database)
        database.execute("ANALYZE")


def add_activities(database: sqlite3.Connection) -> None:
    """Copy activities, their texts and prices, until there are enough."""
    known = [number for (number,) in database.execute("SELECT id FROM activities")]
    new = range(max(known) + 1, max(known) + 1 + ACTIVITIES - len(known))
    for number, model in zip(new, cycle(known), strict=False):
        copy(database, "activities", "id", model, id=number, slug=f"copy-{number}")
        for table in COPIED:
            copy(database, table, "activity_id", model, activity_id=number)


def copy(
    database: sqlite3.Connection, table: str, key: str, model: int, **other: Any
) -> None:
    """Copy the rows of a table that belong to an activity, but for some columns."""
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    if key != "id" and "id" in columns:
        columns.remove("id")
    values = ", ".join(f":{name}" if name in other else name for name in columns)
    database.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {values} FROM {table} WHERE {key} = :model",
        {**other, "model": model},
    )


def add_slots(database: sqlite3.Connection) -> None:
    """Spread slots over the coming year for every activity that has none."""
    [(there,)] = database.execute("SELECT count(*) FROM time_slots")
    bare = database.execute(
        "SELECT id FROM activities WHERE id NOT IN (SELECT activity_id FROM time_slots)"
    ).fetchall()
    rows = ((activity, *times) for times in moments() for (activity,) in bare)
    database.executemany(
        "INSERT INTO time_slots (activity_id, starts_at, ends_at, local_date,"
        " capacity_persons, used_persons, capacity_groups, used_groups, state, version)"
        " VALUES (?, ?, ?, ?, 60, 0, 20, 0, 'open', 1)",
        islice(rows, SLOTS - there),
    )


def moments() -> Iterator[tuple[str, str, str]]:
    """List two beginnings a day from tomorrow on, with their ends and dates, in UTC."""
    first = system_clock().replace(hour=9, minute=0, second=0, microsecond=0)
    for number in range(2, 732):
        begins = first + timedelta(days=number // 2, hours=4 * (number % 2))
        ends = begins + timedelta(minutes=90)
        yield stored(begins), stored(ends), f"{begins:%Y-%m-%d}"


def stored(moment: datetime) -> str:
    """Write a moment as SQLAlchemy stores it in SQLite."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def add_bookings(database: sqlite3.Connection) -> None:
    """Put groups of five into slots, and count them."""
    [(there,)] = database.execute("SELECT count(*) FROM bookings")
    [(last,)] = database.execute("SELECT max(id) FROM bookings")
    slots = database.execute(
        "SELECT id FROM time_slots WHERE capacity_persons - used_persons >= ?"
        " AND capacity_groups - used_groups >= 2",
        (2 * PERSONS,),
    ).fetchall()
    new = list(
        zip(
            range(last + 1, last + 1 + BOOKINGS - there),
            (slot for (slot,) in cycle(slots)),
            strict=False,
        )
    )
    database.executemany(BOOKING, new)
    numbers = [(number,) for number, _ in new]
    database.executemany(
        f"INSERT INTO booking_parties VALUES (?, 'child', {PERSONS})", numbers
    )
    database.executemany(LINE, numbers)
    database.executemany(
        f"UPDATE time_slots SET used_persons = used_persons + {PERSONS},"
        " used_groups = used_groups + 1 WHERE id = ?",
        [(slot,) for _, slot in new],
    )


BOOKING = f"""
INSERT INTO bookings (id, reference, idempotency_key, request_hash, slot_id,
  group_type, organisation, contact_name, contact_email, contact_telephone, locale,
  persons, state, total_cents, price_list_version, policy, ics_sequence, created_at,
  search_text, version)
VALUES (?1, 'M' || ?1, 'M' || ?1, '', ?2, 'school', 'De Regenboog', 'Sam',
  's@x.example', '', 'nl', {PERSONS}, 'confirmed', 2500, 1, '[]', 0,
  '2026-11-22 10:00:00', 'm' || ?1 || ' sam de regenboog s@x.example', 1)
"""
LINE = f"""
INSERT INTO booking_lines (booking_id, position, kind, category, quantity, unit_cents,
  tax_code) VALUES (?, 0, 'person', 'child', {PERSONS}, 500, 'low')
"""
