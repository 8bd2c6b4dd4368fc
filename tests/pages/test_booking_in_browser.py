"""A class of twenty-seven books in a real browser, with JavaScript and without."""

import re
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Page

from pages.client import Client
from pages.conftest import Visitors
from pages.filling import SEND, book, field, fill, press, typed_in
from pages.groups import (
    ALONE,
    PLACES,
    SHARED,
    bookings_of,
    form_path,
    free_slot,
    school_class,
    send,
)
from pages.letters import LINK, letter_to, one_line, text_of
from pages.markup import Markup
from site_server import Site

LOCALES = ["nl", "en"]
# 24 children at 5.95, as groups of 20 and more pay, and 3 supervisors free of charge.
TOTAL = {"nl": "€ 142,80", "en": "€142.80"}
WRONG = {
    "children": "veel",
    "supervisors": "-1",
    "group_type": "",
    "organisation": "",
    "name": "",
    "email": "geen adres",
    "telephone": "12",
}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitors(visitors: Visitors, request: pytest.FixtureRequest) -> Visitors:
    """Visitors with JavaScript, and visitors without."""
    return partial(visitors, script=request.param)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_class_books_from_the_programme_to_the_link_in_its_mail(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)

    page.goto("/")
    page.click(f'main a[href$="/{ALONE}"]')
    page.locator(f'#dates a[href^="{form_path("", locale)}"]').first.click()
    fill(page, group)
    press(page)

    [reference] = bookings_of(site, group)
    when = page.locator("main time").first.inner_text()
    assert reference in page.inner_text("h1 >> xpath=..")
    assert TOTAL[locale] in one_line(page.inner_text("main tfoot"))
    letter = letter_to(site, group)
    for text in (text_of(letter, "plain"), text_of(letter, "html")):
        assert reference in text
        assert when in text
        assert TOTAL[locale] in text
        assert page.url in LINK.findall(text)
    somebody_else = visitors(locale)
    somebody_else.goto(LINK.findall(text_of(letter, "plain"))[0])
    assert reference in somebody_else.inner_text("main")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_mistake_is_named_at_once_on_top_and_at_its_field(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class(**WRONG)
    page = visitors(locale)
    page.goto(form_path(free_slot(site, ALONE), locale))

    fill(page, group)
    answer = press(page)

    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert summary(page) == [(name, error_at(page, name)) for name in group.typed]
    assert typed_in(page) == group.typed
    assert page.locator("[aria-invalid=true]").count() == len(WRONG)
    for link in page.locator("[role=alert] a").all():
        link.click()
        assert f"#{focused(page)}" == link.get_attribute("href")
    assert bookings_of(site, group) == []


def test_a_mistake_that_is_mended_is_booked(visitors: Visitors, site: Site) -> None:
    group = school_class()
    page = visitors()
    page.goto(form_path(free_slot(site, ALONE), "nl"))
    fill(page, school_class(email="geen adres"))
    press(page)

    field(page, "email").fill(group.email)
    press(page)

    assert len(bookings_of(site, group)) == 1
    assert page.locator("[role=alert]").count() == 0


# In the next three there is room for the group twice: the form alone prevents that.
def test_going_back_and_loading_again_book_nothing_more(
    visitors: Visitors, site: Site
) -> None:
    group = school_class(children="12")
    page = visitors()
    book(page, form_path(free_slot(site, SHARED, PLACES), "nl"), group)
    confirmation = page.url

    again = page.reload()
    back = page.go_back()
    page.reload()
    forward = page.go_forward()

    for answer in (again, back, forward):
        assert answer is not None
        assert answer.status == HTTPStatus.OK
    assert page.url == confirmation
    assert len(bookings_of(site, group)) == 1


def test_going_back_over_a_mended_mistake_shows_it_and_books_nothing_more(
    visitors: Visitors, site: Site
) -> None:
    group = school_class(children="12")
    mistaken = replace(group, email=f"{group.email} of zo")
    page = visitors()
    page.goto(form_path(free_slot(site, SHARED, PLACES), "nl"))
    fill(page, mistaken)
    press(page)
    field(page, "email").fill(group.email)
    press(page)
    page.wait_for_url("**/b/*")

    page.go_back()

    assert page.locator("[role=alert]").count() == 1
    field(page, "email").fill(group.email)
    press(page)
    assert len(bookings_of(site, group)) == 1


def test_the_same_form_in_two_tabs_makes_one_booking(
    visitors: Visitors, site: Site
) -> None:
    group = school_class(children="12")
    one = visitors()
    path = form_path(free_slot(site, SHARED, PLACES), "nl")
    one.goto(path)
    two = one.context.new_page()
    two.route(f"**{path}", lambda route: route.fulfill(body=one.content()), times=1)
    two.goto(path)
    fill(one, group)
    fill(two, group)

    one.click(SEND, no_wait_after=True)
    two.click(SEND, no_wait_after=True)
    one.wait_for_url("**/b/*")
    two.wait_for_url("**/b/*")

    assert one.url == two.url
    assert len(bookings_of(site, group)) == 1


@pytest.fixture
def late(client: Client, site: Site) -> str:
    """The form of a time that has fifteen places left, of forty-five."""
    slot = free_slot(site, SHARED, PLACES)
    before = school_class(children="27")
    assert send(client, form_path(slot, "nl"), before).status == HTTPStatus.SEE_OTHER
    return slot


@pytest.mark.parametrize("locale", LOCALES)
def test_a_group_too_big_for_what_is_left_takes_another_time_with_all_it_typed(
    visitors: Visitors, site: Site, late: str, locale: str
) -> None:
    group = school_class()
    page = visitors(locale)
    page.goto(form_path(late, locale))

    fill(page, group)
    answer = press(page)

    assert answer.status == HTTPStatus.CONFLICT
    assert "15" in page.inner_text("[role=status]")
    assert typed_in(page) == group.typed
    elsewhere = page.locator("main button[formaction]").first.inner_text()
    press(page, "main button[formaction]")
    assert not page.url.endswith(form_path(late, locale))
    assert typed_in(page) == group.typed
    press(page)
    assert page.locator("main time").first.inner_text() in elsewhere
    assert len(bookings_of(site, group)) == 1


def test_the_enter_key_never_takes_another_time(
    visitors: Visitors, site: Site, late: str
) -> None:
    group = school_class()
    page = visitors()
    page.goto(form_path(late, "nl"))
    when = page.locator("main time").first.inner_text()
    fill(page, group)
    press(page)

    field(page, "party-child").fill("12")
    field(page, "party-child").press("Enter")
    page.wait_for_url("**/b/*")

    assert page.locator("main time").first.inner_text() == when
    assert len(bookings_of(site, group)) == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_a_program_can_book_when_it_says_where_it_comes_from(
    site: Site, locale: str
) -> None:
    group = school_class()
    address = site.origin + form_path(free_slot(site, ALONE), locale)
    program = build_opener(ProxyHandler({}))
    form = filled_by(program, address, group.typed)

    with program.open(Request(address, form, {"Origin": site.origin})) as answer:
        page = answer.read().decode()

    [reference] = bookings_of(site, group)
    assert reference in page


@pytest.mark.parametrize("locale", LOCALES)
def test_a_program_that_says_nothing_is_refused_in_words(
    site: Site, locale: str
) -> None:
    group = school_class()
    address = site.origin + form_path(free_slot(site, ALONE), locale)
    program = build_opener(ProxyHandler({}))
    form = filled_by(program, address, group.typed)

    with pytest.raises(HTTPError) as refused:
        program.open(Request(address, form))

    with refused.value as answer:
        page = answer.read().decode()
        assert answer.code == HTTPStatus.FORBIDDEN
    assert Markup(page).language == locale
    [reference] = re.findall(r"<code>(\w{8})</code>", page)
    assert reference in site.log
    assert bookings_of(site, group) == []


def summary(page: Page) -> list[tuple[str, str]]:
    """Read the list of mistakes: which field each leads to, and what it says."""
    return [
        (str(link.get_attribute("href")).removeprefix("#"), link.inner_text())
        for link in page.locator("[role=alert] a").all()
    ]


def error_at(page: Page, name: str) -> str:
    """Read what a field is told to be described by, beside its hint."""
    described = str(field(page, name).get_attribute("aria-describedby")).split()
    [error] = [one for one in described if one.endswith("-error")]
    return page.inner_text(f"#{error}")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def filled_by(program: OpenerDirector, address: str, typed: dict[str, str]) -> bytes:
    with program.open(address) as answer:
        token = Markup(answer.read().decode()).inputs["token"]
    return urlencode({"token": token, **typed}).encode()
