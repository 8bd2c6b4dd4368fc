"""A form that is old, forged or a robot's is sent back in words, with all in it."""

from dataclasses import dataclass

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import Page
from typing_extensions import override

from groupz_platform.web.form_tokens import FormToken, FormTokens
from pages.client import Client
from pages.conftest import Visitors
from pages.filling import fill, here, hold, press, review, typed_in
from pages.groups import (
    ALONE,
    Group,
    bookings_of,
    facts_of,
    form_path,
    free_slot,
    school_class,
    taken,
)
from pages.routes import page_of
from pages.walking import book, token_in
from pages.words import notice
from site_server import Site

LOCALES = ["nl", "en"]
LASTS_SECONDS = 12 * 3600
in_both_languages = pytest.mark.parametrize("locale", LOCALES)


@dataclass(frozen=True)
class Token:
    """A token that is not the page's own.

    Attributes:
        about: What it was made for; nothing for the thing of the page.
        age_seconds: How long ago it was made.
    """

    name: str
    text: str = ""
    about: str = ""
    age_seconds: int = 0

    @override
    def __str__(self) -> str:
        return self.name

    def sign(self, site: Site, about: str, patch: pytest.MonkeyPatch) -> str:
        """Make it, as the server would have."""
        if not self.about and not self.age_seconds:
            return self.text
        secret = (site.instance / "secret.key").read_bytes().strip()
        past = TimestampSigner(secret).get_timestamp() - self.age_seconds
        with patch.context() as then:
            then.setattr(TimestampSigner, "get_timestamp", lambda _: past)
            return FormTokens(secret, "hold").sign(FormToken.new(self.about or about))


TOKENS = [
    Token("empty"),
    Token("forged", text="forged"),
    Token("of another page", about="2147483647"),
    Token("old", age_seconds=LASTS_SECONDS + 60),
]


@pytest.mark.parametrize("token", TOKENS, ids=str)
@in_both_languages
def test_a_form_with_another_token_comes_back_with_the_group_and_then_passes(
    visitors: Visitors,
    site: Site,
    locale: str,
    token: Token,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = school_class()
    slot = free_slot(site, ALONE)
    page = visitors(locale, script=False)
    page.goto(form_path(slot, locale))
    fill(page, group.who)
    put_in(page, "token", token.sign(site, slot, monkeypatch))

    press(page)

    assert notice(page)
    assert taken(site, slot) == (0, 0)
    assert typed_in(page, group.who) == group.who
    press(page)
    assert "/h/" in page.url


def test_a_token_that_is_made_like_the_servers_passes(
    visitors: Visitors, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: such tokens are refused for what they say."""
    young = Token("young", age_seconds=LASTS_SECONDS - 600)
    slot = free_slot(site, ALONE)
    page = visitors("nl", script=False)
    page.goto(form_path(slot, "nl"))
    fill(page, school_class().who)
    put_in(page, "token", young.sign(site, slot, monkeypatch))

    press(page)

    assert "/h/" in page.url


@in_both_languages
def test_who_books_is_not_lost_by_another_token(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    hold(page, form_path(free_slot(site, ALONE), locale), group)
    fill(page, group.contact)
    put_in(page, "token", "forged")

    press(page)

    assert notice(page)
    assert typed_in(page, group.contact) == group.contact
    press(page)
    put_in(page, "token", "forged")
    press(page)
    assert notice(page)
    assert bookings_of(site, group) == []
    press(page)
    assert len(bookings_of(site, group)) == 1


@in_both_languages
def test_a_hold_is_neither_kept_nor_let_go_nor_regrouped_by_another_token(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, ALONE)
    page = visitors(locale, script=False)
    review(page, form_path(slot, locale), group)
    held = {"hold": token_in(here(page))}

    for endpoint in ("bookings.extend", "bookings.release"):
        put_in(page, "token", "forged")
        path = page_of(endpoint, locale).path(held)
        press(page, f'main form[action="{path}"] button')
        assert notice(page)
    page.goto(page_of("bookings.regroup", locale).path(held))
    fill(page, {"child": "12"})
    put_in(page, "token", "forged")
    press(page)

    assert notice(page)
    assert typed_in(page, {"child": ""}) == {"child": "12"}
    assert taken(site, slot) == (27, 1)


@pytest.mark.parametrize("endpoint", ["bookings.change", "bookings.cancel"])
@in_both_languages
def test_a_booking_is_neither_changed_nor_cancelled_by_another_token(
    visitors: Visitors, site: Site, locale: str, endpoint: str
) -> None:
    group = school_class()
    page = visitors(locale, script=False)
    booked = book_over_http(site, locale, group)
    query = "?child=20&supervisor=3&type=school"
    page.goto(page_of(endpoint, locale).path({"token": token_in(booked)}) + query)
    put_in(page, "token", "forged")

    press(page)
    assert notice(page)
    assert facts_of(site, group, "state", "persons") == ("confirmed", 27)
    press(page)

    assert facts_of(site, group, "ics_sequence") == (1,)


@in_both_languages
def test_an_address_is_not_changed_by_another_token_and_not_lost(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group, other = school_class(), school_class()
    page = visitors(locale, script=False)
    booked = book_over_http(site, locale, group)
    page.goto(page_of("bookings.email", locale).path({"token": token_in(booked)}))
    fill(page, {"email": other.email})
    put_in(page, "token", "forged")

    press(page)
    assert notice(page)
    assert len(bookings_of(site, group)) == 1
    assert typed_in(page, {"email": ""}) == {"email": other.email}
    press(page)

    assert len(bookings_of(site, other)) == 1
    gone = page.goto(booked)
    assert gone is not None
    assert gone.status == 404


@in_both_languages
def test_a_search_for_a_booking_is_not_lost_by_another_token(
    visitors: Visitors, locale: str
) -> None:
    typed = {"reference": "K7Q-M4R-TX2", "email": "sam@regenboog.example"}
    page = visitors(locale, script=False)
    page.goto(page_of("bookings.find", locale).path({}))
    fill(page, typed)
    put_in(page, "token", "forged")

    press(page)
    assert notice(page)
    assert typed_in(page, typed) == typed
    press(page)

    assert here(page) == page_of("bookings.sent", locale).path({})


@in_both_languages
def test_what_a_robot_fills_in_holds_nothing_and_people_lose_nothing(
    visitors: Visitors, site: Site, locale: str
) -> None:
    group = school_class()
    slot = free_slot(site, ALONE)
    page = visitors(locale, script=False)
    page.goto(form_path(slot, locale))
    fill(page, group.who)
    put_in(page, "website", "https://spam.example")

    press(page)

    assert notice(page)
    assert taken(site, slot) == (0, 0)
    assert typed_in(page, group.who) == group.who
    press(page)
    assert "/h/" in page.url


@in_both_languages
def test_a_robot_that_searches_for_bookings_sends_no_mail(
    visitors: Visitors, locale: str
) -> None:
    typed = {"reference": "K7Q-M4R-TX2", "email": "sam@regenboog.example"}
    page = visitors(locale, script=False)
    page.goto(page_of("bookings.find", locale).path({}))
    fill(page, typed)
    put_in(page, "website", "https://spam.example")

    press(page)

    assert here(page) == page_of("bookings.find", locale).path({})
    assert notice(page)
    assert typed_in(page, typed) == typed


def put_in(page: Page, name: str, text: str) -> None:
    """Put a text into the fields of a name that people do not see."""
    page.locator(f'main input[name="{name}"]').evaluate_all(
        "(fields, text) => fields.forEach(field => field.value = text)", text
    )


def book_over_http(site: Site, locale: str, group: Group) -> str:
    return book(Client(site), free_slot(site, ALONE), locale, group)
