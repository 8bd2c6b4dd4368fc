"""A teacher books for a class, changes it and cancels it, in a real browser."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar, Component
from playwright.sync_api import Page

from pages.browsing import Seen, watching
from pages.conftest import Visitors
from pages.filling import button, fill, here, press, typed_in
from pages.groups import (
    ALONE,
    Group,
    bookings_of,
    facts_of,
    form_path,
    school_class,
    taken,
)
from pages.letters import LINK, letter_about, one_line, text_of
from pages.routes import page_of
from pages.walking import token_in
from pages.words import total
from site_server import Site

LOCALES = ["nl", "en"]
SEARCH = "form[role=search] button[type=submit]"
MOST_PAGES = 6
"""Home, results, slot, contact, review, booking."""
MOST_REQUESTS = 45
"""Pictures, styles and scripts included; a file that is kept is asked for once."""

# 24 children at 5.95, as groups of 20 and more pay, and 3 supervisors free of charge;
# 20 children at the same price.
TOTAL = {"nl": "€ 142,80", "en": "€142.80"}
FEWER = {"nl": "€ 119,00", "en": "€119.00"}
DIFFERENCE = {"nl": "€ 23,80", "en": "€23.80"}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitors(visitors: Visitors, request: pytest.FixtureRequest) -> Visitors:
    """Visitors with JavaScript, and visitors without."""
    return partial(visitors, script=request.param)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_class_books_changes_and_cancels_without_account_or_cookie(
    visitors: Visitors, site: Site, locale: str, tmp_path: Path
) -> None:
    group = school_class()
    page = visitors(locale, accept_downloads=True)

    with watching(page) as seen:
        searched(page, group)
        chosen(page, group)
        booked(page, group)
    came_easily(page, seen, site)
    [reference] = bookings_of(site, group)
    assert reference in page.inner_text("main")
    assert total(page) == TOTAL[locale]

    first = calendar_of(page, locale, tmp_path)
    in_mail = mail_says(site, group, reference, locale, sequence=0)
    assert in_mail == page.url

    four_pupils_less(page, locale)
    assert facts_of(site, group, "persons", "total_cents") == (23, 11900)
    moved_to = another_day(page, locale)
    last = calendar_of(page, locale, tmp_path)
    assert last["UID"] == first["UID"]
    assert (first["SEQUENCE"], last["SEQUENCE"]) == (0, 2)
    assert when(last) == moved_to != when(first)
    assert facts_of(site, group, "persons", "ics_sequence") == (23, 2)

    link = mail_says(site, group, reference, locale, sequence=2)
    cancelled_by(visitors(locale), link)
    assert facts_of(site, group, "state", "ics_sequence") == ("cancelled", 3)
    letter_about(site, group, 3)
    assert taken(site, str(facts_of(site, group, "slot_id")[0])) == (0, 0)
    page.reload()
    assert page.get_by_role("main").get_by_role("button").count() == 0
    assert page.context.cookies() == []


def searched(page: Page, group: Group) -> None:
    """Say at the door who comes and when, and see what fits, each with its price."""
    page.goto("/")
    in_weeks = datetime.now(tz=UTC) + timedelta(weeks=4)  # noqa: TID251 - the server's
    fill(page, {"from": in_weeks.date().isoformat(), **group.who})
    press(page, SEARCH)
    assert group.who.items() <= typed_in(page, group.who).items()


def chosen(page: Page, group: Group) -> None:
    """Take one of the next dates of an activity; who comes is known there."""
    results = page.get_by_role("listitem").filter(
        has=page.locator(f'a[href*="/{ALONE}"]')
    )
    locale = here(page)[1:3]
    assert TOTAL[locale] in one_line(results.first.inner_text())
    results.first.locator(f'a[href^="{form_path("", locale)}"]').first.click()
    page.wait_for_url(f"**{form_path('*', locale)}?*")
    assert typed_in(page, group.who) == group.who
    assert total(page) == TOTAL[locale]


def booked(page: Page, group: Group) -> None:
    """Hold the places, say who books, read all of it once more, and book."""
    press(page)
    page.wait_for_url("**/h/*")
    fill(page, group.contact)
    press(page)
    page.wait_for_url("**/h/*/*")
    for text in (*group.contact.values(), total(page)):
        assert text in one_line(page.inner_text("main"))
    press(page)
    page.wait_for_url("**/b/*")


def came_easily(page: Page, seen: Seen, site: Site) -> None:
    """See that it took few pages, no cookie, no store, and nobody else."""
    pages = [
        answer
        for answer in seen.answers
        if answer.request.is_navigation_request() and answer.status == 200
    ]
    assert len(pages) == MOST_PAGES
    asked = {(request.method, request.url) for request in seen.requests}
    assert len(asked) <= MOST_REQUESTS, asked
    assert {urlsplit(request.url).netloc for request in seen.requests} == {
        urlsplit(site.origin).netloc
    }
    assert seen.complaints == []
    assert page.context.cookies() == []
    assert not any("set-cookie" in answer.headers for answer in seen.answers)


def calendar_of(page: Page, locale: str, folder: Path) -> Component:
    """Download the calendar file, and read the event in it."""
    file = page_of("bookings.calendar", locale).path({"token": token_in(here(page))})
    with page.expect_download() as downloading:
        page.locator(f'a[href="{file}"]').click()
    saved = folder / downloading.value.suggested_filename
    downloading.value.save_as(saved)
    assert saved.suffix == ".ics"
    return event_in(saved.read_bytes())


def event_in(file: bytes) -> Component:
    [event] = Calendar.from_ical(file).walk("VEVENT")
    return event


def when(event: Component) -> datetime:
    return datetime.fromisoformat(str(event.decoded("DTSTART")))


def mail_says(
    site: Site, group: Group, reference: str, locale: str, *, sequence: int
) -> str:
    """Read the mail about the booking as it is by now; answer the link in it."""
    letter = letter_about(site, group, sequence)
    [link] = set(LINK.findall(text_of(letter, "plain")))
    [address] = {link} & set(LINK.findall(text_of(letter, "html")))
    assert reference in text_of(letter, "plain")
    assert urlsplit(address).path.startswith(f"/{locale}/")
    return str(address)


def four_pupils_less(page: Page, locale: str) -> None:
    """See what it would be with four pupils less, and only then agree."""
    before = page.url
    token = {"token": token_in(here(page))}
    press(page, f'main a[href="{page_of("bookings.change", locale).path(token)}"]')
    fill(page, {"child": "20"})
    press(page, "main form[method=get] button[type=submit]")

    shown = one_line(page.locator("#proposal").inner_text())
    for amount in (TOTAL, FEWER, DIFFERENCE):
        assert amount[locale] in shown
    press(page)
    assert page.url == before
    assert total(page) == FEWER[locale]


def another_day(page: Page, locale: str) -> datetime:
    """Choose another time in the month, see what it would be, and only then agree."""
    token = {"token": token_in(here(page))}
    press(page, f'main a[href="{page_of("bookings.change", locale).path(token)}"]')
    later = page.locator('#dates a[href*="slot="]').last
    [slot] = parse_qs(urlsplit(str(later.get_attribute("href"))).query)["slot"]
    press(page, f'#dates a[href*="slot={slot}"]')
    moments = page.locator("#proposal time").evaluate_all(
        "times => times.map(time => time.getAttribute('datetime'))"
    )
    starts_at = next(m for m in reversed(moments) if re.search(r"T\d", m))
    press(page)
    assert page.locator(f'main time[datetime="{starts_at}"]').count()
    return datetime.fromisoformat(starts_at)


def cancelled_by(page: Page, link: str) -> None:
    """Follow the link of a mail as somebody who was never here, and cancel."""
    page.goto(link)
    token = {"token": token_in(here(page))}
    way = page_of("bookings.cancel", here(page)[1:3]).path(token)
    press(page, f'main a[href="{way}"]')
    press(page, button(page))
    assert page.url == link
