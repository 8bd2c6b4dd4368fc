"""The desk's day in a real browser: a caller books, a false ban is undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.test import Client

from booking_desk import Desk
from databases import TestingDatabase
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.permissions import StaffRole
from office import BROWSER
from pages.browsing import watching
from pages.filling import fill, press
from served_office import ServedOffice, served_office

CLASS = "203.0.113.9"
CALLER = {
    "type": "school",
    "child": "24",
    "supervisor": "3",
    "organisation": "De Regenboog",
    "name": "Sam de Vries",
    "telephone": "06 12345678",
    "email": "sam@regenboog.example",
    "note": "Comes by bus.",
}

with_and_without_script = pytest.mark.parametrize(
    "script", [True, False], ids=["with script", "without script"]
)


@pytest.fixture
def served(
    chromium: Browser, sqlite_database: TestingDatabase, tmp_path: Path
) -> Iterator[ServedOffice]:
    with served_office(chromium, sqlite_database, tmp_path / "instance") as office:
        yield office


@with_and_without_script
def test_a_caller_books(served: ServedOffice, *, script: bool) -> None:
    office = served.office
    books = Desk(office.database, office.clock)
    slot = books.slot({})
    with served.window(StaffRole.DESK, script=script) as page, watching(page) as seen:
        page.goto("/backoffice/")
        press(page, "nav a:text-is('Book for a caller')")
        press(page, f"a[href$='/telephone/{slot.activity_id}']")
        page.goto(f"{page.url}?month={slot.local_date:%Y-%m}")
        fill(page, CALLER)
        page.locator(f"input[name=slot][value='{slot.id}']").check()
        press(page, "section button[name=price]")
        cost = page.get_by_role("heading", name="What it costs").count()
        still = page.locator("[name=note]").input_value()
        press(page, "button[name=book]")
        told = page.get_by_role("status").inner_text()

    booking = books.read(lambda session: session.query(Booking).one())
    assert cost == 1
    assert still == CALLER["note"]
    assert booking.reference in told
    assert booking.state is BookingState.CONFIRMED
    assert books.used(slot) == (27, 1)
    assert [mail.template for mail in books.mails()] == ["confirmation"]
    assert seen.complaints == []


def visit(served: ServedOffice, path: str = "/nl/") -> int:
    """What a school at an address of its own sees."""
    client = Client(served.office.platform.platform, use_cookies=False)
    peer = {"REMOTE_ADDR": CLASS}
    return client.get(path, headers=BROWSER, environ_base=peer).status_code


def explain(page: Page) -> str:
    page.goto("/backoffice/protection/")
    page.get_by_label("Address or network").first.fill(CLASS)
    page.get_by_role("button", name="Explain").click()
    return page.locator(".panel").inner_text()


@with_and_without_script
def test_a_false_ban_is_explained_and_undone(
    served: ServedOffice, *, script: bool
) -> None:
    for number in range(25):
        visit(served, f"/nl/weg-{number}")
    banned = visit(served)
    with served.window(StaffRole.ADMINISTRATOR, script=script) as page:
        why = explain(page)
        press(page, f"button[aria-label='Undo: {CLASS}']")
        told = page.get_by_role("status").inner_text()
        again = visit(served)
        press(page, ".said button")
        once_more = visit(served)

    assert (banned, again, once_more) == (403, 200, 403)
    assert "looked for pages that are not there" in why
    assert "Kept out" in why
    assert f"Undone: {CLASS}" in told
