"""Whom the shield keeps out: explained, undone, and decided by staff."""

from http import HTTPStatus

import pytest
from werkzeug.test import Client

from groupz_platform.permissions import StaffRole
from office import BROWSER, Clerk, Office
from pages.markup import Markup

CLASS = "203.0.113.9"


@pytest.fixture
def chief(office: Office) -> Clerk:
    return office.as_(StaffRole.ADMINISTRATOR)


def status(office: Office, path: str = "/nl/", address: str = CLASS) -> int:
    """What a visitor at an address sees."""
    client = Client(office.platform.platform, use_cookies=False)
    return client.get(
        path, headers=BROWSER, environ_base={"REMOTE_ADDR": address}
    ).status_code


def scan(office: Office, address: str = CLASS) -> None:
    for number in range(25):
        status(office, f"/nl/weg-{number}", address)


def undo_on(page: str) -> str:
    return next(
        act for act in Markup(page).acts if act.endswith(("/lift", "/put-back"))
    )


def test_a_false_ban_is_explained_and_undone(office: Office, chief: Clerk) -> None:
    scan(office)
    banned = status(office)

    listed = chief.get("/protection/").text
    explained = chief.get(f"/protection/?who={CLASS}").text
    told = chief.follow(undo_on(explained)).text

    assert banned == HTTPStatus.FORBIDDEN
    assert CLASS in listed
    assert "looked for pages that are not there" in explained
    assert "Kept out" in explained
    assert f"Undone: {CLASS}" in told
    assert "Earlier decisions" in told
    assert status(office) == HTTPStatus.OK


def test_what_was_undone_is_put_back(office: Office, chief: Clerk) -> None:
    scan(office)
    told = chief.follow(undo_on(chief.get("/protection/").text)).text

    chief.post(undo_on(told))

    assert status(office) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("who", "others"), [(CLASS, 200), ("203.0.113.0/24", 403), ("2001:db8::/48", 200)]
)
def test_staff_ban_an_address_or_a_network(
    office: Office, chief: Clerk, who: str, others: int
) -> None:
    page = chief.follow(
        "/protection/decide", {"who": who, "lasts": "hour", "reason": "fraud"}
    ).text

    assert "is kept out" in page
    assert "Robin: fraud" in page
    assert status(office, address="203.0.113.10") == others
    office.clock.tick(hours=1, seconds=1)
    assert status(office, address="203.0.113.10") == HTTPStatus.OK


def test_who_is_always_let_pass_is_not_banned(office: Office, chief: Clerk) -> None:
    chief.post("/protection/decide", {"who": CLASS, "allow": "1", "lasts": "ever"})

    scan(office)
    refused = chief.post("/protection/decide", {"who": CLASS})

    assert status(office) == HTTPStatus.OK
    assert "may always pass" in refused.text


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nonsense", "Fill in an address or a network"),
        ("", "Fill in an address or a network"),
        ("0.0.0.0/0", "taken for a mistake"),
        ("10.1.2.3", "The settings protect this address"),
        ("127.0.0.0/16", "your own address"),
    ],
)
def test_what_would_be_a_mistake_is_refused_in_words(
    chief: Clerk, who: str, words: str
) -> None:
    answer = chief.post("/protection/decide", {"who": who})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in answer.text


def test_an_address_of_which_nothing_is_known_passes(chief: Clerk) -> None:
    assert "Nothing is decided" in chief.get("/protection/?who=198.51.100.7").text
    assert chief.get("/protection/?who=x").status_code == 422


def test_what_is_not_there_is_not_found(chief: Clerk) -> None:
    assert chief.post("/protection/0123456789abcdef/lift").status_code == 404


def test_an_auditor_reads_and_decides_nothing(office: Office) -> None:
    auditor = office.as_(StaffRole.AUDITOR)

    assert auditor.get("/protection/").status_code == HTTPStatus.OK
    assert auditor.post("/protection/decide", {"who": CLASS}).status_code == 403


def test_a_decision_asks_the_second_factor_again(office: Office) -> None:
    stale = office.as_(StaffRole.ADMINISTRATOR, name="Sam", fresh=False)

    answer = stale.post("/protection/decide", {"who": CLASS})

    assert "Show once more that it is you" in answer.text
    assert status(office) == HTTPStatus.OK


def test_staff_who_mistype_addresses_are_not_scanners(office: Office) -> None:
    clerk = office.as_(StaffRole.DESK)
    clerk.at = "203.0.113.50"

    for number in range(40):
        clerk.get(f"/bookings/typo-{number}")

    assert clerk.get("/").status_code == HTTPStatus.OK
    scan(office, "203.0.113.51")
    assert status(office, address="203.0.113.51") == HTTPStatus.FORBIDDEN


def test_what_happened_is_drawn_by_the_hour_and_told_in_a_table(
    office: Office, chief: Clerk
) -> None:
    scan(office)
    status(office)
    office.platform.platform.tally.write()

    page = chief.get("/protection/events")
    by_day = chief.get("/protection/events?by=day").text

    for text in (page.text, by_day):
        assert "looked for pages that are not there (1)" in text
        assert "banned before (1)" in text
    columns = [each for each in Markup(page.text).elements if each.tag == "rect"]
    heights = [float(each.attributes["height"]) for each in columns]
    assert len(heights) == 96
    assert [n for n, height in enumerate(heights) if height] == [47, 95]
    assert "None are set up" in page.text


def test_where_nothing_happened_the_page_says_what_will_stand_there(
    chief: Clerk,
) -> None:
    assert "Nothing happened" in chief.get("/protection/events").text
