"""Finding a booking again: one answer for all, and a mail for who it belongs to."""

from http import HTTPStatus

import pytest
from sqlalchemy import select

from applications import TestingPlatform
from groupz_platform.bookings.models import Booking, LinkRequest
from groupz_platform.bookings.upkeep import Upkeep
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.roles import Role
from way import CONTACT, Way, slot_on, token_on


def reference_of(platform: TestingPlatform) -> str:
    Way.to(platform, slot_on(platform)).book()
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.scalars(select(Booking.reference)).one()


def ask(platform: TestingPlatform, reference: str, email: str) -> str:
    form = {"token": token_on(platform.visitor.get("/nl/vinden"))}
    answer = platform.visitor.post(
        "/nl/vinden", {**form, "reference": reference, "email": email}
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer.location


def answered(platform: TestingPlatform) -> list[OutboxEmail]:
    """Let the background answer; list what it has written."""
    databases = platform.database.databases
    while Upkeep(databases, platform.clock, "x.example").answer_link_request():
        pass
    with databases.transaction(Role.BACKOFFICE) as session:
        return list(
            session.scalars(select(OutboxEmail).where(OutboxEmail.template == "link"))
        )


@pytest.mark.parametrize("spelling", ["same", "lower", "without dashes"])
def test_the_link_is_sent_again(platform: TestingPlatform, spelling: str) -> None:
    reference = reference_of(platform)
    typed = {"lower": reference.lower(), "without dashes": reference.replace("-", " ")}

    ask(platform, typed.get(spelling, reference), CONTACT["email"].upper())

    [mail] = answered(platform)
    assert mail.recipient == CONTACT["email"]
    assert mail.link_seed


def test_nobody_learns_whether_there_is_a_booking(platform: TestingPlatform) -> None:
    reference = reference_of(platform)

    ways = {
        ask(platform, reference, CONTACT["email"]),
        ask(platform, reference, "somebody@else.example"),
        ask(platform, "K7Q-M4R-TX2", CONTACT["email"]),
    }

    assert len(ways) == 1
    assert len(answered(platform)) == 1


def test_the_link_is_sent_as_often_as_it_is_asked_for(
    platform: TestingPlatform,
) -> None:
    reference = reference_of(platform)

    for _ in range(2):
        ask(platform, reference, CONTACT["email"])
        answered(platform)

    assert len(answered(platform)) == 2


def test_what_was_asked_is_not_kept(on_sqlite: TestingPlatform) -> None:
    ask(on_sqlite, "K7Q-M4R-TX2", "somebody@else.example")
    answered(on_sqlite)

    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        assert session.scalars(select(LinkRequest)).all() == []


def test_a_hold_is_nobodys_to_find(on_sqlite: TestingPlatform) -> None:
    Way.to(on_sqlite, slot_on(on_sqlite)).review()
    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        reference = session.scalars(select(Booking.reference)).one()

    ask(on_sqlite, reference, CONTACT["email"])

    assert answered(on_sqlite) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"reference": ""}, "reference", id="no reference"),
        pytest.param({"email": "x"}, "e-mail address such", id="no address"),
        pytest.param({"website": "x"}, "nobody sees", id="a robot"),
        pytest.param({"token": "forged"}, "open for long", id="a forged form"),
    ],
)
def test_what_is_not_right_is_asked_again(
    on_sqlite: TestingPlatform, typed: dict[str, str], words: str
) -> None:
    form = {
        "token": token_on(on_sqlite.visitor.get("/en/find")),
        "reference": "K7Q-M4R-TX2",
        "email": "sam@regenboog.example",
    }

    back = on_sqlite.visitor.post("/en/find", form | typed)

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in back.text


def test_asking_again_and_again_is_stopped(on_sqlite: TestingPlatform) -> None:
    for _ in range(on_sqlite.settings.letters_per_hour):
        ask(on_sqlite, "K7Q-M4R-TX2", "somebody@else.example")
    form = {"token": token_on(on_sqlite.visitor.get("/nl/vinden"))}

    refused = on_sqlite.visitor.post(
        "/nl/vinden", {**form, "reference": "K7Q", "email": "s@x.example"}
    )

    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(refused.headers["Retry-After"]) > 0
