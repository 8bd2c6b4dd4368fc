"""The keyboard alone is enough, and one always sees where it is."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from pages.client import Client
from pages.conftest import Visitors
from pages.filling import button, here, typed_in
from pages.groups import (
    ALONE,
    bookings_of,
    facts_of,
    form_path,
    free_slot,
    school_class,
)
from pages.probes import CONTROLS, focus, tab_to, tabbed_through
from pages.routes import page_of
from pages.views import VIEWS, View, Visit
from pages.walking import book, hold, token_in
from site_server import Site

in_both_languages = pytest.mark.parametrize("locale", ["nl", "en"])


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_tab_key_comes_everywhere_and_shows_where_it_is(
    readers: dict[str, Visit], view: View
) -> None:
    page = readers["nl"].page
    view(readers["nl"])

    stops = list(tabbed_through(page))

    assert stops[0]["href"] == "#main"
    assert [stop for stop in stops if not stop["visible"]] == []
    # A date has stops within it, of which the last is drawn by the browser itself.
    marked = {stop["number"] for stop in stops if stop["marked"]}
    assert [stop for stop in stops if stop["number"] not in marked] == []
    assert len(marked) == controls(page)


@pytest.mark.parametrize(
    "endpoint", ["site.programme", "bookings.book", "bookings.hold"]
)
@in_both_languages
def test_the_first_link_skips_the_head(
    readers: dict[str, Visit], locale: str, endpoint: str
) -> None:
    page = readers[locale].page
    readers[locale].go(endpoint)

    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)

    stop = focus(page)
    assert stop is not None
    assert stop["in_main"]


@in_both_languages
def test_a_class_is_booked_by_keyboard_alone(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)
    page.goto("/")

    for name in ("child", "supervisor", "type"):
        tab_to(page, f'main [name="{name}"]')
        page.keyboard.type(group.who[name])
    tab_to(page, "form[role=search] button")
    enter(page)
    tab_to(page, f'main a[href^="{form_path("", locale)}"]')
    enter(page)
    assert typed_in(page, group.who) == group.who
    tab_to(page, button(page))
    enter(page)
    type_all(page, group.contact)
    enter(page)
    tab_to(page, button(page))
    enter(page)

    assert len(bookings_of(site, group)) == 1
    assert "/b/" in page.url


@in_both_languages
def test_a_booking_is_changed_and_cancelled_by_keyboard_alone(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)
    page.goto(book(Client(site), free_slot(site, ALONE), locale, group))

    for endpoint in ("bookings.change", "bookings.cancel"):
        way = page_of(endpoint, locale).path({"token": token_in(here(page))})
        tab_to(page, f'main a[href="{way}"]')
        enter(page)
        if endpoint == "bookings.change":
            type_all(page, {"child": "20"})
            enter(page)
        tab_to(page, button(page))
        enter(page)

    assert facts_of(site, group, "persons", "state") == (23, "cancelled")


@in_both_languages
def test_a_mistake_is_mended_by_keyboard_alone(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)
    page.goto(hold(Client(site), free_slot(site, ALONE), locale, group))
    type_all(page, replace(group, email="nergens").contact)
    enter(page)

    tab_to(page, "[role=alert] a")
    for key in ("Enter", "Control+A"):
        page.keyboard.press(key)
    page.keyboard.type(group.email)
    enter(page)
    tab_to(page, button(page))
    enter(page)

    assert len(bookings_of(site, group)) == 1


def type_all(page: Page, typed: Mapping[str, str]) -> None:
    """Come to one field after the other, in their order, and type."""
    for name, text in typed.items():
        tab_to(page, f'main [name="{name}"]')
        page.keyboard.type(text)


def enter(page: Page) -> None:
    """Press the Enter key, and see the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def controls(page: Page) -> int:
    """Count what can be pressed or filled in."""
    return page.locator(CONTROLS).filter(visible=True).count()
