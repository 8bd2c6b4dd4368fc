"""Every page of the staff, in a real browser: for everybody, and in both languages."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from clocks import FrozenClock
from databases import TestingDatabase, sqlite_at
from doorstep import Doorstep
from groupz_platform.clock import system_clock
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.schedule.closing import Closing, close
from groupz_platform.schedule.closures import Scope, Stretch
from pages.browsing import DESKTOP, watching
from pages.markup import Markup
from pages.probes import beyond_the_side, remarks, resize, tabbed_through
from pages.routes import ARGUMENT, OF_STAFF, Route
from served_office import ServedOffice, served_office

NARROW = 320  # 1280 at 400 % (WCAG 2.2, 1.4.10)
FILES = {
    "activities.picture",
    "desk_bookings.as_csv",
    "desk_bookings.as_xlsx",
    "history.file",
    "statistics.file",
}
OF_NOBODY = {"sign_in.factor", "enrolment.password", "enrolment.factor"}
"""Pages before somebody is signed in; the tests of signing in look at them."""

PAGES = [
    route
    for route in OF_STAFF
    if "GET" in route.methods and route.endpoint not in FILES | OF_NOBODY
]
EXAMPLES = {
    "booking_id": "SELECT id FROM bookings WHERE state = 'confirmed' ORDER BY id DESC",
    "activity_id": "SELECT id FROM activities LIMIT 1",
    "image_id": "SELECT id FROM activity_images WHERE activity_id ="
    " (SELECT id FROM activities)",
    "policy_id": "SELECT id FROM cancellation_policies",
    "venue_id": "SELECT id FROM venues",
    "slot_id": "SELECT slot_id FROM bookings WHERE state = 'confirmed'",
    "person": "SELECT id FROM staff_accounts",
    "mail_id": "SELECT id FROM outbox_emails",
    "template": "SELECT 'confirmation'",
    "closure": "SELECT id FROM closures",
    "price_id": (
        "SELECT id FROM price_rules"
        " WHERE activity_id = (SELECT id FROM activities LIMIT 1)"
    ),
    "other_slot": (
        "SELECT other.id FROM bookings"
        " JOIN time_slots AS own ON own.id = bookings.slot_id"
        " JOIN time_slots AS other ON other.activity_id = own.activity_id"
        " WHERE bookings.state = 'confirmed' AND other.used_groups = 0"
        " AND other.starts_at > own.starts_at AND NOT other.is_closed"
        " ORDER BY bookings.id DESC, other.id"
    ),
}
"""Where the number in an address comes from, by its name or its blueprint."""

OF_BLUEPRINT = {
    "booking_detail": "booking_id",
    "people": "person",
    "today": "booking_id",
    "closures": "closure",
    "planning.number": "booking_id",
    "planning.slot_id": "other_slot",
}

every_page = pytest.mark.parametrize("route", PAGES, ids=lambda route: route.endpoint)
in_both_languages = pytest.mark.parametrize("locale", ["nl", "en"])


@pytest.fixture(scope="module")
def served(
    chromium: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedOffice]:
    """The backoffice with the demo programme, and somebody who has signed in."""
    instance = tmp_path_factory.mktemp("desk")
    file = instance / "groupz.sqlite3"
    shutil.copyfile(demo / "groupz.sqlite3", file)
    clock = FrozenClock(system_clock())
    with (
        sqlite_at(file) as database,
        served_office(chromium, database, instance, clock) as office,
    ):
        kim = Doorstep(office.office, name="kim").enrolled()
        kim.network = "203.0.113.9"
        kim.sign_in()  # from a new place, which is a mail
        close_tomorrow(database, clock)
        yield office


def close_tomorrow(database: TestingDatabase, clock: FrozenClock) -> None:
    """Close the whole house for a day, on which somebody may be booked."""
    begin = clock() + timedelta(days=1)
    stretch = Stretch(Scope(), begin, begin + timedelta(days=1))
    wanted = Closing(stretch, {"nl": "Wij verbouwen", "en": "Building work"})
    with database.databases.transaction(Role.BACKOFFICE) as session:
        close(session, wanted, by="Robin", now=clock())


@pytest.fixture(scope="module")
def clerks(served: ServedOffice) -> Iterator[dict[str, Page]]:
    """A window of an administrator in each language."""
    with ExitStack() as stack:
        yield {
            locale: stack.enter_context(
                served.window(StaffRole.ADMINISTRATOR, locale=locale)
            )
            for locale in ("nl", "en")
        }


def example(database: TestingDatabase, route: Route, name: str) -> str:
    """A number for an address, of something that is there."""
    blueprint = route.endpoint.partition(".")[0]
    kind = OF_BLUEPRINT.get(f"{blueprint}.{name}", OF_BLUEPRINT.get(blueprint, name))
    with database.databases.transaction(Role.BACKOFFICE) as session:
        return str(session.connection().exec_driver_sql(EXAMPLES[kind]).scalar())


def path(served: ServedOffice, route: Route) -> str:
    database = served.office.database
    return ARGUMENT.sub(lambda match: example(database, route, match[1]), str(route))


@every_page
@in_both_languages
def test_a_page_is_for_everybody(
    served: ServedOffice, clerks: dict[str, Page], locale: str, route: Route
) -> None:
    page = clerks[locale]
    resize(page, DESKTOP)

    with watching(page) as seen:
        answer = page.goto(path(served, route))
    found = remarks(page)
    page.emulate_media(color_scheme="dark")
    found += remarks(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    resize(page, NARROW)

    assert answer is not None
    assert answer.status == 200, page.url
    assert page.locator("html").get_attribute("lang") == locale
    assert page.locator("h1").count() == 1
    assert found == []
    assert beyond_the_table(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert seen.complaints == []
    assert all(each.url.startswith(served.origin) for each in seen.requests)
    assert Markup(page.content()).inline == []


@every_page
def test_the_tab_key_comes_everywhere_and_shows_where_it_is(
    served: ServedOffice, clerks: dict[str, Page], route: Route
) -> None:
    page = clerks["en"]
    resize(page, DESKTOP)
    page.goto(path(served, route))

    stops = list(tabbed_through(page))

    assert stops[0]["href"] == "#main" or page.locator("[autofocus]").count()
    hidden = [stop["html"] for stop in stops if not stop["visible"]]
    assert [html for html in hidden if 'class="wide"' not in html] == []  # too high
    marked = {stop["number"] for stop in stops if stop["marked"]}
    assert [stop["html"] for stop in stops if stop["number"] not in marked] == []


def beyond_the_table(page: Page) -> list[str]:
    """List what is cut off; a wide table is moved sideways by itself."""
    inside = page.evaluate(
        "[...document.querySelectorAll('.wide *')].map(e => e.outerHTML.slice(0, 200))"
    )
    return [each for each in beyond_the_side(page) if each not in inside]
