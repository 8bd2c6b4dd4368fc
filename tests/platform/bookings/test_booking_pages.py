import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from applications import TestingPlatform
from factories import make_activity, make_slot
from groupz_platform.bookings.models import Booking
from groupz_platform.catalogue.models import Activity
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot

TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"')
FORM = {
    "party-child": "24",
    "party-supervisor": "3",
    "group_type": "school",
    "organisation": "De Regenboog",
    "name": "Sam de Vries",
    "email": "sam@regenboog.example",
    "telephone": "06 12345678",
}


def slot_on(platform: TestingPlatform, **traits: Any) -> TimeSlot:
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session, **traits.pop("activity", {}))
        starts_at = platform.clock() + timedelta(days=traits.pop("days", 30))
        return make_slot(session, activity=activity, starts_at=starts_at, **traits)


def token_on(response: TestResponse) -> str:
    found = TOKEN.search(response.text)
    assert found
    return found[1]


def opened(platform: TestingPlatform, slot: TimeSlot) -> str:
    return token_on(platform.visitor.get(f"/nl/boeken/{slot.id}"))


def send(
    platform: TestingPlatform, slot: TimeSlot, token: str, **typed: str
) -> TestResponse:
    form = {**FORM, "token": token, **typed}
    return platform.visitor.post(f"/nl/boeken/{slot.id}", form)


def bookings(platform: TestingPlatform) -> int:
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.scalar(select(func.count()).select_from(Booking)) or 0


def test_a_form_that_is_sent_leads_to_the_booking(platform: TestingPlatform) -> None:
    slot = slot_on(platform)

    sent = send(platform, slot, opened(platform, slot))
    shown = platform.visitor.get(sent.location)

    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert re.fullmatch(r"/nl/b/[\w-]{43}", sent.location)
    assert shown.status_code == HTTPStatus.OK
    assert "De Regenboog" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]


def test_a_form_that_is_sent_twice_makes_one_booking(platform: TestingPlatform) -> None:
    slot = slot_on(platform)
    token = opened(platform, slot)

    answers = {send(platform, slot, token).location for _ in range(2)}

    assert len(answers) == 1
    assert bookings(platform) == 1


def test_a_form_that_has_booked_does_not_book_something_else(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite)
    token = opened(on_sqlite, slot)
    send(on_sqlite, slot, token)

    again = send(on_sqlite, slot, token, **{"party-child": "2"})

    assert again.status_code == HTTPStatus.CONFLICT
    assert token_on(again) != token
    assert bookings(on_sqlite) == 1


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="none"),
        pytest.param("forged", id="forged"),
        pytest.param("WyIxIiwia2V5Il0.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", id="alien"),
    ],
)
def test_a_form_without_our_token_comes_back_with_all_that_was_typed(
    on_sqlite: TestingPlatform, token: str
) -> None:
    slot = slot_on(on_sqlite)

    back = send(on_sqlite, slot, token)
    again = send(on_sqlite, slot, token_on(back))

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert all(
        f'value="{typed}"' in back.text for typed in FORM.values() if typed != "school"
    )
    assert again.status_code == HTTPStatus.SEE_OTHER


def test_a_token_of_another_slot_does_not_book_this_one(
    on_sqlite: TestingPlatform,
) -> None:
    one, other = slot_on(on_sqlite), slot_on(on_sqlite)

    sent = send(on_sqlite, one, opened(on_sqlite, other))

    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert bookings(on_sqlite) == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(
            {"party-child": "", "party-supervisor": ""}, "people", id="nobody"
        ),
        pytest.param({"party-child": "-1"}, "0 or more", id="fewer than nobody"),
        pytest.param({"party-child": "1e3"}, "", id="no number"),
        pytest.param({"party-child": "99999"}, "0 or more", id="a whole town"),
        pytest.param({"party-child": "90"}, "groups of", id="larger than it takes"),
        pytest.param({"group_type": ""}, "kind of group", id="no group type"),
        pytest.param({"group_type": "army"}, "", id="an unknown group type"),
        pytest.param({"organisation": " "}, "school, company", id="no organisation"),
        pytest.param({"organisation": "x" * 121}, "too long", id="a long name"),
        pytest.param({"name": "\t"}, "your name", id="no name"),
        pytest.param({"email": "sam"}, "e-mail address such", id="no address"),
        pytest.param({"email": f"{'x' * 250}@x.example"}, "", id="a long address"),
        pytest.param({"telephone": "12"}, "telephone", id="no number to call"),
        pytest.param({"telephone": "bel me"}, "telephone", id="words to call"),
    ],
)
def test_a_form_that_is_not_right_says_what_to_do_and_loses_nothing(
    on_sqlite: TestingPlatform, typed: dict[str, str], words: str
) -> None:
    slot = slot_on(on_sqlite)
    token = token_on(on_sqlite.visitor.get(f"/en/book/{slot.id}"))

    form = {**FORM, "token": token, **typed}
    back = on_sqlite.visitor.post(f"/en/book/{slot.id}", form)

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in back.text
    assert 'aria-invalid="true"' in back.text
    assert bookings(on_sqlite) == 0


def test_a_family_needs_no_organisation(on_sqlite: TestingPlatform) -> None:
    slot = slot_on(on_sqlite)

    sent = send(
        on_sqlite,
        slot,
        opened(on_sqlite, slot),
        organisation="",
        group_type="family",
    )

    assert sent.status_code == HTTPStatus.SEE_OTHER


def test_a_group_that_does_not_fit_is_told_what_is_left_and_where_it_does(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform, used_persons=10, used_groups=1)
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        other = make_slot(
            session,
            activity=session.get_one(Activity, slot.activity_id),
            starts_at=slot.starts_at + timedelta(days=1),
        )

    back = send(platform, slot, opened(platform, slot))

    assert back.status_code == HTTPStatus.CONFLICT
    assert "20" in back.text
    assert f'formaction="/nl/boeken/{other.id}"' in back.text
    assert 'value="sam@regenboog.example"' in back.text


def test_what_was_typed_moves_along_to_another_time(on_sqlite: TestingPlatform) -> None:
    full = slot_on(on_sqlite, used_persons=10, used_groups=1)
    other = slot_on(on_sqlite)
    back = send(on_sqlite, full, opened(on_sqlite, full))

    moved = send(on_sqlite, other, token_on(back))
    sent = send(on_sqlite, other, token_on(moved))

    assert moved.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="sam@regenboog.example"' in moved.text
    assert sent.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"state": "closed"}, HTTPStatus.CONFLICT, id="closed"),
        pytest.param(
            {"used_persons": 30, "used_groups": 1}, HTTPStatus.CONFLICT, id="sold out"
        ),
    ],
)
def test_a_slot_that_changed_meanwhile_books_nobody(
    on_sqlite: TestingPlatform, change: dict[str, Any], status: HTTPStatus
) -> None:
    slot = slot_on(on_sqlite)
    token = opened(on_sqlite, slot)
    with on_sqlite.database.databases.transaction(Role.BACKOFFICE) as session:
        session.execute(update(TimeSlot).values(**change))

    assert send(on_sqlite, slot, token).status_code == status
    assert bookings(on_sqlite) == 0


def test_an_old_page_is_checked_again_and_then_books(
    on_sqlite: TestingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = slot_on(on_sqlite)
    token = opened(on_sqlite, slot)
    monkeypatch.setattr("groupz_platform.web.form_tokens.LASTS_SECONDS", -1)

    back = send(on_sqlite, slot, token)
    monkeypatch.undo()

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert send(on_sqlite, slot, token_on(back)).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no origin"),
        pytest.param({"Origin": "https://evil.example"}, id="another site"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="from another site"),
        pytest.param(
            {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8000"},
            id="from a neighbour",
        ),
    ],
)
def test_a_form_from_elsewhere_is_refused_in_the_visitors_language(
    on_sqlite: TestingPlatform, headers: dict[str, str]
) -> None:
    slot = slot_on(on_sqlite)
    form = {**FORM, "token": opened(on_sqlite, slot)}

    refused = on_sqlite.visitor.client.post(
        f"/nl/boeken/{slot.id}", data=form, headers=headers
    )

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert 'lang="nl"' in refused.text
    assert bookings(on_sqlite) == 0


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/nl/boeken/99999", id="no slot"),
        pytest.param("/nl/boeken/99999999999999999999", id="more than fits a column"),
        pytest.param("/nl/b/nobody-has-this", id="no link"),
    ],
)
def test_what_is_not_there_is_not_found(platform: TestingPlatform, path: str) -> None:
    assert platform.visitor.get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_slot_that_cannot_be_booked_says_so_on_its_form(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite, state="closed")

    shown = on_sqlite.visitor.get(f"/en/book/{slot.id}")

    assert "not open for groups" in shown.text


def test_the_copy_of_a_form_that_comes_at_the_same_moment_finds_the_booking(
    on_sqlite: TestingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = slot_on(on_sqlite)
    token = opened(on_sqlite, slot)
    first = send(on_sqlite, slot, token)
    looks = iter([None])
    services = "groupz_platform.bookings.services"
    from groupz_platform.bookings.queries import booking_of_key  # noqa: PLC0415

    monkeypatch.setattr(
        f"{services}.booking_of_key",
        lambda session, key: next(looks, booking_of_key(session, key)),
    )

    assert send(on_sqlite, slot, token).location == first.location
    assert bookings(on_sqlite) == 1
