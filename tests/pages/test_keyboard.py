"""The keyboard alone is enough, and one always sees where it is."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from pages.conftest import Visitors
from pages.groups import ALONE, bookings_of, form_path, free_slot, school_class
from pages.probes import CONTROLS, focus, tab_to, tabbed_through
from pages.views import VIEWS, View, Visit
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
    assert [stop for stop in stops if not stop["marked"]] == []
    assert len({stop["number"] for stop in stops}) == controls(page)


@pytest.mark.parametrize("endpoint", ["site.programme", "bookings.book"])
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

    for link in (f'main a[href$="/{ALONE}"]', f'a[href^="{form_path("", locale)}"]'):
        tab_to(page, link)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    for name, text in group.typed.items():
        tab_to(page, f'main [name="{name}"]')
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/*")

    assert len(bookings_of(site, group)) == 1


@in_both_languages
def test_a_mistake_is_mended_by_keyboard_alone(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)
    page.goto(form_path(free_slot(site, ALONE), locale))
    for name, text in replace(group, email="nergens").typed.items():
        tab_to(page, f'main [name="{name}"]')
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    tab_to(page, "[role=alert] a")
    for key in ("Enter", "Control+A"):
        page.keyboard.press(key)
    page.keyboard.type(group.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/*")

    assert len(bookings_of(site, group)) == 1


def controls(page: Page) -> int:
    """Count what can be pressed or filled in."""
    return page.locator(CONTROLS).filter(visible=True).count()
