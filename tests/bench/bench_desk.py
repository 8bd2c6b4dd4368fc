"""What pages of the staff cost in a large house, as ratios to a Flask hello."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bench_pages import hello_server
from bench.many import enlarge
from bench.measure import worst_twentieth
from bench.rows import Row
from bench.served import asking
from bench.shields import CLIENT
from groupz_platform.desk.signing_in.staff_sessions import PATH
from groupz_platform.permissions import StaffRole
from site_server import Site, demo_instance, serving
from staff_cookie import staff_cookie

PAGES = {
    "today": "/",
    "today, a busy day": "/?date={day}",
    "bookings": "/bookings/",
    "bookings, a part of a name": "/bookings/?q=regenb",
    "bookings of a week": "/bookings/?from={day}&until={day}&sort=visit",
    "a booking": "/bookings/{booking}",
    "board of a day": "/planning/?date={day}",
    "times of an activity": "/slots/?activity=20",
    "activities": "/activities/",
    "a price list": "/prices/20/",
    "outbox": "/outbox/",
    "sign-ins": "/sign-ins/",
    "changes": "/audit/",
    "protection": "/protection/",
    "statistics": "/statistics/",
}
GOAL = 40.0


def rows() -> Iterable[Row]:
    """Measure the pages of a large house on SQLite, one request at a time."""
    with TemporaryDirectory() as folder:
        instance = demo_instance(Path(folder) / "instance")
        enlarge(instance / "groupz.sqlite3")
        signed_in = staff_cookie(instance, StaffRole.ADMINISTRATOR, CLIENT)
        with serving(instance) as site, hello_server(Path(folder)) as hello:
            say_hello = asking(hello.port, "/")
            for name, path in PAGES.items():
                address = PATH + path.format(**words_for(site))
                show = asking(site.port, address, headers=signed_in)
                measured = worst_twentieth(show, say_hello, rounds=5, calls=20)
                yield Row(
                    f"backoffice: {name}, 95th percentile against a Flask hello",
                    measured,
                    goal=GOAL,
                    details=measured.in_microseconds,
                )


def words_for(site: Site) -> dict[str, str]:
    """Choose the fullest day, and a booking on it."""
    [(day, booking)] = site.rows(
        "SELECT local_date, max(bookings.id) FROM time_slots"
        " JOIN bookings ON bookings.slot_id = time_slots.id"
        " GROUP BY local_date ORDER BY count(*) DESC LIMIT 1"
    )
    return {"day": str(day), "booking": str(booking)}
