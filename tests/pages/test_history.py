"""Back, forward and reload on the whole way: nothing doubled, nothing lost.

A page that answered a POST asks on reload whether to send it again, and one that is
kept nowhere cannot be gone back to: so every POST of the way answers with another way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from pages import walking
from pages.browsing import watching
from pages.client import Client
from pages.conftest import Visitors
from pages.filling import fill, here, press, review, typed_in
from pages.groups import (
    PLACES,
    SHARED,
    bookings_in,
    bookings_of,
    facts_of,
    form_path,
    free_slot,
    school_class,
    taken,
)
from pages.routes import page_of
from pages.views import MUCH, WRONG
from pages.walking import token_in
from pages.words import notice, summary
from site_server import Site

GROUP = {"child": "12"}
"""So few that a time has room for them twice: nothing but the form prevents that."""


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitors(visitors: Visitors, request: pytest.FixtureRequest) -> Visitors:
    """Visitors with JavaScript, and visitors without."""
    return partial(visitors, script=request.param)


@pytest.fixture
def slot(site: Site) -> str:
    return free_slot(site, SHARED, PLACES)


def test_a_reload_of_any_page_of_the_way_sends_nothing_and_loses_nothing(
    visitors: Visitors, site: Site, slot: str
) -> None:
    group = school_class(**GROUP)
    page = visitors("nl")
    page.goto(form_path(slot, "nl"))

    with every_post_leads_on(page):
        fill(page, MUCH)
        press(page)
        reloaded(page)
        assert typed_in(page, MUCH) == MUCH
        fill(page, group.who)
        press(page)
        reloaded(page)
        fill(page, WRONG)
        press(page)
        reloaded(page)
        assert typed_in(page, WRONG) == WRONG
        fill(page, group.contact)
        press(page)
        reloaded(page)
        press(page)
        reloaded(page)
        assert "/b/" in page.url

    assert bookings_in(site, slot) == bookings_of(site, group)
    assert taken(site, slot) == (15, 1)


def test_going_back_from_a_booking_ends_at_the_booking_and_books_nothing_more(
    visitors: Visitors, site: Site, slot: str
) -> None:
    group = school_class(**GROUP)
    page = visitors("nl")
    page.goto(form_path(slot, "nl"))
    page.goto(form_path(slot, "nl") + "?child=12&supervisor=3&type=school")
    press(page)
    fill(page, group.contact)
    press(page)
    press(page)
    booked = page.url

    shown = [back(page) for _ in range(2)]
    assert [here(page)] == [urlsplit(booked).path]
    assert shown == [HTTPStatus.OK] * 2
    back(page)
    assert typed_in(page, group.who) == group.who
    for _ in range(3):
        page.go_forward()

    assert page.url == booked
    assert bookings_in(site, slot) == bookings_of(site, group)
    assert taken(site, slot) == (15, 1)


def test_who_comes_still_stands_in_the_form_after_going_back(
    visitors: Visitors, slot: str
) -> None:
    group = school_class(**GROUP)
    page = visitors("nl")
    page.goto(form_path(slot, "nl"))
    fill(page, group.who)
    press(page)

    back(page)

    assert typed_in(page, group.who) == group.who


def test_the_address_is_corrected_from_the_review_by_going_back(
    visitors: Visitors, site: Site, slot: str
) -> None:
    group = school_class(**GROUP)
    page = visitors("nl")
    page.goto(form_path(slot, "nl"))
    fill(page, group.who)
    press(page)
    fill(page, {**group.contact, "email": "x@example.org"})
    press(page)

    back(page)
    assert typed_in(page, {"name": "", "email": ""}) == {
        "name": group.name,
        "email": "x@example.org",
    }
    fill(page, {"email": group.email})
    press(page)
    press(page)

    assert len(bookings_of(site, group)) == 1
    assert bookings_in(site, slot) == bookings_of(site, group)


def test_the_group_is_corrected_from_the_review_and_the_contact_stays(
    visitors: Visitors, site: Site, slot: str
) -> None:
    group = school_class(**GROUP)
    page = visitors("nl")
    review(page, form_path(slot, "nl"), group)
    held = {"hold": token_in(here(page))}

    press(page, f'main a[href="{page_of("bookings.regroup", "nl").path(held)}"]')
    with every_post_leads_on(page):
        fill(page, MUCH)
        press(page)
        assert len(summary(page)) == len(MUCH)
        assert typed_in(page, MUCH) == MUCH
        fill(page, {**group.who, "child": "15"})
        press(page)
        reloaded(page)
        press(page)

    assert facts_of(site, group, "persons", "state") == (18, "confirmed")
    assert taken(site, slot) == (18, 1)


def test_a_hold_is_kept_longer_once_however_often_that_is_loaded_again(
    visitors: Visitors, site: Site, slot: str
) -> None:
    page = visitors("nl")
    review(page, form_path(slot, "nl"), school_class(**GROUP))
    held = {"hold": token_in(here(page))}
    extend = page_of("bookings.extend", "nl").path(held)
    before = until(site, slot)

    press(page, f'main form[action="{extend}"] button')
    page.reload()
    back(page)
    page.go_forward()

    assert until(site, slot) > before
    assert page.locator(f'main form[action="{extend}"]').count() == 0
    assert taken(site, slot) == (15, 1)


def test_going_back_after_letting_go_says_that_the_hold_is_over(
    visitors: Visitors, site: Site, slot: str
) -> None:
    page = visitors("nl")
    review(page, form_path(slot, "nl"), school_class(**GROUP))
    held = {"hold": token_in(here(page))}

    press(
        page,
        f'main form[action="{page_of("bookings.release", "nl").path(held)}"] button',
    )
    back(page)

    again = page_of("bookings.hold_again", "nl").path(held)
    assert page.locator(f'form[action="{again}"]').count() == 1
    assert taken(site, slot) == (0, 0)


def test_back_and_reload_after_a_change_and_a_cancellation_repeat_nothing(
    visitors: Visitors, site: Site, client: Client, slot: str
) -> None:
    group = school_class(**GROUP)
    booked = walking.book(client, slot, "nl", group)
    token = {"token": token_in(booked)}
    page = visitors("nl")
    page.goto(booked)

    with every_post_leads_on(page):
        page.goto(page_of("bookings.change", "nl").path(token))
        fill(page, {"child": "10"})
        press(page, "main form[method=get] button[type=submit]")
        press(page)
        reloaded(page)
        back(page)
        assert notice(page) == ""
        page.goto(page_of("bookings.cancel", "nl").path(token))
        press(page)
        reloaded(page)
        back(page)

    assert here(page) == booked
    assert facts_of(site, group, "state", "ics_sequence") == ("cancelled", 2)
    assert taken(site, slot) == (0, 0)


@pytest.mark.parametrize(
    ("endpoint", "typed"),
    [
        pytest.param(
            "bookings.find",
            {"reference": "K7Q-M4R-TX2", "email": "geen adres"},
            marks=pytest.mark.xfail(
                strict=False,
                reason="This page answers a POST with what was wrong, since nothing "
                "that is personal may stand in its address: going back sends again.",
            ),
        ),
        ("bookings.email", {"email": "geen adres"}),
    ],
)
def test_a_mistake_can_be_gone_back_to(
    visitors: Visitors, site: Site, endpoint: str, typed: dict[str, str]
) -> None:
    booked = walking.book(Client(site), free_slot(site, SHARED), "nl", school_class())
    page = visitors("nl")
    page.goto(page_of(endpoint, "nl").path({"token": token_in(booked)}))
    fill(page, typed)
    press(page)
    page.goto("/nl/contact")

    back(page)

    assert typed_in(page, typed) == typed


@contextmanager
def every_post_leads_on(page: Page) -> Iterator[None]:
    """See that each POST is answered by the way to a page, and that some were sent."""
    with watching(page) as seen:
        yield
    answered = [a.status for a in seen.answers if a.request.method == "POST"]
    assert answered
    assert set(answered) == {HTTPStatus.SEE_OTHER}


def reloaded(page: Page) -> None:
    """Load the page again: it is asked for, not sent."""
    before = page.url
    answer = page.reload()
    assert answer is not None
    assert answer.request.method == "GET"
    assert page.url == before


def back(page: Page) -> int:
    """Go back, and see the page that was there."""
    answer: Response | None = page.go_back()
    assert answer is not None
    assert answer.request.method == "GET"
    return answer.status


def until(site: Site, slot: str) -> str:
    [(moment,)] = site.rows(
        "SELECT hold_expires_at FROM bookings WHERE slot_id = ? AND state = 'held'",
        slot,
    )
    return str(moment)
