"""What happens between a page and the press of its button: nothing is lost by it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pages import walking
from pages.browsing import opened
from pages.client import Client
from pages.conftest import Visitors
from pages.filling import button, fill, here, hold, press, review, typed_in
from pages.groups import (
    ALONE,
    PLACES,
    SHARED,
    SOON,
    bookings_in,
    bookings_of,
    facts_of,
    form_path,
    free_slot,
    school_class,
    taken,
)
from pages.letters import letter_about, letters_to, sequence_of
from pages.routes import page_of
from pages.walking import token_in
from pages.words import notice, total
from site_server import Site, copied_instance, serving

LOCALES = ["nl", "en"]
in_both_languages = pytest.mark.parametrize("locale", LOCALES)

TWICE = """async selector => {
    const form = document.querySelector(selector).form
    const send = () => fetch(form.action, {
        method: 'POST', body: new URLSearchParams(new FormData(form)),
    })
    const answers = await Promise.all([send(), send()])
    return answers.map(answer => answer.url)
}"""
CLASS_OF_15 = {"child": "12"}


@in_both_languages
def test_a_time_that_filled_up_meanwhile_names_the_nearest_with_the_group(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, SHARED, PLACES)
    page = visitors(locale, script=False)
    page.goto(form_path(slot, locale))
    fill(page, group.who)
    walking.hold(client, slot, "nl", school_class())

    press(page)

    assert page.url.startswith(site.origin + form_path(slot, locale))
    assert "18" in notice(page)
    assert typed_in(page, group.who) == group.who
    other = page.get_by_role("status").get_by_role("link").first
    other.click()
    page.wait_for_url("**?*")
    assert not here(page).endswith(f"/{slot}")
    assert typed_in(page, group.who) == group.who
    press(page)
    assert "/h/" in page.url
    assert len(bookings_in(site, slot)) == 1


@in_both_languages
def test_a_smaller_group_takes_what_is_left(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    slot = free_slot(site, SHARED, PLACES)
    page = visitors(locale, script=False)
    page.goto(form_path(slot, locale))
    fill(page, school_class().who)
    walking.hold(client, slot, "nl", school_class())
    press(page)

    fill(page, CLASS_OF_15)
    press(page)

    assert "/h/" in page.url
    assert taken(site, slot) == (42, 2)


@in_both_languages
def test_a_hold_that_is_over_is_taken_up_again_with_all_that_was_typed(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    hold(page, form_path(free_slot(site, ALONE), locale), group)
    fill(page, group.contact)
    walking.end_hold(site, here(page))

    press(page)
    assert bookings_of(site, group) == []
    press(page, again(page))

    assert typed_in(page, group.contact) == group.contact
    press(page)
    press(page)
    assert facts_of(site, group, "state", "persons") == ("confirmed", 27)


@in_both_languages
def test_a_hold_that_ends_under_the_review_is_not_booked_until_taken_up_again(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    review(page, form_path(free_slot(site, ALONE), locale), group)
    walking.end_hold(site, here(page))

    press(page)
    assert bookings_of(site, group) == []
    press(page, again(page))
    press(page)
    press(page)

    assert facts_of(site, group, "state", "persons") == ("confirmed", 27)


@in_both_languages
def test_a_hold_whose_time_went_to_others_goes_on_at_another_time(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, ALONE)
    page = visitors(locale, script=False)
    review(page, form_path(slot, locale), group)
    walking.end_hold(site, here(page))
    site.wait_for(lambda: taken(site, slot) == (0, 0) or None)
    walking.hold(client, slot, "nl", school_class())
    page.reload()

    press(page, again(page))
    assert notice(page)
    press(page, f"{again(page)}[name=slot]")
    assert typed_in(page, group.contact) == group.contact
    press(page)
    press(page)

    assert facts_of(site, group, "state") == ("confirmed",)
    assert facts_of(site, group, "slot_id") != (int(slot),)


@pytest.fixture(scope="module")
def strict_site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that lets one network hold as much as it does by default."""
    instance = copied_instance(demo, tmp_path_factory.mktemp("strict") / "instance")
    with serving(instance) as running:
        yield running


@in_both_languages
def test_a_network_that_holds_too_much_is_told_so_and_may_let_go(
    chromium: Browser, strict_site: Site, locale: str
) -> None:
    group = school_class()
    with opened(chromium, strict_site.origin, locale, {"script": False}) as page:
        held = []
        for _ in range(2):
            hold(page, form_path(free_slot(strict_site, ALONE), locale), group)
            held.append(page.url)
        slot = free_slot(strict_site, ALONE)
        page.goto(form_path(slot, locale))
        fill(page, group.who)

        press(page)
        assert "20" in notice(page)
        assert typed_in(page, group.who) == group.who
        assert taken(strict_site, slot) == (0, 0)
        for one in held:
            page.goto(one)
            press(page, action(page, "bookings.release"))
            assert "child=24" in page.url
        hold(page, form_path(slot, locale), group)
        press(page, action(page, "bookings.release"))


@contextmanager
def dearer(site: Site) -> Iterator[None]:
    """Put every price of an activity up by a euro, as staff would, for a while."""
    ours = "id = (SELECT id FROM activities WHERE slug = ?)"
    for cents in (100, -100):
        site.write(
            "UPDATE price_rules SET amount_cents = amount_cents + ?"
            f" WHERE amount_cents > 100 AND activity_{ours}",
            cents,
            ALONE,
        )
        site.write(f"UPDATE activities SET version = version + 1 WHERE {ours}", ALONE)
        if cents > 0:
            yield


@in_both_languages
def test_a_price_that_rose_under_a_change_is_shown_before_it_counts(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    page.goto(walking.book(client, free_slot(site, ALONE), locale, group))
    propose(page, locale, child="20")

    with dearer(site):
        press(page)
        assert notice(page)
        assert facts_of(site, group, "persons", "total_cents") == (27, 14280)
        press(page)

    assert facts_of(site, group, "persons", "total_cents") == (23, 13900)


@in_both_languages
def test_a_price_that_rose_under_the_form_is_shown_before_anything_is_booked(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    path = form_path(free_slot(site, ALONE), locale)
    page.goto(f"{path}?child=24&supervisor=3&type=school")
    assert "142" in total(page)

    with dearer(site):
        press(page)
        fill(page, group.contact)
        press(page)
        assert "166" in total(page)
        press(page)

    assert facts_of(site, group, "total_cents") == (16680,)


@in_both_languages
def test_a_date_that_filled_up_under_a_change_leaves_the_booking_as_it_was(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, ALONE)
    page = visitors(locale, script=False)
    page.goto(walking.book(client, slot, locale, group))
    other = free_slot(site, ALONE)
    propose(page, locale, slot=other)
    walking.hold(client, other, "nl", school_class())

    press(page)

    assert notice(page)
    assert facts_of(site, group, "slot_id", "persons") == (int(slot), 27)
    assert taken(site, slot) == (27, 1)
    assert page.locator(button(page)).count() == 0


@in_both_languages
def test_what_it_is_too_late_for_is_said_and_the_rest_is_possible(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, SHARED, PLACES, SOON)
    page = visitors(locale, script=False)
    page.goto(walking.book(client, slot, locale, group))

    propose(page, locale, child="20")
    assert notice(page)
    assert page.locator(button(page)).count() == 0
    propose(page, locale, child="25")
    press(page)

    assert facts_of(site, group, "persons") == (28,)


@in_both_languages
def test_a_booking_is_cancelled_once_from_two_tabs(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, SHARED, PLACES)
    page = visitors(locale, script=False)
    page.goto(walking.book(client, slot, locale, group))
    tabs = [page.context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(link_to(page, "bookings.cancel", locale))

    for tab in tabs:
        press(tab)

    assert [tab.url for tab in tabs] == [page.url] * 2
    assert taken(site, slot) == (0, 0)
    assert facts_of(site, group, "state", "ics_sequence") == ("cancelled", 1)
    letter_about(site, group, 1)
    assert len(letters_to(site, group)) == 2


@in_both_languages
def test_a_change_from_a_tab_that_stood_open_meanwhile_is_shown_anew(
    visitors: Visitors, site: Site, client: Client, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    page.goto(walking.book(client, free_slot(site, ALONE), locale, group))
    other = page.context.new_page()
    other.goto(page.url)
    propose(page, locale, child="20")
    propose(other, locale, child="22")

    press(page)
    press(other)
    assert notice(other)
    assert facts_of(site, group, "persons") == (23,)
    press(other)

    assert facts_of(site, group, "persons", "ics_sequence") == (25, 2)


def clicked_twice(page: Page) -> None:
    """Click twice, as somebody does who is used to doing so."""
    before = page.url
    page.locator(button(page)).first.dblclick(no_wait_after=True)
    page.wait_for_url(lambda url: url != before)


def sent_twice(page: Page) -> None:
    """Send the form twice at the same moment, as a browser does on a bad line."""
    urls = page.evaluate(TWICE, button(page))
    assert urls[0] == urls[1]
    page.goto(urls[0])


@pytest.mark.parametrize("send", [clicked_twice, sent_twice])
def test_a_form_that_is_sent_twice_has_one_effect_on_every_page_of_the_way(
    visitors: Visitors, site: Site, send: Callable[[Page], None]
) -> None:
    group = school_class(child="12")
    slot = free_slot(site, SHARED, PLACES)
    page = visitors("nl")
    page.goto(form_path(slot, "nl"))
    fill(page, group.who)

    send(page)
    fill(page, group.contact)
    send(page)
    send(page)
    assert bookings_in(site, slot) == bookings_of(site, group)
    assert taken(site, slot) == (15, 1)
    propose(page, "nl", child="10")
    send(page)
    page.goto(link_to(page, "bookings.cancel", "nl"))
    send(page)

    assert taken(site, slot) == (0, 0)
    assert facts_of(site, group, "ics_sequence") == (2,)
    letter_about(site, group, 2)
    sequences = [sequence_of(letter) for letter in letters_to(site, group)]
    assert sorted(map(str, sequences)) == ["0", "1", "2"]


def propose(page: Page, locale: str, **different: str) -> None:
    """Ask what another group or another time would mean."""
    query = {"child": "24", "supervisor": "3", "type": "school", **different}
    asked = "&".join(f"{name}={text}" for name, text in query.items())
    answer = page.goto(f"{link_to(page, 'bookings.change', locale)}?{asked}")
    assert answer is not None
    assert answer.status == HTTPStatus.OK


def link_to(page: Page, endpoint: str, locale: str) -> str:
    return page_of(endpoint, locale).path({"token": token_in(here(page))})


def again(page: Page) -> str:
    return action(page, "bookings.hold_again")


def action(page: Page, endpoint: str) -> str:
    """Find the buttons of a form of a hold that is not the page's main one."""
    path = page_of(endpoint, here(page)[1:3]).path({"hold": token_in(here(page))})
    return f'main form[action="{path}"] button[type=submit]'
