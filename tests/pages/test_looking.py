"""To look is to change nothing, and to learn nothing about others.

Mail programs and previews open every link of a mail, and browsers load pages ahead.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from pages.client import Answer, Client
from pages.conftest import GENEROUS
from pages.groups import SHARED, Group, facts_of, free_slot, school_class
from pages.letters import letters_to, text_of
from pages.markup import Markup
from pages.routes import OF_VISITORS, PAGES, page_of
from pages.sitemap import is_internal
from pages.walking import book, end_hold, hold, review, send, token_in
from site_server import Site, copied_instance, serving

LOCALES = ["nl", "en"]
TABLES = [
    "bookings",
    "booking_parties",
    "booking_lines",
    "booking_events",
    "access_tokens",
    "link_requests",
    "time_slots",
]
LINK_IN_MAIL = re.compile(r"https?://[^\s\"'<>]+")
OF_EACH = {"Date", "X-Request-Id"}
STILL_OVERDUE = """
    SELECT id FROM bookings
    WHERE state = 'held' AND hold_expires_at < datetime('now', '-1 day')
"""
Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def quiet(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own: nobody else changes anything."""
    instance = copied_instance(demo, tmp_path_factory.mktemp("quiet") / "instance")
    with serving(instance, **GENEROUS) as running:
        yield running


@pytest.fixture(scope="module")
def visitor(quiet: Site) -> Client:
    return Client(quiet)


@pytest.mark.parametrize("locale", LOCALES)
def test_opening_every_link_of_every_mail_and_page_changes_nothing(
    quiet: Site, visitor: Client, locale: str
) -> None:
    group = school_class()
    paths = pages_about(quiet, visitor, group, locale)
    wait_for_letters(quiet, group, 2)
    paths |= links_in_letters(quiet, group)
    paths |= {link for path in paths for link in links_on(visitor, path)}
    before = dump(quiet)

    statuses = {
        path: {visitor.ask(method, path).status for method in ("HEAD", "GET", "HEAD")}
        for path in sorted(paths)
    }

    assert {path: s for path, s in statuses.items() if len(s) > 1} == {}
    assert {s for both in statuses.values() for s in both} <= {200, 302, 303, 422}
    assert dump(quiet) == before
    assert len(letters_to(quiet, group)) == 2


def test_what_a_form_does_cannot_be_done_by_opening_its_address(
    quiet: Site, visitor: Client
) -> None:
    held = token_in(hold(visitor, free_slot(quiet, SHARED), "nl", school_class()))
    paths = {
        route.path({"hold": held})
        for route in OF_VISITORS
        if route.is_private and "GET" not in route.methods
    }
    quiet.wait_for(lambda: answered(quiet) or None)  # by what other tests asked for
    before = dump(quiet)

    statuses = {
        visitor.ask(method, p).status for p in paths for method in ("GET", "HEAD")
    }

    assert len(paths) == 6
    assert statuses == {HTTPStatus.METHOD_NOT_ALLOWED}
    assert dump(quiet) == before


@pytest.mark.parametrize("locale", LOCALES)
def test_who_looks_for_a_booking_does_not_learn_whether_there_is_one(
    quiet: Site, visitor: Client, locale: str
) -> None:
    group, stranger = school_class(), school_class()
    book(visitor, free_slot(quiet, SHARED), locale, group)
    wait_for_letters(quiet, group, 1)
    [reference] = facts_of(quiet, group, "reference")
    guesses = [
        {"reference": reference, "email": group.email},
        {"reference": reference, "email": stranger.email},
        {"reference": "K7Q-M4R-TX2", "email": group.email},
        {"reference": "no reference at all", "email": stranger.email},
    ]

    path = page_of("bookings.find", locale).path({})
    answers = [send(visitor, path, guess) for guess in guesses]
    pages = [visitor.get(answer.location) for answer in answers]

    assert {as_sent(answer) for answer in answers} == {as_sent(answers[0])}
    assert {as_sent(page) for page in pages} == {as_sent(pages[0])}
    assert answers[0].status == HTTPStatus.SEE_OTHER
    assert letters_to(quiet, stranger) == []


def test_everybody_who_asks_for_a_link_gets_it(demo: Path, tmp_path: Path) -> None:
    groups = [school_class(), school_class()]
    with serving(copied_instance(demo, tmp_path / "instance"), **GENEROUS) as running:
        client = Client(running)
        for group in groups:
            book(client, free_slot(running, SHARED), "nl", group)
            wait_for_letters(running, group, 1)
            [reference] = facts_of(running, group, "reference")
            find = page_of("bookings.find", "nl").path({})
            send(client, find, {"reference": reference, "email": group.email})
            running.wait_for(lambda: failures(running) or answered(running) or None)

        assert failures(running) == []
        for group in groups:
            wait_for_letters(running, group, 2)


def test_a_token_that_never_was_says_the_same_as_any_other_page_that_is_not_there(
    visitor: Client,
) -> None:
    private = [route for route in PAGES if route.is_private]
    nobodys = {"token": "A" * 43, "hold": "A" * 43}

    answers = [visitor.get(route.path(nobodys)) for route in private]

    assert {answer.status for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert {cacheable(answer) for answer in answers} == {False}


def failures(site: Site) -> list[object]:
    return [e["job"] for e in site.events if e["event"] == "background job failed"]


def answered(site: Site) -> bool:
    return site.rows("SELECT 1 FROM link_requests") == []


def pages_about(site: Site, client: Client, group: Group, locale: str) -> set[str]:
    """Make a booking, a cancelled one, a hold and one that is over; where they are."""
    booked = book(client, free_slot(site, SHARED), locale, group)
    gone = book(client, free_slot(site, SHARED), locale, school_class())
    cancel = page_of("bookings.cancel", locale).path({"token": token_in(gone)})
    send(client, cancel, {})
    change = page_of("bookings.change", locale).path({"token": token_in(booked)})
    fewer = {**group.who, "child": "20"}
    agreed = Markup(client.get(f"{change}?{query(fewer)}").text).inputs
    client.post(change, {**fewer, **agreed})
    held = review(client, free_slot(site, SHARED), locale, school_class())
    over = hold(client, free_slot(site, SHARED), locale, school_class())
    end_hold(site, over)
    site.wait_for(lambda: site.rows(STILL_OVERDUE) == [] or None)
    tokens = [(booked, held), (gone, over), (held, booked), (over, gone)]
    return {
        route.path({"token": token_in(one), "hold": token_in(other)})
        for route in OF_VISITORS
        if route.is_private and route.locale == locale and "GET" in route.methods
        for one, other in tokens
    }


def query(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={text}" for name, text in fields.items())


def links_on(client: Client, path: str) -> set[str]:
    """Where a page's links and its forms that ask for pages lead to."""
    answer = client.get(path)
    ways = Markup(answer.text).ways if answer.is_html else set()
    return {urldefrag(urljoin(path, way)).url for way in ways if is_internal(way)}


def links_in_letters(site: Site, group: Group) -> set[str]:
    """Where the mails to a group lead to on this site, whoever reads them."""
    texts = [
        text_of(letter, subtype)
        for letter in letters_to(site, group)
        for subtype in ("plain", "html")
    ]
    links = {urlsplit(link) for text in texts for link in LINK_IN_MAIL.findall(text)}
    here = urlsplit(site.origin).netloc
    return {link.path for link in links if link.netloc == here and link.path}


def wait_for_letters(site: Site, group: Group, count: int) -> None:
    site.wait_for(lambda: len(letters_to(site, group)) >= count or None)


def dump(site: Site) -> Dump:
    """All that is stored about bookings and times."""
    return {
        table: site.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES
    }


def as_sent(answer: Answer) -> tuple[object, ...]:
    """An answer but for what differs between any two."""
    headers = [(n, v) for n, v in answer.headers.items() if n not in OF_EACH]
    return answer.status, tuple(headers), answer.body


def cacheable(answer: Answer) -> bool:
    return "no-store" not in answer.headers["Cache-Control"]
