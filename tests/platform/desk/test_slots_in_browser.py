"""A planner closes a time in a real browser, and its groups read why."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from booking_desk import Desk
from databases import TestingDatabase
from groupz_platform.permissions import StaffRole
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from office import Office
from pages.browsing import watching
from pages.filling import fill, press
from pages.probes import remarks
from requests_for import group_of, request_for
from served_office import ServedOffice, served_office

REASON = "The roof leaks, and the hall is wet."


@pytest.fixture
def served(
    chromium: Browser, sqlite_database: TestingDatabase, tmp_path: Path
) -> Iterator[ServedOffice]:
    with served_office(chromium, sqlite_database, tmp_path / "instance") as office:
        yield office


@pytest.fixture
def office(served: ServedOffice) -> Office:
    return served.office


@pytest.fixture
def desk(office: Office) -> Desk:
    """Books by the services, in the office's database."""
    return Desk(office.database, office.clock)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def planner(served: ServedOffice, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A planner at a browser, signed in."""
    with served.window(StaffRole.PLANNER, script=request.param) as page:
        yield page


def letters(office: Office) -> list[EmailMessage]:
    """Hand over what waits in the outbox, and read it."""
    [deliver] = [
        job.work
        for job in office.platform.platform.background
        if job.name == "delivery"
    ]
    while deliver():
        pass
    folder = office.platform.settings.instance / "outbox"
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]


def test_a_slot_is_closed_and_its_bookings_are_mailed(
    planner: Page, office: Office, desk: Desk
) -> None:
    slot = desk.slot()
    tokens = [desk.book(request_for(slot, group=group_of(adult=n))) for n in (4, 5)]
    page = planner

    with watching(page) as seen:
        page.goto("/backoffice/slots/")
        press(page, f'main a[href="/backoffice/slots/{slot.id}/"]')
        press(page, f'main a[href="/backoffice/slots/{slot.id}/close"]')
        assert page.locator("main tbody tr").count() == 2
        press(page, "main button.button")
        assert page.get_by_role("alert").count()
        fill(page, {"reason": REASON})
        press(page, "main button.button")

    assert "2 bookings are cancelled" in page.get_by_role("status").inner_text()
    assert [each for each in seen.complaints if "422" not in each] == []
    closed = desk.read(lambda session: session.get(TimeSlot, slot.id))
    assert (closed.state, closed.used_persons) == (SlotState.CANCELLED, 0)
    for token in tokens:
        page.goto(f"/en/b/{token}")
        assert "cancelled" in page.inner_text("main")
    told = [mail for mail in letters(office) if mail["Subject"].startswith("Afgezegd")]
    assert len(told) == 2
    for mail in told:
        body = mail.get_body(("plain",))
        assert body is not None
        assert REASON in body.get_content()
        [file] = mail.iter_attachments()
        assert "METHOD:CANCEL" in file.get_content()


def test_many_times_are_added_after_a_look_at_each(planner: Page, desk: Desk) -> None:
    slot = desk.slot()
    page = planner

    page.goto(f"/backoffice/slots/many?activity={slot.activity_id}")
    fill(page, {"times": "10:00", "first": "2027-04-20", "last": "2027-05-04"})
    page.get_by_label("Tuesday").check()
    press(page, "main button.button")
    boxes = page.locator('main input[name="at"]')
    assert [box.is_checked() for box in boxes.all()] == [True, False, True]
    assert "King's Day" in page.inner_text("main")
    boxes.last.uncheck()
    press(page, "main form[method=post] button.button")

    assert "1 time is added" in page.get_by_role("status").inner_text()
    press(page, "main .said button")
    assert "1 time is gone again" in page.get_by_role("status").inner_text()


def test_axe_has_nothing_to_say_about_these_pages(
    served: ServedOffice, desk: Desk
) -> None:
    slot = desk.slot()
    desk.book(request_for(slot))
    plan = (
        f"many?preview=1&activity={slot.activity_id}&weekdays=1&times=10:00&every=1"
        "&first=2027-04-20&last=2027-05-04&minutes=60&persons=9&groups=1"
    )

    with served.window(StaffRole.PLANNER) as page:
        for path in ("", "one", "many", "many?preview=1", plan, f"{slot.id}/close"):
            page.goto(f"/backoffice/slots/{path}")
            assert remarks(page) == []
        page.goto(f"/backoffice/slots/{slot.id}/")
        assert remarks(page) == []
